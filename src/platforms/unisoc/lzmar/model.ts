/**
 * What decoder and encoder of LZMAR share: the container's header and the adaptive model
 * (docs/formats/lzmar.md). LZMAR is LZMA with 10-bit probabilities, no matched literals, one length
 * coder for matches and repeats, lc = lp = pb = 0, a window of 1 KiB and no end marker.
 *
 * Container: header of 8 bytes, then for each block of raw data a block header of 8 bytes, the stream,
 * and zeros up to a multiple of 8.
 *
 *   header       0 u32 raw size | 4 u16 block size in KiB | 6 u8 dictionary in KiB (1) | 7 u8 property (0)
 *   block header 0 u32 stream size | 4 u32 sum of the raw bytes modulo 2^32
 */
export const HEADER = { rawSize: 0, blockKiB: 4, dictionaryKiB: 6, property: 7, size: 8 } as const;
export const BLOCK_HEADER = { streamSize: 0, sum: 4, size: 8 } as const;
export const LARGEST_BLOCK_KIB = 64;
export const DICTIONARY_KIB = 1;

/** A stream starts with a zero byte and four bytes of code, big endian. */
export const STREAM_START = 5;

/** Farthest a match reaches back. */
export const WINDOW = 1024;
export const SHORTEST_MATCH = 2;
export const LONGEST_MATCH = 273;

/** Probability that a bit is 0, in 1/1024. */
export const PROBABILITY_BITS = 10;
export const PROBABILITY_ONE = 1 << PROBABILITY_BITS;
/** A bit moves its probability by 1/32 of the way. */
export const ADAPTION = 5;

/**
 * Where the probabilities lie. Those by state have 12 entries, IS_MATCH and IS_REP0_LONG with room for
 * 16 positions each, of which only the first is used.
 */
export const IS_MATCH = 0;
export const IS_REP = 192;
export const IS_REP_G0 = 204;
export const IS_REP_G1 = 216;
export const IS_REP_G2 = 228;
export const IS_REP0_LONG = 240;
/** By min(length - 2, 3): trees of 6 bits. */
export const DISTANCE_SLOT = 432;
/** Reverse trees of slots 4 to 13; tree of a slot starts at this + smallest distance of the slot - slot. */
export const DISTANCE_SPECIAL = 687;
/** Reverse tree of the lowest 4 bits from slot 14 on. */
export const DISTANCE_ALIGN = 802;
export const LENGTH_CHOICE = 818;
export const LENGTH_CHOICE2 = 819;
/** Lengths 2 to 9, 10 to 17, 18 to 273: trees of 3, 3 and 8 bits. */
export const LENGTH_LOW = 820;
export const LENGTH_MID = 948;
export const LENGTH_HIGH = 1076;
/** Tree of 8 bits. */
export const LITERAL = 1332;
export const PROBABILITIES = 1588;

/** From this slot on the upper bits of a distance are coded without probability. */
export const FIRST_DIRECT_SLOT = 14;
export const ALIGN_BITS = 4;

/** The next of the 12 states, by the present one. */
export const AFTER_LITERAL = Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5);
export const AFTER_MATCH = Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 10, 10, 10, 10, 10);
export const AFTER_REP = Uint8Array.of(8, 8, 8, 8, 8, 8, 8, 11, 11, 11, 11, 11);
export const AFTER_SHORT_REP = Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 11, 11, 11, 11, 11);

/** Check of a block: plain sum of its bytes. */
export function sumOfBytes(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += bytes[at]!;
  return sum >>> 0;
}
