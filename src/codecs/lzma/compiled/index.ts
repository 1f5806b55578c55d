import { holdData, size } from "./data";
import { startModel } from "./model";
import { parse, startParser } from "./optimal-parser";
import { finishRange, outputSize, outputStart, startRange } from "./range-encoder";
import { encodeSymbol, position, startSymbols } from "./symbol-encoder";
import { bestProps, startStatistics } from "./statistics";
import { HEADER_SIZE } from "../format";

/* What ../encode.ts calls. */

export { bestProps, startStatistics };
export { encodeSymbol, finishRange, holdData, outputSize, outputStart };

export function start(lc: i32, lp: i32, pb: i32): void {
  startModel(lc, lp, pb);
  startRange(HEADER_SIZE, 64 + (size >> 3));
  startSymbols();
}

export function prepareParser(niceLength: i32, depth: i32): void {
  startParser(niceLength, depth);
}

/** Encodes `bytes` more, about, and returns the position reached. */
export function encodeSome(bytes: i32): i32 {
  const end = min(size, position + bytes);
  while (position < end) parse();
  return position;
}
