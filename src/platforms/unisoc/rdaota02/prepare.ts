import { unisoc8910Needs } from "../../../modules/module-needs.ts";
import { UNISOC8910_RULE_SETS } from "../rules.ts";
import { indexOldImages } from "./encode.ts";
import { fitTogether, type Opened8910 } from "./fit.ts";
import { makePackages, type ProvenPackage } from "./make.ts";
import { packageFileName } from "../../package-file-name.ts";
import type { MadePackage, MakeOptions, PackageBulk, PackageClass } from "../../../contract/maker.ts";
import { madeFile, type PackageJob } from "../../package-job.ts";

/**
 * Prepares a differential package for UNISOC 8910.
 * @throws Refusal those of {@link fitTogether}
 */
export function unisoc8910Job(
  old: Opened8910,
  next: Opened8910,
  { ruleSet: ruleSetId, fileMethods }: Pick<MakeOptions, "ruleSet" | "fileMethods">,
): PackageJob {
  const ruleSet = UNISOC8910_RULE_SETS[ruleSetId];
  const { plan, warnings } = fitTogether(old, next, ruleSet, fileMethods);
  let indexes: ReturnType<typeof indexOldImages> | null = null;
  const indexed = () => (indexes ??= indexOldImages(plan));
  return {
    warnings,
    prepare() {
      indexed();
    },
    make({ written, shown }, onProgress) {
      const job = {
        old: old.unisoc8910,
        new: next.unisoc8910,
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
          packageFileName(shown, packageClass === "compact" ? "_compact.pack" : ".pack"),
        );
      return {
        safe: named(safe, "safe"),
        compact: compact === null ? null : named(compact, "compact"),
        fullImageBytes: plan.reduce((sum, bulk) => sum + ("new" in bulk ? bulk.new.length : 0), 0),
      };
    },
  };
}

function madePackage(made: ProvenPackage, packageClass: PackageClass, fileName: string): MadePackage {
  const { proof, freeBytesNeeded, loaderPeakBytes } = made;
  return {
    packageClass,
    files: [madeFile("package", fileName, made.bytes)],
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
