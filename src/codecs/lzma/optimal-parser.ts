import type { MatchFinder } from "./match-finder.ts";
import * as M from "./model.ts";
import { BIT_PRICE, literalAfterMatchPrice, literalPrice, LENGTH_ROW, PriceTables } from "./prices.ts";
import { FIRST_DISTANCE_CODE, LITERAL_CODE, type SymbolEncoder } from "./symbol-encoder.ts";

/** Positions that are decided about at once. */
const WINDOW = 8192;
/** A step reaches at most a match, a literal and a rep further. */
const NODES = WINDOW + 2 * M.MAX_MATCH + 2;
const UNREACHED = 0x7fffffff;
/** Symbols between two updates of the price tables. */
const SYMBOLS_PER_UPDATE = 32;

/**
 * Chooses the symbols of the next bytes so that their price is the least: a shortest path over a window, where
 * node n is the n-th byte from the window's start. An edge is a symbol, or a group "literal, rep 0", "match, literal,
 * rep 0" or "rep, literal, rep 0". Groups are edges because the best way to the node after the literal often has
 * other latest distances, and so would hide the rep 0. Prices are those at the window's start.
 *
 * A match or rep of the nice length ends the window: it is taken without looking further.
 */
export class OptimalParser {
  /** Of the last {@link parse}: symbols in order, see symbol-encoder.ts. */
  readonly lengths = new Int32Array(NODES);
  readonly codes = new Int32Array(NODES);

  readonly #data: Uint8Array;
  readonly #finder: MatchFinder;
  readonly #coder: SymbolEncoder;
  readonly #niceLength: number;
  readonly #tables: PriceTables;
  #symbolsToUpdate = SYMBOLS_PER_UPDATE;
  /** Matches at the window's start, when the finder has passed it already; else -1. */
  #foundAhead = -1;

  // Of each node: price of the best way there, and its last edge: where from, the code of its first symbol, and,
  // for groups, how many bytes lie before the literal; else -1.
  readonly #price = new Int32Array(NODES);
  readonly #from = new Int32Array(NODES);
  readonly #code = new Int32Array(NODES);
  readonly #lead = new Int32Array(NODES);
  // What the decoder's state would be there, once it is settled.
  readonly #state = new Uint8Array(NODES);
  readonly #reps = new Int32Array(4 * NODES);
  /** The furthest node with a price. */
  #reached = 0;

  constructor(data: Uint8Array, finder: MatchFinder, coder: SymbolEncoder, niceLength: number) {
    this.#data = data;
    this.#finder = finder;
    this.#coder = coder;
    this.#niceLength = niceLength;
    const slots = M.distanceSlot(Math.max(data.length, 2) - 1) + 1;
    this.#tables = new PriceTables(coder.probs, 1 << coder.props.pb, slots);
  }

  /** Decides about the symbols from the coder's position on, one at least, and returns how many. */
  parse(): number {
    const data = this.#data;
    const finder = this.#finder;
    const start = this.#coder.position;
    let found = this.#foundAhead >= 0 ? this.#foundAhead : finder.find();
    this.#foundAhead = -1;
    if (start === 0) return this.#single(1, LITERAL_CODE);

    this.#begin();
    const available = data.length - start;
    const nice = Math.min(this.#niceLength, available);
    const limit = Math.min(available, M.MAX_MATCH);
    for (let which = 0; which < 4; which++) {
      const distance = this.#reps[which]!;
      const length = distance < start ? finder.matchLength(start, start - distance - 1, limit) : 0;
      if (length >= nice && length >= M.MIN_MATCH) return this.#single(length, which);
    }
    if (found > 0 && finder.lengths[found - 1]! >= nice)
      return this.#single(finder.lengths[found - 1]!, finder.distances[found - 1]! + FIRST_DISTANCE_CODE);

    this.#expand(0, start, found);
    let node = 1;
    for (; node < this.#reached && node < WINDOW; node++) {
      found = finder.find();
      if (found > 0 && finder.lengths[found - 1]! >= this.#niceLength) {
        this.#foundAhead = found;
        break;
      }
      this.#settle(node);
      this.#expand(node, start + node, found);
    }
    return this.#traceBack(node);
  }

  #single(length: number, code: number): number {
    this.#finder.skip(length - 1);
    this.lengths[0] = length;
    this.codes[0] = code;
    this.#symbolsToUpdate--;
    return 1;
  }

