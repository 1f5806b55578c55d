import * as M from "../format";
import { afterLiteral, afterMatch, afterRep, afterShortRep } from "./model";

/*
 * The nodes of the parser's window: node n is the n-th byte from its start. For each the price of the best way there,
 * and its last edge: where from, the code of its first symbol, and, for groups, how many bytes lie before the
 * literal; else -1.
 */

/** Positions that are decided about at once. */
export const WINDOW: i32 = 4096;
/** Positions looked at further, so that what comes next has its say. */
export const LOOK_AHEAD: i32 = 800;
/** A step reaches at most a match, a literal and a rep further. */
export const NODES: i32 = WINDOW + LOOK_AHEAD + 2 * M.MAX_MATCH + 2;
const UNREACHED: i32 = 0x7fffffff;

export const price = new StaticArray<i32>(NODES);
export const from = new StaticArray<i32>(NODES);
export const code = new StaticArray<i32>(NODES);
export const lead = new StaticArray<i32>(NODES);
/** What the decoder's state and latest distances would be there, once the node is settled. */
export const state = new StaticArray<u8>(NODES);
export const reps = new StaticArray<i32>(4 * NODES);
/** The furthest node with a price. */
export let reached: i32 = 0;

/** Of the last {@link traceBack}: symbols in order, from `firstSymbol` to the end. */
export const symbolLength = new StaticArray<i32>(NODES);
export const symbolCode = new StaticArray<i32>(NODES);

export function startWindow(firstState: i32, latest: StaticArray<i32>): void {
  price[0] = 0;
  state[0] = <u8>firstState;
  for (let i = 0; i < 4; i++) reps[i] = latest[i];
  reached = 0;
}

export function reachTo(node: i32): void {
  while (reached < node) price[++reached] = UNREACHED;
}

export function offer(to: i32, offered: i32, source: i32, symbol: i32, before: i32): bool {
  reachTo(to);
  if (offered >= price[to]) return false;
  price[to] = offered;
  from[to] = source;
  code[to] = symbol;
  lead[to] = before;
  return true;
}

/** State and latest distances of a node, from those of the node where its best way comes from. */
export function settle(node: i32): void {
  const source = from[node];
  const symbol = code[node];
  const before: i32 = state[source];
  if (lead[node] >= 0) state[node] = <u8>afterRep(0);
  else if (symbol === M.LITERAL_CODE) state[node] = <u8>afterLiteral(before);
  else if (symbol >= M.FIRST_DISTANCE_CODE) state[node] = <u8>afterMatch(before);
  else state[node] = <u8>(node - source === 1 ? afterShortRep(before) : afterRep(before));
  const to = 4 * node;
  const old = 4 * source;
  reps[to] = reps[old];
  reps[to + 1] = reps[old + 1];
  reps[to + 2] = reps[old + 2];
  reps[to + 3] = reps[old + 3];
  if (symbol > 0) {
    reps[to] = symbol >= M.FIRST_DISTANCE_CODE ? symbol - M.FIRST_DISTANCE_CODE : reps[old + symbol];
    reps[to + 1] = reps[old];
    if (symbol > 1) reps[to + 2] = reps[old + 1];
    if (symbol > 2) reps[to + 3] = reps[old + 2];
  }
}

/** The node of the least price from `first` to `last`; of several the last one. */
export function cheapestOf(first: i32, last: i32): i32 {
  let cheapest = first;
  for (let node = first + 1; node <= last; node++) if (price[node] <= price[cheapest]) cheapest = node;
  return cheapest;
}

/** Symbols of the best way to `node`; returns where in the arrays they begin. */
export function traceBack(node: i32): i32 {
  let first = NODES;
  while (node > 0) {
    const source = from[node];
    const before = lead[node];
    if (before < 0) {
      first--;
      symbolLength[first] = node - source;
      symbolCode[first] = code[node];
    } else {
      first--;
      symbolLength[first] = node - source - before - 1;
      symbolCode[first] = 0;
      first--;
      symbolLength[first] = 1;
      symbolCode[first] = M.LITERAL_CODE;
      if (before > 0) {
        first--;
        symbolLength[first] = before;
        symbolCode[first] = code[node];
      }
    }
    node = source;
  }
  return first;
}
