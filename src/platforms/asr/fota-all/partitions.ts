import type { AsrFirmware } from "../firmware/firmware.ts";
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

/** `file-system`: in files ("fsall"), how much room there is nobody knows before. */
export type BackupPlace =
  | { readonly kind: "partition"; readonly address: number; readonly size: number }
  | { readonly kind: "file-system" };

/** The partition fota_pkg; null when there is none. */
export function backupPartition({ table }: AsrSystemImage): (BackupPlace & { kind: "partition" }) | null {
  const partition = partitionNamed(table, BACKUP);
  return partition === null ? null : { kind: "partition", address: partition.vstart, size: partition.size };
}

/**
 * Where the updater of the old firmware backs up what it overwrites. It takes the address from the package: a wrong one
 * would destroy other flash (docs/formats/asr-fota-all.md#space). In the file system only where fota_pkg will not do and
 * the updater is seen to know that way: any other takes it for address 0 and erases the boot loader.
 *
 * @param need bytes of the backup with the smallest package
 * @throws Refusal backup-partition-missing, backup-too-small
 */
export function backupPlace(old: AsrFirmware, system: AsrSystemImage, need: number): BackupPlace {
  const partition = backupPartition(system);
  if (partition !== null && need <= partition.size) return partition;
  if (knowsFileBackup(old)) return { kind: "file-system" };
  if (partition === null) throw new Refusal("backup-partition-missing", { file: old.fileName });
  throw new Refusal("backup-too-small", { need, have: partition.size });
}

export function knowsFileBackup({ updater }: AsrFirmware): boolean {
  return updater?.methods.includes("fsall") ?? false;
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
