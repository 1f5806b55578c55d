import { BitWriter } from "./bits.ts";
import { bitsOfLengths, codeLengths, codeTable } from "./code-tables.ts";
import {
  BLOCK_MAGIC,
  blockCrc,
  BYTES_PER_LEVEL,
  END_MAGIC,
  FEWEST_TABLES,
  GROUP,
  MOST_TABLES,
  RUN_A,
  RUN_B,
  SIGNATURE,
  streamCrc,
} from "./format.ts";
import { type Block, cutIntoBlocks } from "./run-lengths.ts";
import { sortRotations } from "./rotations.ts";

/**
 * A bzip2 stream of level 1 whose blocks have at most `blockLimit` bytes after the first run-length stage: small
 * decoders have no more memory. Any bzip2 decoder reads it.
 *
 * @param blockLimit 5 … 100,000
 */
export function encodeBzip2(bytes: Uint8Array, blockLimit: number): Uint8Array<ArrayBuffer> {
  const out = new BitWriter();
  for (const byte of SIGNATURE) out.bits(8, byte);
  out.bits(8, 0x31);
  let crc = 0;
  for (const block of cutIntoBlocks(bytes, Math.min(blockLimit, BYTES_PER_LEVEL))) {
    const own = blockCrc(block.bytes);
    crc = streamCrc(crc, own);
    for (const half of BLOCK_MAGIC) out.bits(24, half);
    out.word(own);
    writeBlock(out, block);
  }
  for (const half of END_MAGIC) out.bits(24, half);
  out.word(crc);
  return out.finish();
}

function writeBlock(out: BitWriter, { shortened }: Block): void {
  const { last, origin } = sortRotations(shortened);
  out.bits(1, 0);
  out.bits(24, origin);
  const used = usedBytes(last);
  writeUsed(out, used);
  const values = used.flatMap((isUsed, value) => (isUsed ? [value] : []));
  const symbols = moveToFront(last, values);
  const { tables, selectors } = cheapestTables(symbols, values.length + 2);
  out.bits(3, tables.length);
  out.bits(15, selectors.length);
  for (const place of placesOf(selectors, tables.length)) {
    for (let i = 0; i < place; i++) out.bits(1, 1);
    out.bits(1, 0);
  }
  for (const lengths of tables) writeLengths(out, lengths);
  const coded = tables.map(codeTable);
  for (const [group, selector] of selectors.entries()) {
    const table = coded[selector];
    if (table === undefined) continue;
    const end = Math.min(symbols.length, (group + 1) * GROUP);
    for (let i = group * GROUP; i < end; i++) {
      const symbol = symbols[i]!;
      out.bits(table.lengths[symbol]!, table.codes[symbol]!);
    }
  }
}

function usedBytes(bytes: Uint8Array): boolean[] {
  const used = new Array<boolean>(256).fill(false);
  for (const byte of bytes) used[byte] = true;
  return used;
}

/** Sixteen bits, one for each run of sixteen values, then sixteen more for each run that has any. */
function writeUsed(out: BitWriter, used: readonly boolean[]): void {
  const bitsAt = (from: number): number =>
    used.slice(from, from + 16).reduce((bits, isUsed, i) => bits | (isUsed ? 0x8000 >> i : 0), 0);
  const runs = Array.from({ length: 16 }, (_, run) => bitsAt(16 * run));
  out.bits(
    16,
    runs.reduce((bits, run, i) => bits | (run === 0 ? 0 : 0x8000 >> i), 0),
  );
  for (const run of runs) if (run !== 0) out.bits(16, run);
}

/**
 * Places in a list whose used values move to the front; runs of place 0 as numbers in the bijective base 2. Ends with
 * the symbol for the end.
 */
function moveToFront(bytes: Uint8Array, values: readonly number[]): Uint16Array {
  const list = Uint8Array.from(values);
  const symbols = new Uint16Array(bytes.length + 1);
  let length = 0;
  let zeros = 0;
  const flush = (): void => {
    for (; zeros > 0; zeros = (zeros - 1) >> 1) symbols[length++] = zeros & 1 ? RUN_A : RUN_B;
  };
  for (const byte of bytes) {
    const place = list.indexOf(byte);
    if (place === 0) {
      zeros++;
      continue;
    }
    flush();
    symbols[length++] = place + 1;
    list.copyWithin(1, 0, place);
    list[0] = byte;
  }
  flush();
  symbols[length++] = values.length + 1;
  return symbols.subarray(0, length);
}

