import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hex, readLayout, text, u32, viewOf } from "../../../bytes/layout.ts";
import {
  type Partition,
  partitionNamed,
  type PartitionTable,
  readPartitionTable,
} from "./partition-table.ts";

/**
 * system.img of ASR modules: the system partition from its partition table to its last image
 * (docs/formats/asr-firmware.md#system-image). The program (cp) has an uncompressed part and, after it, regions
 * that are decompressed to RAM.
 */
export interface AsrSystemImage {
  /** All of it. */
  readonly image: Uint8Array;
  /** From its first 4 KiB. */
  readonly table: PartitionTable;
  /** Address of the first byte, 0x80……, as all addresses here. */
  readonly base: number;
  /** Address after the last byte. */
  readonly end: number;
  readonly cp: Partition;
  /** Compressed like the regions, which end where it starts. */
  readonly dsp: {
    readonly address: number;
    readonly size: number;
    readonly stored: Uint8Array;
    readonly coding: RegionCoding;
  };
  /** The load table, in its order; the regions lie in a row. At least one. */
  readonly regions: readonly LoadRegion[];
  /** Read-only part of the program, as cp states it; both 0 when it states none. */
  readonly roStart: number;
  readonly roLength: number;
  /**
   * A view.
   * @throws RangeError outside the image.
   */
  at(address: number, length: number): Uint8Array;
}

export interface LoadRegion {
  /** RW_CPZ_n. */
  readonly name: string;
  /** DDR_RW_, PS_NCAH, CODE_PS … */
  readonly region: string;
  readonly exec: number;
  readonly load: number;
  /** Bytes in flash, a multiple of 4 KiB. */
  readonly length: number;
  readonly address: number;
  /** As it lies in flash; a view. */
  readonly stored: Uint8Array;
  readonly coding: RegionCoding;
}

/** `lzop`: old 1601 firmware. */
export type RegionCoding = "lzma" | "lzop" | "none";

/** The load table lies here in cp: 32 bytes a region, until a name begins otherwise. */
export const LOAD_TABLE_AT = 0x80;
export const LOAD_RECORD = {
  name: text(0, 8),
  region: text(8, 8),
  exec: u32(16),
  load: u32(20),
  length: u32(24),
  address: u32(28),
};
export const LOAD_RECORD_SIZE = 32;
export const LOAD_NAME = "RW_CPZ";

/** Where cp states its read-only part; tags say whether it does. */
export const READ_ONLY = {
  startTag: text(0x400, 12),
  start: u32(0x40c),
  lengthTag: text(0x410, 12),
  length: u32(0x41c),
};
export const READ_ONLY_END = 0x420;
export const READ_ONLY_TAGS = { start: "DDR_RO_ADD", length: "DDR_RO_LEN" } as const;

/** Flash is erased in sectors of this many bytes; regions and images begin at one. */
export const FLASH_SECTOR = 0x1000;

/** Flash is mapped here. */
export const FLASH_ADDRESS = 0x8000_0000;

/** Decompressed regions are in RAM, of which these modules have 16 MiB at most. */
const LARGEST_REGION = 32 * 1024 * 1024;

const LZMA_PROPS = 0x5d;
const LZMA_SIZE_AT = 5;
const LZMA_HEADER_SIZE = 13;
/** 89 "LZO". */
const LZOP_MAGIC = 0x4f5a4c89;

/**
 * Reads a system image and refuses what contradicts itself; nothing is decompressed yet.
 * @param file shown in refusals.
 * @throws Refusal asr-partition-table, asr-load-table, firmware-truncated
 */
export function readSystemImage(file: string, image: Uint8Array): AsrSystemImage {
  const table = readPartitionTable(file, image);
  const named = (name: string) => {
    const partition = partitionNamed(table, name);
    if (partition !== null) return partition;
    throw new Refusal("asr-partition-table", { file, why: within(name, { code: "missing" }) });
  };
  const [ptable, system, cp, dsp] = [named("ptable"), named("system"), named("cp"), named("dsp")];
  refuseStrangePlaces(file, { ptable, system, cp, dsp });
  if (image.length > system.size) {
    const limit = system.size;
    throw new Refusal("partition-too-small", { partition: "system", size: image.length, limit });
  }
  const base = system.vstart;
  const end = base + image.length;
  const dspEnd = dsp.vstart + dsp.size;
  if (dspEnd > end) {
    throw new Refusal("firmware-truncated", { file, expected: dspEnd - base, actual: image.length });
  }
  const at = (address: number, length: number) => {
    if (address < base || length < 0 || address + length > end) {
      throw new RangeError(`${length} bytes at ${hex(address)} are not in ${file}`);
    }
    return image.subarray(address - base, address - base + length);
  };
  const program = at(cp.vstart, dsp.vstart - cp.vstart);
  const dspStored = at(dsp.vstart, dsp.size);
  const readOnly = readReadOnly(program);
  return {
    image,
    table,
    base,
    end,
    cp,
    dsp: { address: dsp.vstart, size: dsp.size, stored: dspStored, coding: codingOf(dspStored) },
    regions: readLoadTable(file, program, cp.vstart, dsp.vstart),
    roStart: readOnly.start,
    roLength: readOnly.length,
    at,
  };
}

