import * as M from "../model.ts";
import { distanceSlot } from "./distance-slot.ts";
import { DEVICE_NICE_LENGTH } from "./match-finder.ts";

/**
 * What symbols cost, as the encoder in ASR modules counts it: in 16ths of a bit, from a table over 128 steps of
 * probability. Tables of lengths and distances are brought up to date now and then only, and when they are decides what
 * it puts out.
 */
const PRICE_SHIFT = 4;
const STEP_SHIFT = 4;

/** Price of a bit of 0, by its probability in steps; by squaring, without a logarithm. */
const BIT_PRICE = Int32Array.from({ length: M.PROBABILITY_ONE >> STEP_SHIFT }, (_, step) => {
  let value = (step << STEP_SHIFT) + (1 << (STEP_SHIFT - 1));
  let bits = 0;
  for (let i = 0; i < PRICE_SHIFT; i++) {
    value = Math.imul(value, value) >>> 0;
    bits <<= 1;
    for (; value >= 0x1_0000; bits++) value >>>= 1;
  }
  return (M.PROBABILITY_BITS << PRICE_SHIFT) - 15 - bits;
});

/** Lengths that have a price: longer ones are taken without asking. */
const LENGTHS = DEVICE_NICE_LENGTH + 1 - M.MIN_MATCH;
const POSITIONS = 4;
/** Matches after which distances are priced anew, and long distances after which their lowest bits are. */
const MATCHES_PER_UPDATE = 128;
const LONG_PER_UPDATE = 16;
/** First slot whose distances end in four bits of a model of their own. */
const FIRST_LONG_SLOT = 14;

export class DevicePrices {
  /** [position][length less 2]. */
  readonly matchLength = new Int32Array(POSITIONS * LENGTHS);
  readonly repLength = new Int32Array(POSITIONS * LENGTHS);
  readonly #probs: Uint16Array;
  readonly #slots: number;
  /** [length class][distance less one], distances below 128. */
  readonly #near = new Int32Array(M.LENGTH_CLASSES * M.FULL_DISTANCES);
  readonly #slot = new Int32Array(M.LENGTH_CLASSES << 6);
  readonly #align = new Int32Array(16);
  /** Lengths to be coded before their row is priced anew. */
  readonly #matchLeft = new Int32Array(POSITIONS).fill(LENGTHS);
  readonly #repLeft = new Int32Array(POSITIONS).fill(LENGTHS);
  #matches = 0;
  #long = 0;

  constructor(probs: Uint16Array, dictionarySize: number) {
    this.#probs = probs;
    this.#slots = 2 * (32 - Math.clz32(dictionarySize - 1));
    this.#priceDistances();
    this.#priceAlign();
    for (let position = 0; position < POSITIONS; position++) {
      this.#priceLengths(this.matchLength, M.MATCH_LENGTH, position);
      this.#priceLengths(this.repLength, M.REP_LENGTH, position);
    }
  }

  bit(index: number, bit: 0 | 1): number {
    return bitPrice(this.#probs[index]!, bit);
  }

  /** Of a match, without its flags. */
  match(length: number, distance: number, position: number): number {
    const row = Math.min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1);
    const price = this.matchLength[position * LENGTHS + length - M.MIN_MATCH]!;
    if (distance < M.FULL_DISTANCES) return price + this.#near[row * M.FULL_DISTANCES + distance]!;
    return price + this.#slot[(row << 6) + distanceSlot(distance)]! + this.#align[distance & 15]!;
  }

  /** Of the length of a rep. */
  rep(length: number, position: number): number {
    return this.repLength[position * LENGTHS + length - M.MIN_MATCH]!;
  }

  /** Of one byte at the latest distance, without the flags of a rep. */
  shortRep(state: number, inState: number): number {
    return this.bit(M.IS_REP_NOT_0 + state, 0) + this.bit(M.IS_REP_0_LONG + inState, 0);
  }

  /** Of which rep it is. */
  whichRep(which: number, state: number, inState: number): number {
    if (which === 0) return this.bit(M.IS_REP_NOT_0 + state, 0) + this.bit(M.IS_REP_0_LONG + inState, 1);
    const not0 = this.bit(M.IS_REP_NOT_0 + state, 1);
    if (which === 1) return not0 + this.bit(M.IS_REP_NOT_1 + state, 0);
    return not0 + this.bit(M.IS_REP_NOT_1 + state, 1) + this.bit(M.IS_REP_NOT_2 + state, which === 2 ? 0 : 1);
  }

  /** Of a whole rep 0. */
  rep0(state: number, position: number, length: number): number {
    const inState = (state << 4) + position;
    return (
      this.bit(M.IS_MATCH + inState, 1) +
      this.bit(M.IS_REP + state, 1) +
      this.rep(length, position) +
      this.whichRep(0, state, inState)
    );
  }

