import type { MadePackage } from "../../../contract/maker.ts";
import { ec200aNeeds } from "../../../modules/module-needs.ts";
import { packageStem } from "../../package-file-name.ts";
import { swappedWarnings } from "../../asr/swapped.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { prepareEc200a } from "./make.ts";
import { packageLimit } from "./plan.ts";

/**
 * Prepares a package for EC200A.
 * @throws Refusal those of {@link prepareEc200a}
 */
export function prepareFota(old: Ec200aFirmware, next: Ec200aFirmware): PackageJob {
  const request = prepareEc200a(old, next);
  return {
    warnings: [...swappedWarnings(old, next), ...request.warnings],
    make({ shown }, onProgress) {
      const { bytes, pieces, backupNeed, proof } = request.make(onProgress);
      // File and backup share the same flash.
      const backup = { need: backupNeed, have: packageLimit(0) - bytes.length };
      const safe: MadePackage = {
        packageClass: "safe",
        files: madeFiles(packageStem(shown), { role: "package", ending: ".bin", bytes }),
        bytes: bytes.length,
        bulks: pieces.map((piece) => ({ ...piece, blocks: 1, order: null })),
        proof: { ...proof, freeBytesNeeded: null, loaderPeakBytes: null, backup },
        needs: ec200aNeeds({ packageBytes: bytes.length, backup }),
      };
      return { safe, compact: null, fullImageBytes: pieces.reduce((sum, { newSize }) => sum + newSize, 0) };
    },
  };
}
