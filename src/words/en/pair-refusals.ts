import type {
  DifferentModules,
  NamedModule,
  Unisoc8910Baseline,
  UserScripts,
} from "../../contract/refusal.ts";
import { count } from "../format.ts";
import type { PairRefusals } from "../refusals.ts";
import { ruleSetNames } from "../rule-sets.ts";
import { ruleSetsEn } from "./rule-sets.ts";

const baselinesEn: Readonly<Record<Unisoc8910Baseline, string>> = {
  plain: "a baseline other than R05 and R06",
  R05: "baseline R05",
  R06: "baseline R06",
};

function moduleEn({ name, flashMiB, baseline }: NamedModule, differs: DifferentModules["differs"]): string {
  const more = [
    ...(differs.includes("flash") && flashMiB !== null ? [`${flashMiB} MiB of flash`] : []),
    ...(differs.includes("baseline") && baseline !== null ? [baselinesEn[baseline]] : []),
  ];
  return more.length === 0 ? name : `${name} (${more.join(", ")})`;
}

function modulesEn({ old, new: fresh, differs }: DifferentModules): string {
  return `By its name the old firmware is for ${moduleEn(old, differs)}, the new one for ${moduleEn(fresh, differs)}.`;
}

function scriptsEn(partitions: readonly string[]): string {
  const hold = partitions.length === 1 ? "holds" : "hold";
  return `${partitions.join(", ")} ${hold} the user's scripts, which were merged`;
}

const MOST_FILES = 8;

function filesEn(files: UserScripts["files"]): string {
  if (files === null) return "Which files these are cannot be read here.";
  if (files.length === 0) return "Their files are the same.";
  const more = files.length - MOST_FILES;
  return `Files that differ: ${files.slice(0, MOST_FILES).join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}.`;
}

/** Two firmwares that are for different modules, or differ in what no update carries. */
export const pairRefusalsEn: PairRefusals = {
  "different-modules": (detail) => ({
    title: "These are two different modules",
    wrong: `${modulesEn(detail)} Their flash is laid out differently, so no update leads from one to the other.`,
    remedy: "Compare with the full name on the module's label, and choose two versions for this very module.",
  }),
  "modules-differ": (detail) => ({
    title: "By their names these are two different modules",
    wrong: `${modulesEn(detail)} The layouts fit, so a package can be made; that it is for the right module nobody has checked.`,
    remedy:
      "Compare both names with the module's label. Go on only if you know that the module runs both firmwares, for instance because a file was renamed.",
  }),
  "baselines-differ": ({ old, new: fresh }) => ({
    title: "The firmwares are of different baselines",
    wrong: `By its name the old firmware is of ${baselinesEn[old]}, the new one of ${baselinesEn[fresh]}. UNISOC 8910 firmware has separate baselines; an update from one to another is not known to work.`,
    remedy: "Choose two versions of the same baseline. To change it, flash the module by cable.",
  }),
  "application-in-one-only": ({ missingIn }) => ({
    title: `The ${missingIn} firmware has no application`,
    wrong: `The ${missingIn} firmware holds the system alone, the ${missingIn === "old" ? "new" : "old"} one the application (APPIMG) as well. Of two pacs of a release, the one that ends in _merge.pac has both, and is what modules run.`,
    remedy: `Take the _merge.pac of both versions. If the application is to stay as it is on the module, choose “${ruleSetsEn.unisoc8910.name}” for the packaging rules under “Expert options”.`,
  }),
  "scripts-not-carried": ({ partitions, files }) => ({
    title: "The user's scripts stay as they are",
    wrong: `${scriptsEn(partitions)} into the firmware. ${filesEn(files)} Updates of UNISOC firmware leave them as they are, whatever the packaging rules.`,
    remedy: "To update the scripts, send the files with app_fota, before or after this update.",
  }),
  "only-scripts-differ": ({ partitions, files }) => ({
    title: "Only the user's scripts differ",
    wrong: `Everything that updates carry is the same. ${scriptsEn(partitions)} into it. ${filesEn(files)} Updates of UNISOC firmware leave them as they are.`,
    remedy: "No update of the firmware is needed: send the files with app_fota.",
  }),
  "partition-not-covered": ({ partitions, ruleSets }) => ({
    title: "Some partitions are not part of the update",
    wrong: `${partitions.join(", ")} differ between the two, but the chosen rules leave them alone: the module keeps the old contents.`,
    remedy:
      ruleSets.length === 0
        ? "No rules carry them. Go on if the module may keep them; to change them, flash by cable."
        : `To update more of them, choose ${ruleSetNames(ruleSetsEn, ruleSets)
            .map((name) => `“${name}”`)
            .join(" or ")} for the packaging rules under “Expert options”.`,
  }),
};
