import { LONGEST_CODE } from "./format.ts";

/** Codes of all symbols, and how long they are. */
export interface CodeTable {
  readonly lengths: Uint8Array;
  readonly codes: Int32Array;
}

/** Tries to find the price of code space at which the codes just fit. */
const PRICE_STEPS = 8;

/**
 * Lengths of codes for symbols that occur so often. Shortest for all bits together, those that tell the lengths
 * included, which go from symbol to symbol in steps of 1: so this is no Huffman code. Each length takes a share of the
 * code space, 2^-length; at a given price of space, the cheapest way through all symbols is found step by step
 * (Viterbi), and the price is searched for at which the shares just fit.
 */
export function codeLengths(counts: Int32Array): Uint8Array {
  let total = 0;
  for (const count of counts) total += count;
  // Longer codes than these do not pay, whatever the price.
  const longest = Math.min(LONGEST_CODE, 34 - Math.clz32(total + counts.length));
  // What a code space of 1 is worth where lengths are told for nothing.
  const fair = Math.max(1, total) / Math.LN2;
  let low = fair / 4;
  let high = 2 * fair;
  let best = cheapestLengths(counts, high, longest);
  for (; spaceOf(best) > 1; best = cheapestLengths(counts, high, longest)) high *= 4;
  for (let step = 0; step < PRICE_STEPS; step++) {
    const price = Math.sqrt(low * high);
    const lengths = cheapestLengths(counts, price, longest);
    if (spaceOf(lengths) <= 1) {
      best = lengths;
      high = price;
    } else low = price;
  }
  fillUp(best, counts);
  return best;
}

/**
 * Shortens codes until they take all of the code space: some decoders refuse tables with codes that stand for nothing.
 * Of those that fit, the one that saves most is shortened; the longest always fits.
 */
function fillUp(lengths: Uint8Array, counts: Int32Array): void {
  let left = 1 - spaceOf(lengths);
  while (left > 0) {
    let best = -1;
    let most = -Infinity;
    for (let s = 0; s < lengths.length; s++) {
      const length = lengths[s]!;
      if (length === 1 || shareOf(length) > left) continue;
      const saved = counts[s]! + stepsAround(lengths, s, length) - stepsAround(lengths, s, length - 1);
      if (saved > most) {
        most = saved;
        best = s;
      }
    }
    left -= shareOf(lengths[best]!);
    lengths[best]!--;
  }
}

/** Bits of the steps to the neighbours of a symbol, if its code has this length. */
function stepsAround(lengths: Uint8Array, s: number, length: number): number {
  const before = lengths[s - 1] ?? length;
  const after = lengths[s + 1] ?? length;
  return STEP_BITS * (Math.abs(length - before) + Math.abs(after - length));
}

/** Of the code space. Exact, as all else here: engines differ in the last digit of powers and logarithms. */
function shareOf(length: number): number {
  return 1 / (1 << length);
}

function spaceOf(lengths: Uint8Array): number {
  let space = 0;
  for (const length of lengths) space += shareOf(length);
  return space;
}

/** Bits that a step of 1 between the lengths of neighbours takes. */
const STEP_BITS = 2;

function cheapestLengths(counts: Int32Array, price: number, longest: number): Uint8Array {
  const n = counts.length;
  const cameFrom = new Uint8Array(n * (longest + 1));
  let cost = new Float64Array(longest + 1);
  let next = new Float64Array(longest + 1);
  const from = new Uint8Array(longest + 1);
  const space = Float64Array.from({ length: longest + 1 }, (_, length) => price * shareOf(length));
  for (let s = 0; s < n; s++) {
    // Cheapest way to have this length, from whichever the symbol before has.
    for (let length = 1; length <= longest; length++) {
      next[length] = cost[length]!;
      from[length] = length;
    }
    if (s > 0) {
      for (let length = 2; length <= longest; length++) {
        const stepped = next[length - 1]! + STEP_BITS;
        if (stepped < next[length]!) {
          next[length] = stepped;
          from[length] = from[length - 1]!;
        }
      }
      for (let length = longest - 1; length >= 1; length--) {
        const stepped = next[length + 1]! + STEP_BITS;
        if (stepped < next[length]!) {
          next[length] = stepped;
          from[length] = from[length + 1]!;
        }
      }
    }
    const count = counts[s]!;
    for (let length = 1; length <= longest; length++) {
      next[length]! += count * length + space[length]!;
      cameFrom[s * (longest + 1) + length] = from[length]!;
    }
    [cost, next] = [next, cost];
  }
  let length = 1;
  for (let other = 2; other <= longest; other++) if (cost[other]! < cost[length]!) length = other;
  const lengths = new Uint8Array(n);
  for (let s = n - 1; s >= 0; s--) {
    lengths[s] = length;
    length = cameFrom[s * (longest + 1) + length]!;
  }
  return lengths;
}

/** Bits that tell the lengths of a table. */
export function bitsOfLengths(lengths: Uint8Array): number {
  let bits = 5 + lengths.length;
  for (let s = 1; s < lengths.length; s++) bits += STEP_BITS * Math.abs(lengths[s]! - lengths[s - 1]!);
  return bits;
}

/** Codes in the order of their lengths, then of their symbols. */
export function codeTable(lengths: Uint8Array): CodeTable {
  const codes = new Int32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length++, code <<= 1) {
    for (let s = 0; s < lengths.length; s++) if (lengths[s] === length) codes[s] = code++;
  }
  return { lengths, codes };
}
