/**
 * Chooses the pieces of one block: the cheapest path (Viterbi) through "take this byte along alignment
 * a" and "take it literally", under estimated costs.
 */
import { MAX_ALIGNMENTS, SEGMENT, type Candidates } from "./candidates.ts";
import type { Piece } from "./delta.ts";
import { COST_OF_BIT, type DiffCosts } from "./diff-costs.ts";

const IMPOSSIBLE = 1e12;
/** State 0 is "literal"; state i + 1 is alignment i of the segment's list. */
const LITERAL = 0;
const STATES = MAX_ALIGNMENTS + 1;

/**
 * @param base what the image holds when the block is built; alignments point into base[0, usable)
 * @param next the new image
 * @returns pieces that build next[start, end), and the bits they are estimated to take
 */
export function cheapestPieces(
  base: Uint8Array,
  usable: number,
  next: Uint8Array,
  start: number,
  end: number,
  candidates: Candidates,
  costs: DiffCosts,
): { pieces: Piece[]; bits: number } {
  const size = end - start;
  // Per byte: which states were entered anew (bit per state), and the state they were entered from.
  const entered = new Uint16Array(size);
  const cheapestBefore = new Uint8Array(size);
  // Per segment: for each state, the state of the segment before with the same alignment, or 255.
  const carried: Uint8Array[] = [];

  const { afterZero, afterOther, extra, newPiece, toExtra } = costs;
  let cost = new Float64Array(STATES).fill(IMPOSSIBLE);
  let wasZero = new Uint8Array(STATES).fill(1);
  let previousList: readonly number[] = [];
  let cheapest = 0;
  let cheapestState = LITERAL;

  for (let s = 0; s * SEGMENT < size; s++) {
    const list = candidates[s]!;
    const states = list.length + 1;
    const from = start + s * SEGMENT;
    const to = Math.min(end, from + SEGMENT);

    const carry = new Uint8Array(states).fill(255);
    const nextCost = new Float64Array(STATES).fill(IMPOSSIBLE);
    const nextZero = new Uint8Array(STATES).fill(1);
    if (s > 0) {
      carry[LITERAL] = LITERAL;
      nextCost[LITERAL] = cost[LITERAL]!;
      for (let i = 1; i < states; i++) {
        const known = previousList.indexOf(list[i - 1]!);
        if (known < 0) continue;
        carry[i] = known + 1;
        nextCost[i] = cost[known + 1]!;
        nextZero[i] = wasZero[known + 1]!;
      }
    }
    carried.push(carry);
    cost = nextCost;
    wasZero = nextZero;
    previousList = list;

    for (let at = from; at < to; at++) {
      const p = at - start;
      cheapestBefore[p] = cheapestState;
      const fromNew = cheapest + newPiece;
      let flags = 0;
      // Literals after differences belong to the same piece; a block may also begin with them.
      const intoLiteral = at === start ? newPiece : cheapest + toExtra;
      let literal = cost[LITERAL]!;
      if (intoLiteral < literal) {
        literal = intoLiteral;
        flags = 1;
      }
      literal += extra;
      cost[LITERAL] = literal;
      let low = literal;
      let lowState = LITERAL;
      const wanted = next[at]!;
      for (let i = 1; i < states; i++) {
        const q = at + list[i - 1]!;
        if (q < 0 || q >= usable) {
          cost[i] = IMPOSSIBLE;
          continue;
        }
        const difference = (wanted - base[q]!) & 255;
        let c = cost[i]!;
        if (fromNew < c) {
          c = fromNew;
          flags |= 1 << i;
          c += afterZero[difference]!;
        } else {
          c += wasZero[i] === 1 ? afterZero[difference]! : afterOther[difference]!;
        }
        wasZero[i] = difference === 0 ? 1 : 0;
        cost[i] = c;
        if (c < low) {
          low = c;
          lowState = i;
        }
      }
      entered[p] = flags;
      cheapest = low;
      cheapestState = lowState;
    }
  }
  return {
    pieces: trace(start, size, candidates, carried, entered, cheapestBefore, cheapestState),
    bits: cheapest / COST_OF_BIT,
  };
}

/** Walks back from the cheapest last state and cuts the path into pieces. */
function trace(
  start: number,
  size: number,
  candidates: Candidates,
  carried: readonly Uint8Array[],
  entered: Uint16Array,
  cheapestBefore: Uint8Array,
  lastState: number,
): Piece[] {
  const pieces: Piece[] = [];
  let state = lastState;
  let extraSize = 0;
  let runEnd = size;
  for (let p = size - 1; p >= 0; p--) {
    const s = Math.floor(p / SEGMENT);
    const isEntered = p === 0 || ((entered[p]! >> state) & 1) === 1;
    if (isEntered) {
      if (state === LITERAL) {
        extraSize += runEnd - p;
        if (p === 0) pieces.push({ oldPos: 0, diffSize: 0, extraSize });
      } else {
        const alignment = candidates[s]![state - 1]!;
        pieces.push({ oldPos: start + p + alignment, diffSize: runEnd - p, extraSize });
        extraSize = 0;
      }
      runEnd = p;
      state = cheapestBefore[p]!;
    } else if (p % SEGMENT === 0) {
      state = carried[s]![state]!;
    }
  }
  return pieces.reverse();
}
