import { readLayout, text, u32 } from "../../../bytes/layout.ts";

/** Signed image of newer UNISOC chips (docs/formats/pac.md#simage); recognised and named, no more. */

/** Header, 256 bytes; checksums, sections and certificates are not looked at. */
export const HEADER = { magic: u32(0), imageSize: u32(36), name: text(40, 64) };
const HEADER_SIZE = 256;
/** SIHR */
const MAGIC = 0x52484953;

export interface SImage {
  readonly name: string;
  readonly imageSize: number;
}

/** Null when it is something else. */
export function readSImage(image: Uint8Array): SImage | null {
  if (image.length < HEADER_SIZE) return null;
  const { magic, name, imageSize } = readLayout(HEADER, image);
  return magic === MAGIC ? { name, imageSize } : null;
}