  literal(context: number, byte: number): number {
    const probs = this.#probs;
    let price = 0;
    for (let node = byte | 0x100; node > 1; node >>= 1) {
      price += bitPrice(probs[context + (node >> 1)]!, node & 1);
    }
    return price;
  }

  /** Of a literal after a match that would have gone on with `expected`. */
  literalAfterMatch(context: number, byte: number, expected: number): number {
    const probs = this.#probs;
    let price = 0;
    let node = 1;
    let agree = 0x100;
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (byte >> shift) & 1;
      const expectedBit = (expected >> shift) & 1;
      price += bitPrice(probs[context + (agree << expectedBit) + node]!, bit);
      node = (node << 1) | bit;
      if (bit !== expectedBit) agree = 0;
    }
    return price;
  }

  /** A match was coded. */
  noteMatch(distance: number, position: number): void {
    this.#matches++;
    if (distanceSlot(distance) >= FIRST_LONG_SLOT) this.#long++;
    this.#noteLength(this.#matchLeft, this.matchLength, M.MATCH_LENGTH, position);
  }

  /** A rep of two bytes or more was coded. */
  noteRep(position: number): void {
    this.#noteLength(this.#repLeft, this.repLength, M.REP_LENGTH, position);
  }

  /** Where the parser has not looked ahead. */
  update(): void {
    if (this.#matches >= MATCHES_PER_UPDATE) this.#priceDistances();
    if (this.#long >= LONG_PER_UPDATE) this.#priceAlign();
  }

  #noteLength(left: Int32Array, table: Int32Array, base: number, position: number): void {
    left[position]!--;
    if (left[position] !== 0) return;
    this.#priceLengths(table, base, position);
    left[position] = LENGTHS;
  }

  #priceLengths(table: Int32Array, base: number, position: number): void {
    const notLow = base + M.LENGTH_NOT_LOW;
    const notMid = base + M.LENGTH_NOT_MID;
    const mid = this.bit(notLow, 1) + this.bit(notMid, 0);
    const high = this.bit(notLow, 1) + this.bit(notMid, 1);
    for (let i = 0; i < LENGTHS; i++) {
      table[position * LENGTHS + i] =
        i < 8
          ? this.bit(notLow, 0) + this.#tree(base + M.LENGTH_LOW + (position << 3), 3, i)
          : i < 16
            ? mid + this.#tree(base + M.LENGTH_MID + (position << 3), 3, i - 8)
            : high + this.#tree(base + M.LENGTH_HIGH, 8, i - 16);
    }
  }

  #priceDistances(): void {
    for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++) {
      const row = lengthClass << 6;
      for (let slot = 0; slot < this.#slots; slot++) {
        const evenBits = slot < FIRST_LONG_SLOT ? 0 : (slot >> 1) - 5;
        this.#slot[row + slot] = this.#tree(M.SLOT + row, 6, slot) + (evenBits << PRICE_SHIFT);
      }
    }
    for (let distance = 0; distance < M.FULL_DISTANCES; distance++) {
      const slot = distanceSlot(distance);
      const footerBits = slot < 4 ? 0 : (slot >> 1) - 1;
      const smallest = slot < 4 ? slot : (2 | (slot & 1)) << footerBits;
      const footer = this.#reverseTree(M.SPECIAL + smallest, footerBits, distance - smallest);
      for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++) {
        this.#near[lengthClass * M.FULL_DISTANCES + distance] =
          this.#slot[(lengthClass << 6) + slot]! + footer;
      }
    }
    this.#matches = 0;
  }

  #priceAlign(): void {
    for (let i = 0; i < 16; i++) this.#align[i] = this.#reverseTree(M.ALIGN, 4, i);
    this.#long = 0;
  }

  #tree(base: number, count: number, value: number): number {
    let price = 0;
    for (let node = value | (1 << count); node > 1; node >>= 1) {
      price += bitPrice(this.#probs[base + (node >> 1)]!, node & 1);
    }
    return price;
  }

  #reverseTree(base: number, count: number, value: number): number {
    let price = 0;
    let node = 1;
    for (let i = 0; i < count; i++) {
      const bit = (value >> i) & 1;
      price += bitPrice(this.#probs[base + node]!, bit);
      node = (node << 1) | bit;
    }
    return price;
  }
}

function bitPrice(probability: number, bit: number): number {
  return BIT_PRICE[(bit === 0 ? probability : probability ^ (M.PROBABILITY_ONE - 1)) >> STEP_SHIFT]!;
}
