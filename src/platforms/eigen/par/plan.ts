import { hex } from "../../../bytes/layout.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import type { BinpkgImage } from "../firmware/binpkg.ts";
import { CHIPS, type EigenChip, KNOWN_FLASH } from "../firmware/chips.ts";
import { type EigenFirmware, imageOf } from "../firmware/eigen-firmware.ts";

export interface ParOptions {
  /** Put the ten bytes before the package that Hezhou's AT firmware wants. */
  readonly atHead: boolean;
}

export interface PlannedImage {
  readonly type: string;
  readonly address: number;
  readonly old: Uint8Array;
  readonly next: Uint8Array;
}

export interface ParPlan {
  readonly chip: EigenChip;
  readonly atHead: boolean;
  readonly images: readonly PlannedImage[];
  readonly warnings: readonly RefusalValue[];
}

/** What packages carry; the boot loader never is in one. */
export const CARRIED = ["AP", "CP"] as const;

/**
 * What a package from one firmware to the other has to carry.
 * @throws Refusal different-platform, eigen-chip-unknown, partition-missing, partition-moved, partition-too-small,
 * eigen-large-flash, nothing-to-update, same-firmware
 */
export function planPar(old: EigenFirmware, next: EigenFirmware, { atHead }: ParOptions): ParPlan {
  if (old.chip !== next.chip) throw new Refusal("different-platform", { old: old.chip, new: next.chip });
  for (const side of [old, next]) demandKnownChip(side);
  const images = CARRIED.flatMap((type) => {
    const [from, to] = [imageOf(old, type), imageOf(next, type)];
    if (from === null && to === null) return [];
    if (from === null) throw new Refusal("partition-missing", { partition: type, missingIn: "old" });
    if (to === null) throw new Refusal("partition-missing", { partition: type, missingIn: "new" });
    demandFit(from, to);
    if (sameBytes(from.data, to.data)) return [];
    return [{ type, address: from.address, old: from.data, next: to.data }];
  });
  const leftAlone = differingElsewhere(old, next);
  if (images.length === 0) {
    if (leftAlone.length === 0) throw new Refusal("same-firmware", { file: next.fileName });
    throw new Refusal("nothing-to-update", { differing: leftAlone });
  }
  const warnings: RefusalValue[] =
    leftAlone.length === 0 ? [] : [{ code: "eigen-left-alone", detail: { places: leftAlone } }];
  return { chip: old.chip, atHead, images, warnings };
}

/** A binpkg does not name its chip: the place of the AP does. */
function demandKnownChip(firmware: EigenFirmware): void {
  const address = imageOf(firmware, "AP")?.address ?? 0;
  if (address === CHIPS[firmware.chip].apAddress) return;
  throw new Refusal("eigen-chip-unknown", { file: firmware.fileName, address: hex(address) });
}

function demandFit(from: BinpkgImage, to: BinpkgImage): void {
  const { type: partition } = from;
  if (from.data.length === 0) throw new Refusal("partition-missing", { partition, missingIn: "old" });
  if (to.data.length === 0) throw new Refusal("partition-missing", { partition, missingIn: "new" });
  // An image by itself does not tell how much room it has.
  const sizesKnown = from.flashSize > 0 && to.flashSize > 0;
  if (from.address !== to.address || (sizesKnown && from.flashSize !== to.flashSize)) {
    throw new Refusal("partition-moved", { partition, old: placeOf(from), new: placeOf(to) });
  }
  const limit = from.flashSize > 0 ? from.flashSize : to.flashSize;
  if (limit > 0 && to.data.length > limit) {
    throw new Refusal("partition-too-small", { partition, size: to.data.length, limit });
  }
  const end = from.address + Math.max(limit, from.data.length, to.data.length);
  if (end > KNOWN_FLASH)
    throw new Refusal("eigen-large-flash", { image: partition, end, known: KNOWN_FLASH });
}

function placeOf({ address, flashSize }: BinpkgImage): string {
  return flashSize === 0 ? hex(address) : `${hex(address)} + ${hex(flashSize)}`;
}

/** Names of images and files that differ and that packages do not carry. */
export function differingElsewhere(old: EigenFirmware, next: EigenFirmware): string[] {
  return placesElsewhere(old, next)
    .filter(({ differs }) => differs !== false)
    .map(({ place }) => place);
}

/** All that packages do not carry; whether it differs is null where one side has nothing to compare. */
export function placesElsewhere(
  old: EigenFirmware,
  next: EigenFirmware,
): { readonly place: string; readonly differs: boolean | null }[] {
  const contentsOf = ({ images, beside }: EigenFirmware) =>
    new Map([
      ...images
        .filter(({ type }) => CARRIED.every((carried) => carried !== type))
        .map(({ type, data }) => [type, data] as const),
      ...beside,
    ]);
  const [from, to] = [contentsOf(old), contentsOf(next)];
  return [...new Set([...from.keys(), ...to.keys()])].sort().map((place) => {
    const [a, b] = [from.get(place), to.get(place)];
    return { place, differs: a === undefined || b === undefined ? null : !sameBytes(a, b) };
  });
}
