import { type AsrFirmware, flashMiBOf, systemOf } from "../firmware/firmware.ts";
import { type AsrSystemImage, FLASH_ADDRESS } from "../firmware/system-image.ts";
import { partitionNamed } from "../firmware/partition-table.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { demandSamePlaces, overlapWarnings } from "../fota-all/partitions.ts";
import { userImage } from "../fbf/user-image.ts";
import { toSectors } from "../patch/container.ts";
import { type Recompressed, recompressionWarnings } from "../patch/recompressed.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { cutSystem, type FlashPart, type NamedSystem, type SystemCut } from "./cut-system.ts";
import { LEGACY_SLOTS, type MiniVariant, slotCount, updateMethod, type WholePartName } from "./layout.ts";
import { backupNeed, demandSpace, type FreeAreas } from "./space.ts";
import { chooseVariant } from "./variant.ts";

export type MiniImageKind = "uncompressed" | "region" | "dsp" | "later";

/** An image that the first file patches. */
export interface PlannedMiniImage {
  readonly kind: MiniImageKind;
  readonly name: string;
  readonly slot: number;
  readonly old: FlashPart;
  readonly new: FlashPart;
}

/** A part that the second file brings whole. */
export interface WholePart {
  readonly name: WholePartName;
  /** Offset in flash. */
  readonly flashAddress: number;
  /** Whole sectors. */
  readonly bytes: Uint8Array;
}

export interface Place {
  /** Mapped. */
  readonly address: number;
  readonly length: number;
}

