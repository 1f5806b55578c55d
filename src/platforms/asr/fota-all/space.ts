import { isPacked, type ImageKind } from "./layout.ts";

/** Where an image lies before and after an update; lengths as in flash, addresses mapped. */
export interface Placement {
  readonly kind: ImageKind;
  /** 0 and 0 for an image that has no old one. */
  readonly oldAddress: number;
  readonly oldLength: number;
  readonly newAddress: number;
  readonly newLength: number;
}

/**
 * Size of the pieces of what is not compressed; halved for small DSPs ("maybe lteonly",
 * docs/formats/asr-fota-all.md#images).
 */
export function fragmentSize(oldDspSize: number): number {
  return oldDspSize < 0x100000 ? 0x80000 : 0x100000;
}

/**
 * Bytes that the updater has to back up at worst, so that a power cut finds every old byte that is still needed
 * (docs/formats/asr-fota-all.md#space): a piece, or an old region with what its successor overwrites of those after it.
 */
export function backupNeed(images: readonly Placement[], fragment: number): number {
  const moving = images.filter(({ kind }) => isPacked(kind) || kind === "later");
  const [first] = moving;
  if (first === undefined) return fragment;
  // What the first one has for an old address does not count when there is none.
  let at = first.oldLength === 0 ? first.newAddress : Math.min(first.newAddress, first.oldAddress);
  let need = fragment;
  for (const [i, { oldLength, newLength }] of moving.entries()) {
    const end = at + newLength;
    const next = moving.slice(i + 1, i + 3).find((image) => image.oldAddress !== 0)?.oldAddress ?? Infinity;
    need = Math.max(need, oldLength + Math.max(0, end - next));
    at = end;
  }
  return need;
}
