import type { AsrSystemImage } from "./system-image.ts";
import { unpackedSize } from "./system-image.ts";

/** RAM is mapped here. */
const RAM_ADDRESS = 0x7e00_0000;
const MEBIBYTE = 1024 * 1024;

/** Heap of the updater by the RAM of the chip, as updaters were run with. */
const HEAPS = [
  { ram: 4 * MEBIBYTE, heap: 0x37_0000 },
  { ram: 8 * MEBIBYTE, heap: 0x70_0000 },
  { ram: 16 * MEBIBYTE, heap: 0xf0_0000 },
] as const;

/**
 * Bytes of the updater's heap, by the smallest RAM that holds all regions where the load table puts them; null when
 * they lie elsewhere.
 */
export function updaterHeap({ regions }: AsrSystemImage): number | null {
  const ends = regions.map(({ exec, stored }) => exec + (unpackedSize(stored) ?? 0) - RAM_ADDRESS);
  if (regions.some(({ exec }) => exec < RAM_ADDRESS)) return null;
  const used = Math.max(...ends);
  return HEAPS.find(({ ram }) => used <= ram)?.heap ?? null;
}
