import { digests } from "../../../bytes/digest.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import {
  BINPKG_ENTRY,
  BINPKG_ENTRY_SIZE,
  BINPKG_HEADER,
  type BinpkgImage,
  ENTRIES_AT,
  MODE_TAG,
  TAG,
  UNTAGGED_ENTRY,
  UNTAGGED_ENTRY_SIZE,
} from "./binpkg.ts";

/** The forms that the header of a binpkg has had. */
export type BinpkgForm = keyof typeof ENTRIES_AT;

/** A binpkg of these images, for the sample and for tests. */
export function writeBinpkg(
  images: readonly BinpkgImage[],
  form: BinpkgForm = "tagged",
): Uint8Array<ArrayBuffer> {
  const entrySize = form === "untagged" ? UNTAGGED_ENTRY_SIZE : BINPKG_ENTRY_SIZE;
  const start: number = ENTRIES_AT[form];
  const bytes = new Uint8Array(images.reduce((sum, { data }) => sum + entrySize + data.length, start));
  writeLayout(BINPKG_HEADER, { version: form === "untagged" ? "105" : "106" }, bytes);
  if (form !== "untagged") writeLayout(BINPKG_HEADER, { tag: TAG }, bytes);
  if (form === "withMode") writeLayout(BINPKG_HEADER, { modeTag: MODE_TAG }, bytes);
  let at = start;
  for (const { name, type, address, flashSize, data } of images) {
    const entry = { name, type, address, offset: at, imageSize: data.length };
    const sha256 = digests(data).sha256.toUpperCase();
    if (form === "untagged") writeLayout(UNTAGGED_ENTRY, { ...entry, sha256 }, bytes, at);
    else writeLayout(BINPKG_ENTRY, { ...entry, flashSize, sha256 }, bytes, at);
    bytes.set(data, at + entrySize);
    at += entrySize + data.length;
  }
  return bytes;
}
