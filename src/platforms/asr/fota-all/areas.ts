import type { AsrFirmware } from "../firmware/firmware.ts";
import type { AsrSystemImage } from "../firmware/system-image.ts";
import { partitionNamed } from "../firmware/partition-table.ts";
import { ERASED, type FlashArea } from "./flash-in-update.ts";

/** What an update may write: the system up to the later of both ends, and the application partitions. */
export function areasOf(old: AsrFirmware, system: AsrSystemImage, next: AsrSystemImage): FlashArea[] {
  return areasUpTo(old, system, Math.max(system.end, next.end));
}

/** The same where the new system is not known: it may grow up to the end of the partition that gives way to it. */
export function areasToGrowIn(old: AsrFirmware, system: AsrSystemImage): FlashArea[] {
  const room = ["system", "reserved"].flatMap((name) => partitionNamed(system.table, name) ?? []);
  return areasUpTo(old, system, Math.max(system.end, ...room.map(({ vstart, size }) => vstart + size)));
}

function areasUpTo(old: AsrFirmware, system: AsrSystemImage, end: number): FlashArea[] {
  return [
    { address: system.base, bytes: filled(system.image, end - system.base) },
    ...old.apps.map(({ partition, bytes }) => ({
      address: partition.vstart,
      bytes: filled(bytes, Math.max(partition.size, bytes.length)),
    })),
  ];
}

function filled(bytes: Uint8Array, length: number): Uint8Array {
  const area = new Uint8Array(length).fill(ERASED);
  area.set(bytes);
  return area;
}
