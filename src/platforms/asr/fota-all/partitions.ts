import type { AsrSystemImage } from "../firmware/system-image.ts";
import { hex } from "../../../bytes/layout.ts";
import {
  type Partition,
  partitionNamed,
  partitionOverlaps,
  type PartitionTable,
} from "../firmware/partition-table.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";

/** Here the updater finds the payloads, and here it backs up what it overwrites. */
const BACKUP = "fota_pkg";
const SYSTEM = "system";
/** What is left between the system and the next partition: it gives way when the system grows. */
const RESERVED = "reserved";

export interface BackupArea {
  readonly address: number;
  readonly size: number;
}

/**
 * Where the old firmware keeps the package. The updater takes this address from the package: a wrong one would
 * destroy other flash (docs/formats/asr-fota-all.md#space).
 * @throws Refusal backup-partition-missing
 */
export function backupArea(file: string, old: AsrSystemImage): BackupArea {
  const partition = partitionNamed(old.table, BACKUP);
  if (partition === null) throw new Refusal("backup-partition-missing", { file });
  return { address: partition.vstart, size: partition.size };
}

/**
 * Whether every partition that the update does not rebuild is where it was, and the new system ends before the next
 * of them.
 * @throws Refusal partition-missing, partition-moved, partition-too-small
 */
export function demandSamePlaces(old: AsrSystemImage, next: AsrSystemImage): void {
  if (old.base !== next.base) {
    throw new Refusal("partition-moved", { partition: SYSTEM, old: hex(old.base), new: hex(next.base) });
  }
  const fixed = [...fixedPartitions(old.table), ...fixedPartitions(next.table)];
  for (const name of new Set(fixed.map((one) => one.name))) demandSamePlace(name, old.table, next.table);

  const starts = fixed
    .filter(({ vstart, size }) => vstart >= next.base && size > 0)
    .map(({ vstart }) => vstart - next.base);
  const limit = Math.min(...starts);
  if (next.image.length > limit) {
    throw new Refusal("partition-too-small", { partition: SYSTEM, size: next.image.length, limit });
  }
}

/** The place of a partition, the same in both. @throws Refusal partition-missing, partition-moved */
export function demandSamePlace(name: string, old: PartitionTable, next: PartitionTable): Partition {
  const from = partitionNamed(old, name);
  const to = partitionNamed(next, name);
  if (from === null || to === null) {
    throw new Refusal("partition-missing", { partition: name, missingIn: from === null ? "old" : "new" });
  }
  if (from.start !== to.start || from.size !== to.size) {
    throw new Refusal("partition-moved", { partition: name, old: place(from), new: place(to) });
  }
  return to;
}

function place({ start, size }: Partition): string {
  return `${hex(start)} + ${hex(size)}`;
}

/** Those outside the system. */
function fixedPartitions(table: PartitionTable): Partition[] {
  const system = partitionNamed(table, SYSTEM);
  return table.partitions.filter(({ name, start, size }) => {
    if (name === SYSTEM || name === RESERVED) return false;
    return system === null || start < system.start || start + size > system.start + system.size;
  });
}

/** Tables that place two partitions in the same flash are wrong, or the reader's idea of them is. */
export function overlapWarnings({ table }: AsrSystemImage): RefusalValue[] {
  const pairs = partitionOverlaps(table);
  if (pairs.length === 0) return [];

  return [{ code: "partitions-overlap", detail: { pairs } }];
}
