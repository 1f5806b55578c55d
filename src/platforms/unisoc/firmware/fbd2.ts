import { crc32 } from "../../../bytes/crc32.ts";
import { crc8Rohc } from "../../../bytes/crc8-rohc.ts";
import { u16, u32, viewOf } from "../../../bytes/layout.ts";
import type { Reason } from "../../../contract/reason.ts";

/**
 * FBD2, the flash block device under the file system of UNISOC 8910 (docs/formats/flash-file-system.md#fbd2):
 * erase blocks hold physical blocks, and each valid physical block carries one logical block.
 */
export interface FlashGeometry {
  /** Offset of the device in its flash chip (low 24 bits of the partition's address). */
  readonly start: number;
  /** Bytes of the whole device. */
  readonly size: number;
  /** Bytes of an erase block and of a physical block. */
  readonly eraseBlock: number;
  readonly physicalBlock: number;
}

/** Start of a physical block; its 4 bytes are marker and erase count, then come the data. */
export const BLOCK_HEAD = { markerAndEraseCount: u32(0) };
export const BLOCK_HEAD_SIZE = 4;
/** End of a physical block, after the data. */
export const BLOCK_TAIL = { sequence: u16(0), logicalBlock: u16(2), crc: u32(4) };
export const BLOCK_TAIL_SIZE = 8;

const MARKER_VERSION = 0x20000;
const MOST_ERASES = 0xf00000;

/** The logical blocks of a device; one that no physical block carries reads as FF. */
export interface LogicalBlocks {
  /** Bytes of a logical block. */
  readonly blockSize: number;
  readonly count: number;
  /** Data by number, only of the blocks that are there. */
  readonly present: ReadonlyMap<number, Uint8Array>;
}

/** What is wrong with a geometry, null when nothing is. */
export function geometryFault({ size, eraseBlock, physicalBlock }: FlashGeometry): Reason | null {
  if (physicalBlock < 128 || eraseBlock < physicalBlock || eraseBlock % physicalBlock !== 0) {
    return { code: "field", field: "erase-block-size", value: `${eraseBlock} / ${physicalBlock}` };
  }
  if (size % eraseBlock !== 0 || size < 2 * eraseBlock) return { code: "impossible-size", bytes: size };
  return null;
}

/** First byte of every physical block; it depends on where the device lies. */
export function markerOf({ start, size, eraseBlock, physicalBlock }: FlashGeometry): number {
  const described = new Uint8Array(20);
  const view = viewOf(described);
  [MARKER_VERSION, start, size, eraseBlock, physicalBlock].forEach((word, i) =>
    view.setUint32(4 * i, word, true),
  );
  const crc = crc8Rohc(described);
  return crc === 0 ? 0x01 : crc === 0xff ? 0x7f : crc;
}

/** CRC of a physical block, over all but its last four bytes. The values of blank flash are avoided. */
export function crcOfBlock(block: Uint8Array): number {
  const crc = crc32(block.subarray(0, block.length - 4));
  return crc === 0 ? 1 : crc === 0xffffffff ? 0x7fffffff : crc;
}

export function blockSizeOf({ physicalBlock }: FlashGeometry): number {
  return physicalBlock - BLOCK_HEAD_SIZE - BLOCK_TAIL_SIZE;
}

/** One erase block and one logical block are spare. */
export function blockCountOf({ size, eraseBlock, physicalBlock }: FlashGeometry): number {
  return (eraseBlock / physicalBlock) * (size / eraseBlock - 1) - 1;
}

/**
 * Whether any valid block of a device with this start is there. False for a wrong start: it makes every
 * block invisible.
 */
export function looksLikeFbd2(
  image: Uint8Array,
  start: number,
  eraseBlock = 0x10000,
  physicalBlock = 0x200,
): boolean {
  const geometry = { start, size: image.length, eraseBlock, physicalBlock };
  if (geometryFault(geometry) !== null) return false;
  return !validBlocks(image, geometry).next().done;
}

/** Logical blocks of a device whose geometry has no fault; of several copies the newest. */
export function readLogicalBlocks(image: Uint8Array, geometry: FlashGeometry): LogicalBlocks {
  const sequences = new Map<number, number>();
  const present = new Map<number, Uint8Array>();
  for (const { logicalBlock, sequence, data } of validBlocks(image, geometry)) {
    const known = sequences.get(logicalBlock);
    // Sequence numbers wrap: newer is what lies less than half a round ahead.
    const newer = known === undefined || ((sequence - known) << 16) >> 16 > 0;
    if (!newer) continue;
    sequences.set(logicalBlock, sequence);
    present.set(logicalBlock, data);
  }
  return { blockSize: blockSizeOf(geometry), count: blockCountOf(geometry), present };
}

interface ValidBlock {
  readonly logicalBlock: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

function* validBlocks(image: Uint8Array, geometry: FlashGeometry): Generator<ValidBlock, void> {
  const { size, eraseBlock, physicalBlock } = geometry;
  const view = viewOf(image);
  const marker = markerOf(geometry);
  const count = blockCountOf(geometry);
  for (let eraseAt = 0; eraseAt < size; eraseAt += eraseBlock) {
    const first = view.getUint32(eraseAt, true);
    if (first === 0 || (first & 0xff & ~marker) !== 0 || first >>> 8 > MOST_ERASES) continue;
    for (let at = eraseAt; at < eraseAt + eraseBlock; at += physicalBlock) {
      const head = view.getUint32(at + BLOCK_HEAD.markerAndEraseCount.at, true);
      if ((head & 0xff) !== marker || head >>> 8 > MOST_ERASES) continue;
      const tailAt = at + physicalBlock - BLOCK_TAIL_SIZE;
      // A deleted block has a tail of zeros, one never written a tail of FF: the CRC is neither, ever.
      const crc = view.getUint32(tailAt + BLOCK_TAIL.crc.at, true);
      const logicalBlock = view.getUint16(tailAt + BLOCK_TAIL.logicalBlock.at, true);
      if (crc === 0 || crc === 0xffffffff || logicalBlock >= count) continue;
      if (crc !== crcOfBlock(image.subarray(at, at + physicalBlock))) continue;
      yield {
        logicalBlock,
        sequence: view.getUint16(tailAt + BLOCK_TAIL.sequence.at, true),
        data: image.subarray(at + BLOCK_HEAD_SIZE, tailAt),
      };
    }
  }
}
