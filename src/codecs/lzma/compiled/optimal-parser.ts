import { byteAt, size } from "./data";
import * as finder from "./match-finder";
import { matchLength } from "./match-finder";
import * as M from "../format";
import * as model from "./model";
import { afterLiteral, afterMatch, afterRep, distanceSlot } from "./model";
import * as prices from "./prices";
import { LENGTH_ROW, priceOfBit } from "./prices";
import * as coder from "./symbol-encoder";
import * as nodes from "./window";
import { LOOK_AHEAD, NODES, offer, reachTo, WINDOW } from "./window";

/** Symbols between two updates of the price tables. */
const SYMBOLS_PER_UPDATE: i32 = 32;

/*
 * Chooses the symbols of the next bytes so that their price is the least: a shortest path over a window (window.ts).
 * An edge is a symbol, or a group "literal, rep 0", "match, literal, rep 0" or "rep, literal, rep 0". Groups are edges
 * because the best way to the node after the literal often has other latest distances, and so would hide the rep 0.
 * Prices are those at the window's start.
 *
 * A match or rep of the nice length ends the window: it is taken without looking further.
 */

let niceLength: i32 = 0;
let positionMask: i32 = 0;
let slots: i32 = 0;
let symbolsToUpdate: i32 = 0;
/** How many positions from the coder's on have been passed by the finder already. */
let known: i32 = 0;
/** [position from the coder's on] where its matches start in the finder's arrays. */
const firstMatch = new StaticArray<i32>(NODES);

export function startParser(nice: i32, depth: i32): void {
  niceLength = nice;
  positionMask = (1 << model.pb) - 1;
  slots = distanceSlot(max(size, 2) - 1) + 1;
  symbolsToUpdate = 0;
  known = 0;
  finder.startFinder(nice, depth, NODES * M.MAX_MATCH);
}

/** Decides about the symbols from the coder's position on, one at least, and encodes them. */
export function parse(): void {
  const start = coder.position;
  if (start === 0) {
    take(1, M.LITERAL_CODE);
    return;
  }
  if (symbolsToUpdate <= 0) {
    prices.updatePrices(positionMask + 1, slots);
    symbolsToUpdate = SYMBOLS_PER_UPDATE;
  }
  nodes.startWindow(coder.state, model.reps);
  find(0);
  if (takeNice(start)) return;
  const end = min(size - start, WINDOW + LOOK_AHEAD);
  expand(0, start);
  let node = 1;
  for (; node < nodes.reached && node < end; node++) {
    find(node);
    if (longestMatch(node) >= niceLength) break;
    nodes.settle(node);
    expand(node, start + node);
  }
  const most = node === WINDOW + LOOK_AHEAD ? WINDOW : node;
  if (most === WINDOW) node = nodes.cheapestOf(node - M.MAX_MATCH + 1, node);
  let done = 0;
  for (let at = nodes.traceBack(node); at < NODES && done < most; at++) {
    const length = nodes.symbolLength[at];
    coder.encodeSymbol(length, nodes.symbolCode[at]);
    done += length;
    symbolsToUpdate--;
  }
  forget(done);
}

/** Sees to it that the matches at `node` are known. */
function find(node: i32): void {
  if (node < known) return;
  firstMatch[node] = finder.found;
  finder.findMatches();
  known = node + 1;
}

function matchesEnd(node: i32): i32 {
  return node + 1 < known ? firstMatch[node + 1] : finder.found;
}

function longestMatch(node: i32): i32 {
  const end = matchesEnd(node);
  return end > firstMatch[node] ? finder.lengths[end - 1] : 0;
}

/** Passes by `count` positions whose matches are not of interest any more. */
function forget(count: i32): void {
  if (count >= known) {
    for (let more = count - known; more > 0; more--) {
      finder.moveFound(0);
      finder.findMatches();
    }
    finder.moveFound(0);
    known = 0;
    return;
  }
  const first = firstMatch[count];
  const left = finder.found - first;
  for (let i = 0; i < left; i++) {
    finder.lengths[i] = finder.lengths[first + i];
    finder.distances[i] = finder.distances[first + i];
  }
  for (let node = count; node < known; node++) firstMatch[node - count] = firstMatch[node] - first;
  finder.moveFound(left);
  known -= count;
}

function take(length: i32, code: i32): void {
  coder.encodeSymbol(length, code);
  symbolsToUpdate--;
  forget(length);
}