/** Offsets and addresses must say the same, and the parts lie in the order in which they are updated. */
function refuseStrangePlaces(
  file: string,
  places: Readonly<Record<"ptable" | "system" | "cp" | "dsp", Partition>>,
): void {
  const { ptable, system, cp, dsp } = places;
  const refuse = (why: Reason) => new Refusal("asr-partition-table", { file, why });
  if (ptable.start !== system.start) {
    throw refuse({ code: "wrong-order", names: ["ptable", "system"] });
  }
  for (const { name, start, size, vstart } of [ptable, system, cp, dsp]) {
    if (vstart !== FLASH_ADDRESS + start) {
      const expected = hex(FLASH_ADDRESS + start);
      throw refuse(within(name, { code: "other-address", address: hex(vstart), expected }));
    }
    if (start % FLASH_SECTOR !== 0 || size % FLASH_SECTOR !== 0)
      throw refuse(within(name, { code: "not-in-sectors" }));
  }
  if (ptable.start + ptable.size > cp.start || cp.start + cp.size > dsp.start) {
    throw refuse({ code: "wrong-order", names: ["ptable", "cp", "dsp"] });
  }
  if (dsp.size === 0) throw refuse(within("dsp", { code: "empty" }));
  if (dsp.start + dsp.size > system.start + system.size) {
    throw refuse(within("dsp", { code: "ends-beyond", end: "system" }));
  }
}

function readLoadTable(
  file: string,
  program: Uint8Array,
  cpAddress: number,
  dspAddress: number,
): LoadRegion[] {
  const refuse = (why: Reason) => new Refusal("asr-load-table", { file, why });
  const regions: LoadRegion[] = [];
  for (let at = LOAD_TABLE_AT; at + LOAD_RECORD_SIZE <= program.length; at += LOAD_RECORD_SIZE) {
    const record = readLayout(LOAD_RECORD, program, at);
    // The last record may be there without a region.
    if (!record.name.startsWith(LOAD_NAME) || record.length === 0) break;
    const { length, address } = record;
    // ASR1602 fills the field with spaces.
    const region = record.region.trimEnd();
    if (!/^[!-~]+$/.test(region)) throw refuse(within(record.name, { code: "bad-name", name: region }));
    if (length % FLASH_SECTOR !== 0) throw refuse(within(region, { code: "not-in-sectors" }));
    const expected = regions.at(-1) ?? { address, length: 0 };
    if (address !== expected.address + expected.length) {
      const gap = { address: hex(address), expected: hex(expected.address + expected.length) };
      throw refuse(within(region, { code: "other-address", ...gap }));
    }
    const from = address - cpAddress;
    const tableEnd = at + LOAD_RECORD_SIZE;
    if (address % FLASH_SECTOR !== 0 || from < tableEnd || address + length > dspAddress) {
      throw refuse(within(region, { code: "regions-outside", address: hex(address) }));
    }
    const stored = program.subarray(from, from + length);
    regions.push({ ...record, region, stored, coding: codingOf(stored) });
  }
  const last = regions.at(-1);
  if (last === undefined) throw refuse({ code: "no-load-table" });
  if (last.address + last.length !== dspAddress) throw refuse({ code: "regions-end" });
  return regions;
}

function codingOf(stored: Uint8Array): RegionCoding {
  if (viewOf(stored).getUint32(0, true) === LZOP_MAGIC) return "lzop";
  return unpackedSize(stored) === null ? "none" : "lzma";
}

/** Decompressed bytes of a region or the DSP by its header; null when it is not LZMA. */
export function unpackedSize(stored: Uint8Array): number | null {
  if (stored.length < LZMA_HEADER_SIZE || stored[0] !== LZMA_PROPS) return null;
  const size = viewOf(stored).getBigUint64(LZMA_SIZE_AT, true);
  return size === 0n || size > BigInt(LARGEST_REGION) ? null : Number(size);
}

function readReadOnly(program: Uint8Array): { readonly start: number; readonly length: number } {
  if (program.length < READ_ONLY_END) return { start: 0, length: 0 };
  const { startTag, start, lengthTag, length } = readLayout(READ_ONLY, program);
  const tagged = startTag.startsWith(READ_ONLY_TAGS.start) && lengthTag.startsWith(READ_ONLY_TAGS.length);
  return tagged ? { start, length } : { start: 0, length: 0 };
}

/**
 * A region or the DSP, decompressed. Decoded once for each `stored`.
 * @param file and `what` (name of the region) are shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function decompressRegion(file: string, what: string, stored: Uint8Array): Uint8Array {
  const known = decompressed.get(stored);
  if (known !== undefined) return known;
  try {
    const region = decodeLzmaAlone(stored, LARGEST_REGION);
    decompressed.set(stored, region);
    return region;
  } catch (error) {
    if (!(error instanceof LzmaError)) throw error;
    throw new Refusal("firmware-damaged", { file, part: what, why: error.why });
  }
}

const decompressed = new WeakMap<Uint8Array, Uint8Array>();
