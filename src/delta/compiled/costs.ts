/*
 * What a byte of the delta costs after LZMA, estimated from how often each difference occurs. The first estimate is a
 * guess that fits firmware; later passes count. Costs are in 1024ths of a bit.
 */
export const COST_OF_BIT: i32 = 1024;

/** Cost of a new piece: its header, and what the break costs the streams. */
export const NEW_PIECE: i32 = 60 * COST_OF_BIT;
/** Cost of ending the differences of a piece and starting its literals. */
export const TO_EXTRA: i32 = 16 * COST_OF_BIT;
/** Cost of a literal byte in the extra stream. */
export const EXTRA: i32 = 7 * COST_OF_BIT;

/** Cost of each difference after a difference of 0, and after another. */
export const afterZero = new StaticArray<i32>(256);
export const afterOther = new StaticArray<i32>(256);

export function guessCosts(): void {
  afterZero.fill(costOf(8 + 7.5));
  afterOther.fill(costOf(1.5 + 7.5));
  afterZero[0] = costOf(0.03);
  afterOther[0] = costOf(1.2);
}

const counts = new StaticArray<i32>(256);

/** Costs from the differences of a first parse, all of them in order. */
export function countCosts(diff: StaticArray<u8>, length: i32): void {
  counts.fill(0);
  // [0] zeros, [1] others: after a zero, and after another.
  let zeroZero = 0;
  let zeroOther = 0;
  let otherZero = 0;
  let otherOther = 0;
  let previousZero = true;
  for (let i = 0; i < length; i++) {
    const isZero = diff[i] === 0;
    if (isZero) {
      if (previousZero) zeroZero++;
      else otherZero++;
    } else {
      counts[diff[i]] = counts[diff[i]] + 1;
      if (previousZero) zeroOther++;
      else otherOther++;
    }
    previousZero = isZero;
  }
  const smoothing = 0.5;
  let total = 0.0;
  for (let value = 1; value < 256; value++) total += counts[value] + smoothing;
  for (let value = 1; value < 256; value++) {
    const symbol = -Math.log2((counts[value] + smoothing) / total);
    afterZero[value] = costOf(symbol + bits(zeroOther, zeroZero + zeroOther));
    afterOther[value] = costOf(symbol + bits(otherOther, otherZero + otherOther));
  }
  afterZero[0] = costOf(bits(zeroZero, zeroZero + zeroOther));
  afterOther[0] = costOf(bits(otherZero, otherZero + otherOther));
}

function bits(part: i32, whole: i32): f64 {
  return -Math.log2((<f64>part + 1) / (<f64>whole + 2));
}

function costOf(bitCount: f64): i32 {
  return <i32>Math.round(bitCount * COST_OF_BIT);
}
