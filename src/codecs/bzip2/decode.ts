import { BitReader, OutOfBits } from "./bits.ts";
import {
  BLOCK_MAGIC,
  blockCrc,
  BYTES_PER_LEVEL,
  END_MAGIC,
  FEWEST_TABLES,
  GROUP,
  MOST_TABLES,
  RUN,
  RUN_A,
  RUN_B,
  SIGNATURE,
  streamCrc,
} from "./format.ts";

/** The bytes are no bzip2 stream, or a damaged one. */
export class Bzip2Error extends Error {}

export interface DecodedBzip2 {
  readonly bytes: Uint8Array;
  /** Bytes of the largest block, as the decoder has to hold it: with its runs shortened. */
  readonly largestBlock: number;
  readonly blocks: number;
  /** Bytes of the stream; more may follow. */
  readonly length: number;
}

/** Decoders allow so much, encoders use less. */
const LONGEST_CODE_READ = 20;

/**
 * Decodes one stream.
 * @param limit of the bytes that come out
 * @throws {Bzip2Error}
 */
export function decodeBzip2(stream: Uint8Array, limit: number): DecodedBzip2 {
  const bits = new BitReader(stream);
  try {
    return readStream(bits, limit);
  } catch (error) {
    if (error instanceof OutOfBits) throw new Bzip2Error("the stream is cut off");
    throw error;
  }
}

function readStream(bits: BitReader, limit: number): DecodedBzip2 {
  for (const byte of SIGNATURE) demand(bits.bits(8) === byte, "no bzip2 stream");
  const level = bits.bits(8) - 0x30;
  demand(level >= 1 && level <= 9, "unknown level");
  const parts: Uint8Array[] = [];
  let size = 0;
  let crc = 0;
  let largestBlock = 0;
  for (;;) {
    const magic = [bits.bits(24), bits.bits(24)];
    const sum = bits.word();
    if (magic[0] === END_MAGIC[0] && magic[1] === END_MAGIC[1]) {
      demand(sum === crc, "the CRC of the stream is wrong");
      break;
    }
    demand(magic[0] === BLOCK_MAGIC[0] && magic[1] === BLOCK_MAGIC[1], "no block where one begins");
    const shortened = readBlock(bits, level * BYTES_PER_LEVEL);
    const part = stretch(shortened, limit - size);
    demand(blockCrc(part) === sum, "the CRC of a block is wrong");
    largestBlock = Math.max(largestBlock, shortened.length);
    crc = streamCrc(crc, sum);
    size += part.length;
    parts.push(part);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, largestBlock, blocks: parts.length, length: bits.position };
}

function readBlock(bits: BitReader, limit: number): Uint8Array {
  demand(bits.bits(1) === 0, "a randomised block");
  const origin = bits.bits(24);
  const list = readUsed(bits);
  demand(list.length > 0, "a block without bytes");
  const tableCount = bits.bits(3);
  demand(tableCount >= FEWEST_TABLES && tableCount <= MOST_TABLES, "too few or many code tables");
  const selectors = readSelectors(bits, tableCount);
  const end = list.length + 1;
  const tables = Array.from({ length: tableCount }, () => readCodes(bits, list.length + 2));

  const last = new Uint8Array(limit);
  let length = 0;
  let digit = 1;
  let group = -1;
  let inGroup = 0;
  let codes: Codes | undefined;
  for (;;) {
    if (inGroup === 0) {
      codes = tables[selectors[++group] ?? tableCount];
      inGroup = GROUP;
    }
    inGroup--;
    if (codes === undefined) throw new Bzip2Error("too few selectors");
    const symbol = readSymbol(bits, codes);
    if (symbol === end) break;
    if (symbol === RUN_A || symbol === RUN_B) {
      const run = symbol === RUN_A ? digit : 2 * digit;
      demand(length + run <= limit, "a block is too large");
      last.fill(list[0]!, length, length + run);
      length += run;
      digit *= 2;
      continue;
    }
    digit = 1;
    const value = list[symbol - 1]!;
    list.copyWithin(1, 0, symbol - 1);
    list[0] = value;
    demand(length < limit, "a block is too large");
    last[length++] = value;
  }
  demand(origin < length, "the block's own rotation is outside of it");
  return unsort(last.subarray(0, length), origin);
}

