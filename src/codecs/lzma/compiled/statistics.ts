import * as M from "../format";
import { newProbabilities } from "./model";
import { costSoFar, countOnly } from "./range-encoder";
import { encodeLiteral, encodeRest } from "./symbol-encoder";

/*
 * What the symbols of a parse cost with other properties. lc and lp choose probabilities of literals alone, pb those of
 * the rest: each pair of the former and each of the latter is counted for itself, all at once.
 */

/** Greatest lc + lp that every decoder knows. */
const MOST_LITERAL_BITS: i32 = 4;
const MOST_POSITION_BITS: i32 = 2;
const ROW: i32 = MOST_LITERAL_BITS + 1;

/** [lp][lc], rows of ROW. */
const literalProbs = new StaticArray<StaticArray<u16>>(ROW * ROW);
const literalCost = new StaticArray<i64>(ROW * ROW);
/** [pb] */
const restProbs = new StaticArray<StaticArray<u16>>(MOST_POSITION_BITS + 1);
const restCost = new StaticArray<i64>(MOST_POSITION_BITS + 1);

let isCounting = false;

/** From here on all symbols are counted. */
export function startStatistics(): void {
  isCounting = true;
  for (let lp = 0; lp < ROW; lp++)
    for (let lc = 0; lc + lp < ROW; lc++) literalProbs[lp * ROW + lc] = newProbabilities(lc + lp);
  for (let pb = 0; pb <= MOST_POSITION_BITS; pb++) restProbs[pb] = newProbabilities(0);
}

/** Counts the symbol that is encoded next. */
export function count(length: i32, code: i32): void {
  if (!isCounting) return;
  countOnly(true);
  for (let pb = 0; pb <= MOST_POSITION_BITS; pb++) {
    const before = costSoFar;
    encodeRest(restProbs[pb], pb, length, code);
    restCost[pb] = restCost[pb] + costSoFar - before;
  }
  if (code === M.LITERAL_CODE) {
    for (let lp = 0; lp < ROW; lp++)
      for (let lc = 0; lc + lp < ROW; lc++) {
        const set = lp * ROW + lc;
        const before = costSoFar;
        encodeLiteral(literalProbs[set], lc, lp);
        literalCost[set] = literalCost[set] + costSoFar - before;
      }
  }
  countOnly(false);
}

/** The properties that cost least, packed as in the stream's header. */
export function bestProps(): i32 {
  let pb = 0;
  for (let other = 1; other <= MOST_POSITION_BITS; other++) if (restCost[other] < restCost[pb]) pb = other;
  const set = bestLiteralSet();
  return (pb * 5 + set / ROW) * 9 + (set % ROW);
}

function bestLiteralSet(): i32 {
  let best = 0;
  for (let lp = 0; lp < ROW; lp++)
    for (let lc = 0; lc + lp < ROW; lc++) {
      const set = lp * ROW + lc;
      if (literalCost[set] < literalCost[best]) best = set;
    }
  return best;
}
