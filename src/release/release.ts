/** Everything that a release needs beside its package, and all of it in one archive. */
import { digests } from "../bytes/digest.ts";
import { writeZip } from "../codecs/zip/writer.ts";
import { sumLine } from "../quoting/sums.ts";
import type { ReleaseOrder } from "../contract/release.ts";
import { FILE_NAMES, writeProof, writeReadme } from "./documents.ts";
import { writeManifest } from "./manifest.ts";

/** Files of a release by name, in the order in which they are listed and packed. */
export type ReleaseContents = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** @param packages contents of `order.files`, in their order */
export function releaseContents(
  order: ReleaseOrder,
  packages: readonly Uint8Array<ArrayBuffer>[],
): ReleaseContents {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [i, { fileName }] of order.files.entries()) {
    const bytes = packages[i];
    if (bytes !== undefined) files.set(fileName, bytes);
  }
  files.set(FILE_NAMES.script, utf8(order.script.text));
  files.set(FILE_NAMES.readme, utf8(writeReadme(order)));
  files.set(FILE_NAMES.manifest, utf8(writeManifest(order, FILE_NAMES.script)));
  files.set(FILE_NAMES.proof, utf8(writeProof(order)));
  const listed = [...files].map(([fileName, bytes]) => ({ fileName, ...digests(bytes) }));
  files.set(FILE_NAMES.sha256, utf8(sums(listed.map(({ fileName, sha256 }) => [sha256, fileName]))));
  files.set(FILE_NAMES.md5, utf8(sums(listed.map(({ fileName, md5 }) => [md5, fileName]))));
  return files;
}

export function zipRelease(contents: ReleaseContents): Uint8Array<ArrayBuffer> {
  return writeZip(contents);
}

/** Name of the folder and the archive: the versions of the package, and the type, so that no two collide. */
export function releaseName({ files, type }: ReleaseOrder): string {
  const stem = files[0].fileName.replace(/\.(pack|bin|mini_1)$/, "");
  return `${stem}_${type}_release`;
}

function sums(files: readonly (readonly [digest: string, fileName: string])[]): string {
  return files.map(([digest, fileName]) => sumLine(digest, fileName)).join("");
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