export interface AsrMiniPlan {
  readonly variant: MiniVariant;
  /** By slot, which is also the order of their payloads. */
  readonly images: readonly PlannedMiniImage[];
  /** For the header; both 0 in the legacy variant. */
  readonly counts: { readonly uncompressedCount: number; readonly regionCount: number };
  readonly reserved: { readonly slot: number; readonly old: Place; readonly new: Place };
  /** In the order of the file; a read-only part without bytes is among them for its address. */
  readonly wholeParts: readonly WholePart[];
  readonly merged: boolean;
  /** Whether the header says where payloads and backup lie. */
  readonly statesPlaces: boolean;
  readonly backupNeed: number;
  readonly free: FreeAreas;
  /** What the module compresses itself. */
  readonly recompressed: readonly Recompressed[];
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

export interface AsrMiniOptions {
  /** customer_fs.bin to bring along; null: the module keeps its own. */
  readonly userPartition: Uint8Array | null;
  /** Make the two files in one, too. */
  readonly merged: boolean;
}

/** Of the LTE-only variant: the program without what mini-system goes without, and where it may end. */
const LARGEST_CORE = 0x400000;
const FARTHEST_CORE_END = 0x41c000;

/**
 * What a mini-system update has to change, before anything is encoded (docs/formats/asr-mini.md). What is known in
 * part only is declined: mini-regions and mini-layout say what.
 *
 * @throws Refusal asr-no-system-image, same-firmware, partition-missing, partition-moved, partition-too-small,
 *   mini-regions, mini-layout, mini-core-size, mini-space, region-compression, region-does-not-fit, firmware-damaged, and those of
 *   {@link userImage}
 */
export function planAsrMini(
  old: AsrFirmware,
  next: AsrFirmware,
  { userPartition, merged }: AsrMiniOptions,
): AsrMiniPlan {
  const from = named(old);
  const to = named(next);
  demandSamePlaces(from.system, to.system);
  const reserved = reservedPlaces(from.system, to.system);
  const user = userPartition === null ? null : userImage(next, userPartition);
  if (user === null && sameBytes(from.system.image, to.system.image)) {
    throw new Refusal("same-firmware", { file: next.fileName });
  }
  // By the table: what a file is called must not change what is in the package.
  const choice = chooseVariant(from.system, to.system, flashMiBOf(to.system.table));
  const { variant } = choice;
  const oldCut = cutSystem(from, choice.pieceSize);
  const newCut = cutSystem(to, choice.pieceSize);
  if (variant === "lte-only") demandCoreSize(to.system, newCut);
  const { images, reservedSlot } = variant === "legacy" ? inSlots(oldCut, newCut) : inOrder(oldCut, newCut);
  const free: FreeAreas = {
    reserved: reserved.old.length,
    readOnly: oldCut.readOnly.bytes.length,
    nonOta: oldCut.nonOta?.bytes.length ?? 0,
  };
  const need = backupNeed(moves(variant, oldCut, newCut), choice.pieceSize);
  // The payload is not known yet, but it has one sector at least.
  demandSpace(variant, toSectors(1), need, free);
  const recompressed = recompressedParts(newCut);
  return {
    variant,
    images,
    counts: {
      uncompressedCount: variant === "legacy" ? 0 : newCut.beforeReadOnly.length,
      regionCount: variant === "legacy" ? 0 : newCut.regions.length + 1,
    },
    reserved: { slot: reservedSlot, ...reserved },
    wholeParts: [
      wholePart("read-only", newCut.readOnly),
      ...(newCut.nonOta === null ? [] : [wholePart("non-ota", newCut.nonOta)]),
      ...(user === null
        ? []
        : [
            wholePart("app1", {
              name: user.partition.name,
              address: user.partition.start,
              bytes: user.bytes,
            }),
          ]),
    ],
    merged,
    statesPlaces: choice.statesPlaces,
    backupNeed: need,
    free,
    recompressed,
    warnings: [
      ...updaterWarnings(old, updateMethod(variant)),
      ...overlapWarnings(to.system),
      ...recompressionWarnings(recompressed, old.updater),
    ],
  };
}

function named(firmware: AsrFirmware): NamedSystem {
  return { file: firmware.fileName, system: systemOf(firmware) };
}

function wholePart(name: WholePartName, { address, bytes }: FlashPart): WholePart {
  const padded = new Uint8Array(toSectors(bytes.length));
  padded.set(bytes);
  return { name, flashAddress: address % FLASH_ADDRESS, bytes: padded };
}

/** The reserved partition gives way to the system: its start may move, its end may not. */
function reservedPlaces(old: AsrSystemImage, next: AsrSystemImage): { old: Place; new: Place } {
  const from = partitionNamed(old.table, "reserved");
  const to = partitionNamed(next.table, "reserved");
  if (from === null || to === null) {
    throw new Refusal("partition-missing", {
      partition: "reserved",
      missingIn: from === null ? "old" : "new",
    });
  }
  const place = ({ vstart, size }: typeof from): Place => ({ address: vstart, length: size });
  if (from.vstart + from.size !== to.vstart + to.size) {
    const end = ({ vstart, size }: typeof from): string => `…0x${(vstart + size).toString(16)}`;
    throw new Refusal("partition-moved", { partition: "reserved", old: end(from), new: end(to) });
  }
  if (to.vstart < next.end) {
    throw new Refusal("partition-too-small", {
      partition: "system",
      size: next.image.length,
      limit: to.vstart - next.base,
    });
  }
  return { old: place(from), new: place(to) };
}

function demandCoreSize({ base, cp }: AsrSystemImage, { readOnly, nonOta }: SystemCut): void {
  const size = cp.size - readOnly.bytes.length - (nonOta?.bytes.length ?? 0);
  const limit = Math.min(LARGEST_CORE, FARTHEST_CORE_END - (cp.vstart - base));
  if (size > limit) throw new Refusal("mini-core-size", { size, limit });
}

interface Arranged {
  readonly images: readonly PlannedMiniImage[];
  readonly reservedSlot: number;
}

/** LTE-only: one slot after the other, the reserved partition last. */
function inOrder(old: SystemCut, next: SystemCut): Arranged {
  const images = pairs(old, next).map((pair, slot) => ({ ...pair, slot }));
  const reservedSlot = images.length;
  if (reservedSlot >= slotCount("lte-only")) {
    throw new Refusal("mini-layout", {
      why: { code: "field", field: "image-count", value: reservedSlot + 1 },
    });
  }
  return { images, reservedSlot };
}

/** Legacy: every image has its own slot. */
function inSlots(old: SystemCut, next: SystemCut): Arranged {
  const slots: ReadonlyMap<string, number> = new Map(Object.entries(LEGACY_SLOTS.regions));
  const slotOf = ({ kind, new: { name } }: Pair): number => {
    switch (kind) {
      case "uncompressed":
        return name === next.beforeRegions.name ? LEGACY_SLOTS.beforeRegions : LEGACY_SLOTS.beforeReadOnly;
      case "region": {
        const slot = slots.get(name);
        if (slot === undefined)
          throw new Refusal("mini-layout", { why: within(name, { code: "unknown-region" }) });
        return slot;
      }
      case "dsp":
        return LEGACY_SLOTS.dsp;
      case "later":
        return LEGACY_SLOTS.radio;
    }
  };
  return {
    images: pairs(old, next)
      .map((pair) => ({ ...pair, slot: slotOf(pair) }))
      .sort((a, b) => a.slot - b.slot),
    reservedSlot: LEGACY_SLOTS.reserved,
  };
}

type Pair = Omit<PlannedMiniImage, "slot">;

/** Old and new parts in the order of their addresses; {@link chooseVariant} has seen to the same regions. */
function pairs(old: SystemCut, next: SystemCut): Pair[] {
  const both = (kind: MiniImageKind, from: FlashPart | undefined, to: FlashPart): Pair => {
    if (from === undefined)
      throw new Refusal("mini-layout", { why: within(to.name, { code: "piece-longer" }) });
    for (const { name, bytes } of [from, to]) {
      if (bytes.length === 0) throw new Refusal("mini-layout", { why: within(name, { code: "empty" }) });
    }
    return { kind, name: to.name, old: from, new: to };
  };
  return [
    ...next.beforeReadOnly.map((piece, i) => both("uncompressed", old.beforeReadOnly[i], piece)),
    both("uncompressed", old.beforeRegions, next.beforeRegions),
    ...next.regions.map((region, i) => both("region", old.regions[i], region)),
    both("dsp", old.dsp, next.dsp),
    both("later", old.radio, next.radio),
  ];
}

/** What the module compresses itself; NON_OTA comes as it is. */
export function recompressedParts({ regions, dsp }: SystemCut): Recompressed[] {
  return [...regions, dsp].map(({ name, bytes, unpacked }) => ({ name, stored: bytes, unpacked }));
}

/** For the backup, the legacy variant takes the DSP and what follows it as one. */
function moves(variant: MiniVariant, old: SystemCut, next: SystemCut): Parameters<typeof backupNeed>[0] {
  const all = pairs(old, next).map(({ old: from, new: to }) => ({
    oldAddress: from.address,
    oldLength: from.bytes.length,
    newAddress: to.address,
    newLength: to.bytes.length,
  }));
  if (variant === "lte-only") return all;
  const [dsp, radio] = all.slice(-2);
  if (dsp === undefined || radio === undefined) return all;
  return [
    ...all.slice(0, -2),
    {
      ...dsp,
      oldLength: dsp.oldLength + radio.oldLength,
      newLength: dsp.newLength + radio.newLength,
    },
  ];
}
