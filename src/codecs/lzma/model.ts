/** What the LZMA decoder and the encoders share besides format.ts: the container's header and the twelve states. */
import { FIRST_MATCH_STATE, HEADER_SIZE, LITERAL, PROBABILITY_HALF } from "./format.ts";

export * from "./format.ts";

/**
 * Header of the .lzma ("alone") container:
 *
 *     0  u8   (pb * 5 + lp) * 9 + lc
 *     1  u32  dictionary size
 *     5  u64  raw size (all ones: unknown, not supported here)
 *    13       range coded data
 */
export const HEADER = { props: 0, dictionarySize: 1, rawSize: 5, size: HEADER_SIZE } as const;

/** Bits that choose a probability: of the byte before, of the position for literals, of the position for the rest. */
export interface LzmaProps {
  /** 0 to 8 high bits of the byte before, as context of a literal. */
  readonly lc: number;
  /** 0 to 4 low bits of the position, as context of a literal. */
  readonly lp: number;
  /** 0 to 4 low bits of the position, as context of everything else. */
  readonly pb: number;
}

/** State after a literal, indexed by the state before. States below 7 mean: the last symbol was a literal. */
export const AFTER_LITERAL = Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5);

export function afterMatch(state: number): number {
  return state < FIRST_MATCH_STATE ? 7 : 10;
}
export function afterRep(state: number): number {
  return state < FIRST_MATCH_STATE ? 8 : 11;
}
export function afterShortRep(state: number): number {
  return state < FIRST_MATCH_STATE ? 9 : 11;
}

export function newProbabilities({ lc, lp }: LzmaProps): Uint16Array {
  return new Uint16Array(LITERAL + (0x300 << (lc + lp))).fill(PROBABILITY_HALF);
}
