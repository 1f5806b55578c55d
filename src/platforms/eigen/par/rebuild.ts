import { Bzip2Error, decodeBzip2 } from "../../../codecs/bzip2/decode.ts";
import { readLayout, viewOf } from "../../../bytes/layout.ts";
import { type Reason, Reasoned } from "../../../contract/reason.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import {
  PART_618,
  PART_618_MAGIC,
  PART_618_SIZE,
  PART_718,
  PART_718_MAGIC,
  PART_718_SIZE,
  UNCHANGED,
} from "./layout.ts";
import type { BlockPart, CarriedImage } from "./reader.ts";

/** The module cannot make the block of what is in the package and in flash. */
export class PartError extends Reasoned {}

/** What a part says, decompressed. */
export interface OpenedPart {
  /** Bytes of the new block. */
  readonly size: number;
  readonly triplets: readonly Triplet[];
  /** Differences and new bytes of all triplets, in a row. */
  readonly stream: Uint8Array;
  /** Of the bzip2 stream, its runs shortened; what a decoder has to hold. */
  readonly largestBlock: number;
}

interface Triplet {
  readonly differences: number;
  readonly fresh: number;
  /** How far to move in the old bytes afterwards. */
  readonly seek: number;
}

/**
 * Opens a part as the module does.
 * @returns null for a block that stays as it is
 * @throws {PartError}
 */
export function openPart(chip: EigenChip, image: CarriedImage, part: BlockPart): OpenedPart | null {
  const { blockSize, bzip2Limit } = CHIPS[chip];
  const size = Math.min(blockSize, image.newSize - part.index * blockSize);
  const opened = chip === "eigen618" ? open618(part.bytes, size) : open718(part.bytes, size);
  if (opened !== null && opened.largestBlock > bzip2Limit) {
    throw new PartError({ code: "no-room", needed: opened.largestBlock, free: bzip2Limit });
  }
  return opened;
}

/** Triplets lie in the stream, each before its bytes. */
function open618(part: Uint8Array, size: number): OpenedPart | null {
  demand(part.length >= PART_618_SIZE && startsWith(part, PART_618_MAGIC), {
    code: "no-signature",
    signature: PART_618_MAGIC,
  });
  const header = readLayout(PART_618, part);
  if (header.control === UNCHANGED) return null;
  demand(header.size === part.length, { code: "contradicting-sizes" });
  demand(header.newSize === size, { code: "wrong-length", bytes: header.newSize, expected: size });
  // Each triplet brings a byte at least, all but a few that only move.
  const { bytes, largestBlock } = unpack(part.subarray(PART_618_SIZE), 16 * size + 1024);
  const view = viewOf(bytes);
  const triplets: Triplet[] = [];
  const stream = new Uint8Array(size);
  let made = 0;
  let at = 0;
  while (made < size) {
    demand(at + 12 <= bytes.length, { code: "ends-early" });
    const [differences, fresh, seek] = [signed(view, at), signed(view, at + 4), signed(view, at + 8)];
    at += 12;
    const length = differences + fresh;
    demand(differences >= 0 && fresh >= 0 && made + length <= size, { code: "bad-stream" });
    demand(at + length <= bytes.length, { code: "ends-early" });
    stream.set(bytes.subarray(at, at + length), made);
    triplets.push({ differences, fresh, seek });
    at += length;
    made += length;
  }
  demand(at === bytes.length, { code: "bad-stream" });
  return { size, triplets, stream, largestBlock };
}

/** Sign in the highest bit, the rest is the magnitude. */
function signed(view: DataView, at: number): number {
  const value = view.getUint32(at, true);
  return value >= 0x8000_0000 ? -(value & 0x7fff_ffff) : value;
}

function open718(part: Uint8Array, size: number): OpenedPart {
  demand(part.length >= PART_718_SIZE && startsWith(part, PART_718_MAGIC), {
    code: "no-signature",
    signature: PART_718_MAGIC,
  });
  const { controlLength, streamLength, newSize } = readLayout(PART_718, part);
  demand(PART_718_SIZE + controlLength + streamLength + 1 === part.length, { code: "contradicting-sizes" });
  demand(part.at(-1) === 0, { code: "bad-stream" });
  demand(newSize === size, { code: "wrong-length", bytes: newSize, expected: size });
  const streamAt = PART_718_SIZE + controlLength;
  const { bytes: stream, largestBlock } = unpack(part.subarray(streamAt, streamAt + streamLength), size);
  demand(stream.length === size, { code: "bad-stream" });
  const numbers = readNumbers(part.subarray(PART_718_SIZE, streamAt));
  demand(numbers.length % 3 === 0, { code: "ends-early" });
  const triplets: Triplet[] = [];
  let made = 0;
  for (let i = 0; i < numbers.length; i += 3) {
    const [differences = 0, fresh = 0, seek = 0] = numbers.slice(i, i + 3);
    demand(differences >= 0 && fresh >= 0, { code: "bad-stream" });
    made += differences + fresh;
    demand(made <= size, { code: "bad-stream" });
    triplets.push({ differences, fresh, seek });
  }
  demand(made === size, { code: "bad-stream" });
  return { size, triplets, stream, largestBlock };
}

/** LEB128 of 32 bits each, in two's complement. */
function readNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    demand(shift < 35, { code: "bad-stream" });
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) !== 0) continue;
    numbers.push(value);
    value = 0;
    shift = 0;
  }
  demand(shift === 0, { code: "ends-early" });
  return numbers;
}

/**
 * Makes a block of what is in flash. Old bytes outside of the window that the module looks at count as 0.
 *
 * @param flash where the image lies, as it is now: blocks that came before are new already
 */
export function rebuildBlock(
  { size, triplets, stream }: OpenedPart,
  flash: Uint8Array,
  window: { readonly from: number; readonly to: number },
): Uint8Array {
  const block = stream.slice(0, size);
  let at = 0;
  let old = window.from;
  for (const { differences, fresh, seek } of triplets) {
    for (let i = 0; i < differences; i++, at++, old++) {
      if (old >= window.from && old < window.to) block[at] = ((block[at] ?? 0) + (flash[old] ?? 0)) & 0xff;
    }
    at += fresh;
    old += seek;
  }
  return block;
}

/** Bytes of the old image that the module looks at for a block: those that no block before it has replaced. */
export function windowOf(
  chip: EigenChip,
  { backwards, oldSize }: Pick<CarriedImage, "backwards" | "oldSize">,
  index: number,
): { readonly from: number; readonly to: number } {
  const { blockSize } = CHIPS[chip];
  const start = index * blockSize;
  return backwards
    ? { from: 0, to: Math.min(start + blockSize, oldSize) }
    : { from: start, to: Math.max(start, oldSize) };
}

function unpack(stream: Uint8Array, limit: number): { bytes: Uint8Array; largestBlock: number } {
  try {
    const { length, ...decoded } = decodeBzip2(stream, limit);
    demand(length === stream.length, { code: "left-over" });
    return decoded;
  } catch (error) {
    if (error instanceof Bzip2Error) throw new PartError({ code: "bad-stream" });
    throw error;
  }
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return Array.from(magic).every((character, i) => bytes[i] === character.charCodeAt(0));
}

function demand(condition: boolean, why: Reason): asserts condition {
  if (!condition) throw new PartError(why);
}
