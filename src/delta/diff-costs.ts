/**
 * What a byte of the delta costs after LZMA, in bits, estimated from how often each difference occurs.
 * The first estimate is a guess that fits firmware; later passes count.
 */

export interface DiffCosts {
  /** After a difference of 0: bits for each difference. */
  readonly afterZero: Float64Array;
  /** After another difference: bits for each difference. */
  readonly afterOther: Float64Array;
  /** Bits of a literal byte in the extra stream. */
  readonly extra: number;
  /** Bits of a new piece: its header, and what the break costs the streams. */
  readonly newPiece: number;
  /** Bits for ending the differences of a piece and starting its literals. */
  readonly toExtra: number;
}

const NEW_PIECE = 52;
const TO_EXTRA = 12;
const EXTRA = 7;

export function firstCosts(): DiffCosts {
  const afterZero = new Float64Array(256).fill(8 + 7.5);
  const afterOther = new Float64Array(256).fill(1.5 + 7.5);
  afterZero[0] = 0.03;
  afterOther[0] = 1.2;
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
    afterZero[value] = symbol + bits(zero[1]!, zeroTotal);
    afterOther[value] = symbol + bits(other[1]!, otherTotal);
  }
  afterZero[0] = bits(zero[0]!, zeroTotal);
  afterOther[0] = bits(other[0]!, otherTotal);
  return { afterZero, afterOther, extra: EXTRA, newPiece: NEW_PIECE, toExtra: TO_EXTRA };
}
