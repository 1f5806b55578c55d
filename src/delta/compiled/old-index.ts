import { next, old, oldSize } from "./images";
import { sortSuffixes } from "./suffix-array";

/*
 * Finds where stretches of the new image occur in the old one: a suffix array with the first two bytes bucketed, so
 * that the binary search starts inside a short range.
 */

const BUCKETS: i32 = 65536;

/** Suffixes of the old image in lexicographic order. */
export let suffixes: StaticArray<i32> = new StaticArray<i32>(0);
/** First suffix whose two leading bytes (big-endian) are at least the index; one entry more at the end. */
const bucketStart = new StaticArray<i32>(BUCKETS + 1);

/** Builds the index; 4 bytes of memory per byte stay, 3 more at most are needed on the way. */
export function indexOld(): usize {
  suffixes = new StaticArray<i32>(oldSize);
  sortSuffixes(old, oldSize, suffixes);
  for (let i = 0; i + 1 < oldSize; i++) {
    const key = ((<i32>old[i]) << 8) | old[i + 1];
    bucketStart[key + 1] = bucketStart[key + 1] + 1;
  }
  // The last suffix has one byte only and sorts before every suffix that begins with the same byte.
  if (oldSize > 0) {
    const key = (<i32>old[oldSize - 1]) << 8;
    bucketStart[key + 1] = bucketStart[key + 1] + 1;
  }
  for (let key = 0; key < BUCKETS; key++) bucketStart[key + 1] = bucketStart[key + 1] + bucketStart[key];
  return changetype<usize>(suffixes);
}

/**
 * Rank in the suffix array at which next[at, end) would be inserted; its longest matches are neighbours of that rank.
 * -1 when no suffix shares the first two bytes.
 */
export function searchRank(at: i32, end: i32): i32 {
  if (end - at < 2) return -1;
  const key = ((<i32>next[at]) << 8) | next[at + 1];
  let low = bucketStart[key];
  let high = bucketStart[key + 1];
  if (low === high) return -1;
  const limit = end - at;
  // Both ends share at least `lowShared`/`highShared` bytes with the text, so the middle does too.
  let lowShared = 0;
  let highShared = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const suffix = suffixes[middle];
    let n = min(lowShared, highShared);
    const stop = min(limit, oldSize - suffix);
    while (n < stop && next[at + n] === old[suffix + n]) n++;
    if (n === limit) return middle;
    if (suffix + n === oldSize || old[suffix + n] < next[at + n]) {
      low = middle + 1;
      lowShared = n;
    } else {
      high = middle;
      highShared = n;
    }
  }
  return low;
}
