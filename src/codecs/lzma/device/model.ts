/**
 * The format as the encoder of ASR modules needs it: the container's header, the twelve states, and where each adaptive
 * probability lies. All probabilities of a stream are in one Uint16Array, so that hot loops index one array. It shares
 * no code with the other encoder: this one is never to change.
 */

/**
 * Header of the .lzma ("alone") container:
 *
 *     0  u8   (pb * 5 + lp) * 9 + lc
 *     1  u32  dictionary size
 *     5  u64  raw size (all ones: unknown, not supported here)
 *    13       range coded data
 */
export const HEADER = { props: 0, dictionarySize: 1, rawSize: 5, size: 13 } as const;

/** Bits that choose a probability: of the byte before, of the position for literals, of the position for the rest. */
export interface LzmaProps {
  /** 0 to 8 high bits of the byte before, as context of a literal. */
  readonly lc: number;
  /** 0 to 4 low bits of the position, as context of a literal. */
  readonly lp: number;
  /** 0 to 4 low bits of the position, as context of everything else. */
  readonly pb: number;
}

/** A probability is of 0, in 2048ths; each bit coded moves it by a 32nd of the rest. */
export const PROBABILITY_BITS = 11;
export const PROBABILITY_ONE = 1 << PROBABILITY_BITS;
export const PROBABILITY_HALF = PROBABILITY_ONE >> 1;
export const ADAPTATION_SHIFT = 5;

export const MIN_MATCH = 2;
export const MAX_MATCH = 273;
/** Distances below this have their footer bits in adaptive trees. */
export const FULL_DISTANCES = 128;
/** Lengths 2, 3, 4 and more have distance slots of their own. */
export const LENGTH_CLASSES = 4;

/** State after a literal, indexed by the state before. States below 7 mean: the last symbol was a literal. */
export const AFTER_LITERAL = Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5);
export const FIRST_MATCH_STATE = 7;
export const STATES = 12;

export function afterMatch(state: number): number {
  return state < FIRST_MATCH_STATE ? 7 : 10;
}
export function afterRep(state: number): number {
  return state < FIRST_MATCH_STATE ? 8 : 11;
}
export function afterShortRep(state: number): number {
  return state < FIRST_MATCH_STATE ? 9 : 11;
}

/** Slot of a distance less one: its two highest bits and how many bits it has. */
export function distanceSlot(distance: number): number {
  if (distance < 4) return distance;
  const footerBits = 30 - Math.clz32(distance);
  return (footerBits << 1) + (distance >>> footerBits);
}

// Where the probabilities lie. [state][position] is indexed (state << 4) + position.
export const IS_MATCH = 0;
export const IS_REP = IS_MATCH + (STATES << 4);
export const IS_REP_NOT_0 = IS_REP + STATES;
export const IS_REP_NOT_1 = IS_REP_NOT_0 + STATES;
export const IS_REP_NOT_2 = IS_REP_NOT_1 + STATES;
/** [state][position]: 0 is a single byte of rep 0. */
export const IS_REP_0_LONG = IS_REP_NOT_2 + STATES;
/** [length class] trees of 6 bits. */
export const SLOT = IS_REP_0_LONG + (STATES << 4);
/** Reverse trees of the slots 4 to 13: root - 1 is at the slot's smallest distance. */
export const SPECIAL = SLOT + (LENGTH_CLASSES << 6);
/** Reverse tree of the four lowest bits of a long distance. */
export const ALIGN = SPECIAL + FULL_DISTANCES;
export const MATCH_LENGTH = ALIGN + 16;
/** A length coder: two choices, 16 trees of 3 bits (2 to 9), 16 of 3 bits (10 to 17), one of 8 bits (18 to 273). */
export const LENGTH_NOT_LOW = 0;
export const LENGTH_NOT_MID = 1;
export const LENGTH_LOW = 2;
export const LENGTH_MID = LENGTH_LOW + (16 << 3);
export const LENGTH_HIGH = LENGTH_MID + (16 << 3);
export const REP_LENGTH = MATCH_LENGTH + LENGTH_HIGH + 256;
/** [context] 0x300 each: a tree of 8 bits, then two more for literals that follow a match. */
export const LITERAL = REP_LENGTH + LENGTH_HIGH + 256;

export function newProbabilities({ lc, lp }: LzmaProps): Uint16Array {
  return new Uint16Array(LITERAL + (0x300 << (lc + lp))).fill(PROBABILITY_HALF);
}
