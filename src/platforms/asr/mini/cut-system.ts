import {
  type AsrSystemImage,
  decompressRegion,
  FLASH_SECTOR,
  type LoadRegion,
} from "../firmware/system-image.ts";
import { hex } from "../../../bytes/layout.ts";
import type { Reason } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { NON_OTA } from "./layout.ts";

export interface NamedSystem {
  /** Shown in refusals. */
  readonly file: string;
  readonly system: AsrSystemImage;
}

/** A part of the system as it lies in flash. */
export interface FlashPart {
  readonly name: string;
  /** Mapped. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Decompressed; absent for a part that is not compressed in flash. */
  readonly unpacked?: Uint8Array;
}

export interface PackedFlashPart extends FlashPart {
  readonly unpacked: Uint8Array;
}

/**
 * A system cut into the images of a mini-system package; together they are all of it
 * (docs/formats/asr-mini.md#variants).
 */
export interface SystemCut {
  /** PRE_RO: up to the read-only part, in pieces. */
  readonly beforeReadOnly: readonly FlashPart[];
  /** RO: whole sectors, may be none. */
  readonly readOnly: FlashPart;
  /** PRE_DDR_RW: from there to the first region. */
  readonly beforeRegions: FlashPart;
  /** Those that are patched. */
  readonly regions: readonly PackedFlashPart[];
  readonly nonOta: FlashPart | null;
  readonly dsp: PackedFlashPart;
  /** RF: what follows the DSP. */
  readonly radio: FlashPart;
}

type Packed = Pick<LoadRegion, "address" | "stored" | "coding">;

/** @throws Refusal mini-layout, region-compression, firmware-damaged */
export function cutSystem({ file, system }: NamedSystem, pieceSize: number): SystemCut {
  const { base, dsp, regions } = system;
  const firstRegion = regions[0]?.address ?? dsp.address;
  const readOnly = readOnlyPart(system, firstRegion);
  const stretch = (name: string, from: number, to: number): FlashPart => ({
    name,
    address: from,
    bytes: system.at(from, to - from),
  });
  const packed = (name: string, { address, stored, coding }: Packed): PackedFlashPart => {
    if (coding !== "lzma") throw new Refusal("region-compression", { file, region: name });
    return { name, address, bytes: stored, unpacked: decompressRegion(file, name, stored) };
  };
  const nonOta = regions.find(({ region }) => region === NON_OTA);
  return {
    beforeReadOnly: pieces(stretch("PRE_RO", base, readOnly.start), pieceSize),
    readOnly: stretch("RO", readOnly.start, readOnly.end),
    beforeRegions: stretch("PRE_DDR_RW", readOnly.end, firstRegion),
    regions: regions.filter((region) => region !== nonOta).map((region) => packed(region.region, region)),
    nonOta: nonOta === undefined ? null : { name: NON_OTA, address: nonOta.address, bytes: nonOta.stored },
    dsp: packed("DSP", dsp),
    radio: stretch("RF", dsp.address + dsp.size, system.end),
  };
}

/** Whole sectors within what cp states. */
function readOnlyPart(system: AsrSystemImage, firstRegion: number): { start: number; end: number } {
  const { roStart, roLength, base } = system;
  const start = Math.ceil(roStart / FLASH_SECTOR) * FLASH_SECTOR;
  const end = Math.max(start, Math.floor((roStart + roLength) / FLASH_SECTOR) * FLASH_SECTOR);
  if (start <= base || end > firstRegion) {
    const why: Reason =
      roStart === 0 ? { code: "no-read-only-part" } : { code: "read-only-part", address: hex(roStart) };
    throw new Refusal("mini-layout", { why });
  }
  return { start, end };
}

function pieces({ name, address, bytes }: FlashPart, size: number): FlashPart[] {
  const parts: FlashPart[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    parts.push({ name, address: address + at, bytes: bytes.subarray(at, at + size) });
  }
  return parts;
}
