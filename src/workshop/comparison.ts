import type { Comparison } from "../contract/comparison.ts";
import { Refusal } from "../contract/refusal.ts";
import { compareContents } from "../difference/compare.ts";
import { platformOf, type Registry } from "../platforms/index.ts";
import type { Opened } from "../platforms/platform.ts";

/**
 * What differs between two firmwares, whether or not a package can be made of them.
 * @throws Refusal different-platform, platform-unsupported, firmware-damaged
 */
export function compareFirmware(old: Opened, next: Opened, registry?: Registry): Comparison {
  if (old.platform !== next.platform) {
    throw new Refusal("different-platform", { old: old.platform, new: next.platform });
  }
  const platform = platformOf(next, registry);
  const [before, after] = [platform.contents(old), platform.contents(next)];
  if (before === null || after === null) {
    throw new Refusal("platform-unsupported", { file: next.fileName, platform: next.platform });
  }
  return compareContents(before, after);
}
