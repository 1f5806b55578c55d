import { newInstance, putBytes, takeBytes } from "../../webassembly/instance.ts";
import { wasm } from "./compiled.generated.ts";
import { HEADER, type LzmaProps, MAX_MATCH } from "./model.ts";

export interface LzmaOptions extends Partial<LzmaProps> {
  /** A match this long is taken at once. 4 to 273; left out, none is. */
  readonly niceLength?: number;
  /** Earlier places to look at for each position, at most. */
  readonly depth?: number;
}

/** Of compiled/index.ts. Lengths in bytes, places in its memory. */
interface Encoder {
  readonly memory: WebAssembly.Memory;
  holdData(length: number): number;
  start(lc: number, lp: number, pb: number): void;
  startStatistics(): void;
  prepareParser(niceLength: number, depth: number): void;
  encodeSome(bytes: number): number;
  encodeSymbol(length: number, code: number): void;
  finishRange(): void;
  outputStart(): number;
  outputSize(): number;
  bestProps(): number;
}

const DEFAULT_PROPS: LzmaProps = { lc: 3, lp: 0, pb: 2 };
const DEFAULT_DEPTH = 32;
const NEVER = MAX_MATCH + 1;

/** A parse that tells which properties suit the data. Its own are those that favour none. */
const QUICK = { niceLength: 24, depth: 4, props: { lc: 2, lp: 2, pb: 2 } };

/** Bytes between two calls of a progress callback, about. */
const PROGRESS_STEP = 1 << 16;

/**
 * Compresses to the .lzma ("alone") container, with the raw size in the header and no end marker
 * (docs/formats/lzma-alone.md). The dictionary covers all of the data.
 *
 * @param onProgress gets the number of bytes done.
 * @throws {RangeError} for options outside their ranges.
 */
export function encodeLzmaAlone(
  data: Uint8Array,
  options: LzmaOptions = {},
  onProgress?: (done: number) => void,
): Uint8Array<ArrayBuffer> {
  const { niceLength = NEVER, depth = DEFAULT_DEPTH, ...props } = { ...DEFAULT_PROPS, ...options };
  demandRange("lc", props.lc, 0, 8);
  demandRange("lp", props.lp, 0, 4);
  demandRange("pb", props.pb, 0, 4);
  if (options.niceLength !== undefined) demandRange("niceLength", niceLength, 4, MAX_MATCH);
  demandRange("depth", depth, 1, Infinity);
  const encoder = encoderOf(data, props);
  parse(encoder, data.length, niceLength, depth, onProgress);
  return finish(encoder, data.length, props);
}

/** Of larger data, as much as this is looked at, in stretches all over it. */
const SAMPLE = 1 << 19;
const STRETCH = 1 << 15;

/**
 * The properties that suit some data: those with which the symbols of a quick parse take least. lc + lp is 4 at most,
 * which every decoder knows.
 */
export function suitableProps(data: Uint8Array): LzmaProps {
  const sample = sampleOf(data);
  const encoder = encoderOf(sample, QUICK.props);
  encoder.startStatistics();
  parse(encoder, sample.length, QUICK.niceLength, QUICK.depth);
  const packed = encoder.bestProps();
  return { lc: packed % 9, lp: Math.trunc(packed / 9) % 5, pb: Math.trunc(packed / 45) };
}

function sampleOf(data: Uint8Array): Uint8Array {
  if (data.length <= SAMPLE) return data;
  const sample = new Uint8Array(SAMPLE);
  const stretches = SAMPLE / STRETCH;
  for (let i = 0; i < stretches; i++) {
    // At multiples of 16, so that bytes keep their place in a word.
    const from = Math.floor(((data.length - STRETCH) * i) / (stretches - 1) / 16) * 16;
    sample.set(data.subarray(from, from + STRETCH), i * STRETCH);
  }
  return sample;
}

/** Writes symbols of any kind (format.ts) of `data`, also such as no decoder takes. */
export class SymbolWriter {
  readonly #encoder: Encoder;
  readonly #props: LzmaProps;
  readonly #size: number;

  constructor(data: Uint8Array, props: LzmaProps) {
    this.#encoder = encoderOf(data, props);
    this.#props = props;
    this.#size = data.length;
  }

  encode(length: number, code: number): void {
    this.#encoder.encodeSymbol(length, code);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return finish(this.#encoder, this.#size, this.#props);
  }
}

function encoderOf(data: Uint8Array, { lc, lp, pb }: LzmaProps): Encoder {
  const encoder = newInstance(wasm) as unknown as Encoder;
  putBytes(encoder, encoder.holdData(data.length), data);
  encoder.start(lc, lp, pb);
  return encoder;
}

function parse(
  encoder: Encoder,
  size: number,
  niceLength: number,
  depth: number,
  onProgress?: (done: number) => void,
): void {
  encoder.prepareParser(niceLength, Math.min(depth, 0x7fffffff));
  let done = 0;
  while (done < size) {
    done = encoder.encodeSome(PROGRESS_STEP);
    onProgress?.(done);
  }
  if (size === 0) onProgress?.(0);
}

function finish(encoder: Encoder, size: number, { lc, lp, pb }: LzmaProps): Uint8Array<ArrayBuffer> {
  encoder.finishRange();
  const stream = takeBytes(encoder, encoder.outputStart(), encoder.outputSize());
  const view = new DataView(stream.buffer);
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
