import { bytes, u32, u8 } from "../../bytes/layout.ts";

/**
 * littlefs version 1, disk version 1.1 (docs/formats/littlefs1.md). All numbers are little endian, links
 * are block numbers.
 *
 * A directory is a chain of pairs of blocks. Of a pair, the valid block with the newer revision counts; the
 * other one is the room for the next change. The tails thread all pairs of the file system, from the
 * superblock's on: that thread is how the module finds which blocks are free.
 */

export interface Geometry {
  /** Bytes. */
  readonly blockSize: number;
  readonly blockCount: number;
}

/** At the start of a directory block; entries follow at {@link DIRECTORY_SIZE}, then the CRC. */
export const DIRECTORY = {
  /** The higher one of a pair counts, as a difference in 32 bits. */
  revision: u32(0),
  /** Bytes in use, header and CRC included; {@link GOES_ON} when the tail is of the same directory. */
  size: u32(4),
  /** The next pair of the thread, {@link NO_BLOCK} at its end. */
  tail0: u32(8),
  tail1: u32(12),
};
export const DIRECTORY_SIZE = 16;
export const CRC_SIZE = 4;
export const GOES_ON = 0x80000000;

/** Start of an entry; the body, attributes and the name follow at {@link ENTRY_SIZE}. */
export const ENTRY = {
  type: u8(0),
  bodySize: u8(1),
  attributesSize: u8(2),
  nameSize: u8(3),
};
export const ENTRY_SIZE = 4;
export const FILE_ENTRY = 0x11;
export const FOLDER_ENTRY = 0x22;
export const SUPERBLOCK_ENTRY = 0x2e;
/** Bit of the type: the entry is being moved, and no longer here when another entry has the same body. */
export const MOVING = 0x80;

/** Body of a file's entry. */
export const FILE_BODY = {
  /** Last block of its skip list, {@link NO_BLOCK} for an empty file. */
  head: u32(0),
  size: u32(4),
};
/** Body of a folder's entry: its first pair. */
export const FOLDER_BODY = { pair0: u32(0), pair1: u32(4) };
export const LINK_BODY_SIZE = 8;

/** Body of the superblock's entry, the only one in the pair of blocks 0 and 1. */
export const SUPERBLOCK_BODY = {
  root0: u32(0),
  root1: u32(4),
  blockSize: u32(8),
  blockCount: u32(12),
  /** Major version in the upper half. */
  version: u32(16),
};
export const SUPERBLOCK_BODY_SIZE = 20;
export const SUPERBLOCK_NAME = "littlefs";
export const VERSION = 0x00010001;

/** In version 2 the name comes first in the superblock, after revision and tag. */
export const VERSION_2 = { name: bytes(8, 8) };

export const NO_BLOCK = 0xffffffff;
export const LONGEST_NAME = 255;

/**
 * A file of more than one block is a skip list: block i, counted from its start, begins with links to the
 * blocks i-1, i-2, i-4 … up to the highest power of two that divides i. Block 0 has no links.
 */
export function linksOf(index: number): number {
  return index === 0 ? 0 : 32 - Math.clz32(index & -index);
}

/** Bytes of a file in its block `index`. */
export function roomIn(index: number, blockSize: number): number {
  return blockSize - 4 * linksOf(index);
}
