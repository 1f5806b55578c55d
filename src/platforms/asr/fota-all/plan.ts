import { xor32 } from "../../../bytes/xor32.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { SECTOR } from "../patch/container.ts";
import type { ImageRecord } from "../patch/image-record.ts";
import { type Recompressed, recompressionWarnings } from "../patch/recompressed.ts";
import { demandMemory, heapOf, heldAtOnce } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { appImages } from "./app-images.ts";
import { type ImageCounts, type ImageKind, isPacked, MOST_IMAGES } from "./layout.ts";
import {
  type BackupPlace,
  backupPlace,
  demandSamePlaces,
  knowsFileBackup,
  overlapWarnings,
} from "./partitions.ts";
import { backupNeed, fragmentSize } from "./space.ts";
import {
  type FlashPart,
  type PackedPair,
  recompressedParts,
  type Stretch,
  type SystemParts,
  systemParts,
} from "./system-parts.ts";

/** What makes a new image: a patch of old bytes, its bytes compressed, or its bytes as they lie in flash. */
export type PlannedPayload =
  | { readonly kind: "patch"; readonly old: Uint8Array; readonly new: Uint8Array }
  | { readonly kind: "whole"; readonly new: Uint8Array }
  | { readonly kind: "raw"; readonly new: Uint8Array };

export interface PlannedImage extends Pick<
  ImageRecord,
  "oldAddress" | "oldLength" | "oldSum" | "newAddress" | "newLength" | "newSum" | "newUnpackedLength"
> {
  readonly kind: ImageKind;
  /** Region or partition, and where the new one lies. */
  readonly target: string;
  /** Decompressed, where the image lies compressed in flash. */
  readonly payload: PlannedPayload;
}

