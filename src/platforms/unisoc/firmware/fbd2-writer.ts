import {
  BLOCK_HEAD,
  BLOCK_HEAD_SIZE,
  BLOCK_TAIL,
  BLOCK_TAIL_SIZE,
  blockCountOf,
  crcOfBlock,
  type FlashGeometry,
  geometryFault,
  markerOf,
} from "./fbd2.ts";
import { viewOf, writeLayout } from "../../../bytes/layout.ts";

/** Erase count and sequence number of an image fresh from a generator. */
const FIRST = 1;

/**
 * An FBD2 image with these logical blocks, in flash order; the rest of the device is free
 * (docs/formats/flash-file-system.md#fbd2).
 * @throws RangeError when the geometry is impossible or the blocks do not fit.
 */
export function writeLogicalBlocks(
  blocks: readonly Uint8Array[],
  geometry: FlashGeometry,
): Uint8Array<ArrayBuffer> {
  const fault = geometryFault(geometry);
  if (fault !== null) throw new RangeError(JSON.stringify(fault));
  const { size, physicalBlock } = geometry;
  const room = blockCountOf(geometry);
  if (blocks.length > room) throw new RangeError(`${blocks.length} blocks do not fit into ${room}`);

  const image = new Uint8Array(size).fill(0xff);
  const head = markerOf(geometry) | (FIRST << 8);
  for (let at = 0; at < size; at += physicalBlock) {
    writeLayout(BLOCK_HEAD, { markerAndEraseCount: head }, image, at);
    image.fill(0, at + physicalBlock - BLOCK_TAIL_SIZE, at + physicalBlock);
  }
  blocks.forEach((data, logicalBlock) => {
    const at = logicalBlock * physicalBlock;
    writeBlock(image.subarray(at, at + physicalBlock), logicalBlock, FIRST, data);
  });
  return image;
}

/** Fills a physical block, whose marker and erase count stay as they are. */
export function writeBlock(
  physical: Uint8Array,
  logicalBlock: number,
  sequence: number,
  data: Uint8Array,
): void {
  const tailAt = physical.length - BLOCK_TAIL_SIZE;
  physical.fill(0xff, BLOCK_HEAD_SIZE, tailAt);
  physical.set(data, BLOCK_HEAD_SIZE);
  writeLayout(BLOCK_TAIL, { sequence, logicalBlock }, physical, tailAt);
  viewOf(physical).setUint32(tailAt + BLOCK_TAIL.crc.at, crcOfBlock(physical), true);
}
