import { SECTOR } from "../patch/container.ts";
import type { CarriedImage } from "../fota-all/reader.ts";
import type { UpdaterStep } from "../fota-all/updater.ts";

/**
 * A stage of an update: what the updater does between two notes of its progress. An image is backed up, with what it will
 * overwrite of those that come later; then it is built. A move goes in pieces, from the end: each is lifted into the
 * backup partition, then put down.
 */
export type Stage = {
  /** Sectors whose copies are still needed when the stage begins. */
  readonly kept: readonly number[];
} & (
  | { readonly kind: "back-up"; readonly image: CarriedImage; readonly sectors: readonly number[] }
  | { readonly kind: "build"; readonly image: CarriedImage; readonly at: number }
  | { readonly kind: "lift"; readonly from: number; readonly length: number }
  | { readonly kind: "put-down"; readonly at: number; readonly length: number }
);

/** Bytes that are moved at once. */
const MOVED_AT_ONCE = 0x1_0000;

export function stagesOf(steps: readonly UpdaterStep[]): Stage[] {
  const pending = new Set(
    steps.flatMap((step) => (step.kind === "build" && step.image.oldLength > 0 ? [step.image] : [])),
  );
  const stages: Stage[] = [];
  let kept: readonly number[] = [];
  for (const step of steps) {
    const { image, at } = step;
    if (step.kind === "move") {
      for (const piece of piecesFromEnd(image.newLength)) {
        stages.push({ kind: "lift", kept, from: step.from + piece.offset, length: piece.length });
        stages.push({ kind: "put-down", kept, at: at + piece.offset, length: piece.length });
      }
      continue;
    }
    pending.delete(image);
    const needed = new Set(sectorsOf(image.oldAddress, image.oldLength));
    for (const { oldAddress, oldLength } of pending) {
      const from = Math.max(at, oldAddress);
      const to = Math.min(at + image.newLength, oldAddress + oldLength);
      for (const sector of sectorsOf(from, to - from)) needed.add(sector);
    }
    for (const sector of kept) needed.delete(sector);
    stages.push({ kind: "back-up", kept, image, sectors: [...needed] });
    kept = [...kept, ...needed];
    stages.push({ kind: "build", kept, image, at });
    kept = kept.filter((sector) => isNeeded(sector, pending));
  }
  return stages;
}

function piecesFromEnd(length: number): { readonly offset: number; readonly length: number }[] {
  const pieces = [];
  for (let end = length; end > 0; end -= MOVED_AT_ONCE) {
    const offset = Math.max(0, end - MOVED_AT_ONCE);
    pieces.push({ offset, length: end - offset });
  }
  return pieces;
}

function sectorsOf(address: number, length: number): number[] {
  const sectors = [];
  for (let at = address - (address % SECTOR); at < address + length; at += SECTOR) sectors.push(at);
  return sectors;
}

function isNeeded(sector: number, pending: ReadonlySet<CarriedImage>): boolean {
  for (const { oldAddress, oldLength } of pending) {
    if (sector < oldAddress + oldLength && oldAddress < sector + SECTOR) return true;
  }
  return false;
}
