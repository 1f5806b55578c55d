import type { AsrFirmware } from "../firmware/firmware.ts";
import { asrFullNeeds } from "../../../modules/module-needs.ts";
import { makeAsrFull } from "./make.ts";
import { planAsrFull } from "./plan.ts";
import { proveAsrFull } from "./prove.ts";
import { heapOf } from "../patch/updater-memory.ts";
import { fullPackageStem } from "../../package-file-name.ts";
import type { MadePackage, MakeOptions } from "../../../contract/maker.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";

/**
 * Prepares a full package of the user partition.
 * @param replacement instead of the user partition of the firmware
 * @throws Refusal those of {@link planAsrFull}
 */
export function prepareFbf(
  firmware: AsrFirmware,
  replacement: Uint8Array | null,
  { cutErased }: Pick<MakeOptions, "cutErased">,
): PackageJob {
  const plan = planAsrFull(firmware, replacement, { cutErased });
  return {
    warnings: plan.warnings,
    make({ shown }, onProgress) {
      onProgress({ stage: "assemble", subject: plan.partition.name, done: 0.1 });
      const { bytes } = makeAsrFull(plan);
      onProgress({ stage: "prove", subject: plan.partition.name, done: 0.5 });
      const proof = proveAsrFull(bytes, firmware, replacement);
      onProgress({ stage: "prove", subject: plan.partition.name, done: 1 });
      const safe: MadePackage = {
        packageClass: "safe",
        files: madeFiles(fullPackageStem(shown.new), { role: "package", ending: ".bin", bytes }),
        bytes: bytes.length,
        bulks: [
          {
            kind: "whole",
            target: plan.partition.name,
            oldSize: plan.partition.size,
            newSize: plan.wholeImage.length,
            packedBytes: plan.image.length,
            blocks: 1,
            order: null,
          },
        ],
        proof: { ...proof, freeBytesNeeded: bytes.length, loaderPeakBytes: plan.memoryNeed, backup: null },
        needs: asrFullNeeds({ ...plan, memory: { need: plan.memoryNeed, have: heapOf(firmware) } }),
      };
      return { safe, compact: null, fullImageBytes: plan.wholeImage.length };
    },
  };
}
