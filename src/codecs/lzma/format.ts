/*
 * Numbers of the format that decoder and encoder share, and where each adaptive probability lies. All probabilities
 * of a stream are in one array, so that hot loops index one array.
 *
 * TypeScript and AssemblyScript both read this file: plain constants only.
 */

/** Size of the .lzma ("alone") container's header, see model.ts. */
export const HEADER_SIZE = 13;

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

/** States below this mean: the last symbol was a literal. */
export const FIRST_MATCH_STATE = 7;
export const STATES = 12;

/**
 * A symbol is a length and a code: LITERAL_CODE with length 1, 0 to 3 for a repeated distance (0 with length 1
 * is the short rep), or 4 + distance - 1 for a match.
 */
export const LITERAL_CODE = -1;
export const FIRST_DISTANCE_CODE = 4;

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