/** Takes a rep or match of the nice length at the window's start, if there is one. */
function takeNice(start: i32): bool {
  const available = size - start;
  const nice = min(niceLength, available);
  if (niceLength > M.MAX_MATCH || nice < M.MIN_MATCH) return false;
  const limit = min(available, M.MAX_MATCH);
  for (let which = 0; which < 4; which++) {
    const distance = model.reps[which];
    const length = distance < start ? matchLength(start, start - distance - 1, limit, 0) : 0;
    if (length >= nice) {
      take(length, which);
      return true;
    }
  }
  if (longestMatch(0) < nice) return false;
  const longest = matchesEnd(0) - 1;
  take(finder.lengths[longest], finder.distances[longest] + M.FIRST_DISTANCE_CODE);
  return true;
}

/** Edges that start at `node`, the byte `at`. */
function expand(node: i32, at: i32): void {
  const probs = model.probs;
  const position = at & positionMask;
  const state: i32 = nodes.state[node];
  const inState = (state << 4) + position;
  const base = nodes.price[node];
  const isMatch: i32 = probs[M.IS_MATCH + inState];
  const isRep: i32 = probs[M.IS_REP + state];
  const matchBase = base + priceOfBit(isMatch, 1);
  const repBase = matchBase + priceOfBit(isRep, 1);
  const distance = nodes.reps[4 * node];
  const byte = byteAt(at);
  const expected = byteAt(at - distance - 1);
  if (goesOn(node, at, distance)) {
    reachTo(node + M.MAX_MATCH);
    offerLengths(
      node,
      M.MIN_MATCH,
      M.MAX_MATCH,
      repBase + whichRepPrice(0, state, inState),
      prices.repLengthPrice,
      position * LENGTH_ROW,
      0,
    );
    return;
  }

  const literal = base + priceOfBit(isMatch, 0) + literalPriceAt(at, state, expected);
  const literalIsBest = offer(node + 1, literal, node, M.LITERAL_CODE, -1);
  if (byte === expected) {
    const short =
      repBase +
      priceOfBit(probs[M.IS_REP_NOT_0 + state], 0) +
      priceOfBit(probs[M.IS_REP_0_LONG + inState], 0);
    offer(node + 1, short, node, 0, -1);
  } else if (!literalIsBest) {
    offerLiteralAndRep(node, at, 0, literal, afterLiteral(state), distance, M.LITERAL_CODE);
  }

  const limit = min(size - at, M.MAX_MATCH);
  if (limit < M.MIN_MATCH) return;
  const longestRep = expandReps(node, at, limit, repBase, state);
  if (longestMatch(node) > longestRep)
    expandMatches(node, at, longestRep + 1, matchBase + priceOfBit(isRep, 0), state);
}

/** Whether the latest distance goes on for the greatest length here and did so at the node before. */
function goesOn(node: i32, at: i32, distance: i32): bool {
  if (node === 0 || nodes.reps[4 * node - 4] !== distance || size - at < M.MAX_MATCH) return false;
  return (
    matchLength(at - 1, at - distance - 2, M.MAX_MATCH, 0) === M.MAX_MATCH &&
    byteAt(at + M.MAX_MATCH - 1) === byteAt(at + M.MAX_MATCH - 2 - distance)
  );
}

/** The four latest distances; returns how long the first goes on. */
function expandReps(node: i32, at: i32, limit: i32, repBase: i32, state: i32): i32 {
  const inState = (state << 4) + (at & positionMask);
  const row = (at & positionMask) * LENGTH_ROW;
  let longestRep = 1;
  // Lengths up to this one have been offered at no more than this price.
  let covered = 1;
  let coveredPrice = 0;
  for (let which = 0; which < 4; which++) {
    const back = nodes.reps[4 * node + which] + 1;
    if (back > at || byteAt(at - back) !== byteAt(at) || byteAt(at - back + 1) !== byteAt(at + 1)) continue;
    const length = matchLength(at, at - back, limit, 2);
    const price = repBase + whichRepPrice(which, state, inState);
    if (which === 0) longestRep = length;
    reachTo(node + length);
    const table = prices.repLengthPrice;
    const shortest = price < coveredPrice ? M.MIN_MATCH : covered + 1;
    offerLengths(node, shortest, length, price, table, row, which);
    if (length > covered) {
      covered = length;
      coveredPrice = price;
    }
  }
  return longestRep;
}

/** Lengths from `shortest` to `longest`, at `price` and what the row of the table adds. */
function offerLengths(
  node: i32,
  shortest: i32,
  longest: i32,
  price: i32,
  table: StaticArray<i32>,
  row: i32,
  code: i32,
): void {
  let length = shortest;
  const base = i32x4.splat(price);
  for (; length + 3 <= longest; length += 4) {
    const offered = i32x4.add(base, v128.load(changetype<usize>(table) + ((row + length) << 2)));
    const best = v128.load(changetype<usize>(nodes.price) + ((node + length) << 2));
    const lower = i32x4.lt_s(offered, best);
    if (!v128.any_true(lower)) continue;
    for (let i = length; i < length + 4; i++) {
      if (price + table[row + i] < nodes.price[node + i]) put(node + i, price + table[row + i], node, code);
    }
  }
  for (; length <= longest; length++) {
    if (price + table[row + length] < nodes.price[node + length])
      put(node + length, price + table[row + length], node, code);
  }
}

