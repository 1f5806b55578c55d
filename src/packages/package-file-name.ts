export interface Versions {
  readonly old: string;
  readonly new: string;
}

/**
 * Name of a package file: both versions in their order, so that A→B and B→A never collide. ASCII without
 * spaces, since module and servers take the name as part of a URL.
 * @param ending `.pack`, `_compact.pack`, `.mini_1` …
 */
export function packageFileName({ old, new: next }: Versions, ending: string): string {
  return `fota_${inUrl(old, "old")}_to_${inUrl(next, "new")}${ending}`;
}

/** Name of a package that fits any old version. */
export function fullPackageFileName(version: string, ending: string): string {
  return `fota_full_${inUrl(version, "new")}${ending}`;
}

const LONGEST = 60;

function inUrl(version: string, fallback: string): string {
  const safe = version
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST);
  return safe === "" ? fallback : safe;
}
