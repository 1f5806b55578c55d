import type { AsrFirmware } from "../firmware/firmware.ts";
import { updaterHeap } from "../firmware/memory.ts";
import { Refusal } from "../../../contract/refusal.ts";

/** What one image makes the updater hold. Lengths are those in flash, 0 where it lies there uncompressed. */
export interface HeldForImage {
  /** All payloads: the updater has the package in memory meanwhile. */
  readonly payloads: number;
  readonly oldLength: number;
  readonly newLength: number;
  /** Uncompressed bytes. */
  readonly old: number;
  readonly new: number;
  /** Of the patch, decompressed. */
  readonly patch: number;
}

/** Bytes that the updater holds at once: first the old region beside the others, later the patch in its stead. */
export function heldAtOnce(image: HeldForImage): number {
  const { payloads, oldLength, newLength, patch } = image;
  return payloads + newLength + image.old + image.new + Math.max(oldLength, patch);
}

/** Bytes of heap; null when the firmware does not tell. */
export function heapOf({ system }: AsrFirmware): number | null {
  return system === null ? null : updaterHeap(system);
}

/**
 * An updater that runs out of memory crashes after it has begun to write.
 * @param have null when it is not known
 * @throws Refusal updater-memory
 */
export function demandMemory(part: string, need: number, have: number | null): void {
  if (have !== null && need > have) throw new Refusal("updater-memory", { part, need, have });
}
