import { crc32 } from "../../../bytes/crc32.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { readLayout, text, u32, viewOf, writeLayout } from "../../../bytes/layout.ts";

/**
 * The partition table of ASR modules: partition.bin, and the start of system.img
 * (docs/formats/asr-firmware.md#partition-table).
 *
 *     0      char[4]  "BTPA"
 *     4      u32      number of partitions
 *     8      68 bytes a partition, then zeros
 *     0x888  u32      CRC-32 of all before
 */
export const HEADER = { magic: u32(0), count: u32(4) };
const HEADER_SIZE = 8;
/** "BTPA" as it is stored. */
const MAGIC = 0x41505442;
const CRC_AT = 0x888;

/** Length of partition.bin. */
export const PARTITION_TABLE_SIZE = CRC_AT + 4;

/** A partition, 68 bytes. */
export const RECORD = {
  name: text(0, 32),
  type: text(32, 16),
  start: u32(48),
  size: u32(52),
  vstart: u32(56),
  vsize: u32(60),
  depth: u32(64),
};
const RECORD_SIZE = 68;
const MOST_PARTITIONS = (CRC_AT - HEADER_SIZE) / RECORD_SIZE;

export interface Partition {
  readonly name: string;
  /** group, flash, ubi, part, raw or cust. */
  readonly type: string;
  /** Offset in flash. */
  readonly start: number;
  readonly size: number;
  /** The same place as an address, 0x80……; 0xFFFFFFFF for the group of all. */
  readonly vstart: number;
  /** Bytes in use, as the maker of the firmware counted them. */
  readonly vsize: number;
  /** Partitions that follow with a greater depth lie in this one. */
  readonly depth: number;
}

export interface PartitionTable {
  readonly partitions: readonly Partition[];
  readonly crcOk: boolean;
}

/** Whether bytes start like a partition table, and so like a system.img. */
export function looksLikePartitionTable(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_SIZE && readLayout(HEADER, bytes).magic === MAGIC;
}

/**
 * @param file shown in refusals.
 * @param bytes may go on after the table.
 * @throws Refusal asr-partition-table
 */
export function readPartitionTable(file: string, bytes: Uint8Array): PartitionTable {
  const refuse = (why: Reason) => new Refusal("asr-partition-table", { file, why });
  if (!looksLikePartitionTable(bytes)) throw refuse({ code: "no-signature", signature: "BTPA" });
  if (bytes.length < PARTITION_TABLE_SIZE) {
    throw refuse({ code: "wrong-length", bytes: bytes.length, expected: PARTITION_TABLE_SIZE });
  }
  const { count } = readLayout(HEADER, bytes);
  if (count === 0 || count > MOST_PARTITIONS) {
    throw refuse({ code: "field", field: "partition-count", value: count });
  }
  const partitions = Array.from({ length: count }, (_, i): Partition => {
    return readLayout(RECORD, bytes, HEADER_SIZE + i * RECORD_SIZE);
  });
  const names = new Set<string>();
  for (const { name, start, size } of partitions) {
    if (!/^[!-~]+$/.test(name)) throw refuse({ code: "bad-name", name });
    if (names.has(name)) throw refuse(within(name, { code: "twice" }));
    if (start + size > 0x8000_0000) throw refuse(within(name, { code: "outside-flash" }));
    names.add(name);
  }
  const { stated, actual } = partitionTableCrc(bytes);
  return { partitions, crcOk: stated === actual };
}

/** The CRC-32 that a table of full length states, and the one that it has. */
export function partitionTableCrc(bytes: Uint8Array): { readonly stated: number; readonly actual: number } {
  return { stated: viewOf(bytes).getUint32(CRC_AT, true), actual: crc32(bytes.subarray(0, CRC_AT)) };
}

/**
 * partition.bin.
 * @throws RangeError for more partitions than there is room for.
 */
export function writePartitionTable(partitions: readonly Partition[]): Uint8Array<ArrayBuffer> {
  if (partitions.length > MOST_PARTITIONS) throw new RangeError(`${partitions.length} partitions`);
  const bytes = new Uint8Array(PARTITION_TABLE_SIZE);
  writeLayout(HEADER, { magic: MAGIC, count: partitions.length }, bytes);
  partitions.forEach((partition, i) => {
    writeLayout(RECORD, partition, bytes, HEADER_SIZE + i * RECORD_SIZE);
  });
  viewOf(bytes).setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true);
  return bytes;
}

export function partitionNamed(table: PartitionTable, name: string): Partition | null {
  return table.partitions.find((partition) => partition.name === name) ?? null;
}

/** Names of partitions that share flash although neither lies in the other, in the order of the table. */
export function partitionOverlaps({ partitions }: PartitionTable): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  partitions.forEach((first, i) => {
    let inside = true;
    for (const second of partitions.slice(i + 1)) {
      inside &&= second.depth > first.depth;
      if (inside || !shareFlash(first, second)) continue;
      pairs.push([first.name, second.name]);
    }
  });
  return pairs;
}

function shareFlash(a: Partition, b: Partition): boolean {
  return a.start < b.start + b.size && b.start < a.start + a.size;
}