interface Tables {
  /** Lengths of codes, table by table. */
  readonly tables: readonly Uint8Array[];
  /** Table of each group. */
  readonly selectors: Uint8Array;
}

/** The number of tables, and the tables, with which the symbols take the fewest bits. */
function cheapestTables(symbols: Uint16Array, alphabet: number): Tables {
  const groups = Math.ceil(symbols.length / GROUP);
  let best: Tables | null = null;
  let fewest = Infinity;
  const most = Math.min(MOST_TABLES, Math.max(FEWEST_TABLES, groups));
  for (let count = FEWEST_TABLES; count <= most; count++) {
    const fitted = fitTables(symbols, alphabet, groups, count);
    // Where one more does not help, two more rarely do.
    if (fitted.bits >= fewest) break;
    best = fitted;
    fewest = fitted.bits;
  }
  if (best === null) throw new Error("no tables");
  return best;
}

const MOST_ROUNDS = 6;

/** Tables for the groups that use them, then groups for the tables that suit them, and again while it gets better. */
function fitTables(
  symbols: Uint16Array,
  alphabet: number,
  groups: number,
  count: number,
): Tables & { bits: number } {
  let selectors = firstSelectors(symbols, groups, count);
  let best: (Tables & { bits: number }) | null = null;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const tables = tablesFor(symbols, alphabet, selectors, count);
    const chosen = chooseSelectors(symbols, tables, groups);
    const bits = tables.reduce((sum, lengths) => sum + bitsOfLengths(lengths), chosen.bits);
    if (best !== null && bits >= best.bits) break;
    best = { tables, selectors: chosen.selectors, bits };
    selectors = chosen.selectors;
  }
  if (best === null) throw new Error("no tables");
  return best;
}

/** Groups with small places to the first table, those with large ones to the last; as many to each. */
function firstSelectors(symbols: Uint16Array, groups: number, count: number): Uint8Array {
  const weights = Array.from({ length: groups }, (_, group) => {
    let weight = 0;
    const end = Math.min(symbols.length, (group + 1) * GROUP);
    for (let i = group * GROUP; i < end; i++) weight += 32 - Math.clz32(symbols[i]!);
    return { group, weight: weight / (end - group * GROUP) };
  }).sort((a, b) => a.weight - b.weight || a.group - b.group);
  const selectors = new Uint8Array(groups);
  for (const [i, { group }] of weights.entries()) selectors[group] = Math.floor((i * count) / groups);
  return selectors;
}

function tablesFor(
  symbols: Uint16Array,
  alphabet: number,
  selectors: Uint8Array,
  count: number,
): Uint8Array[] {
  const counts = Array.from({ length: count }, () => new Int32Array(alphabet));
  for (let i = 0; i < symbols.length; i++) counts[selectors[Math.floor(i / GROUP)]!]![symbols[i]!]!++;
  return counts.map(codeLengths);
}

function chooseSelectors(
  symbols: Uint16Array,
  tables: readonly Uint8Array[],
  groups: number,
): { selectors: Uint8Array; bits: number } {
  const selectors = new Uint8Array(groups);
  const recent = tables.map((_, table) => table);
  let bits = 0;
  for (let group = 0; group < groups; group++) {
    const end = Math.min(symbols.length, (group + 1) * GROUP);
    let best = 0;
    let fewest = Infinity;
    for (const [place, table] of recent.entries()) {
      const lengths = tables[table]!;
      let taken = place + 1;
      for (let i = group * GROUP; i < end; i++) taken += lengths[symbols[i]!]!;
      if (taken < fewest) {
        fewest = taken;
        best = place;
      }
    }
    const [table = 0] = recent.splice(best, 1);
    recent.unshift(table);
    selectors[group] = table;
    bits += fewest;
  }
  return { selectors, bits };
}

/** Places of the selectors in a list that moves to the front. */
function placesOf(selectors: Uint8Array, count: number): number[] {
  const recent = Array.from({ length: count }, (_, table) => table);
  return Array.from(selectors, (selector) => {
    const place = recent.indexOf(selector);
    recent.splice(place, 1);
    recent.unshift(selector);
    return place;
  });
}

function writeLengths(out: BitWriter, lengths: Uint8Array): void {
  let current = lengths[0] ?? 1;
  out.bits(5, current);
  for (const length of lengths) {
    for (; current < length; current++) out.bits(2, 2);
    for (; current > length; current--) out.bits(2, 3);
    out.bits(1, 0);
  }
}
