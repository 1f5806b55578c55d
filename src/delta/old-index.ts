/**
 * Finds where stretches of the new image occur in the old one: a suffix array with the first two bytes
 * bucketed, so that the binary search starts inside a short range.
 */
import { suffixArray } from "./suffix-array.ts";

const BUCKETS = 65536;

export interface OldIndex {
  readonly old: Uint8Array;
  /** Suffixes of `old` in lexicographic order. */
  readonly suffixes: Int32Array;
  /** First suffix whose two leading bytes (big-endian) are at least the index; one entry more at the end. */
  readonly bucketStart: Int32Array;
}

/** Builds the index over old[0, usableOld); about 4 bytes of memory per byte. */
export function indexOld(old: Uint8Array, usableOld: number): OldIndex {
  const usable = old.subarray(0, usableOld);
  const suffixes = suffixArray(usable);
  const bucketStart = new Int32Array(BUCKETS + 1);
  for (let i = 0; i + 1 < usable.length; i++) {
    const key = (usable[i]! << 8) | usable[i + 1]!;
    bucketStart[key + 1]!++;
  }
  // The last suffix has one byte only and sorts before every suffix that begins with the same byte.
  if (usable.length > 0) bucketStart[(usable[usable.length - 1]! << 8) + 1]!++;
  for (let key = 0; key < BUCKETS; key++) bucketStart[key + 1]! += bucketStart[key]!;
  return { old: usable, suffixes, bucketStart };
}

/** Length of the common prefix of a[i…aEnd) and b[j…bEnd). */
export function commonPrefix(
  a: Uint8Array,
  i: number,
  aEnd: number,
  b: Uint8Array,
  j: number,
  bEnd: number,
): number {
  const limit = Math.min(aEnd - i, bEnd - j);
  let n = 0;
  while (n < limit && a[i + n] === b[j + n]) n++;
  return n;
}

/**
 * Rank in the suffix array at which text[at, end) would be inserted; its longest matches are neighbours
 * of that rank. -1 when no suffix shares the first two bytes.
 */
export function searchRank(index: OldIndex, text: Uint8Array, at: number, end: number): number {
  if (end - at < 2) return -1;
  const { old, suffixes, bucketStart } = index;
  const key = (text[at]! << 8) | text[at + 1]!;
  let low = bucketStart[key]!;
  let high = bucketStart[key + 1]!;
  if (low === high) return -1;
  const limit = end - at;
  // Both ends share at least `lowShared`/`highShared` bytes with the text, so the middle does too.
  let lowShared = 0;
  let highShared = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const suffix = suffixes[middle]!;
    let n = lowShared < highShared ? lowShared : highShared;
    const stop = Math.min(limit, old.length - suffix);
    while (n < stop && text[at + n] === old[suffix + n]) n++;
    if (n === limit) return middle;
    if (suffix + n === old.length || old[suffix + n]! < text[at + n]!) {
      low = middle + 1;
      lowShared = n;
    } else {
      high = middle;
      highShared = n;
    }
  }
  return low;
}
