import { unisoc8910Needs } from "../../../modules/module-needs.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { indexOldImages } from "./encode.ts";
import { fitTogether } from "./fit.ts";
import type { Opened } from "../../platform.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { makePackages, type ProvenPackage } from "./make.ts";
import { packageStem } from "../../package-file-name.ts";
import type { MadePackage, MakeOptions, PackageBulk, PackageClass } from "../../../contract/maker.ts";
import { madeFiles, type PackageJob } from "../../package-job.ts";

/**
 * Prepares a differential package for UNISOC 8910.
 * @throws Refusal those of {@link fitTogether}
 */
export function prepareRdaota02(
  old: Opened<Unisoc8910Firmware>,
  next: Opened<Unisoc8910Firmware>,
  { ruleSet: ruleSetId, fileMethods }: Pick<MakeOptions, "ruleSet" | "fileMethods">,
): PackageJob {
  const ruleSet = UNISOC8910_RULE_SETS[ruleSetId];
  const { plan, warnings } = fitTogether(old, next, ruleSet, fileMethods);
  let indexes: ReturnType<typeof indexOldImages> | null = null;
  const indexed = () => (indexes ??= indexOldImages(plan));
  return {
    warnings,
    whenNamed: [{ code: "versions-named", detail: {} }],
    prepare() {
      indexed();
    },
    make({ written, shown }, onProgress) {
      const job = {
        old: old.firmware,
        new: next.firmware,
        ruleSet,
        fileMethods,
        plan,
        indexes: indexed(),
        oldVersion: written.old,
        newVersion: written.new,
      };
      const { safe, compact } = makePackages(job, onProgress);
      const named = (made: ProvenPackage, packageClass: PackageClass): MadePackage =>
        madePackage(
          made,
          packageClass,
          madeFiles(packageStem(shown), {
            role: "package",
            ending: packageClass === "compact" ? "_compact.pack" : ".pack",
            bytes: made.bytes,
          }),
        );
      return {
        safe: named(safe, "safe"),
        compact: compact === null ? null : named(compact, "compact"),
        fullImageBytes: plan.reduce((sum, bulk) => sum + ("new" in bulk ? bulk.new.length : 0), 0),
      };
    },
  };
}

function madePackage(
  made: ProvenPackage,
  packageClass: PackageClass,
  files: MadePackage["files"],
): MadePackage {
  const { proof, freeBytesNeeded, loaderPeakBytes } = made;
  return {
    packageClass,
    files,
    bytes: made.bytes.length,
    bulks: made.bulks.map(({ bulk, target, newSize, steps, order, packedBytes }): PackageBulk => ({
      kind: bulk.kind,
      target,
      oldSize: bulk.kind === "insert" ? 0 : bulk.oldSize,
      newSize,
      packedBytes,
      blocks: steps,
      order,
    })),
    proof: { ...proof, freeBytesNeeded, loaderPeakBytes, backup: null },
    needs: unisoc8910Needs({ freeBytes: freeBytesNeeded, loaderPeak: loaderPeakBytes }),
  };
}
