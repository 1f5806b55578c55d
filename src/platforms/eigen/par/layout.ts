import { bytes, text, u16, u32, u32be, u8 } from "../../../bytes/layout.ts";

/**
 * A `.par` package, byte by byte (docs/formats/eigen-par.md). Little endian but for the head of the AT firmware.
 */

/** Ten bytes that the AT firmware of Hezhou wants before a package. */
export const AT_HEAD = { first: u8(0), one: u32be(1), second: u8(5), length: u32be(6) };
export const AT_HEAD_SIZE = 10;
export const AT_HEAD_FIRST = 0x7e;
export const AT_HEAD_SECOND = 0x7d;

/** First two bytes of a package with a signature of the maker of the device, which comes before all else. */
export const SIGNED_MAGIC = 0xaeec;

/**
 * Outer header.
 *
 *   0  u16   EC DF
 *   2  u8    version of the tool's format
 *   3  u8    0x40; bit 7: signed
 *   4  u16   bits 0-2 class of flash (0: 4 MiB), bits 4… index of the block size; EC618: 0
 *   6  u16   0x8000
 *   8  u32   length of the file from here on
 *  12        SHA-256 of all that, these 32 bytes 0 and the resume area FF
 *  44        resume area: FF; a module clears bits while it updates
 */
export const OUTER = {
  magic: u16(0),
  version: u8(2),
  flags: u8(3),
  capability: u16(4),
  metaSize: u16(6),
  length: u32(8),
  sha256: bytes(12, 32),
};
export const OUTER_MAGIC = 0xdfec;
export const OUTER_FLAGS = 0x40;
export const META_SIZE = 0x8000;
export const RESUME_AT = 44;
/** By class of flash. */
export const resumeSize = (capability: number): number => ((capability & 7) === 0 ? 40 : 136);

/**
 * Header of the package of one image; one after the other.
 *
 *   0  u32   bit 4: last block first; bits 5-7 image; bits 8-15 length of this header; bit 20: bzip2 method (EC718);
 *            bits 24-31 number of blocks
 *   4  u32   length of the package, this header included
 *   8  u32   0
 *  12  u32   where the image lies in flash
 *  16  u32   size of the new image
 *  20  u32   size of the old image
 *  24        SHA-256 of the old image
 *  56        options, each: u8 kind, u8 length with these two
 */
export const INNER = {
  word: u32(0),
  length: u32(4),
  reserved: u32(8),
  address: u32(12),
  newSize: u32(16),
  oldSize: u32(20),
  oldSha256: bytes(24, 32),
};
export const OPTIONS_AT = 56;
export const BACKWARDS = 1 << 4;
export const BZIP2_METHOD = 1 << 20;

/** Images that a package can be for, in bits 5-7. */
export const IMAGE_TYPES = ["", "BL", "AP", "CP", "APP", "APP2", "XOBJ", "SYSH"] as const;

/** Option with the SHA-256 of the new image. */
export const HASH_OPTION = { kind: u8(0), length: u8(1), sha256: bytes(4, 32) };
export const HASH_KIND = 3;
export const HASH_LENGTH = 36;
/** Option with a name, filled up with NULs. */
export const NAME_OPTION = { kind: u8(0), length: u8(1), name: text(2, 18) };
export const NAME_KIND = 0;
export const NAME_LENGTH = 20;

/**
 * EC618: what follows the header.
 *
 *   0  text   BPHD
 *   4  u32    number of blocks
 *   8  u32    size of the old image
 *  12  text   NorO: first block first; RvsO: last block first
 *  16  u32[]  size of the part of each block, by block; then the parts in the order in which they are applied
 */
export const BPHD = { magic: u32(0), blocks: u32(4), oldSize: u32(8), order: u32(12) };
export const BPHD_SIZE = 16;
export const BPHD_MAGIC = 0x4448_5042;
export const FORWARDS_618 = 0x4f72_6f4e;
export const BACKWARDS_618 = 0x4f73_7652;

/**
 * Part of a block of an EC618. Numbers have their sign in the highest bit. One bzip2 stream follows with, triplet by
 * triplet: i32 number of differences, i32 number of new bytes, i32 what to move in the old image by; the differences;
 * the new bytes.
 */
export const PART_618 = { magic: bytes(0, 8), control: u32(8), size: u32(12), newSize: u32(16) };
export const PART_618_SIZE = 20;
export const PART_618_MAGIC = "BSDIFF40";
/** In `control`: the block stays as it is, nothing follows. */
export const UNCHANGED = 0x4342_4571;

/**
 * EC718: what follows the header. Positions count from here.
 *
 *   0  bytes  EC 'P' 'S' 'H'
 *   4  u16    bit 0: last block first
 *   6  u16    number of blocks
 *   8  u32    size of the old image, size of the new one, and both again
 *  24         a record for each block, in the order in which they are applied
 */
export const PSH = {
  magic: u32(0),
  flags: u16(4),
  blocks: u16(6),
  oldSize: u32(8),
  newSize: u32(12),
  oldSizeAgain: u32(16),
  newSizeAgain: u32(20),
};
export const PSH_SIZE = 24;
export const PSH_MAGIC = 0x4853_50ec;

/** Record of a block: bits 8-31 of the first two words, their lowest byte is 0 with the bzip2 method. */
export const RECORD = { offset: u32(0), size: u32(4), blockSize: u32(8) };
export const RECORD_SIZE = 12;

/** Part of a block of an EC718: triplets in LEB128, the bzip2 stream, one byte 0. */
export const PART_718 = {
  magic: bytes(0, 8),
  controlLength: u32(8),
  streamLength: u32(12),
  newSize: u32(16),
};
export const PART_718_SIZE = 20;
export const PART_718_MAGIC = "ECBZHEAD";
