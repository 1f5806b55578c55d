/**
 * What a byte of the delta costs after LZMA, estimated from how often each difference occurs. The first
 * estimate is a guess that fits firmware; later passes count.
 *
 * Costs are whole numbers of 1/{@link COST_OF_BIT} bit: engines differ in the last digit of a logarithm, and
 * the package must not.
 */
export const COST_OF_BIT = 1024;

export interface DiffCosts {
  /** After a difference of 0: cost of each difference. */
  readonly afterZero: Float64Array;
  /** After another difference: cost of each difference. */
  readonly afterOther: Float64Array;
  /** Cost of a literal byte in the extra stream. */
  readonly extra: number;
  /** Cost of a new piece: its header, and what the break costs the streams. */
  readonly newPiece: number;
  /** Cost of ending the differences of a piece and starting its literals. */
  readonly toExtra: number;
}

const NEW_PIECE = costOf(52);
const TO_EXTRA = costOf(12);
const EXTRA = costOf(7);

function costOf(bits: number): number {
  return Math.round(bits * COST_OF_BIT);
}

export function firstCosts(): DiffCosts {
  const afterZero = new Float64Array(256).fill(costOf(8 + 7.5));
  const afterOther = new Float64Array(256).fill(costOf(1.5 + 7.5));
  afterZero[0] = costOf(0.03);
  afterOther[0] = costOf(1.2);
  return { afterZero, afterOther, extra: EXTRA, newPiece: NEW_PIECE, toExtra: TO_EXTRA };
}

/** Costs from the differences of a first parse; `diff` is all differences in order. */
export function countedCosts(diff: Uint8Array): DiffCosts {
  const counts = new Float64Array(256);
  const zero = new Float64Array(2);
  const other = new Float64Array(2);
  let previousZero = true;
  for (let i = 0; i < diff.length; i++) {
    const isZero = diff[i] === 0;
    const from = previousZero ? zero : other;
    from[isZero ? 0 : 1]! += 1;
    if (!isZero) counts[diff[i]!]! += 1;
    previousZero = isZero;
  }
  const smoothing = 0.5;
  let total = 0;
  for (let value = 1; value < 256; value++) total += counts[value]! + smoothing;
  const afterZero = new Float64Array(256);
  const afterOther = new Float64Array(256);
  const bits = (part: number, whole: number): number => -Math.log2((part + 1) / (whole + 2));
  const zeroTotal = zero[0]! + zero[1]!;
  const otherTotal = other[0]! + other[1]!;
  for (let value = 1; value < 256; value++) {
    const symbol = -Math.log2((counts[value]! + smoothing) / total);
    afterZero[value] = costOf(symbol + bits(zero[1]!, zeroTotal));
    afterOther[value] = costOf(symbol + bits(other[1]!, otherTotal));
  }
  afterZero[0] = costOf(bits(zero[0]!, zeroTotal));
  afterOther[0] = costOf(bits(other[0]!, otherTotal));
  return { afterZero, afterOther, extra: EXTRA, newPiece: NEW_PIECE, toExtra: TO_EXTRA };
}
