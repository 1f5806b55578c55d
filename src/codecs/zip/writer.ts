import { zipSync } from "fflate";

/** Date of all files: the same archive every time, in every time zone. */
const DATE = new Date(2000, 0, 1);

/** A ZIP archive of the files, by path, in their order. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(Object.fromEntries(files), { mtime: DATE }));
}
