import { PRICE_ONE_BIT, priceOfBit } from "./prices";
import { ADAPTATION_SHIFT, PROBABILITY_BITS, PROBABILITY_ONE } from "../format";

/* Writes bits by their probabilities, which it moves towards what was written. */

let out: usize = 0;
let capacity: i32 = 0;
let written: i32 = 0;
/** Up to 33 bits: bit 32 is a carry into what was written before. */
let low: u64 = 0;
let range: u32 = 0xffffffff;
/** The last byte that a carry can still change, and how many bytes of 0xff follow it. */
let held: i32 = 0;
let heldFollowers: i32 = 0;
let isCounting: bool = false;
/** Price of all bits counted. */
export let costSoFar: i64 = 0;

/** The first `reserved` bytes of the output are left to the caller. */
export function startRange(reserved: i32, expectedSize: i32): void {
  if (out === 0) {
    capacity = reserved + expectedSize;
    out = heap.alloc(capacity);
  }
  written = reserved;
  low = 0;
  range = 0xffffffff;
  held = 0;
  heldFollowers = 0;
}

/** While it is on, bits are not written but counted. */
export function countOnly(on: bool): void {
  isCounting = on;
}

export function encodeBit(probs: StaticArray<u16>, index: i32, bit: i32): void {
  const probability: u32 = probs[index];
  if (isCounting) {
    costSoFar += priceOfBit(probability, bit);
    probs[index] = <u16>(
      (bit === 0
        ? probability + ((PROBABILITY_ONE - probability) >> ADAPTATION_SHIFT)
        : probability - (probability >> ADAPTATION_SHIFT))
    );
    return;
  }
  const bound = (range >>> PROBABILITY_BITS) * probability;
  if (bit === 0) {
    range = bound;
    probs[index] = <u16>(probability + ((PROBABILITY_ONE - probability) >> ADAPTATION_SHIFT));
  } else {
    low += bound;
    range -= bound;
    probs[index] = <u16>(probability - (probability >> ADAPTATION_SHIFT));
  }
  if (range < 0x1000000) normalise();
}

/** `count` bits of `value`, highest first. The root of the tree is at `base + 1`. */
export function encodeTree(probs: StaticArray<u16>, base: i32, count: i32, value: i32): void {
  let node = 1;
  for (let i = count - 1; i >= 0; i--) {
    const bit = (value >> i) & 1;
    encodeBit(probs, base + node, bit);
    node = (node << 1) | bit;
  }
}

/** `count` bits of `value`, lowest first. */
export function encodeReverseTree(probs: StaticArray<u16>, base: i32, count: i32, value: i32): void {
  let node = 1;
  for (let i = 0; i < count; i++) {
    const bit = (value >> i) & 1;
    encodeBit(probs, base + node, bit);
    node = (node << 1) | bit;
  }
}

/** `count` bits of `value` without a model, highest first. */
export function encodeEvenBits(count: i32, value: i32): void {
  if (isCounting) {
    costSoFar += count * PRICE_ONE_BIT;
    return;
  }
  for (let i = count - 1; i >= 0; i--) {
    range >>>= 1;
    if (((value >>> i) & 1) === 1) low += range;
    if (range < 0x1000000) normalise();
  }
}

export function finishRange(): void {
  for (let i = 0; i < 5; i++) shiftLow();
}

export function outputStart(): usize {
  return out;
}

/** The reserved bytes and everything that was written. */
export function outputSize(): i32 {
  return written;
}

function normalise(): void {
  range <<= 8;
  shiftLow();
}

function shiftLow(): void {
  if (low < 0xff000000 || low > 0xffffffff) {
    const carry = low > 0xffffffff ? 1 : 0;
    push(held + carry);
    for (; heldFollowers > 0; heldFollowers--) push(0xff + carry);
    held = <i32>((low >>> 24) & 0xff);
  } else {
    heldFollowers++;
  }
  low = (low & 0xffffff) << 8;
}

function push(byte: i32): void {
  if (written === capacity) {
    capacity *= 2;
    out = heap.realloc(out, capacity);
  }
  store<u8>(out + written, byte);
  written++;
}
