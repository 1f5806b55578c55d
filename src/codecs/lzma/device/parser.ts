import { DEVICE_NICE_LENGTH, type DeviceMatchFinder } from "./match-finder.ts";
import type { DevicePrices } from "./prices.ts";
import * as M from "../model.ts";
import { FIRST_DISTANCE_CODE, LITERAL_CODE, type SymbolEncoder } from "./symbol-encoder.ts";

/** Nodes of a window; one is a position from the window's start on. */
const NODES = 1 << 12;
const UNREACHED = 1 << 30;
const REPS = 4;

/**
 * Chooses symbols as the encoder in ASR modules does: the cheapest way through a window that ends where all ways meet, or
 * where a match is long enough. Beside plain symbols it knows "literal, rep 0" and "match or rep, literal, rep 0". It is
 * not the best choice that could be made; the order in which it looks, and `<` where others would take `<=`, are the
 * device's.
 */
export class DeviceParser {
  /** Of the last {@link parse}: symbols in order, see symbol-encoder.ts. */
  readonly lengths = new Int32Array(NODES);
  readonly codes = new Int32Array(NODES);
  /** The finder has passed the position behind the last symbol already. */
  isAhead = false;

  readonly #data: Uint8Array;
  readonly #finder: DeviceMatchFinder;
  readonly #coder: SymbolEncoder;
  readonly #prices: DevicePrices;
  /** Longest match at the last position of the finder. */
  #longest = 0;

  // Of each node: price of the best way there, and its last symbol: where from, and its code.
  readonly #price = new Int32Array(NODES);
  readonly #from = new Int32Array(NODES);
  readonly #code = new Int32Array(NODES);
  /** Before that symbol comes a literal, and before this a symbol of its own, where `#leadFrom` is not -1. */
  readonly #afterLiteral = new Uint8Array(NODES);
  readonly #leadFrom = new Int32Array(NODES);
  readonly #leadCode = new Int32Array(NODES);
  // What the decoder's state is there.
  readonly #state = new Uint8Array(NODES);
  readonly #reps = new Int32Array(REPS * NODES);
  /** The furthest node with a price. */
  #end = 0;

  constructor(data: Uint8Array, finder: DeviceMatchFinder, coder: SymbolEncoder, prices: DevicePrices) {
    this.#data = data;
    this.#finder = finder;
    this.#coder = coder;
    this.#prices = prices;
  }

  /** Decides about the symbols from the coder's position on, one at least, and returns how many. */
  parse(): number {
    const start = this.#coder.position;
    const longest = this.isAhead ? this.#longest : this.#read();
    this.isAhead = false;
    if (start === 0 || this.#data.length - start < 2) return this.#single(1, LITERAL_CODE);
    const available = Math.min(this.#data.length - start, M.MAX_MATCH);
    const repLengths = [0, 1, 2, 3].map((which) =>
      this.#repLength(start, this.#coder.reps[which]!, available),
    );
    const bestRep = repLengths.indexOf(Math.max(...repLengths));
    const longestRep = repLengths[bestRep]!;
    if (longestRep >= DEVICE_NICE_LENGTH) return this.#single(longestRep, bestRep);
    if (longest >= DEVICE_NICE_LENGTH) {
      return this.#single(longest, this.#finder.distances[this.#finder.count - 1]! + FIRST_DISTANCE_CODE);
    }
    const same = this.#data[start] === this.#data[start - this.#coder.reps[0]! - 1];
    if (longest < 2 && longestRep < 2 && !same) return this.#single(1, LITERAL_CODE);

    this.#begin(start, same);
    this.#end = Math.max(longest, longestRep);
    if (this.#end < 2) return this.#single(1, this.#code[1]!);
    this.#price.fill(UNREACHED, 2, this.#end + 1);
    this.#firstEdges(start, longest, repLengths);
    return this.#walk(start);
  }

  /** Matches at the finder's next position. @returns length of the longest, as far as it goes */
  #read(): number {
    const finder = this.#finder;
    const data = this.#data;
    const at = finder.position;
    const count = finder.find();
    if (count === 0) return 0;
    let longest = finder.lengths[count - 1]!;
    if (longest !== DEVICE_NICE_LENGTH) return longest;
    const other = at - finder.distances[count - 1]! - 1;
    const limit = Math.min(M.MAX_MATCH, data.length - at);
    while (longest < limit && data[at + longest] === data[other + longest]) longest++;
    return longest;
  }

  #single(length: number, code: number): number {
    this.lengths[0] = length;
    this.codes[0] = code;
    this.#finder.skip(length - 1);
    return 1;
  }

  /** Bytes that a rep gives here; 0 for less than two. `distance` is less one. */
  #repLength(at: number, distance: number, limit: number): number {
    const data = this.#data;
    const other = at - distance - 1;
    let length = 0;
    while (length < limit && data[at + length] === data[other + length]) length++;
    return length < M.MIN_MATCH ? 0 : length;
  }

