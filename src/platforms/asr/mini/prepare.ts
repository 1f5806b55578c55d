import type { AsrFirmware } from "../firmware/firmware.ts";
import { asrMiniNeeds } from "../../../modules/module-needs.ts";
import { inspectMini } from "./inspect.ts";
import { makeAsrMini } from "./make.ts";
import { planAsrMini } from "./plan.ts";
import { proveAsrMini } from "./prove.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { packageFileName } from "../../package-file-name.ts";
import type { MadeFile, MadePackage } from "../../../contract/maker.ts";
import { madeFile, type PackageJob, swappedWarnings } from "../../package-job.ts";

const ENCODE_SHARE = 0.9;

/**
 * Prepares the files of a mini-system update.
 * @param userPartition brought along; null: modules keep their own
 * @throws Refusal those of {@link planAsrMini}
 */
export function asrMiniJob(
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
      const file = (role: MadeFile["role"], ending: string, bytes: Uint8Array<ArrayBuffer>): MadeFile =>
        madeFile(role, packageFileName(shown, ending), bytes);
      const safe: MadePackage = {
        packageClass: "safe",
        // Modules check the endings of the first two.
        files: [
          file("first", ".mini_1", made.first),
          file("second", ".mini_2", made.second),
          ...(made.merged === null ? [] : [file("merged", ".mini", made.merged)]),
        ],
        bytes: made.first.length + made.second.length,
        bulks: [...inspectMini("mini_1", made.first).bulks, ...inspectMini("mini_2", made.second).bulks],
        proof: {
          ...proof,
          filesCompared: 0,
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
