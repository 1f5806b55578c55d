import { MatchFinder } from "./match-finder.ts";
import { HEADER, MAX_MATCH } from "./model.ts";
import { OptimalParser } from "./optimal-parser.ts";
import { SymbolEncoder } from "./symbol-encoder.ts";

export interface LzmaOptions {
  /** 0 to 8, 0 to 4, 0 to 4: see LzmaProps. */
  readonly lc?: number;
  readonly lp?: number;
  readonly pb?: number;
  readonly niceLength?: number;
  readonly depth?: number;
}
const PROGRESS_STEP = 1 << 16;

export function encodeLzmaAlone(
  data: Uint8Array,
  options: LzmaOptions = {},
  onProgress?: (done: number) => void,
): Uint8Array {
  const { lc = 3, lp = 0, pb = 2, niceLength = MAX_MATCH, depth = 256 } = options;
  const coder = new SymbolEncoder(data, { lc, lp, pb });
  const finder = new MatchFinder(data, { niceLength, depth });
  const parser = new OptimalParser(data, finder, coder, niceLength);
  let next = PROGRESS_STEP;
  while (coder.position < data.length) {
    const count = parser.parse();
    for (let i = 0; i < count; i++) coder.encode(parser.lengths[i]!, parser.codes[i]!);
    if (coder.position >= next) {
      onProgress?.(coder.position);
      next = coder.position + PROGRESS_STEP;
    }
  }
  const stream = coder.finish();
  const view = new DataView(stream.buffer);
  view.setUint8(HEADER.props, (pb * 5 + lp) * 9 + lc);
  view.setUint32(HEADER.dictionarySize, dictionarySize(data.length), true);
  view.setBigUint64(HEADER.rawSize, BigInt(data.length), true);
  return stream;
}

function dictionarySize(size: number): number {
  let legal = 4096;
  while (legal < size) {
    if (legal * 1.5 >= size) return legal * 1.5;
    legal *= 2;
  }
  return legal;
}
