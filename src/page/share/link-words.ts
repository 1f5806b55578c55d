import type { Dictionary } from "../../words/index.ts";
import type { ShareLink } from "./share-link.ts";

/** The options of a link in words, one a line. */
export function optionsInWords(
  { options, packageClass }: ShareLink,
  words: Dictionary,
  shareWords: Dictionary["share"],
): readonly string[] {
  const { ruleSet, versions, fileMethods, apps, cutErased, withUserPartition } = options;
  const own = shareWords.options;
  const methods = Object.keys(fileMethods).length;
  return [
    packageClass === null ? null : own.packageClass[packageClass],
    ruleSet === null ? null : own.rules(words.make.ruleSets[ruleSet].name),
    versions.old === null ? null : own.versionIs(own.version.old, versions.old),
    versions.new === null ? null : own.versionIs(own.version.new, versions.new),
    methods === 0 ? null : own.methods(methods),
    apps.length === 0 ? null : own.apps(apps.join(shareWords.and)),
    cutErased ? own.cut : null,
    withUserPartition === null ? null : own.scripts[withUserPartition ? "with" : "without"],
  ].filter((line) => line !== null);
}
