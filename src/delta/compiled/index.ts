import { propose, SEGMENT, startProposals } from "./candidates";
import { choosePieces } from "./cheapest-pieces";
import { countCosts, guessCosts } from "./costs";
import { build, holdNew, holdOld, resetImage } from "./images";
import { indexOld, searchRank } from "./old-index";
import * as streams from "./streams";

/* What ../image-delta.ts and ../old-index.ts call. */

export { guessCosts, holdNew, holdOld, indexOld, propose, searchRank, startProposals };

export function segmentSize(): i32 {
  return SEGMENT;
}

/** From here on blocks are parsed in their order. */
export function startParse(): void {
  resetImage();
  streams.startStreams();
}

/**
 * Chooses the pieces of next[start, end) and returns the bits they take, about. When blocks are built in place, the
 * following ones may use its bytes.
 */
export function parseBlock(start: i32, end: i32, usable: i32, firstList: i32, inPlace: bool): f64 {
  const first = streams.pieceCount;
  const bits = choosePieces(start, end, usable, firstList);
  streams.addBytes(first, start);
  if (inPlace) build(start, end);
  return bits;
}

/** Costs from the differences of the last parse. */
export function countDifferences(): void {
  countCosts(streams.diff, streams.diffSize);
}

export function pieceCount(): i32 {
  return streams.pieceCount;
}
export function piecesStart(): usize {
  return changetype<usize>(streams.pieces);
}
export function diffSize(): i32 {
  return streams.diffSize;
}
export function diffStart(): usize {
  return changetype<usize>(streams.diff);
}
export function extraSize(): i32 {
  return streams.extraSize;
}
export function extraStart(): usize {
  return changetype<usize>(streams.extra);
}
