import type { AsrFirmware } from "../firmware/firmware.ts";
import { asrDiffNeeds } from "../../../modules/module-needs.ts";
import { makeProvenAsrDiff } from "./make.ts";
import { planAsrDiff } from "./plan.ts";
import { heapOf } from "../patch/updater-memory.ts";
import { packageFileName } from "../../package-file-name.ts";
import type { MadePackage, MakeOptions } from "../../../contract/maker.ts";
import { madeFile, type PackageJob, swappedWarnings } from "../../package-job.ts";

/**
 * Prepares a differential package for ASR.
 * @throws Refusal those of {@link planAsrDiff}
 */
export function asrDiffJob(
  old: AsrFirmware,
  next: AsrFirmware,
  { apps }: Pick<MakeOptions, "apps">,
): PackageJob {
  const plan = planAsrDiff(old, next, { apps });
  return {
    warnings: [...swappedWarnings(old, next), ...plan.warnings],
    make({ shown }, onProgress) {
      const { bytes, images, backup, proof } = makeProvenAsrDiff(plan, old, next, onProgress);
      const safe: MadePackage = {
        packageClass: "safe",
        files: [madeFile("package", packageFileName(shown, ".bin"), bytes)],
        bytes: bytes.length,
        bulks: images.map((image) => ({ ...image, blocks: 1, order: null })),
        proof: {
          flashBytes: proof.flashBytes,
          filesCompared: 0,
          steps: proof.steps,
          freeBytesNeeded: null,
          loaderPeakBytes: proof.memoryPeak,
          backup: backup.have === null ? null : { need: backup.need, have: backup.have },
        },
        needs: asrDiffNeeds({
          packageBytes: bytes.length,
          memory: { need: proof.memoryPeak, have: heapOf(old) },
          backup,
        }),
      };
      return { safe, compact: null, fullImageBytes: images.reduce((sum, { newSize }) => sum + newSize, 0) };
    },
  };
}
