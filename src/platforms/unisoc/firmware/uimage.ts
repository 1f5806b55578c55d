import { crc32 } from "../../../bytes/crc32.ts";
import { readLayout, text, u32be, u8, writeLayout } from "../../../bytes/layout.ts";

/** U-Boot legacy image, the form of AP, BOOTLOADER and the loaders (docs/formats/pac.md#uimage). */

/** Header, 64 bytes, big endian; then the data. */
export const HEADER = {
  magic: u32be(0),
  /** CRC-32 of the header with this word zero. */
  headerCrc: u32be(4),
  builtAt: u32be(8),
  dataSize: u32be(12),
  loadAddress: u32be(16),
  entryAddress: u32be(20),
  dataCrc: u32be(24),
  os: u8(28),
  architecture: u8(29),
  type: u8(30),
  compression: u8(31),
  name: text(32, 32),
};
export const UIMAGE_HEADER_SIZE = 64;
const MAGIC = 0x27051956;

export interface UImage {
  readonly name: string;
  /** Unix seconds. */
  readonly builtAt: number;
  readonly loadAddress: number;
  readonly entryAddress: number;
  /** Header and data; a signature may follow. */
  readonly imageSize: number;
  readonly headerCrcOk: boolean;
  /** False also when the data are cut off. */
  readonly dataCrcOk: boolean;
}

/** Null when it is something else. */
export function readUImage(image: Uint8Array): UImage | null {
  if (image.length < UIMAGE_HEADER_SIZE) return null;
  const header = readLayout(HEADER, image);
  if (header.magic !== MAGIC) return null;
  const imageSize = UIMAGE_HEADER_SIZE + header.dataSize;
  return {
    name: header.name,
    builtAt: header.builtAt,
    loadAddress: header.loadAddress,
    entryAddress: header.entryAddress,
    imageSize,
    headerCrcOk: headerCrcOf(image) === header.headerCrc,
    dataCrcOk:
      imageSize <= image.length && crc32(image.subarray(UIMAGE_HEADER_SIZE, imageSize)) === header.dataCrc,
  };
}

function headerCrcOf(image: Uint8Array): number {
  // Not slice(): of a Node Buffer that is a view, and the CRC would be written into the image.
  const header = new Uint8Array(image.subarray(0, UIMAGE_HEADER_SIZE));
  writeLayout(HEADER, { headerCrc: 0 }, header);
  return crc32(header);
}

export interface NewUImage {
  readonly name: string;
  /** Unix seconds. */
  readonly builtAt: number;
  readonly loadAddress: number;
  readonly entryAddress: number;
  readonly data: Uint8Array;
}

/** Writes header and data, with OS, architecture and type as the 8910 has them. */
export function writeUImage(image: NewUImage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(UIMAGE_HEADER_SIZE + image.data.length);
  const { name, builtAt, loadAddress, entryAddress, data } = image;
  const header = {
    magic: MAGIC,
    builtAt,
    dataSize: data.length,
    loadAddress,
    entryAddress,
    dataCrc: crc32(data),
    os: 5, // Linux, what the vendor's tool writes
    architecture: 2, // ARM
    type: 1, // stand-alone program
    name,
  };
  writeLayout(HEADER, header, bytes);
  writeLayout(HEADER, { headerCrc: headerCrcOf(bytes) }, bytes);
  bytes.set(data, UIMAGE_HEADER_SIZE);
  return bytes;
}
