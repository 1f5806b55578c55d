import { ADAPTATION_SHIFT, PROBABILITY_BITS, PROBABILITY_ONE } from "../model.ts";

/** Writes bits by their probabilities, which it moves towards what was written. */
export class RangeEncoder {
  #out: Uint8Array;
  #length: number;
  /** Up to 33 bits: bit 32 is a carry into what was written before. */
  #low = 0;
  #range = 0xffffffff;
  /** The last byte that a carry can still change, and how many bytes of 0xff follow it. */
  #held = 0;
  #heldFollowers = 0;

  /** The first `reserved` bytes of the output are left to the caller. */
  constructor(reserved: number, expectedSize: number) {
    this.#out = new Uint8Array(reserved + expectedSize);
    this.#length = reserved;
  }

  bit(probs: Uint16Array, index: number, bit: number): void {
    const probability = probs[index]!;
    const bound = (this.#range >>> PROBABILITY_BITS) * probability;
    if (bit === 0) {
      this.#range = bound;
      probs[index] = probability + ((PROBABILITY_ONE - probability) >> ADAPTATION_SHIFT);
    } else {
      this.#low += bound;
      this.#range -= bound;
      probs[index] = probability - (probability >> ADAPTATION_SHIFT);
    }
    if (this.#range < 0x1000000) this.#normalise();
  }

  /** `count` bits of `value`, highest first. The root of the tree is at `base + 1`. */
  tree(probs: Uint16Array, base: number, count: number, value: number): void {
    let node = 1;
    for (let i = count - 1; i >= 0; i--) {
      const bit = (value >> i) & 1;
      this.bit(probs, base + node, bit);
      node = (node << 1) | bit;
    }
  }

  /** `count` bits of `value`, lowest first. */
  reverseTree(probs: Uint16Array, base: number, count: number, value: number): void {
    let node = 1;
    for (let i = 0; i < count; i++) {
      const bit = (value >> i) & 1;
      this.bit(probs, base + node, bit);
      node = (node << 1) | bit;
    }
  }

  /** `count` bits of `value` without a model, highest first. */
  evenBits(count: number, value: number): void {
    for (let i = count - 1; i >= 0; i--) {
      this.#range >>>= 1;
      if (((value >>> i) & 1) === 1) this.#low += this.#range;
      if (this.#range < 0x1000000) this.#normalise();
    }
  }

  /** The reserved bytes and everything that was written. */
  finish(): Uint8Array {
    for (let i = 0; i < 5; i++) this.#shiftLow();
    return this.#out.slice(0, this.#length);
  }

  #normalise(): void {
    this.#range = (this.#range << 8) >>> 0;
    this.#shiftLow();
  }

  #shiftLow(): void {
    if (this.#low < 0xff000000 || this.#low > 0xffffffff) {
      const carry = this.#low > 0xffffffff ? 1 : 0;
      this.#push(this.#held + carry);
      for (; this.#heldFollowers > 0; this.#heldFollowers--) this.#push(0xff + carry);
      this.#held = (this.#low >>> 24) & 0xff;
    } else {
      this.#heldFollowers++;
    }
    this.#low = (this.#low & 0xffffff) * 256;
  }

  #push(byte: number): void {
    if (this.#length === this.#out.length) {
      const larger = new Uint8Array(this.#length * 2 + 64);
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#length++] = byte;
  }
}