  /** Node 0 is the coder as it is; node 1 after a literal or a short rep. */
  #begin(start: number, same: boolean): void {
    const { state, reps } = this.#coder;
    this.#state[0] = state;
    for (let i = 0; i < REPS; i++) this.#reps[i] = reps[i]!;
    const inState = (state << 4) + this.#positionOf(start);
    this.#price[1] = this.#prices.bit(M.IS_MATCH + inState, 0) + this.#literalPrice(start, state, reps[0]!);
    this.#from[1] = 0;
    this.#code[1] = LITERAL_CODE;
    this.#afterLiteral[1] = 0;
    if (!same) return;
    const price =
      this.#prices.bit(M.IS_MATCH + inState, 1) +
      this.#prices.bit(M.IS_REP + state, 1) +
      this.#prices.shortRep(state, inState);
    if (price < this.#price[1]) {
      this.#price[1] = price;
      this.#code[1] = 0;
    }
  }

  #firstEdges(start: number, longest: number, repLengths: readonly number[]): void {
    const prices = this.#prices;
    const state = this.#coder.state;
    const position = this.#positionOf(start);
    const inState = (state << 4) + position;
    const match = prices.bit(M.IS_MATCH + inState, 1);
    const rep = match + prices.bit(M.IS_REP + state, 1);
    for (let which = 0; which < REPS; which++) {
      if (repLengths[which]! < M.MIN_MATCH) continue;
      const price = rep + this.#prices.whichRep(which, state, inState);
      for (let length = repLengths[which]!; length >= M.MIN_MATCH; length--) {
        this.#offer(length, price + prices.rep(length, position), 0, which);
      }
    }
    const first = repLengths[0]! >= M.MIN_MATCH ? repLengths[0]! + 1 : M.MIN_MATCH;
    const base = match + prices.bit(M.IS_REP + state, 0);
    for (let length = first, which = 0; length <= longest; length++) {
      while (length > this.#finder.lengths[which]!) which++;
      const distance = this.#finder.distances[which]!;
      this.#offer(length, base + prices.match(length, distance, position), 0, distance + FIRST_DISTANCE_CODE);
    }
  }

  /** Node after node, until all ways meet. */
  #walk(start: number): number {
    for (let node = 1; ; node++) {
      if (node === this.#end) return this.#collect(node);
      const longest = this.#read();
      if (longest >= DEVICE_NICE_LENGTH) {
        this.#longest = longest;
        this.isAhead = true;
        return this.#collect(node);
      }
      this.#settle(node);
      this.#edges(node, start + node, longest);
    }
  }

  /** The decoder's state at a node, by the best way there. */
  #settle(node: number): void {
    const from = this.#from[node]!;
    const code = this.#code[node]!;
    if (this.#afterLiteral[node] === 0) {
      const state = this.#state[from]!;
      const isSingle = from === node - 1;
      this.#state[node] = !isSingle
        ? afterSymbol(state, code)
        : code === 0
          ? M.afterShortRep(state)
          : M.AFTER_LITERAL[state]!;
      this.#takeReps(node, from, code);
      return;
    }
    const lead = this.#leadFrom[node]!;
    const leadCode = this.#leadCode[node]!;
    const state = lead === -1 ? this.#state[from - 1]! : afterSymbol(this.#state[lead]!, leadCode);
    this.#state[node] = M.afterRep(M.AFTER_LITERAL[state]!);
    // Neither the literal nor rep 0 changes the latest distances.
    if (lead === -1) this.#takeReps(node, from - 1, LITERAL_CODE);
    else this.#takeReps(node, lead, leadCode);
  }

  /** Latest distances after a symbol: those of the node before it, with its own in front. */
  #takeReps(node: number, before: number, code: number): void {
    const reps = this.#reps;
    const to = REPS * node;
    const from = REPS * before;
    const moved = code === LITERAL_CODE ? 0 : code < REPS ? code : REPS - 1;
    const first = code >= FIRST_DISTANCE_CODE ? code - FIRST_DISTANCE_CODE : reps[from + Math.max(code, 0)]!;
    for (let i = REPS - 1; i > moved; i--) reps[to + i] = reps[from + i]!;
    for (let i = moved; i > 0; i--) reps[to + i] = reps[from + i - 1]!;
    reps[to] = first;
  }

  #edges(node: number, at: number, longest: number): void {
    const data = this.#data;
    const prices = this.#prices;
    const state = this.#state[node]!;
    const rep0 = this.#reps[REPS * node]!;
    const position = this.#positionOf(at);
    const inState = (state << 4) + position;
    const price = this.#price[node]!;
    const same = data[at] === data[at - rep0 - 1];
    const literal = price + prices.bit(M.IS_MATCH + inState, 0) + this.#literalPrice(at, state, rep0);
    let nextIsSingle = this.#offer(node + 1, literal, node, LITERAL_CODE);
    const match = price + prices.bit(M.IS_MATCH + inState, 1);
    const rep = match + prices.bit(M.IS_REP + state, 1);
    if (same && !(this.#from[node + 1]! < node && this.#code[node + 1] === 0)) {
      const shortRep = rep + this.#prices.shortRep(state, inState);
      if (shortRep <= this.#price[node + 1]!) {
        this.#price[node + 1] = shortRep;
        this.#from[node + 1] = node;
        this.#code[node + 1] = 0;
        this.#afterLiteral[node + 1] = 0;
        nextIsSingle = true;
      }
    }
    const available = Math.min(data.length - at, NODES - 1 - node);
    if (available < 2) return;
    if (!nextIsSingle && !same) this.#literalThenRep(node, at, literal, available);
    const first = this.#reps4(node, at, rep, available);
    this.#matches(node, at, longest, first, match + prices.bit(M.IS_REP + state, 0), available);
  }

  /** A literal, then rep 0. */
  #literalThenRep(node: number, at: number, literal: number, available: number): void {
    const distance = this.#reps[REPS * node]! + 1;
    const limit = Math.min(DEVICE_NICE_LENGTH + 1, available);
    const length = this.#sameFrom(at, at - distance, 1, limit) - 1;
    if (length < M.MIN_MATCH) return;
    const state = M.AFTER_LITERAL[this.#state[node]!]!;
    const end = node + 1 + length;
    this.#reach(end);
    const price = literal + this.#prices.rep0(state, this.#positionOf(at + 1), length);
    if (this.#offer(end, price, node + 1, 0)) {
      this.#afterLiteral[end] = 1;
      this.#leadFrom[end] = -1;
    }
  }

  /** All four reps. @returns the first length for which matches are of interest */
  #reps4(node: number, at: number, rep: number, available: number): number {
    const prices = this.#prices;
    const state = this.#state[node]!;
    const position = this.#positionOf(at);
    const inState = (state << 4) + position;
    let first: number = M.MIN_MATCH;
    for (let which = 0; which < REPS; which++) {
      const distance = this.#reps[REPS * node + which]! + 1;
      const longest = this.#repLength(at, distance - 1, Math.min(available, DEVICE_NICE_LENGTH));
      if (longest < M.MIN_MATCH) continue;
      this.#reach(node + longest);
      const price = rep + this.#prices.whichRep(which, state, inState);
      for (let length = longest; length >= M.MIN_MATCH; length--) {
        this.#offer(node + length, price + prices.rep(length, position), node, which);
      }
      if (which === 0) first = longest + 1;
      this.#leadThenRep(node, at, longest, distance, which, price + prices.rep(longest, position), available);
    }
    return first;
  }

  #matches(node: number, at: number, longest: number, first: number, base: number, available: number): void {
    const { lengths, distances } = this.#finder;
    let last = this.#finder.count - 1;
    const limit = Math.min(available, DEVICE_NICE_LENGTH);
    if (longest > limit) {
      longest = limit;
      for (last = 0; longest > lengths[last]!;) last++;
      lengths[last] = longest;
    }
    if (longest < first) return;
    this.#reach(node + longest);
    const position = this.#positionOf(at);
    let which = 0;
    while (first > lengths[which]!) which++;
    for (let length = first; which <= last; length++) {
      const distance = distances[which]!;
      const price = base + this.#prices.match(length, distance, position);
      const code = distance + FIRST_DISTANCE_CODE;
      this.#offer(node + length, price, node, code);
      if (length !== lengths[which]) continue;
      this.#leadThenRep(node, at, length, distance + 1, code, price, available);
      which++;
    }
  }

  /** A match or rep, a literal, then rep 0, which goes on at the same distance. */
  #leadThenRep(
    node: number,
    at: number,
    lead: number,
    distance: number,
    code: number,
    price: number,
    available: number,
  ): void {
    const limit = Math.min(lead + 1 + DEVICE_NICE_LENGTH, available);
    const length = this.#sameFrom(at, at - distance, lead + 1, limit) - lead - 1;
    if (length < M.MIN_MATCH) return;
    const data = this.#data;
    const state = afterSymbol(this.#state[node]!, code);
    const literalAt = at + lead;
    const literal =
      price +
      this.#prices.bit(M.IS_MATCH + (state << 4) + this.#positionOf(literalAt), 0) +
      this.#prices.literalAfterMatch(this.#context(literalAt), data[literalAt]!, data[literalAt - distance]!);
    const end = node + lead + 1 + length;
    this.#reach(end);
    const whole =
      literal + this.#prices.rep0(M.AFTER_LITERAL[state]!, this.#positionOf(literalAt + 1), length);
    if (this.#offer(end, whole, node + lead + 1, 0)) {
      this.#afterLiteral[end] = 1;
      this.#leadFrom[end] = node;
      this.#leadCode[end] = code;
    }
  }

  /** First place from `from` on where both differ, or `limit`. */
  #sameFrom(a: number, b: number, from: number, limit: number): number {
    const data = this.#data;
    let at = from;
    while (at < limit && data[a + at] === data[b + at]) at++;
    return at;
  }

  #reach(node: number): void {
    while (this.#end < node) this.#price[++this.#end] = UNREACHED;
  }

  /** @returns whether this is now the best way to the node */
  #offer(node: number, price: number, from: number, code: number): boolean {
    if (price >= this.#price[node]!) return false;
    this.#price[node] = price;
    this.#from[node] = from;
    this.#code[node] = code;
    this.#afterLiteral[node] = 0;
    return true;
  }

  #positionOf(at: number): number {
    return at & ((1 << this.#coder.props.pb) - 1);
  }

  #context(at: number): number {
    const { lc, lp } = this.#coder.props;
    return M.LITERAL + 0x300 * (((at & ((1 << lp) - 1)) << lc) + (this.#data[at - 1]! >> (8 - lc)));
  }

  #literalPrice(at: number, state: number, rep0: number): number {
    const data = this.#data;
    return state < M.FIRST_MATCH_STATE
      ? this.#prices.literal(this.#context(at), data[at]!)
      : this.#prices.literalAfterMatch(this.#context(at), data[at]!, data[at - rep0 - 1]!);
  }

  /** The best way to a node, as symbols in order. */
  #collect(node: number): number {
    const { lengths, codes } = this;
    let count = 0;
    const add = (length: number, code: number): void => {
      lengths[count] = length;
      codes[count++] = code;
    };
    for (let at = node; at > 0;) {
      const from = this.#from[at]!;
      add(at - from, this.#code[at]!);
      if (this.#afterLiteral[at] === 0) {
        at = from;
        continue;
      }
      add(1, LITERAL_CODE);
      const lead = this.#leadFrom[at]!;
      if (lead !== -1) add(from - 1 - lead, this.#leadCode[at]!);
      at = lead === -1 ? from - 1 : lead;
    }
    lengths.subarray(0, count).reverse();
    codes.subarray(0, count).reverse();
    return count;
  }
}

function afterSymbol(state: number, code: number): number {
  return code < FIRST_DISTANCE_CODE ? M.afterRep(state) : M.afterMatch(state);
}
