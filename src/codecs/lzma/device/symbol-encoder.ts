import * as M from "../model.ts";
import { distanceSlot } from "./distance-slot.ts";
import { RangeEncoder } from "./range-encoder.ts";

/**
 * A symbol is a length and a code: LITERAL_CODE with length 1, 0 to 3 for a repeated distance (0 with length 1
 * is the short rep), or 4 + distance - 1 for a match.
 */
export const LITERAL_CODE = -1;
export const FIRST_DISTANCE_CODE = 4;

/** Writes the symbols of `data` one after the other and keeps the model that the decoder will have. */
export class SymbolEncoder {
  readonly probs: Uint16Array;
  readonly props: M.LzmaProps;
  /** Latest distances less one. */
  readonly reps = new Int32Array(4);
  state = 0;
  position = 0;
  readonly #data: Uint8Array;
  readonly #range: RangeEncoder;

  constructor(data: Uint8Array, props: M.LzmaProps) {
    this.probs = M.newProbabilities(props);
    this.props = props;
    this.#data = data;
    this.#range = new RangeEncoder(M.HEADER.size, 64 + (data.length >> 3));
  }

  encode(length: number, code: number): void {
    const { probs, state } = this;
    const position = this.position & ((1 << this.props.pb) - 1);
    const inState = (state << 4) + position;
    if (code === LITERAL_CODE) {
      this.#range.bit(probs, M.IS_MATCH + inState, 0);
      this.#literal();
      this.state = M.AFTER_LITERAL[state]!;
    } else {
      this.#range.bit(probs, M.IS_MATCH + inState, 1);
      if (code >= FIRST_DISTANCE_CODE) {
        this.#range.bit(probs, M.IS_REP + state, 0);
        this.#length(M.MATCH_LENGTH, position, length);
        this.#distance(code - FIRST_DISTANCE_CODE, length);
        this.state = M.afterMatch(state);
      } else {
        this.#range.bit(probs, M.IS_REP + state, 1);
        this.#rep(code, inState, length);
        if (length === 1) {
          this.state = M.afterShortRep(state);
        } else {
          this.#length(M.REP_LENGTH, position, length);
          this.state = M.afterRep(state);
        }
      }
    }
    this.position += length;
  }

  /** The whole stream, with its header (model.ts) still to be written. */
  finish(): Uint8Array {
    return this.#range.finish();
  }

  #literal(): void {
    const { probs, position } = this;
    const { lc, lp } = this.props;
    const data = this.#data;
    const byte = data[position]!;
    const before = position > 0 ? data[position - 1]! : 0;
    const context = M.LITERAL + 0x300 * (((position & ((1 << lp) - 1)) << lc) + (before >> (8 - lc)));
    let node = 1;
    let shift = 7;
    if (this.state >= M.FIRST_MATCH_STATE) {
      const expected = data[position - this.reps[0]! - 1]!;
      for (let agree = true; agree && shift >= 0; shift--) {
        const bit = (byte >> shift) & 1;
        const expectedBit = (expected >> shift) & 1;
        this.#range.bit(probs, context + ((1 + expectedBit) << 8) + node, bit);
        node = (node << 1) | bit;
        agree = bit === expectedBit;
      }
    }
    for (; shift >= 0; shift--) {
      const bit = (byte >> shift) & 1;
      this.#range.bit(probs, context + node, bit);
      node = (node << 1) | bit;
    }
  }

  #length(base: number, position: number, length: number): void {
    const rest = length - M.MIN_MATCH;
    this.#range.bit(this.probs, base + M.LENGTH_NOT_LOW, rest < 8 ? 0 : 1);
    if (rest < 8) {
      this.#range.tree(this.probs, base + M.LENGTH_LOW + (position << 3), 3, rest);
      return;
    }
    this.#range.bit(this.probs, base + M.LENGTH_NOT_MID, rest < 16 ? 0 : 1);
    if (rest < 16) this.#range.tree(this.probs, base + M.LENGTH_MID + (position << 3), 3, rest - 8);
    else this.#range.tree(this.probs, base + M.LENGTH_HIGH, 8, rest - 16);
  }

  #distance(distance: number, length: number): void {
    const { probs, reps } = this;
    const slot = distanceSlot(distance);
    const lengthClass = Math.min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1);
    this.#range.tree(probs, M.SLOT + (lengthClass << 6), 6, slot);
    if (slot >= 4) {
      const footerBits = (slot >> 1) - 1;
      const smallest = (2 | (slot & 1)) << footerBits;
      const footer = distance - smallest;
      if (distance < M.FULL_DISTANCES) {
        this.#range.reverseTree(probs, M.SPECIAL + smallest, footerBits, footer);
      } else {
        this.#range.evenBits(footerBits - 4, footer >> 4);
        this.#range.reverseTree(probs, M.ALIGN, 4, footer & 15);
      }
    }
    reps.copyWithin(1, 0, 3);
    reps[0] = distance;
  }

  /** Which of the latest distances; for the first also whether it is more than a byte. */
  #rep(which: number, inState: number, length: number): void {
    const { probs, state, reps } = this;
    this.#range.bit(probs, M.IS_REP_NOT_0 + state, which === 0 ? 0 : 1);
    if (which === 0) {
      this.#range.bit(probs, M.IS_REP_0_LONG + inState, length === 1 ? 0 : 1);
      return;
    }
    this.#range.bit(probs, M.IS_REP_NOT_1 + state, which === 1 ? 0 : 1);
    if (which > 1) this.#range.bit(probs, M.IS_REP_NOT_2 + state, which - 2);
    const distance = reps[which]!;
    reps.copyWithin(1, 0, which);
    reps[0] = distance;
  }
}
