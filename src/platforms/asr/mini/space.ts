import { Refusal } from "../../../contract/refusal.ts";
import type { MiniVariant } from "./layout.ts";

/** Bytes that are free while the first file is applied: none of it is needed until the second file comes. */
export interface FreeAreas {
  /** The old partition `reserved`. */
  readonly reserved: number;
  /** The old read-only part and the old NON_OTA region. */
  readonly readOnly: number;
  readonly nonOta: number;
}

/** Where an image lies in flash before and after; mapped addresses. */
export interface Move {
  readonly oldAddress: number;
  readonly oldLength: number;
  readonly newAddress: number;
  readonly newLength: number;
}

/** What lies uncompressed is backed up in pieces of this size at most, whatever pieces the package has. */
const LARGEST_PIECE = 0x100000;

/**
 * Bytes that may have to be backed up at once: an image with what the new one overwrites of those after it. How the
 * vendor's tool counts here is known in part only (docs/formats/asr-mini.md#space), so this is the most that any order
 * of writing needs.
 *
 * @param images in the order of their addresses
 * @param pieceSize of what lies before the read-only part
 */
export function backupNeed(images: readonly Move[], pieceSize: number): number {
  return Math.max(
    Math.min(pieceSize, LARGEST_PIECE),
    ...images.map(({ oldLength, newAddress, newLength }, i) => {
      const next = images[i + 1]?.oldAddress ?? Infinity;
      return oldLength + Math.max(0, newAddress + newLength - next);
    }),
  );
}

/**
 * Largest backup that finds room beside the payload (docs/formats/asr-mini.md#space); below 0 when not even the payload
 * does. Of the LTE-only variant, only the case in which the payload is in the reserved partition is known; the others
 * are declined.
 */
export function roomForBackup(variant: MiniVariant, payload: number, areas: FreeAreas): number {
  const { reserved: R, readOnly: O, nonOta: N } = areas;
  switch (variant) {
    case "lte-only":
      return payload <= R ? Math.max(R - payload, N, O) : -1;
    case "legacy":
      if (payload <= R) return Math.max(R - payload + O, R - payload + N, N + O);
      if (payload <= O) return Math.max(R - payload + O, R + N, N - payload + O);
      if (payload <= N) return Math.max(R + O, R - payload + N, N - payload + O);
      return -1;
  }
}

/** Whether payload and backup find room. */
export function hasRoom(variant: MiniVariant, payload: number, backup: number, areas: FreeAreas): boolean {
  return backup <= roomForBackup(variant, payload, areas);
}

/** @throws Refusal mini-space */
export function demandSpace(variant: MiniVariant, payload: number, backup: number, areas: FreeAreas): void {
  if (!hasRoom(variant, payload, backup, areas)) {
    throw new Refusal("mini-space", { payload, backup, ...areas });
  }
}

/** Places that the header states, mapped; 0 and 0 where the module finds one itself. */
export interface StatedPlaces {
  readonly packageAddress: number;
  readonly packageLength: number;
  readonly backupAddress: number;
  readonly backupLength: number;
}

const NOT_STATED: StatedPlaces = {
  packageAddress: 0,
  packageLength: 0,
  backupAddress: 0,
  backupLength: 0,
};

/**
 * The payloads at the start of the reserved partition, the backup behind them. Where the start moves, the later one
 * counts: before it the old system still needs its flash, or the new one does.
 */
export function statedPlaces(
  { old, new: next }: Readonly<Record<"old" | "new", { readonly address: number; readonly length: number }>>,
  payload: number,
  backup: number,
): StatedPlaces {
  const packageAddress = Math.max(old.address, next.address);
  const end = Math.min(old.address + old.length, next.address + next.length);
  if (packageAddress + payload > end) return NOT_STATED;
  const placed = { ...NOT_STATED, packageAddress, packageLength: payload };
  const backupAddress = packageAddress + payload;
  return backupAddress + backup > end ? placed : { ...placed, backupAddress, backupLength: backup };
}