export interface AsrDiffPlan {
  /** Application partitions that go along. */
  readonly apps: readonly string[];
  readonly counts: ImageCounts;
  readonly images: readonly PlannedImage[];
  /** The partition fota_pkg holds the payloads and what the updater backs up. */
  readonly backup: BackupPlace;
  /** Bytes that the updater backs up at worst; the payloads come on top. */
  readonly backupNeed: number;
  /** What the module compresses itself. */
  readonly recompressed: readonly Recompressed[];
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

/**
 * What an update has to change, image by image, before anything is encoded (docs/formats/asr-fota-all.md#images).
 *
 * @param options.apps partitions whose images are patched along, two at most
 * @throws Refusal asr-no-system-image, same-firmware, nothing-to-update, backup-partition-missing, partition-missing, partition-moved,
 *   partition-too-small, partition-unaligned, region-compression, region-count, firmware-damaged, app-missing,
 *   app-count, image-count, backup-too-small, updater-memory, region-does-not-fit
 */
export function planAsrDiff(
  old: AsrFirmware,
  next: AsrFirmware,
  { apps }: { readonly apps: readonly string[] },
): AsrDiffPlan {
  const from = { file: old.fileName, system: systemOf(old) };
  const to = { file: next.fileName, system: systemOf(next) };
  demandSamePlaces(from.system, to.system);
  const stretches = appImages(old, next, apps);
  demandDifference(old, next, stretches);
  const parts = systemParts(from, to);
  const usual = cutFor(parts, stretches, fragmentSize(from.system.dsp.size));
  const smaller =
    knowsFileBackup(old) && isSmallFlash(old) ? cutFor(parts, stretches, SMALL_FLASH_FRAGMENT) : usual;
  const { images, counts, need } = smaller.images.length > MOST_IMAGES ? usual : smaller;
  if (images.length > MOST_IMAGES) {
    throw new Refusal("image-count", { count: images.length, limit: MOST_IMAGES });
  }
  const backup = backupPlace(old, from.system, need);
  demandPlannedMemory(images, heapOf(old));
  const recompressed = recompressedParts(parts);
  return {
    apps,
    counts,
    images,
    backup,
    backupNeed: need,
    recompressed,
    warnings: [
      ...updaterWarnings(old, backup.kind === "partition" ? "diff" : "fsall"),
      ...overlapWarnings(to.system),
      ...recompressionWarnings(recompressed, old.updater),
    ],
  };
}

/** Pieces that makers of modules with little flash have their packages cut in. */
const SMALL_FLASH_FRAGMENT = 0x20000;
const SMALL_FLASH_MIB = 4;

function isSmallFlash({ flashMiB }: AsrFirmware): boolean {
  return flashMiB !== null && flashMiB <= SMALL_FLASH_MIB;
}

function cutFor(parts: SystemParts, apps: readonly Stretch[], fragment: number) {
  const { images, counts } = planImages(parts, apps, fragment);
  return { images, counts, need: backupNeed(images, fragment) };
}

/** What is sure before anything is encoded: a patch is at least as long as what it makes. */
function demandPlannedMemory(images: readonly PlannedImage[], heap: number | null): void {
  for (const { kind, target, oldLength, newLength, payload } of images) {
    if (payload.kind !== "patch") continue;
    const { length } = payload.new;
    const lengths = isPacked(kind) ? { oldLength, newLength } : { oldLength: 0, newLength: 0 };
    const held = { payloads: SECTOR, ...lengths, old: payload.old.length, new: length, patch: length };
    demandMemory(target, heldAtOnce(held), heap);
  }
}

/** @throws Refusal backup-too-small */
export function demandBackup(need: number, backup: BackupPlace): void {
  if (backup.kind === "partition" && need > backup.size) {
    throw new Refusal("backup-too-small", { need, have: backup.size });
  }
}

function demandDifference(old: AsrFirmware, next: AsrFirmware, apps: readonly Stretch[]): void {
  const isSame =
    sameBytes(systemOf(old).image, systemOf(next).image) &&
    apps.every((app) => sameBytes(app.old.bytes, app.new.bytes));
  if (!isSame) return;
  const names = new Set([...old.members.keys(), ...next.members.keys()]);
  const differing = [...names].filter((name) => {
    const [a, b] = [old.members.get(name), next.members.get(name)];
    return a === undefined || b === undefined || !sameBytes(a, b);
  });
  if (differing.length === 0) throw new Refusal("same-firmware", { file: next.fileName });
  throw new Refusal("nothing-to-update", { differing });
}

function planImages(
  system: SystemParts,
  apps: readonly Stretch[],
  fragment: number,
): { images: PlannedImage[]; counts: ImageCounts } {
  const uncompressed = pieces("uncompressed", system.uncompressed, fragment);
  const regions = system.regions.map((region) => packedImage("region", region));
  // Older tools of the vendor add the uncompressed bytes to these addresses, newer ones do not; devices do not look.
  const later = pieces("later", system.later, fragment);
  const app = apps.flatMap((stretch) => pieces("app", stretch, fragment));
  return {
    images: [...uncompressed, ...regions, packedImage("dsp", system.dsp), ...later, ...app],
    counts: {
      uncompressedCount: uncompressed.length,
      regionCount: regions.length,
      laterCount: later.length,
      appCount: app.length,
    },
  };
}

/** As many pieces as the new bytes have; a piece past the old bytes has no old one. */
function pieces(kind: ImageKind, { name, old, new: next }: Stretch, fragment: number): PlannedImage[] {
  const images: PlannedImage[] = [];
  for (let at = 0; at < next.bytes.length; at += fragment) {
    const from = { address: old.address + at, bytes: old.bytes.subarray(at, at + fragment) };
    const to = { address: next.address + at, bytes: next.bytes.subarray(at, at + fragment) };
    const hasOld = from.bytes.length > 0;
    images.push({
      kind,
      target: targetOf(name, to),
      ...places(hasOld ? from : null, to),
      newUnpackedLength: 0,
      payload: hasOld ? { kind: "patch", old: from.bytes, new: to.bytes } : { kind: "whole", new: to.bytes },
    });
  }
  return images;
}

/** A new region is put in as it lies in flash. */
function packedImage(kind: ImageKind, { name, old, new: next }: PackedPair): PlannedImage {
  return {
    kind,
    target: targetOf(name, next),
    ...places(old, next),
    newUnpackedLength: old === null ? 0 : next.unpacked.length,
    payload:
      old === null
        ? { kind: "raw", new: next.bytes }
        : { kind: "patch", old: old.unpacked, new: next.unpacked },
  };
}

function targetOf(name: string, { address }: FlashPart): string {
  return `${name} ${hex(address)}`;
}

function places(
  old: FlashPart | null,
  next: FlashPart,
): Pick<PlannedImage, "oldAddress" | "oldLength" | "oldSum" | "newAddress" | "newLength" | "newSum"> {
  return {
    oldAddress: old?.address ?? 0,
    oldLength: old?.bytes.length ?? 0,
    oldSum: old === null ? 0 : xor32(old.bytes),
    newAddress: next.address,
    newLength: next.bytes.length,
    newSum: xor32(next.bytes),
  };
}
