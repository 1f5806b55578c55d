import type { AsrFirmware } from "../firmware/firmware.ts";
import { asrDiffNeeds } from "../../../modules/module-needs.ts";
import { makeProvenAsrDiff } from "./make.ts";
import { planAsrDiff } from "./plan.ts";
import { heapOf } from "../patch/updater-memory.ts";
import { packageStem } from "../../package-file-name.ts";
import type { MadePackage, MakeOptions } from "../../../contract/maker.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";
import { swappedWarnings } from "../swapped.ts";

/**
 * Prepares a differential package for ASR.
 * @throws Refusal those of {@link planAsrDiff}
 */
export function prepareFotaAll(
  old: AsrFirmware,
  next: AsrFirmware,
  { apps }: Pick<MakeOptions, "apps">,
): PackageJob {
  const plan = planAsrDiff(old, next, { apps });
  return {
    warnings: [...swappedWarnings(old, next), ...plan.warnings],
    make({ shown }, onProgress) {
      const { bytes, images, backup, proof } = makeProvenAsrDiff(plan, old, next, onProgress);
      const { compared, chosen, uncovered, memoryPeak } = proof;
      const safe: MadePackage = {
        packageClass: "safe",
        files: madeFiles(packageStem(shown), { role: "package", ending: ".bin", bytes }),
        bytes: bytes.length,
        bulks: images.map((image) => ({ ...image, blocks: 1, order: null })),
        proof: {
          compared,
          chosen,
          uncovered,
          freeBytesNeeded: null,
          loaderPeakBytes: memoryPeak,
          backup: backup.have === null ? null : { need: backup.need, have: backup.have },
        },
        needs: asrDiffNeeds({
          packageBytes: bytes.length,
          memory: { need: memoryPeak, have: heapOf(old) },
          backup,
        }),
      };
      return { safe, compact: null, fullImageBytes: images.reduce((sum, { newSize }) => sum + newSize, 0) };
    },
  };
}
