/** Which format answers: for a package at hand, or for one to be made. */
import type { PackageType } from "../contract/maker.ts";
import { Refusal } from "../contract/refusal.ts";
import { platformOf, platforms, type Registry } from "../platforms/index.ts";
import type { Opened, PackageFormat, Pair } from "../platforms/platform.ts";

/** The format of a package, told by its first bytes; null for no package. */
export function formatIn(bytes: Uint8Array, registry: Registry = platforms): PackageFormat | null {
  return registry.flatMap(({ formats }) => formats).find((format) => format.matches(bytes)) ?? null;
}

/**
 * The format in which a package of a type is made for a firmware.
 * @throws Refusal platform-unsupported
 */
export function formatToMake(
  { fileName, platform }: Pick<Opened, "fileName" | "platform">,
  type: PackageType,
  registry?: Registry,
): PackageFormat {
  const found = platformOf({ platform }, registry).formats.find(({ traits }) => traits.type === type);
  if (found === undefined) throw new Refusal("platform-unsupported", { file: fileName, platform });
  return found;
}

/** What is open, as far as it is. */
export interface OpenPair {
  readonly old: Opened | null;
  readonly new: Opened | null;
}

/**
 * The pair that a format is asked about.
 * @throws Refusal package-other-platform when a firmware is of a platform that does not take the format
 */
export function pairFor(
  format: PackageFormat,
  open: OpenPair,
  registry: Registry = platforms,
): Pair<unknown> {
  const takers = registry.filter(({ formats }) => formats.includes(format)).map(({ id }) => id);
  const demanded = (opened: Opened | null): Opened | null => {
    if (opened !== null && !takers.includes(opened.platform)) {
      const [first = "unknown"] = takers;
      throw new Refusal("package-other-platform", { platform: first, firmware: opened.platform });
    }
    return opened;
  };
  const old = demanded(open.old);
  const next = demanded(open.new);
  if (next === null) throw new Error("the new firmware must be open");
  return { old, next };
}