function put(to: i32, offered: i32, node: i32, code: i32): void {
  nodes.price[to] = offered;
  nodes.from[to] = node;
  nodes.code[to] = code;
  nodes.lead[to] = -1;
}

/** Matches of `shortest` bytes and more; shorter ones cost more than rep 0. */
function expandMatches(node: i32, at: i32, shortest: i32, base: i32, state: i32): void {
  const lengthPrice = prices.matchLengthPrice;
  const row = (at & positionMask) * LENGTH_ROW;
  reachTo(node + longestMatch(node));
  let length = shortest;
  const end = matchesEnd(node);
  for (let match = firstMatch[node]; match < end; match++) {
    const longest: i32 = finder.lengths[match];
    if (longest < length) continue;
    const distance = finder.distances[match];
    const code = distance + M.FIRST_DISTANCE_CODE;
    const far = distance >= M.FULL_DISTANCES;
    const distanceRow = far ? distanceSlot(distance) : distance;
    let offered = 0;
    while (length <= longest) {
      const lengthClass = min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1);
      const price =
        base +
        (far
          ? prices.slotPrice[(lengthClass << 6) + distanceRow] + prices.alignPrice[distance & 15]
          : prices.nearPrice[lengthClass * M.FULL_DISTANCES + distanceRow]);
      const sameClass = lengthClass < M.LENGTH_CLASSES - 1 ? length : longest;
      offerLengths(node, length, sameClass, price, lengthPrice, row, code);
      offered = price + lengthPrice[row + sameClass];
      length = sameClass + 1;
    }
    offerGroup(node, at, longest, offered, afterMatch(state), distance + 1, code);
  }
}

/** After a match or rep of `length` bytes that costs `price`: a literal, and on with the same distance. */
function offerGroup(node: i32, at: i32, length: i32, price: i32, state: i32, back: i32, code: i32): void {
  const next = at + length + 1;
  if (
    next + 1 >= size ||
    byteAt(next) !== byteAt(next - back) ||
    byteAt(next + 1) !== byteAt(next + 1 - back)
  )
    return;
  const literalAt = next - 1;
  const literal =
    price +
    priceOfBit(model.probs[M.IS_MATCH + (state << 4) + (literalAt & positionMask)], 0) +
    literalPriceAt(literalAt, state, byteAt(literalAt - back));
  offerLiteralAndRep(node, at, length, literal, afterLiteral(state), back - 1, code);
}

/** After `before` bytes and a literal, all of which cost `price` and lead to `state`: rep 0. */
function offerLiteralAndRep(
  node: i32,
  at: i32,
  before: i32,
  price: i32,
  state: i32,
  distance: i32,
  code: i32,
): void {
  const next = at + before + 1;
  const limit = min(size - next, M.MAX_MATCH);
  const length = matchLength(next, next - distance - 1, limit, 0);
  if (length < M.MIN_MATCH) return;
  const probs = model.probs;
  const position = next & positionMask;
  const inState = (state << 4) + position;
  const offered =
    price +
    priceOfBit(probs[M.IS_MATCH + inState], 1) +
    priceOfBit(probs[M.IS_REP + state], 1) +
    whichRepPrice(0, state, inState) +
    prices.repLengthPrice[position * LENGTH_ROW + length];
  offer(node + before + 1 + length, offered, node, code, before);
}

function literalPriceAt(at: i32, state: i32, expected: i32): i32 {
  const context =
    M.LITERAL + 0x300 * (((at & ((1 << model.lp) - 1)) << model.lc) + (byteAt(at - 1) >> (8 - model.lc)));
  return state < M.FIRST_MATCH_STATE
    ? prices.literalPrice(context, byteAt(at))
    : prices.literalAfterMatchPrice(context, byteAt(at), expected);
}

function whichRepPrice(which: i32, state: i32, inState: i32): i32 {
  const probs = model.probs;
  const not0: i32 = probs[M.IS_REP_NOT_0 + state];
  if (which === 0) return priceOfBit(not0, 0) + priceOfBit(probs[M.IS_REP_0_LONG + inState], 1);
  const not1: i32 = probs[M.IS_REP_NOT_1 + state];
  if (which === 1) return priceOfBit(not0, 1) + priceOfBit(not1, 0);
  const not2: i32 = probs[M.IS_REP_NOT_2 + state];
  return priceOfBit(not0, 1) + priceOfBit(not1, 1) + priceOfBit(not2, which - 2);
}
