/**
 * All that shows a package that was made. Fetched before it is made: once hours of work are done, a release of the
 * page may have replaced the files of this one.
 */
export async function fetchResultParts(): Promise<void> {
  await Promise.allSettled([
    import("./MadePackage.svelte"),
    import("../rehearsal/Rehearsal.svelte"),
    import("../serial/RealModule.svelte"),
    import("../share/PackageMatch.svelte"),
    import("../script/python-highlighter.ts"),
    import("../history/history.svelte.ts"),
    import("../history/entry-for.ts"),
  ]);
}
