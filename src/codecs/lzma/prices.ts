import * as M from "./model.ts";

/** Prices are in 256ths of a bit. */
export const PRICE_ONE_BIT = 256;

/**
 * Price of a bit of 0 by its probability; of a bit of 1: index 2048 - probability.
 * No logarithm falls so near to a half that engines could round it differently.
 */
export const BIT_PRICE = Uint16Array.from({ length: M.PROBABILITY_ONE }, (_, probability) =>
  Math.round(-PRICE_ONE_BIT * Math.log2(Math.max(probability, 1) / M.PROBABILITY_ONE)),
);

function treePrice(probs: Uint16Array, base: number, count: number, value: number): number {
  let price = 0;
  for (let node = value | (1 << count); node > 1; node >>= 1)
    price += nodePrice(probs[base + (node >> 1)]!, node & 1);
  return price;
}

function reverseTreePrice(probs: Uint16Array, base: number, count: number, value: number): number {
  let price = 0;
  let node = 1;
  for (let i = 0; i < count; i++) {
    const bit = (value >> i) & 1;
    price += nodePrice(probs[base + node]!, bit);
    node = (node << 1) | bit;
  }
  return price;
}

function nodePrice(probability: number, bit: number): number {
  return BIT_PRICE[bit === 0 ? probability : M.PROBABILITY_ONE - probability]!;
}

/** Price of a literal after a literal. */
export function literalPrice(probs: Uint16Array, context: number, byte: number): number {
  let price = 0;
  for (let node = byte | 0x100; node > 1; node >>= 1) {
    const probability = probs[context + (node >> 1)]!;
    price += BIT_PRICE[(node & 1) === 0 ? probability : M.PROBABILITY_ONE - probability]!;
  }
  return price;
}

/** Price of a literal after a match that would have gone on with `expected`. */
export function literalAfterMatchPrice(
  probs: Uint16Array,
  context: number,
  byte: number,
  expected: number,
): number {
  let price = 0;
  let node = 1;
  // Which of the three trees: 0x100 or 0x200 while both agree, then 0.
  let agree = 0x100;
  for (let shift = 7; shift >= 0; shift--) {
    const bit = (byte >> shift) & 1;
    const expectedBit = (expected >> shift) & 1;
    const probability = probs[context + (agree << expectedBit) + node]!;
    price += BIT_PRICE[bit === 0 ? probability : M.PROBABILITY_ONE - probability]!;
    node = (node << 1) | bit;
    if (bit !== expectedBit) agree = 0;
  }
  return price;
}

/** Length of the rows of {@link PriceTables.matchLength} and repLength. */
export const LENGTH_ROW = 512;

/** Prices of lengths and distances, as tables: brought up to date between the parser's windows only. */
export class PriceTables {
  /** [position][length], rows of LENGTH_ROW. */
  readonly matchLength = new Int32Array(16 * LENGTH_ROW);
  readonly repLength = new Int32Array(16 * LENGTH_ROW);
  /** [length class][distance less one], distances below 128. */
  readonly nearDistance = new Int32Array(M.LENGTH_CLASSES * M.FULL_DISTANCES);
  /** [length class][slot], with the even bits of the slot. */
  readonly slot = new Int32Array(M.LENGTH_CLASSES << 6);
  /** [lowest four bits] of a distance from 128 on. */
  readonly align = new Int32Array(16);
  readonly #probs: Uint16Array;
  readonly #positions: number;
  readonly #slots: number;

  /** `slots`: how many distance slots can occur. */
  constructor(probs: Uint16Array, positions: number, slots: number) {
    this.#probs = probs;
    this.#positions = positions;
    this.#slots = slots;
    this.update();
  }

  update(): void {
    this.#updateLengths(this.matchLength, M.MATCH_LENGTH);
    this.#updateLengths(this.repLength, M.REP_LENGTH);
    this.#updateDistances();
  }

  #updateLengths(table: Int32Array, base: number): void {
    const probs = this.#probs;
    const notLow = probs[base + M.LENGTH_NOT_LOW]!;
    const notMid = probs[base + M.LENGTH_NOT_MID]!;
    const low = nodePrice(notLow, 0);
    const mid = nodePrice(notLow, 1) + nodePrice(notMid, 0);
    const high = nodePrice(notLow, 1) + nodePrice(notMid, 1);
    for (let position = 0; position < this.#positions; position++) {
      const row = position * LENGTH_ROW + M.MIN_MATCH;
      for (let i = 0; i < 8; i++) {
        table[row + i] = low + treePrice(probs, base + M.LENGTH_LOW + (position << 3), 3, i);
        table[row + 8 + i] = mid + treePrice(probs, base + M.LENGTH_MID + (position << 3), 3, i);
      }
    }
    const first = M.MIN_MATCH + 16;
    for (let i = 0; i < 256; i++) table[first + i] = high + treePrice(probs, base + M.LENGTH_HIGH, 8, i);
    for (let position = 1; position < this.#positions; position++)
      table.copyWithin(position * LENGTH_ROW + first, first, first + 256);
  }

  #updateDistances(): void {
    const probs = this.#probs;
    for (let i = 0; i < 16; i++) this.align[i] = reverseTreePrice(probs, M.ALIGN, 4, i);
    for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++) {
      const row = lengthClass << 6;
      for (let slot = 0; slot < this.#slots; slot++) {
        const evenBits = slot < 14 ? 0 : (slot >> 1) - 5;
        this.slot[row + slot] = treePrice(probs, M.SLOT + row, 6, slot) + evenBits * PRICE_ONE_BIT;
      }
    }
    for (let distance = 0; distance < M.FULL_DISTANCES; distance++) {
      const footerBits = distance < 4 ? 0 : 30 - Math.clz32(distance);
      const slot = distance < 4 ? distance : (footerBits << 1) + (distance >>> footerBits);
      const smallest = slot < 4 ? slot : (2 | (slot & 1)) << footerBits;
      const footer = reverseTreePrice(probs, M.SPECIAL + smallest, footerBits, distance - smallest);
      for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++)
        this.nearDistance[lengthClass * M.FULL_DISTANCES + distance] =
          this.slot[(lengthClass << 6) + slot]! + footer;
    }
  }
}
