import { listSizes, lists, MAX_ALIGNMENTS, SEGMENT } from "./candidates";
import { COST_OF_BIT, costOfWord, EXTRA, NEW_PIECE, otherWord, TO_EXTRA, zeroWord } from "./costs";
import { image, next } from "./images";
import { addPiece, reversePieces } from "./streams";

/*
 * Chooses the pieces of one block: the cheapest path (Viterbi) through "take this word along alignment a" and "take it
 * literally", under estimated costs. Pieces and literals begin at words of four bytes only: so the differences keep
 * their place in a word of the code, which tells much about them, all along the stream.
 */

const WORD: i32 = 4;
/** More than a segment can cost. */
const IMPOSSIBLE: i32 = 1 << 29;
/** State 0 is "literal"; state i + 1 is alignment i of the segment's list. */
const LITERAL: i32 = 0;
const STATES: i32 = MAX_ALIGNMENTS + 1;
const NOT_CARRIED: u8 = 255;

const cost = new StaticArray<i32>(STATES);
const differed = new StaticArray<u8>(STATES);
const costBefore = new StaticArray<i32>(STATES);
const differedBefore = new StaticArray<u8>(STATES);

// [word] which states were entered anew (bit per state), and the state they were entered from.
let entered: StaticArray<u16> = new StaticArray<u16>(0);
let cheapestBefore: StaticArray<u8> = new StaticArray<u8>(0);
/** [segment][state] the state of the segment before with the same alignment. */
let carried: StaticArray<u8> = new StaticArray<u8>(0);

let cheapest: i32 = 0;
let cheapestState: i32 = 0;

/**
 * Adds the pieces that build next[start, end) from image[0, usable), by the lists from `first` on, and returns the bits
 * they are estimated to take.
 */
export function choosePieces(start: i32, end: i32, usable: i32, first: i32): f64 {
  makeRoom(end - start);
  let total = 0.0;
  cheapest = 0;
  cheapestState = LITERAL;
  let list = first;
  for (let from = start; from < end; from += SEGMENT) {
    carryOver(list, from === start);
    const to = min(end, from + SEGMENT);
    for (let at = from; at < to; at += WORD) stepWord(at, min(WORD, to - at), start, usable, list);
    total += cheapest;
    // Costs count from here, so that they stay small.
    for (let i = 0; i < STATES; i++) cost[i] = min(cost[i] - cheapest, IMPOSSIBLE);
    cheapest = 0;
    list++;
  }
  trace(start, end, first);
  return total / COST_OF_BIT;
}

function makeRoom(size: i32): void {
  const words = (size + WORD - 1) / WORD;
  if (entered.length >= words) return;
  entered = new StaticArray<u16>(words);
  cheapestBefore = new StaticArray<u8>(words);
  carried = new StaticArray<u8>((size / SEGMENT + 1) * STATES);
  carriedStart = 0;
}

let carriedStart: i32 = 0;

/** Into the states of the next segment, by their alignments. */
function carryOver(list: i32, isFirst: bool): void {
  carriedStart = isFirst ? 0 : carriedStart + STATES;
  for (let i = 0; i < STATES; i++) {
    costBefore[i] = cost[i];
    differedBefore[i] = differed[i];
    cost[i] = IMPOSSIBLE;
    differed[i] = 0;
    carried[carriedStart + i] = NOT_CARRIED;
  }
  if (isFirst) return;
  cost[LITERAL] = costBefore[LITERAL];
  carried[carriedStart] = <u8>LITERAL;
  const row = list * MAX_ALIGNMENTS;
  const rowBefore = row - MAX_ALIGNMENTS;
  for (let i = 1; i <= <i32>listSizes[list]; i++) {
    let known = 0;
    while (known < <i32>listSizes[list - 1] && lists[rowBefore + known] !== lists[row + i - 1]) known++;
    if (known === <i32>listSizes[list - 1]) continue;
    carried[carriedStart + i] = <u8>(known + 1);
    cost[i] = costBefore[known + 1];
    differed[i] = differedBefore[known + 1];
  }
}

function stepWord(at: i32, length: i32, start: i32, usable: i32, list: i32): void {
  const word = (at - start) / WORD;
  const fromNew = cheapest + NEW_PIECE;
  cheapestBefore[word] = <u8>cheapestState;
  let flags = 0;
  // Literals after differences belong to the same piece; a block may also begin with them.
  const intoLiteral = at === start ? NEW_PIECE : cheapest + TO_EXTRA;
  let low = cost[LITERAL];
  if (intoLiteral < low) {
    low = intoLiteral;
    flags = 1;
  }
  low += EXTRA * length;
  cost[LITERAL] = low;
  let lowState = LITERAL;
  const row = list * MAX_ALIGNMENTS;
  const states = 1 + <i32>listSizes[list];
  for (let i = 1; i < states; i++) {
    const from = at + lists[row + i - 1];
    if (from < 0 || from + length > usable) {
      cost[i] = IMPOSSIBLE;
      continue;
    }
    let c = cost[i];
    let before = differed[i];
    if (fromNew < c) {
      c = fromNew;
      before = 0;
      flags |= 1 << i;
    }
    const word = differenceAt(at, from, length);
    if (word === 0) {
      c += zeroWord[before];
      differed[i] = 0;
    } else {
      c += otherWord[before] + costOfWord(word);
      differed[i] = 1;
    }
    cost[i] = c;
    if (c < low) {
      low = c;
      lowState = i;
    }
  }
  entered[word] = <u16>flags;
  cheapest = low;
  cheapestState = lowState;
}

/** next - image, byte by byte; the last word of a block may be shorter. */
function differenceAt(at: i32, from: i32, length: i32): u32 {
  if (length < WORD) {
    let word: u32 = 0;
    for (let i = 0; i < length; i++) word |= ((<u32>next[at + i] - image[from + i]) & 255) << (8 * i);
    return word;
  }
  const x = load<u32>(changetype<usize>(next) + at);
  const y = load<u32>(changetype<usize>(image) + from);
  // No byte borrows from the one above it: its highest bit is set for the subtraction, and set right after it.
  return ((x | 0x80808080) - (y & 0x7f7f7f7f)) ^ ((x ^ ~y) & 0x80808080);
}

/** Walks back from the cheapest last state and cuts the path into pieces. */
function trace(start: i32, end: i32, first: i32): void {
  let state = cheapestState;
  let extraSize = 0;
  let runEnd = end;
  let count = 0;
  for (let word = (end - start - 1) / WORD; word >= 0; word--) {
    const at = start + word * WORD;
    const segment = (word * WORD) / SEGMENT;
    if (word === 0 || ((entered[word] >> (<u16>state)) & 1) === 1) {
      if (state !== LITERAL) {
        const alignment = lists[(first + segment) * MAX_ALIGNMENTS + state - 1];
        addPiece(at + alignment, runEnd - at, extraSize);
        count++;
        extraSize = 0;
      } else {
        extraSize += runEnd - at;
        if (word === 0) {
          addPiece(0, 0, extraSize);
          count++;
        }
      }
      runEnd = at;
      state = cheapestBefore[word];
    } else if ((word * WORD) % SEGMENT === 0) {
      state = carried[segment * STATES + state];
    }
  }
  reversePieces(count);
}
