import { MatchFinder } from "./match-finder.ts";
import { HEADER, type LzmaProps, MAX_MATCH } from "./model.ts";
import { OptimalParser } from "./optimal-parser.ts";
import { SymbolEncoder } from "./symbol-encoder.ts";

export interface LzmaOptions extends Partial<LzmaProps> {
  /** A match this long is taken at once. 4 to 273. */
  readonly niceLength?: number;
  /** Earlier places to look at for each position, at most. */
  readonly depth?: number;
}

export const DEFAULT_PROPS: LzmaProps = { lc: 3, lp: 0, pb: 2 };
const DEFAULT_DEPTH = 128;

/** Bytes between two calls of a progress callback, about. */
const PROGRESS_STEP = 1 << 16;

/** The symbols of some data, independent of the properties. */
export class Symbols {
  #pairs = new Int32Array(1 << 12);
  #end = 0;

  add(length: number, code: number): void {
    if (this.#end === this.#pairs.length) {
      const larger = new Int32Array(2 * this.#end);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    this.#pairs[this.#end++] = length;
    this.#pairs[this.#end++] = code;
  }

  /** `data` as a stream in the .lzma container, from these symbols of it. */
  encode(data: Uint8Array, props: LzmaProps): Uint8Array {
    const coder = new SymbolEncoder(data, props);
    for (let at = 0; at < this.#end; at += 2) coder.encode(this.#pairs[at]!, this.#pairs[at + 1]!);
    return finish(coder, data.length);
  }
}

/**
 * Compresses to the .lzma ("alone") container, with the raw size in the header and no end marker
 * (specs/unisoc-rdaota02.md, section 3). The dictionary covers all of the data.
 *
 * @param onProgress gets the number of bytes done.
 * @param record gets the symbols that were chosen.
 * @throws {RangeError} for options outside their ranges.
 */
export function encodeLzmaAlone(
  data: Uint8Array,
  options: LzmaOptions = {},
  onProgress?: (done: number) => void,
  record?: Symbols,
): Uint8Array {
  const { lc, lp, pb, niceLength, depth } = {
    ...DEFAULT_PROPS,
    niceLength: MAX_MATCH,
    depth: DEFAULT_DEPTH,
    ...options,
  };
  demandRange("lc", lc, 0, 8);
  demandRange("lp", lp, 0, 4);
  demandRange("pb", pb, 0, 4);
  demandRange("niceLength", niceLength, 4, MAX_MATCH);
  demandRange("depth", depth, 1, Infinity);
  const coder = new SymbolEncoder(data, { lc, lp, pb });
  const parser = new OptimalParser(data, new MatchFinder(data, { niceLength, depth }), coder, niceLength);
  let nextReport = PROGRESS_STEP;
  while (coder.position < data.length) {
    const count = parser.parse();
    for (let i = 0; i < count; i++) {
      const length = parser.lengths[i]!;
      const code = parser.codes[i]!;
      coder.encode(length, code);
      record?.add(length, code);
    }
    if (coder.position >= nextReport) {
      onProgress?.(coder.position);
      nextReport = coder.position + PROGRESS_STEP;
    }
  }
  onProgress?.(data.length);
  return finish(coder, data.length);
}

function finish(coder: SymbolEncoder, size: number): Uint8Array {
  const stream = coder.finish();
  const { lc, lp, pb } = coder.props;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  view.setUint8(HEADER.props, (pb * 5 + lp) * 9 + lc);
  view.setUint32(HEADER.dictionarySize, dictionarySize(size), true);
  view.setBigUint64(HEADER.rawSize, BigInt(size), true);
  return stream;
}

/** The smallest 2^n or 3 * 2^n, from 4096 on, that is not less than `size`: others are refused by some decoders. */
function dictionarySize(size: number): number {
  let power = 4096;
  while (power < size) {
    if (power * 1.5 >= size) return power * 1.5;
    power *= 2;
  }
  return power;
}

function demandRange(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} ${value}`);
}
