import type { MadePackage } from "../../../contract/maker.ts";
import { parNeeds } from "../../../modules/module-needs.ts";
import { packageStem } from "../../package-file-name.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { makeProvenPar } from "./make.ts";
import { planPar } from "./plan.ts";

/**
 * Prepares a package for an Eigencomm module.
 * @throws Refusal those of {@link planPar}
 */
export function preparePar(old: EigenFirmware, next: EigenFirmware): PackageJob {
  const plan = planPar(old, next, { atHead: false });
  return {
    warnings: plan.warnings,
    make({ shown }, onProgress) {
      const { bytes, images, room, proof } = makeProvenPar(plan, old, next, onProgress);
      const safe: MadePackage = {
        packageClass: "safe",
        files: madeFiles(packageStem(shown), { role: "package", ending: ".par", bytes }),
        bytes: bytes.length,
        bulks: images,
        proof: { ...proof, freeBytesNeeded: null, loaderPeakBytes: null, backup: null },
        needs: parNeeds(room),
      };
      return { safe, compact: null, fullImageBytes: images.reduce((sum, { newSize }) => sum + newSize, 0) };
    },
  };
}
