import { digests } from "../bytes/digest.ts";

export interface Versions {
  readonly old: string;
  readonly new: string;
}

/**
 * Beginning of the names of a package's files: both versions in their order. ASCII without spaces, since module and
 * servers take the name as part of a URL.
 */
export function packageStem({ old, new: next }: Versions): string {
  return `fota_${inUrl(old, "old")}_to_${inUrl(next, "new")}`;
}

/** The same of a package that fits any old version. */
export function fullPackageStem(version: string): string {
  return `fota_full_${inUrl(version, "new")}`;
}

/**
 * Name of a file of a package. With the mark of its content in it, a name belongs to one content: on a server, none
 * silently takes the place of another.
 * @param ending `.pack`, `_compact.pack`, `.mini_1` …
 */
export function packageFileName(stem: string, mark: string, ending: string): string {
  return `${stem}_${mark}${ending}`;
}

/**
 * Mark of a package's content, 8 hex digits: the beginning of its SHA-256, as it is shown beside it. Files that only
 * belong together have one mark, made of the SHA-256 of all, so that nobody pairs those of two packages.
 * @param sha256s of the files that modules fetch, in their order, in lower-case hex
 */
export function contentMark(sha256s: readonly string[]): string {
  const [only, ...others] = sha256s;
  const sha256 =
    only !== undefined && others.length === 0
      ? only
      : digests(new TextEncoder().encode(sha256s.join(""))).sha256;
  return shortDigest(sha256);
}

/** A firmware as file names tell it from others. */
export interface Identity {
  readonly version: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Versions for file names, never the same for two different firmwares, so that the names tell which way a package
 * leads: where nothing of the names is left in a URL, or the same of both, the beginning of the SHA-256 tells them
 * apart.
 */
export function distinctVersions(old: Identity, next: Identity): Versions {
  const names = { old: inUrl(old.version, ""), new: inUrl(next.version, "") };
  if (names.old !== "" && names.new !== "" && names.old !== names.new) return names;
  return { old: withDigest(names.old, old), new: withDigest(names.new, next) };
}

function withDigest(name: string, { sha256 }: Identity): string {
  const digest = shortDigest(sha256);
  return name === "" ? digest : `${name.slice(0, LONGEST - digest.length - 1)}-${digest}`;
}

function shortDigest(sha256: string): string {
  return sha256.slice(0, 8);
}

/**
 * Characters of a version. Modules take addresses of 128 characters for mini-system packages: 39 of them are left for
 * server and folder by the longest name.
 */
const LONGEST = 32;

function inUrl(version: string, fallback: string): string {
  const safe = version
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .slice(0, LONGEST)
    .replace(/^[-.]+|[-.]+$/g, "");
  return safe === "" ? fallback : safe;
}
