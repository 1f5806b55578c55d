import type { Uncovered } from "../../contract/verification.ts";
import { type AsrFirmware, fileFor } from "./firmware/firmware.ts";
import type { Partition } from "./firmware/partition-table.ts";
import { sameBytes } from "../../bytes/same-bytes.ts";

/** First two levels of the table are the module and its chip. */
export function isRealPartition({ depth, size }: Partition): boolean {
  return depth > 1 && size > 0;
}

/**
 * Partitions that a package leaves alone and of which a release has a file; those inside `system` go with it.
 *
 * @param covered names of partitions that the package writes
 * @param old null: nothing to compare with
 */
export function uncoveredPartitions(
  old: AsrFirmware | null,
  next: AsrFirmware,
  covered: ReadonlySet<string>,
): Uncovered[] {
  const system = next.table.partitions.find(({ name }) => name === "system");
  const isInSystem = ({ name, start, size }: Partition): boolean =>
    system !== undefined &&
    name !== "system" &&
    start >= system.start &&
    start + size <= system.start + system.size;
  return next.table.partitions
    .filter(
      (partition) => isRealPartition(partition) && !isInSystem(partition) && !covered.has(partition.name),
    )
    .flatMap(({ name }): Uncovered[] => {
      const from = old === null ? null : contentsOf(old, name);
      const to = contentsOf(next, name);
      if (from === null && to === null) return [];
      const differs = from === null || to === null ? null : !sameBytes(from, to);
      return [{ place: name, differs }];
    });
}

function contentsOf(firmware: AsrFirmware, partition: string): Uint8Array | null {
  if (partition === "system") return firmware.system?.image ?? null;
  return fileFor(firmware, partition)?.bytes ?? null;
}
