import { language } from "../shell/language.svelte.ts";

/**
 * All that shows a package that was made. Fetched before it is made: once hours of work are done, a release of the
 * page may have replaced the files of this one.
 */
export async function fetchResultParts(): Promise<void> {
  await Promise.allSettled([
    import("./MadePackage.svelte"),
    language.withTheirWords(import("../rehearsal/Rehearsal.svelte")),
    language.withTheirWords(import("../serial/RealModule.svelte")),
    import("../share/PackageMatch.svelte"),
    import("../script/python-highlighter.ts"),
    import("../history/history.svelte.ts"),
    import("../history/entry-for.ts"),
  ]);
}
