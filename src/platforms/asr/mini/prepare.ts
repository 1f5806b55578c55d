import type { AsrFirmware } from "../firmware/firmware.ts";
import { asrMiniNeeds } from "../../../modules/module-needs.ts";
import { inspectMini } from "./inspect.ts";
import { makeAsrMini } from "./make.ts";
import { planAsrMini } from "./plan.ts";
import { proveAsrMini } from "./prove.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { packageStem } from "../../package-file-name.ts";
import type { MadePackage } from "../../../contract/maker.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";
import { swappedWarnings } from "../swapped.ts";

const ENCODE_SHARE = 0.9;

/**
 * Prepares the files of a mini-system update.
 * @param userPartition brought along; null: modules keep their own
 * @throws Refusal those of {@link planAsrMini}
 */
export function prepareMini(
  old: AsrFirmware,
  next: AsrFirmware,
  userPartition: Uint8Array | null,
): PackageJob {
  const plan = planAsrMini(old, next, { userPartition, merged: true });
  return {
    warnings: [...swappedWarnings(old, next), ...plan.warnings],
    make({ shown }, onProgress) {
      const made = makeAsrMini(plan, (step) => {
        onProgress({ ...step, done: ENCODE_SHARE * step.done });
      });
      onProgress({ stage: "prove", subject: "", done: ENCODE_SHARE });
      const { memoryPeak, ...proof } = proveAsrMini(made, old, next, userPartition);
      const memory = { need: memoryPeak, have: heapOf(old) };
      demandMemory("system.img", memory.need, memory.have);
      onProgress({ stage: "prove", subject: "", done: 1 });
      const safe: MadePackage = {
        packageClass: "safe",
        // Modules check the endings of the first two.
        files: madeFiles(
          packageStem(shown),
          { role: "first", ending: ".mini_1", bytes: made.first },
          { role: "second", ending: ".mini_2", bytes: made.second },
          ...(made.merged === null ? [] : [{ role: "merged", ending: ".mini", bytes: made.merged } as const]),
        ),
        bytes: made.first.length + made.second.length,
        bulks: [...inspectMini("mini_1", made.first).bulks, ...inspectMini("mini_2", made.second).bulks],
        proof: {
          ...proof,
          freeBytesNeeded: null,
          loaderPeakBytes: memoryPeak,
          backup: null,
        },
        needs: asrMiniNeeds({
          packageBytes: made.first.length + made.second.length,
          memory,
          backup: { need: plan.backupNeed, have: made.backupRoom },
        }),
      };
      const patched = plan.images.reduce((sum, image) => sum + image.new.bytes.length, 0);
      const whole = plan.wholeParts.reduce((sum, { bytes }) => sum + bytes.length, 0);
      return { safe, compact: null, fullImageBytes: patched + whole };
    },
  };
}
