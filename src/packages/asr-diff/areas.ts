import type { AsrFirmware } from "../../firmware/asr.ts";
import type { AsrSystemImage } from "../../firmware/asr-system-image.ts";
import { ERASED, type FlashArea } from "./flash-in-update.ts";

/** What an update may write: the system up to the later of both ends, and the application partitions. */
export function areasOf(old: AsrFirmware, system: AsrSystemImage, next: AsrSystemImage): FlashArea[] {
  const end = Math.max(system.end, next.end);
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
