import { bytes, text, u16, u32, words, type Values } from "../../../bytes/layout.ts";

/**
 * A full package: "FBF" of format version 11 (docs/formats/asr-fbf.md). All numbers are little endian.
 *
 *     0       header
 *     0x4C    header of the one device; its image records end at 0x2000 at the latest
 *     0x2000  images, each from a multiple of 1 KiB on
 *
 * Header:
 *
 *     0   char[24]  "Marvell_FBF"
 *     24  u16[4]    spare area, 0
 *     32  u16       format version
 *     34  u16       size of a block, 0
 *     36  u32       bytes to program; these four are not looked at by the module
 *     40  u32       bytes to verify
 *     44  u32       bytes to erase
 *     48  u32       main commands
 *     52  u32       devices
 *     56  u32       version of the downloader
 *     60  u32[4]    where the header of each device is
 */
export const FBF_HEADER = {
  signature: text(0, 24),
  spareArea: bytes(24, 8),
  formatVersion: u16(32),
  blockSize: u16(34),
  bytesToProgram: u32(36),
  bytesToVerify: u32(40),
  bytesToErase: u32(44),
  mainCommands: u32(48),
  deviceCount: u32(52),
  downloaderVersion: u32(56),
  deviceHeaderAt: words(60, 4),
} as const;
export const FBF_HEADER_SIZE = 0x4c;

export const FBF_SIGNATURE = "Marvell_FBF";
export const FORMAT_VERSION = 11;
export const DOWNLOADER_VERSION = 1;

/**
 * Header of a device. Flags, parameters and flash options are 0 in a full package; in a differential one, the last
 * of the options and what follows them hold sums over the whole old images
 * (docs/formats/asr-fbf.md#old-differential-form).
 *
 *     0    u32      flags
 *     4    u32[16]  parameters
 *     68   u32[39]  flash options
 *     224  u32[4]   reserved
 *     240  u32      images
 *     244           image records
 */
export const DEVICE_HEADER = {
  flags: u32(0),
  parameters: words(4, 16),
  flashOptions: words(68, 39),
  reserved: words(224, 4),
  imageCount: u32(240),
} as const;
export const DEVICE_HEADER_SIZE = 244;

/**
 * An image record.
 *
 *     0   u32  id
 *     4   u32  in the trusted image module, 0
 *     8   u32  partition number, 0
 *     12  u32  bytes to erase, a multiple of 4 KiB
 *     16  u32  commands, 0
 *     20  u32  first sector, see {@link dataOffset}
 *     24  u32  bytes of its data
 *     28  u32  offset in flash
 *     32  u32  offset in flash of what it is made from; 0 in a full package
 *     36  u32  0
 *     40  u32  0
 *     44  u32  0
 *     48  u32  XOR of its data
 */
export const FBF_IMAGE = {
  id: u32(0),
  inTim: u32(4),
  partitionNumber: u32(8),
  eraseSize: u32(12),
  commands: u32(16),
  firstSector: u32(20),
  length: u32(24),
  flashAddress: u32(28),
  oldFlashAddress: u32(32),
  reserved: words(36, 3),
  sum: u32(48),
} as const;
export const FBF_IMAGE_SIZE = 52;

export type FbfImageRecord = Values<typeof FBF_IMAGE>;

/** FBFMake gives the first image this id, the next one the next. */
export const FIRST_IMAGE_ID = 0x30;
export const MOST_IMAGES = 150;

/** Images begin and the file ends at multiples of this. */
export const IMAGE_ALIGNMENT = 1024;
export const FIRST_IMAGE_AT = 0x2000;

/** Where the data of an image is in the file: a module adds seven sectors of 1 KiB. */
export function dataOffset(firstSector: number): number {
  return (firstSector + 7) * IMAGE_ALIGNMENT;
}

export function firstSectorAt(offset: number): number {
  return offset / IMAGE_ALIGNMENT - 7;
}
