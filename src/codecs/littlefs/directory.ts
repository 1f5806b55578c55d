import { crc32 } from "../../bytes/crc32.ts";
import { readLayout } from "../../bytes/layout.ts";
import { type Place, type Reason, within } from "../../contract/reason.ts";
import { Refusal } from "../../contract/refusal.ts";
import {
  CRC_SIZE,
  DIRECTORY,
  DIRECTORY_SIZE,
  ENTRY,
  ENTRY_SIZE,
  type Geometry,
  GOES_ON,
  MOVING,
  NO_BLOCK,
} from "./layout.ts";

export type Pair = readonly [number, number];

export interface Entry {
  /** Without {@link MOVING}. */
  readonly type: number;
  readonly moving: boolean;
  readonly body: Uint8Array;
  readonly hasAttributes: boolean;
  readonly name: Uint8Array;
}

/** The valid, newer block of a pair. */
export interface Directory {
  readonly pair: Pair;
  /** The next pair of the thread, null at its end. */
  readonly tail: Pair | null;
  /** The tail is of the same directory. */
  readonly goesOn: boolean;
  readonly entries: readonly Entry[];
  /** The other block looks like a newer edition that was not written to its end. */
  readonly newerLost: boolean;
}

/** File name "", the caller fills it in. */
export function damaged(why: Reason): Refusal {
  return new Refusal("user-partition-damaged", { file: "", why });
}

/**
 * CRC-32 without final inversion, over what comes before it and itself: 0 when right. As stored it is
 * the complement of the usual one.
 */
export function storedCrc(body: Uint8Array): number {
  return ~crc32(body) >>> 0;
}

/** Header, entries and CRC of the directory block at `block`'s start, or null when its CRC is not right. */
export function validPart(block: Uint8Array): Uint8Array | null {
  if (block.length < DIRECTORY_SIZE + CRC_SIZE) return null;
  const size = (readLayout(DIRECTORY, block).size & ~GOES_ON) >>> 0;
  if (size < DIRECTORY_SIZE + CRC_SIZE || size > block.length) return null;
  const part = block.subarray(0, size);
  return storedCrc(part) === 0 ? part : null;
}

/** Blocks of an image, which may be shorter than the file system it holds. */
export class Blocks {
  readonly #image: Uint8Array;
  readonly #geometry: Geometry;

  constructor(image: Uint8Array, geometry: Geometry) {
    this.#image = image;
    this.#geometry = geometry;
  }

  block(number: number, owner: Place): Uint8Array {
    const { blockSize, blockCount } = this.#geometry;
    if (number >= blockCount) {
      throw damaged(within(owner, { code: "wrong-link", block: number }));
    }
    const end = (number + 1) * blockSize;
    if (end > this.#image.length) {
      throw damaged(within(owner, { code: "wrong-link", block: number }));
    }
    return this.#image.subarray(end - blockSize, end);
  }

  directory(pair: Pair, owner: Place): Directory {
    const blocks = pair.map((number) => this.block(number, owner));
    const valid = blocks.map(validPart).filter((part) => part !== null);
    const [first, second] = valid;
    if (first === undefined) {
      throw damaged(within(owner, { code: "pair-invalid", blocks: pair }));
    }
    // Of two equally new ones the module takes the second.
    const newest = second !== undefined && age(first, second) >= 0 ? second : first;
    const { size, tail0, tail1 } = readLayout(DIRECTORY, newest);
    const goesOn = (size & GOES_ON) !== 0;
    const tail: Pair | null = tail0 === NO_BLOCK || tail1 === NO_BLOCK ? null : [tail0, tail1];
    if (goesOn && tail === null) {
      throw damaged(within(owner, { code: "ends-early" }));
    }
    const newerLost =
      second === undefined &&
      blocks.some((block) => block.length >= DIRECTORY_SIZE && age(newest, block) === 1);
    return { pair, tail, goesOn, entries: [...entriesOf(newest, owner)], newerLost };
  }
}

/** By how many changes `other` is newer than `block`, in the module's 32-bit arithmetic. */
function age(block: Uint8Array, other: Uint8Array): number {
  return (readLayout(DIRECTORY, other).revision - readLayout(DIRECTORY, block).revision) | 0;
}

function* entriesOf(part: Uint8Array, owner: Place): Generator<Entry> {
  const end = part.length - CRC_SIZE;
  for (let at = DIRECTORY_SIZE; at < end;) {
    if (at + ENTRY_SIZE > end) throw damaged(within(owner, { code: "ends-early" }));
    const { type, bodySize, attributesSize, nameSize } = readLayout(ENTRY, part, at);
    const bodyEnd = at + ENTRY_SIZE + bodySize;
    const next = bodyEnd + attributesSize + nameSize;
    if (next > end) throw damaged(within(owner, { code: "ends-early" }));
    yield {
      type: type & ~MOVING,
      moving: (type & MOVING) !== 0,
      body: part.subarray(at + ENTRY_SIZE, bodyEnd),
      hasAttributes: attributesSize > 0,
      name: part.subarray(next - nameSize, next),
    };
    at = next;
  }
}