  /** Node 0 from the coder. */
  #begin(): void {
    if (this.#symbolsToUpdate <= 0) {
      this.#tables.update();
      this.#symbolsToUpdate = SYMBOLS_PER_UPDATE;
    }
    this.#price[0] = 0;
    this.#state[0] = this.#coder.state;
    this.#reps.set(this.#coder.reps);
    this.#reached = 0;
  }

  /** State and latest distances of a node, from those of the node where its best way comes from. */
  #settle(node: number): void {
    const from = this.#from[node]!;
    const code = this.#code[node]!;
    const lead = this.#lead[node]!;
    const before = this.#state[from]!;
    if (lead >= 0) this.#state[node] = M.afterRep(0);
    else if (code === LITERAL_CODE) this.#state[node] = M.AFTER_LITERAL[before]!;
    else if (code >= FIRST_DISTANCE_CODE) this.#state[node] = M.afterMatch(before);
    else this.#state[node] = node - from === 1 ? M.afterShortRep(before) : M.afterRep(before);
    const reps = this.#reps;
    const to = 4 * node;
    const source = 4 * from;
    reps[to] = reps[source]!;
    reps[to + 1] = reps[source + 1]!;
    reps[to + 2] = reps[source + 2]!;
    reps[to + 3] = reps[source + 3]!;
    if (code > 0) {
      reps[to] = code >= FIRST_DISTANCE_CODE ? code - FIRST_DISTANCE_CODE : reps[source + code]!;
      reps[to + 1] = reps[source]!;
      if (code > 1) reps[to + 2] = reps[source + 1]!;
      if (code > 2) reps[to + 3] = reps[source + 2]!;
    }
  }

  /** Edges that start at `node`, the byte `at`, where the finder has just found `found` matches. */
  #expand(node: number, at: number, found: number): void {
    const data = this.#data;
    const finder = this.#finder;
    const probs = this.#coder.probs;
    const position = at & ((1 << this.#coder.props.pb) - 1);
    const state = this.#state[node]!;
    const inState = (state << 4) + position;
    const base = this.#price[node]!;
    const isMatch = probs[M.IS_MATCH + inState]!;
    const isRep = probs[M.IS_REP + state]!;
    const matchBase = base + BIT_PRICE[M.PROBABILITY_ONE - isMatch]!;
    const repBase = matchBase + BIT_PRICE[M.PROBABILITY_ONE - isRep]!;
    const distance = this.#reps[4 * node]!;
    const byte = data[at]!;
    const expected = data[at - distance - 1]!;

    const literal = base + BIT_PRICE[isMatch]! + this.#literalPrice(at, state, expected);
    const literalIsBest = this.#offer(node + 1, literal, node, LITERAL_CODE, -1);
    if (byte === expected) {
      const short =
        repBase + BIT_PRICE[probs[M.IS_REP_NOT_0 + state]!]! + BIT_PRICE[probs[M.IS_REP_0_LONG + inState]!]!;
      this.#offer(node + 1, short, node, 0, -1);
    } else if (!literalIsBest) {
      this.#offerLiteralAndRep(node, at, 0, literal, M.AFTER_LITERAL[state]!, distance, LITERAL_CODE);
    }

    const limit = Math.min(data.length - at, M.MAX_MATCH);
    if (limit < M.MIN_MATCH) return;
    const repLengths = this.#tables.repLength;
    const row = position * LENGTH_ROW;
    let longestRep = 1;
    // Lengths up to this one have been offered at no more than this price.
    let covered = 1;
    let coveredPrice = 0;
    for (let which = 0; which < 4; which++) {
      const back = this.#reps[4 * node + which]! + 1;
      if (back > at || data[at - back] !== byte || data[at - back + 1] !== data[at + 1]) continue;
      const length = finder.matchLength(at, at - back, limit);
      const price = repBase + this.#whichRepPrice(which, state, inState);
      if (which === 0) longestRep = length;
      this.#reachTo(node + length);
      const prices = this.#price;
      for (let i = price < coveredPrice ? M.MIN_MATCH : covered + 1; i <= length; i++) {
        const offer = price + repLengths[row + i]!;
        const to = node + i;
        if (offer < prices[to]!) {
          prices[to] = offer;
          this.#from[to] = node;
          this.#code[to] = which;
          this.#lead[to] = -1;
        }
      }
      if (length > covered) {
        covered = length;
        coveredPrice = price;
      }
      this.#offerGroup(node, at, length, price + repLengths[row + length]!, M.afterRep(state), back, which);
    }

    if (found === 0 || finder.lengths[found - 1]! <= longestRep) return;
    this.#expandMatches(node, at, found, longestRep + 1, matchBase + BIT_PRICE[isRep]!, state);
  }

  /** Matches of `shortest` bytes and more; shorter ones cost more than rep 0. */
  #expandMatches(
    node: number,
    at: number,
    found: number,
    shortest: number,
    base: number,
    state: number,
  ): void {
    const { lengths, distances } = this.#finder;
    const { matchLength, nearDistance, slot, align } = this.#tables;
    const prices = this.#price;
    const row = (at & ((1 << this.#coder.props.pb) - 1)) * LENGTH_ROW;
    this.#reachTo(node + lengths[found - 1]!);
    let length = shortest;
    for (let match = 0; match < found; match++) {
      const longest = lengths[match]!;
      if (longest < length) continue;
      const distance = distances[match]!;
      const code = distance + FIRST_DISTANCE_CODE;
      const far = distance >= M.FULL_DISTANCES;
      const distanceRow = far ? M.distanceSlot(distance) : distance;
      let offer = 0;
      while (length <= longest) {
        const lengthClass = Math.min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1);
        const price =
          base +
          (far
            ? slot[(lengthClass << 6) + distanceRow]! + align[distance & 15]!
            : nearDistance[lengthClass * M.FULL_DISTANCES + distanceRow]!);
        const sameClass = lengthClass < M.LENGTH_CLASSES - 1 ? length : longest;
        for (; length <= sameClass; length++) {
          offer = price + matchLength[row + length]!;
          const to = node + length;
          if (offer < prices[to]!) {
            prices[to] = offer;
            this.#from[to] = node;
            this.#code[to] = code;
            this.#lead[to] = -1;
          }
        }
      }
      this.#offerGroup(node, at, longest, offer, M.afterMatch(state), distance + 1, code);
    }
  }

  /** After a match or rep of `length` bytes that costs `price`: a literal, and on with the same distance. */
  #offerGroup(
    node: number,
    at: number,
    length: number,
    price: number,
    state: number,
    back: number,
    code: number,
  ): void {
    const data = this.#data;
    const next = at + length + 1;
    if (
      next + 1 >= data.length ||
      data[next] !== data[next - back] ||
      data[next + 1] !== data[next + 1 - back]
    )
      return;
    const literalAt = next - 1;
    const position = literalAt & ((1 << this.#coder.props.pb) - 1);
    const literal =
      price +
      BIT_PRICE[this.#coder.probs[M.IS_MATCH + (state << 4) + position]!]! +
      this.#literalPrice(literalAt, state, data[literalAt - back]!);
    this.#offerLiteralAndRep(node, at, length, literal, M.AFTER_LITERAL[state]!, back - 1, code);
  }

  /** After `lead` bytes and a literal, all of which cost `price` and lead to `state`: rep 0. */
  #offerLiteralAndRep(
    node: number,
    at: number,
    lead: number,
    price: number,
    state: number,
    distance: number,
    code: number,
  ): void {
    const next = at + lead + 1;
    const limit = Math.min(this.#data.length - next, M.MAX_MATCH);
    const length = this.#finder.matchLength(next, next - distance - 1, limit);
    if (length < M.MIN_MATCH) return;
    const probs = this.#coder.probs;
    const position = next & ((1 << this.#coder.props.pb) - 1);
    const inState = (state << 4) + position;
    const offer =
      price +
      BIT_PRICE[M.PROBABILITY_ONE - probs[M.IS_MATCH + inState]!]! +
      BIT_PRICE[M.PROBABILITY_ONE - probs[M.IS_REP + state]!]! +
      this.#whichRepPrice(0, state, inState) +
      this.#tables.repLength[position * LENGTH_ROW + length]!;
    this.#offer(node + lead + 1 + length, offer, node, code, lead);
  }

  #literalPrice(at: number, state: number, expected: number): number {
    const { lc, lp } = this.#coder.props;
    const data = this.#data;
    const context = M.LITERAL + 0x300 * (((at & ((1 << lp) - 1)) << lc) + (data[at - 1]! >> (8 - lc)));
    const byte = data[at]!;
    return state < M.FIRST_MATCH_STATE
      ? literalPrice(this.#coder.probs, context, byte)
      : literalAfterMatchPrice(this.#coder.probs, context, byte, expected);
  }

  #whichRepPrice(which: number, state: number, inState: number): number {
    const probs = this.#coder.probs;
    const not0 = probs[M.IS_REP_NOT_0 + state]!;
    if (which === 0)
      return BIT_PRICE[not0]! + BIT_PRICE[M.PROBABILITY_ONE - probs[M.IS_REP_0_LONG + inState]!]!;
    const not1 = probs[M.IS_REP_NOT_1 + state]!;
    const price = BIT_PRICE[M.PROBABILITY_ONE - not0]!;
    if (which === 1) return price + BIT_PRICE[not1]!;
    const not2 = probs[M.IS_REP_NOT_2 + state]!;
    return (
      price + BIT_PRICE[M.PROBABILITY_ONE - not1]! + BIT_PRICE[which === 2 ? not2 : M.PROBABILITY_ONE - not2]!
    );
  }

  #reachTo(node: number): void {
    while (this.#reached < node) this.#price[++this.#reached] = UNREACHED;
  }

  #offer(to: number, price: number, from: number, code: number, lead: number): boolean {
    this.#reachTo(to);
    if (price >= this.#price[to]!) return false;
    this.#price[to] = price;
    this.#from[to] = from;
    this.#code[to] = code;
    this.#lead[to] = lead;
    return true;
  }

  /** Symbols of the best way to `node`, in order. */
  #traceBack(node: number): number {
    const { lengths, codes } = this;
    let first = NODES;
    const put = (length: number, code: number): void => {
      first--;
      lengths[first] = length;
      codes[first] = code;
    };
    while (node > 0) {
      const from = this.#from[node]!;
      const lead = this.#lead[node]!;
      const code = this.#code[node]!;
      if (lead < 0) {
        put(node - from, code);
      } else {
        put(node - from - lead - 1, 0);
        put(1, LITERAL_CODE);
        if (lead > 0) put(lead, code);
      }
      node = from;
    }
    lengths.copyWithin(0, first);
    codes.copyWithin(0, first);
    this.#symbolsToUpdate -= NODES - first;
    return NODES - first;
  }
}
