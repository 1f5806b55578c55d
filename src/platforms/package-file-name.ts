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

/** A firmware as file names tell it from others. */
export interface Identity {
  readonly version: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

const SHORT_DIGEST = 8;

/**
 * Versions for file names, never the same for two different firmwares: where nothing of the names is left in a URL,
 * or the same of both, the beginning of the SHA-256 tells them apart.
 */
export function distinctVersions(old: Identity, next: Identity): Versions {
  const names = { old: inUrl(old.version, ""), new: inUrl(next.version, "") };
  if (names.old !== "" && names.new !== "" && names.old !== names.new) return names;
  return { old: withDigest(names.old, old), new: withDigest(names.new, next) };
}

function withDigest(name: string, { sha256 }: Identity): string {
  const digest = sha256.slice(0, SHORT_DIGEST);
  return name === "" ? digest : `${name.slice(0, LONGEST - digest.length - 1)}-${digest}`;
}

const LONGEST = 60;

function inUrl(version: string, fallback: string): string {
  const safe = version
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST);
  return safe === "" ? fallback : safe;
}