function readUsed(bits: BitReader): Uint8Array {
  const runs = bits.bits(16);
  const used: number[] = [];
  for (let run = 0; run < 16; run++) {
    if (((runs >> (15 - run)) & 1) === 0) continue;
    const values = bits.bits(16);
    for (let i = 0; i < 16; i++) if (((values >> (15 - i)) & 1) === 1) used.push(16 * run + i);
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, tableCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.bits(15));
  const recent = Array.from({ length: tableCount }, (_, table) => table);
  for (let i = 0; i < selectors.length; i++) {
    let place = 0;
    while (bits.bits(1) === 1) place++;
    demand(place < tableCount, "a selector without a table");
    const [table = 0] = recent.splice(place, 1);
    recent.unshift(table);
    selectors[i] = table;
  }
  return selectors;
}

/** Codes of a length are numbers in a row, for the symbols in `sorted` that begin at the first of that length. */
interface Codes {
  readonly firstCode: Int32Array;
  readonly firstIndex: Int32Array;
  readonly counts: Int32Array;
  readonly sorted: Uint16Array;
}

function readCodes(bits: BitReader, alphabet: number): Codes {
  const lengths = new Uint8Array(alphabet);
  let length = bits.bits(5);
  for (let s = 0; s < alphabet; s++) {
    for (;;) {
      demand(length >= 1 && length <= LONGEST_CODE_READ, "a code of impossible length");
      if (bits.bits(1) === 0) break;
      length += bits.bits(1) === 0 ? 1 : -1;
    }
    lengths[s] = length;
  }
  const counts = new Int32Array(LONGEST_CODE_READ + 1);
  for (const one of lengths) counts[one]!++;
  const firstCode = new Int32Array(LONGEST_CODE_READ + 1);
  const firstIndex = new Int32Array(LONGEST_CODE_READ + 1);
  const sorted = new Uint16Array(alphabet);
  let code = 0;
  let index = 0;
  for (let l = 1; l <= LONGEST_CODE_READ; l++, code <<= 1) {
    firstCode[l] = code;
    firstIndex[l] = index;
    for (let s = 0; s < alphabet; s++) if (lengths[s] === l) sorted[index++] = s;
    code += counts[l]!;
    demand(code <= 1 << l, "more codes than there is room for");
  }
  return { firstCode, firstIndex, counts, sorted };
}

function readSymbol(bits: BitReader, { firstCode, firstIndex, counts, sorted }: Codes): number {
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE_READ; length++) {
    code = (code << 1) | bits.bits(1);
    const offset = code - firstCode[length]!;
    if (offset < counts[length]!) return sorted[firstIndex[length]! + offset]!;
  }
  throw new Bzip2Error("a code that stands for nothing");
}

/** The block whose rotations, sorted, end with these bytes. */
function unsort(last: Uint8Array, origin: number): Uint8Array {
  const starts = new Int32Array(257);
  for (const byte of last) starts[byte + 1]!++;
  for (let value = 0; value < 256; value++) starts[value + 1]! += starts[value]!;
  const next = new Int32Array(last.length);
  for (let i = 0; i < last.length; i++) next[starts[last[i]!]!++] = i;
  const block = new Uint8Array(last.length);
  let at = next[origin]!;
  for (let i = 0; i < block.length; i++) {
    block[i] = last[at]!;
    at = next[at]!;
  }
  return block;
}

/** Gives runs their length back. */
function stretch(shortened: Uint8Array, limit: number): Uint8Array {
  let size = 0;
  let run = 0;
  let before = -1;
  const count = (value: number): boolean => {
    run = value === before ? run + 1 : 1;
    before = value;
    return run === RUN;
  };
  for (let i = 0; i < shortened.length; i++) {
    size++;
    if (!count(shortened[i]!)) continue;
    demand(i + 1 < shortened.length, "a run without its length");
    size += shortened[++i]!;
    run = 0;
    before = -1;
  }
  demand(size <= limit, "more bytes than expected");
  const bytes = new Uint8Array(size);
  let at = 0;
  run = 0;
  before = -1;
  for (let i = 0; i < shortened.length; i++) {
    const value = shortened[i]!;
    bytes[at++] = value;
    if (!count(value)) continue;
    const more = shortened[++i]!;
    bytes.fill(value, at, at + more);
    at += more;
    run = 0;
    before = -1;
  }
  return bytes;
}

function demand(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Bzip2Error(why);
}
