import type { CutsWanted, PowerCutReport } from "../../../contract/verification.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { sweepInSteps, type SweepOptions } from "../module/power-cuts.ts";
import { moduleState } from "../module/storage.ts";
import { contentsBefore } from "./module-contents.ts";
import { readPackage } from "./reader.ts";
import { namesAreTerminated, withoutNames } from "./verify.ts";

const MOST_FAILURES = 50;

const HOW: Readonly<Record<CutsWanted, SweepOptions>> = {
  sample: { every: 6, cutAgainEvery: 0 },
  all: { cutAgainEvery: 7 },
};

/**
 * Takes the power away while a module with the old firmware takes a package. It has recovered when it ends as it does
 * with power. Version names play no part.
 *
 * @param onProgress 0 … 1
 * @throws Refusal not-package, package-damaged, package-declined
 */
export function tryPowerCuts(
  file: string,
  bytes: Uint8Array,
  old: Unisoc8910Firmware,
  wanted: CutsWanted,
  onProgress: (done: number) => void = () => undefined,
): PowerCutReport {
  const pack = readPackage(file, bytes);
  const takeable = namesAreTerminated(pack) ? bytes : withoutNames(pack).bytes;
  const before = moduleState(contentsBefore(old, UNISOC8910_RULE_SETS.unisoc8910));
  const steps = sweepInSteps(before, takeable, "as with power", HOW[wanted]);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) {
      onProgress(step.value);
      continue;
    }
    const { failures, ...tried } = step.value;
    const withPower = failures.find(({ cuts }) => cuts.length === 0);
    if (withPower !== undefined) {
      throw new Refusal("package-declined", { why: withPower.why });
    }
    return {
      ...tried,
      wanted,
      failures: failures.slice(0, MOST_FAILURES),
      failureCount: failures.length,
    };
  }
}
