import { FIRST_MATCH_STATE, LITERAL, PROBABILITY_HALF } from "../format";

/* What the encoder knows at its position, as the decoder will: properties, probabilities, state, latest distances. */

export let lc: i32 = 0;
export let lp: i32 = 0;
export let pb: i32 = 0;
export let probs: StaticArray<u16> = new StaticArray<u16>(0);
/** Latest distances less one. */
export const reps = new StaticArray<i32>(4);

const afterLiteralState: StaticArray<u8> = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5];

export function startModel(literalContextBits: i32, literalPositionBits: i32, positionBits: i32): void {
  lc = literalContextBits;
  lp = literalPositionBits;
  pb = positionBits;
  probs = newProbabilities(lc + lp);
  reps.fill(0);
}

/** Makes `distance` the latest, in the place of the one that was `which`-th. */
export function putFirst(which: i32, distance: i32): void {
  for (let i = which; i > 0; i--) reps[i] = reps[i - 1];
  reps[0] = distance;
}

export function newProbabilities(literalBits: i32): StaticArray<u16> {
  const all = new StaticArray<u16>(LITERAL + (0x300 << literalBits));
  all.fill(<u16>PROBABILITY_HALF);
  return all;
}

export function afterLiteral(state: i32): i32 {
  return afterLiteralState[state];
}
export function afterMatch(state: i32): i32 {
  return state < FIRST_MATCH_STATE ? 7 : 10;
}
export function afterRep(state: i32): i32 {
  return state < FIRST_MATCH_STATE ? 8 : 11;
}
export function afterShortRep(state: i32): i32 {
  return state < FIRST_MATCH_STATE ? 9 : 11;
}

/** Slot of a distance less one: its two highest bits and how many bits it has. */
export function distanceSlot(distance: i32): i32 {
  if (distance < 4) return distance;
  const footerBits = 30 - clz(distance);
  return (footerBits << 1) + (distance >>> footerBits);
}

/** The smallest distance of a slot from 4 on, and how many bits tell the others of it apart. */
export function footerBitsOf(slot: i32): i32 {
  return (slot >> 1) - 1;
}
export function smallestOf(slot: i32): i32 {
  return (2 | (slot & 1)) << footerBitsOf(slot);
}
