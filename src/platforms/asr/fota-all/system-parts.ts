import {
  type AsrSystemImage,
  decompressRegion,
  type RegionCoding,
  unpackedSize,
} from "../firmware/system-image.ts";
import { Refusal } from "../../../contract/refusal.ts";
import type { Recompressed } from "../patch/recompressed.ts";

/** Bytes as they lie in flash. */
export interface FlashPart {
  /** Mapped address. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Old and new bytes of what is cut into pieces. */
export interface Stretch {
  readonly name: string;
  readonly old: FlashPart;
  readonly new: FlashPart;
}

/** What lies compressed in flash. */
export interface PackedPart extends FlashPart {
  readonly unpacked: Uint8Array;
}

export interface PackedPair {
  readonly name: string;
  /** Null for a region that is new. */
  readonly old: PackedPart | null;
  readonly new: PackedPart;
}

/** The system in the order of its images (docs/formats/asr-fota-all.md#images). */
export interface SystemParts {
  /** From the partition table to the first region. */
  readonly uncompressed: Stretch;
  /** Paired by their places in the load table, not by name; an old one too many is left out. */
  readonly regions: readonly PackedPair[];
  readonly dsp: PackedPair;
  /** From the end of the DSP on. */
  readonly later: Stretch;
}

/** The vendor's tool takes no two systems whose numbers of regions differ by more. */
const MOST_REGIONS_APART = 1;

export interface NamedSystem {
  /** Shown in refusals. */
  readonly file: string;
  readonly system: AsrSystemImage;
}

/** @throws Refusal region-compression, region-count, firmware-damaged */
export function systemParts(old: NamedSystem, next: NamedSystem): SystemParts {
  const counts = { old: old.system.regions.length, new: next.system.regions.length };
  if (Math.abs(counts.old - counts.new) > MOST_REGIONS_APART) throw new Refusal("region-count", counts);
  const from = cut(old);
  const to = cut(next);
  return {
    uncompressed: { name: "system", old: from.uncompressed, new: to.uncompressed },
    regions: to.regions.map(({ name, part }, i) => ({
      name,
      old: from.regions[i]?.part ?? null,
      new: part,
    })),
    dsp: { name: "dsp", old: from.dsp, new: to.dsp },
    later: { name: "system", old: from.later, new: to.later },
  };
}

function cut({ file, system }: NamedSystem) {
  const stretch = (from: number, to: number): FlashPart => ({
    address: from,
    bytes: system.at(from, to - from),
  });
  const dspEnd = system.dsp.address + system.dsp.size;
  return {
    uncompressed: stretch(system.base, system.regions[0]?.address ?? system.dsp.address),
    regions: system.regions.map(({ region, address, stored, coding }) => ({
      name: region,
      part: unpack(file, region, address, stored, coding),
    })),
    dsp: unpack(
      file,
      "dsp",
      system.dsp.address,
      system.dsp.stored,
      unpackedSize(system.dsp.stored) === null ? "none" : "lzma",
    ),
    later: stretch(dspEnd, system.end),
  };
}

function unpack(
  file: string,
  region: string,
  address: number,
  bytes: Uint8Array,
  coding: RegionCoding,
): PackedPart {
  if (coding !== "lzma") throw new Refusal("region-compression", { file, region });
  return { address, bytes, unpacked: decompressRegion(file, region, bytes) };
}

/** What the module compresses itself: a region that is new comes as it lies in flash. */
export function recompressedParts({ regions, dsp }: SystemParts): Recompressed[] {
  return [...regions, dsp]
    .filter(({ old }) => old !== null)
    .map(({ name, new: next }) => ({ name, stored: next.bytes, unpacked: next.unpacked }));
}
