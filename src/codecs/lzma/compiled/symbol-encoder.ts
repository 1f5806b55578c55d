import { byteAt } from "./data";
import * as M from "../format";
import { count } from "./statistics";
import * as model from "./model";
import { encodeBit, encodeEvenBits, encodeReverseTree, encodeTree } from "./range-encoder";

/* Writes symbols (../symbols.ts) of the data one after the other. */

export let state: i32 = 0;
export let position: i32 = 0;

export function startSymbols(): void {
  state = 0;
  position = 0;
}

export function encodeSymbol(length: i32, code: i32): void {
  count(length, code);
  encodeRest(model.probs, model.pb, length, code);
  if (code === M.LITERAL_CODE) {
    encodeLiteral(model.probs, model.lc, model.lp);
    state = model.afterLiteral(state);
  } else if (code >= M.FIRST_DISTANCE_CODE) {
    model.putFirst(3, code - M.FIRST_DISTANCE_CODE);
    state = model.afterMatch(state);
  } else {
    model.putFirst(code, model.reps[code]);
    state = length === 1 ? model.afterShortRep(state) : model.afterRep(state);
  }
  position += length;
}

/** All of a symbol but the byte of a literal. */
export function encodeRest(probs: StaticArray<u16>, pb: i32, length: i32, code: i32): void {
  const low = position & ((1 << pb) - 1);
  const inState = (state << 4) + low;
  encodeBit(probs, M.IS_MATCH + inState, code === M.LITERAL_CODE ? 0 : 1);
  if (code === M.LITERAL_CODE) return;
  if (code >= M.FIRST_DISTANCE_CODE) {
    encodeBit(probs, M.IS_REP + state, 0);
    encodeLength(probs, M.MATCH_LENGTH, low, length);
    encodeDistance(probs, code - M.FIRST_DISTANCE_CODE, length);
  } else {
    encodeBit(probs, M.IS_REP + state, 1);
    encodeRep(probs, code, inState, length);
    if (length > 1) encodeLength(probs, M.REP_LENGTH, low, length);
  }
}

export function encodeLiteral(probs: StaticArray<u16>, lc: i32, lp: i32): void {
  const byte = byteAt(position);
  const before = position > 0 ? byteAt(position - 1) : 0;
  const context = M.LITERAL + 0x300 * (((position & ((1 << lp) - 1)) << lc) + (before >> (8 - lc)));
  let node = 1;
  let shift = 7;
  if (state >= M.FIRST_MATCH_STATE) {
    const expected = byteAt(position - model.reps[0] - 1);
    for (let agree = true; agree && shift >= 0; shift--) {
      const bit = (byte >> shift) & 1;
      const expectedBit = (expected >> shift) & 1;
      encodeBit(probs, context + ((1 + expectedBit) << 8) + node, bit);
      node = (node << 1) | bit;
      agree = bit === expectedBit;
    }
  }
  for (; shift >= 0; shift--) {
    const bit = (byte >> shift) & 1;
    encodeBit(probs, context + node, bit);
    node = (node << 1) | bit;
  }
}

function encodeLength(probs: StaticArray<u16>, base: i32, low: i32, length: i32): void {
  const rest = length - M.MIN_MATCH;
  encodeBit(probs, base + M.LENGTH_NOT_LOW, rest < 8 ? 0 : 1);
  if (rest < 8) {
    encodeTree(probs, base + M.LENGTH_LOW + (low << 3), 3, rest);
    return;
  }
  encodeBit(probs, base + M.LENGTH_NOT_MID, rest < 16 ? 0 : 1);
  if (rest < 16) encodeTree(probs, base + M.LENGTH_MID + (low << 3), 3, rest - 8);
  else encodeTree(probs, base + M.LENGTH_HIGH, 8, rest - 16);
}

function encodeDistance(probs: StaticArray<u16>, distance: i32, length: i32): void {
  const slot = model.distanceSlot(distance);
  encodeTree(probs, M.SLOT + (min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1) << 6), 6, slot);
  if (slot >= 4) {
    const footerBits = model.footerBitsOf(slot);
    const smallest = model.smallestOf(slot);
    const footer = distance - smallest;
    if (distance < M.FULL_DISTANCES) {
      encodeReverseTree(probs, M.SPECIAL + smallest, footerBits, footer);
    } else {
      encodeEvenBits(footerBits - 4, footer >> 4);
      encodeReverseTree(probs, M.ALIGN, 4, footer & 15);
    }
  }
}

/** Which of the latest distances; for the first also whether it is more than a byte. */
function encodeRep(probs: StaticArray<u16>, which: i32, inState: i32, length: i32): void {
  encodeBit(probs, M.IS_REP_NOT_0 + state, which === 0 ? 0 : 1);
  if (which === 0) {
    encodeBit(probs, M.IS_REP_0_LONG + inState, length === 1 ? 0 : 1);
    return;
  }
  encodeBit(probs, M.IS_REP_NOT_1 + state, which === 1 ? 0 : 1);
  if (which > 1) encodeBit(probs, M.IS_REP_NOT_2 + state, which - 2);
}
