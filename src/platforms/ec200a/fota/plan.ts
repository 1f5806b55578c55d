import { isReproduced } from "../../asr/patch/recompressed.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import type { Ec200aFirmware, ReleaseImage } from "../firmware/release.ts";
import { type CarriedImage, demandUpgradable } from "../firmware/upgradable.ts";
import { MOST_RECORDS } from "./layout.ts";
import { fragmentSize, piecesOf, type PlannedPiece } from "./pieces.ts";
import { backupNeed, BOOKKEEPING, MOST_BYTES } from "./space.ts";

export interface Ec200aPlan {
  readonly pieces: readonly PlannedPiece[];
  /** Bytes that the updater backs up at worst. */
  readonly backupNeed: number;
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

/**
 * What an update has to change, piece by piece, before anything is encoded.
 *
 * @throws Refusal those of {@link demandUpgradable} and {@link piecesOf}, image-lists-differ, same-firmware,
 *   images-not-carried, image-count
 */
export function planEc200a(old: Ec200aFirmware, next: Ec200aFirmware): Ec200aPlan {
  const [from, to] = [demandUpgradable(old), demandUpgradable(next)];
  demandSameList(old, next);
  const leftOut = differingLeftOut(old, next);
  demandDifference(from, to, leftOut, next.fileName);
  if (next.flash === "nand") throw new Refusal("flash-nand", { file: next.fileName });
  const fragment = fragmentSize(next.flash);
  const files = { old: old.fileName, new: next.fileName };
  const images = to.map((image, i) => {
    const before = from[i];
    if (before === undefined) throw new Refusal("image-lists-differ", { images: [image.file] });
    return piecesOf({ old: before, new: image }, files, fragment);
  });
  const pieces = images.flat();
  if (pieces.length > MOST_RECORDS) {
    throw new Refusal("image-count", { count: pieces.length, limit: MOST_RECORDS });
  }
  return {
    pieces,
    backupNeed: backupNeed(images, fragment),
    warnings: [
      { code: "format-experimental", detail: { file: next.fileName } },
      ...notReproduced(pieces),
      ...(leftOut.length === 0
        ? []
        : [{ code: "images-not-carried", detail: { images: leftOut, nothingElse: false } } as const]),
    ],
  };
}

/** Whether the updater compares what it compresses anew is not known, nor that it does so as other ASR chips do. */
function notReproduced(pieces: readonly PlannedPiece[]): RefusalValue[] {
  const regions = pieces.flatMap(({ target, packed, old, new: stored, payload }) => {
    if (!packed || old.length === 0 || isReproduced({ name: target, stored, unpacked: payload.new }))
      return [];
    return [target];
  });
  return regions.length === 0 ? [] : [{ code: "region-not-reproduced-maybe", detail: { regions } }];
}

/** One list goes for both sides, so everything in it must be the same. @throws Refusal image-lists-differ */
export function demandSameList(old: Ec200aFirmware, next: Ec200aFirmware): void {
  const names = new Set([...old.images, ...next.images].map(({ file }) => file));
  const entry = (images: readonly ReleaseImage[], file: string): string => {
    return JSON.stringify(images.filter((image) => image.file === file).map(listed));
  };
  const differing = [...names].filter((file) => entry(old.images, file) !== entry(next.images, file));
  if (differing.length > 0 || old.flash !== next.flash) {
    throw new Refusal("image-lists-differ", { images: differing });
  }
}

function listed({ number, id, enabled, file, flashAddress, loadAddress, type }: ReleaseImage) {
  return [number, id, enabled, file, flashAddress, loadAddress, type];
}

/** Files of images that differ and can be in no package. */
export function differingLeftOut(old: Ec200aFirmware, next: Ec200aFirmware): string[] {
  return next.images.flatMap(({ enabled, file, bytes }) => {
    const before = old.images.find((image) => image.file === file)?.bytes ?? null;
    if (enabled || before === null || bytes === null || sameBytes(before, bytes)) return [];
    return [file];
  });
}

function demandDifference(
  from: readonly CarriedImage[],
  to: readonly CarriedImage[],
  leftOut: readonly string[],
  file: string,
): void {
  const isSame = to.every(({ bytes }, i) => sameBytes(bytes, from[i]?.bytes ?? new Uint8Array(0)));
  if (!isSame) return;
  if (leftOut.length === 0) throw new Refusal("same-firmware", { file });
  throw new Refusal("images-not-carried", { images: leftOut, nothingElse: true });
}

/** Bytes that a package may have beside its backup. */
export function packageLimit(backup: number): number {
  return MOST_BYTES - BOOKKEEPING - backup;
}

/** @throws Refusal package-too-large */
export function demandPackageFits(packageBytes: number, backup: number): void {
  const limit = packageLimit(backup);
  if (packageBytes > limit) throw new Refusal("package-too-large", { size: packageBytes, limit });
}
