import { crc32 } from "../../../bytes/crc32.ts";
import { readLayout, u32 } from "../../../bytes/layout.ts";

/** APP2 image, the form of APPIMG (docs/formats/pac.md#app2). */

/** Header, 128 bytes; 32 … 127 are six sections of {type, offset, size, load address}. */
export const HEADER = {
  magic: u32(0),
  /** Header and sections. */
  imageSize: u32(4),
  /** CRC-32 of the image with this word zero. */
  crc: u32(8),
  /** Major in the high half, minor in the low. */
  stubVersion: u32(12),
};
const HEADER_SIZE = 128;
const MAGIC = 0x41505032;

export interface App2 {
  /** Header and sections; a signature may follow. */
  readonly imageSize: number;
  /** E.g. 1.0. */
  readonly stubVersion: string;
  /** False also when the image is cut off. */
  readonly crcOk: boolean;
}

/** Null when it is something else. */
export function readApp2(image: Uint8Array): App2 | null {
  if (image.length < HEADER_SIZE) return null;
  const header = readLayout(HEADER, image);
  if (header.magic !== MAGIC) return null;
  const { imageSize, stubVersion } = header;
  return {
    imageSize,
    stubVersion: `${stubVersion >>> 16}.${stubVersion & 0xffff}`,
    crcOk: imageSize >= HEADER_SIZE && imageSize <= image.length && crcOf(image, imageSize) === header.crc,
  };
}

function crcOf(image: Uint8Array, imageSize: number): number {
  const before = crc32(image.subarray(0, HEADER.crc.at));
  const zeroed = crc32(new Uint8Array(4), before);
  return crc32(image.subarray(HEADER.crc.at + 4, imageSize), zeroed);
}
