import * as M from "../format";
import { footerBitsOf, distanceSlot, probs, smallestOf } from "./model";

/** Prices are in 256ths of a bit. */
export const PRICE_ONE_BIT: i32 = 256;
/** Rows of the tables of lengths. */
export const LENGTH_ROW: i32 = 512;

/** Price of a bit of 0 by its probability; of a bit of 1: index PROBABILITY_ONE - probability. */
export const bitPrice = bitPrices();

/** [position][length] of a match and of a rep, rows of LENGTH_ROW. */
export const matchLengthPrice = new StaticArray<i32>(16 * LENGTH_ROW);
export const repLengthPrice = new StaticArray<i32>(16 * LENGTH_ROW);
/** [length class][distance less one], distances below FULL_DISTANCES. */
export const nearPrice = new StaticArray<i32>(M.LENGTH_CLASSES * M.FULL_DISTANCES);
/** [length class][slot], with the even bits of the slot. */
export const slotPrice = new StaticArray<i32>(M.LENGTH_CLASSES << 6);
/** [lowest four bits] of a distance from FULL_DISTANCES on. */
export const alignPrice = new StaticArray<i32>(16);

function bitPrices(): StaticArray<u16> {
  const prices = new StaticArray<u16>(M.PROBABILITY_ONE);
  for (let probability = 0; probability < M.PROBABILITY_ONE; probability++) {
    const part = <f64>max(probability, 1) / <f64>M.PROBABILITY_ONE;
    prices[probability] = <u16>Math.round(-(<f64>PRICE_ONE_BIT) * Math.log2(part));
  }
  return prices;
}

export function priceOfBit(probability: i32, bit: i32): i32 {
  return bitPrice[bit === 0 ? probability : M.PROBABILITY_ONE - probability];
}

function treePrice(base: i32, count: i32, value: i32): i32 {
  let price = 0;
  for (let node = value | (1 << count); node > 1; node >>= 1)
    price += priceOfBit(probs[base + (node >> 1)], node & 1);
  return price;
}

function reverseTreePrice(base: i32, count: i32, value: i32): i32 {
  let price = 0;
  let node = 1;
  for (let i = 0; i < count; i++) {
    const bit = (value >> i) & 1;
    price += priceOfBit(probs[base + node], bit);
    node = (node << 1) | bit;
  }
  return price;
}

/** Price of a literal after a literal. */
export function literalPrice(context: i32, byte: i32): i32 {
  return treePrice(context, 8, byte);
}

/** Price of a literal after a match that would have gone on with `expected`. */
export function literalAfterMatchPrice(context: i32, byte: i32, expected: i32): i32 {
  let price = 0;
  let node = 1;
  // Which of the three trees: 0x100 or 0x200 while both agree, then 0.
  let agree = 0x100;
  for (let shift = 7; shift >= 0; shift--) {
    const bit = (byte >> shift) & 1;
    const expectedBit = (expected >> shift) & 1;
    price += priceOfBit(probs[context + (agree << expectedBit) + node], bit);
    node = (node << 1) | bit;
    if (bit !== expectedBit) agree = 0;
  }
  return price;
}

/** Brings the tables up to date: `positions` low bits of positions, `slots` distance slots can occur. */
export function updatePrices(positions: i32, slots: i32): void {
  updateLengths(matchLengthPrice, M.MATCH_LENGTH, positions);
  updateLengths(repLengthPrice, M.REP_LENGTH, positions);
  updateDistances(slots);
}

function updateLengths(table: StaticArray<i32>, base: i32, positions: i32): void {
  const notLow: i32 = probs[base + M.LENGTH_NOT_LOW];
  const notMid: i32 = probs[base + M.LENGTH_NOT_MID];
  const low = priceOfBit(notLow, 0);
  const mid = priceOfBit(notLow, 1) + priceOfBit(notMid, 0);
  const high = priceOfBit(notLow, 1) + priceOfBit(notMid, 1);
  const first = M.MIN_MATCH + 16;
  for (let position = 0; position < positions; position++) {
    const row = position * LENGTH_ROW + M.MIN_MATCH;
    for (let i = 0; i < 8; i++) {
      table[row + i] = low + treePrice(base + M.LENGTH_LOW + (position << 3), 3, i);
      table[row + 8 + i] = mid + treePrice(base + M.LENGTH_MID + (position << 3), 3, i);
    }
    for (let i = 0; i < 256; i++)
      table[row + 16 + i] = position === 0 ? high + treePrice(base + M.LENGTH_HIGH, 8, i) : table[first + i];
  }
}

function updateDistances(slots: i32): void {
  for (let i = 0; i < 16; i++) alignPrice[i] = reverseTreePrice(M.ALIGN, 4, i);
  for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++) {
    const row = lengthClass << 6;
    for (let slot = 0; slot < slots; slot++) {
      const evenBits = slot < 14 ? 0 : footerBitsOf(slot) - 4;
      slotPrice[row + slot] = treePrice(M.SLOT + row, 6, slot) + evenBits * PRICE_ONE_BIT;
    }
  }
  for (let distance = 0; distance < M.FULL_DISTANCES; distance++) {
    const slot = distanceSlot(distance);
    const footer =
      slot < 4
        ? 0
        : reverseTreePrice(M.SPECIAL + smallestOf(slot), footerBitsOf(slot), distance - smallestOf(slot));
    for (let lengthClass = 0; lengthClass < M.LENGTH_CLASSES; lengthClass++)
      nearPrice[lengthClass * M.FULL_DISTANCES + distance] = slotPrice[(lengthClass << 6) + slot] + footer;
  }
}
