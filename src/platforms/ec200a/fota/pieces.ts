import { decompressRegion, unpackedSize } from "../../asr/firmware/system-image.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { Refusal } from "../../../contract/refusal.ts";
import type { FlashKind } from "../firmware/image-list.ts";
import { PROGRAM_HEAD, type ProgramRegion } from "../firmware/load-table.ts";
import type { CarriedImage } from "../firmware/upgradable.ts";

/** What makes a new piece: a patch of old bytes, its bytes compressed, or its bytes as they lie in flash. */
export type PiecePayload =
  | { readonly kind: "patch"; readonly old: Uint8Array; readonly new: Uint8Array }
  | { readonly kind: "whole"; readonly new: Uint8Array }
  | { readonly kind: "raw"; readonly new: Uint8Array };

/** A piece of flash that an update rebuilds. */
export interface PlannedPiece {
  /** File of the image, and its region where it has some. */
  readonly target: string;
  /** Compressed in flash. */
  readonly packed: boolean;
  /** 0 and empty for a piece without an old one. */
  readonly oldAddress: number;
  readonly old: Uint8Array;
  readonly newAddress: number;
  readonly new: Uint8Array;
  /** Of the new piece; 0 for one that is not compressed, or comes as it lies in flash. */
  readonly unpackedLength: number;
  readonly payload: PiecePayload;
}

/** Of images that are not compressed. The vendor's tool before 2024 cut all of them in the larger size. */
export function fragmentSize(flash: Exclude<FlashKind, "nand">): number {
  switch (flash) {
    case "nor16":
      return 0x10_0000;
    case "nor8":
      return 0x6_0000;
  }
}

/** More regions more or fewer the vendor's tool does not take. */
const MOST_REGIONS_APART = 1;
const NOTHING = new Uint8Array(0);

export interface ImagePair {
  readonly old: CarriedImage;
  readonly new: CarriedImage;
}

/**
 * @param files names of both releases, for refusals
 * @throws Refusal region-count, region-compression, program-gap-differs, firmware-damaged
 */
export function piecesOf(
  pair: ImagePair,
  files: { readonly old: string; readonly new: string },
  fragment: number,
): PlannedPiece[] {
  if (pair.new.regions.length > 0 || pair.old.regions.length > 0) return programPieces(pair, files);
  const { file, flashAddress } = pair.new;
  const [from, to] = [pair.old.bytes, pair.new.bytes];
  return pair.new.type === "LZMA"
    ? [
        packedPiece(
          file,
          { address: pair.old.flashAddress, stored: from },
          { address: flashAddress, stored: to },
          files,
        ),
      ]
    : fragments(file, flashAddress, from, to, fragment);
}

function programPieces({ old, new: next }: ImagePair, files: { old: string; new: string }): PlannedPiece[] {
  const counts = { old: old.regions.length, new: next.regions.length };
  if (Math.abs(counts.old - counts.new) > MOST_REGIONS_APART) throw new Refusal("region-count", counts);
  demandNothingBetween(old, next);
  const head = (image: CarriedImage): Uint8Array => image.bytes.subarray(0, PROGRAM_HEAD);
  return [
    ...fragments(next.file, next.flashAddress, head(old), head(next), PROGRAM_HEAD),
    // Paired by their places in the table, not by name; an old one too many is left out.
    ...next.regions.map((region, i) => {
      return packedPiece(`${next.file} ${region.name}`, old.regions[i] ?? null, region, files);
    }),
  ];
}

/** Bytes outside head and regions are in no piece, so they must stay what they are. */
function demandNothingBetween(old: CarriedImage, next: CarriedImage): void {
  const left = new Uint8Array(next.bytes.length).fill(0xff);
  left.set(old.bytes.subarray(0, left.length));
  for (const { offset, stored } of next.regions) left.set(stored, offset);
  if (!sameBytes(left.subarray(PROGRAM_HEAD), next.bytes.subarray(PROGRAM_HEAD))) {
    throw new Refusal("program-gap-differs", { image: next.file });
  }
}

/** As many as the new bytes have; a fragment past the old bytes has no old one. */
function fragments(
  target: string,
  address: number,
  old: Uint8Array,
  next: Uint8Array,
  size: number,
): PlannedPiece[] {
  return Array.from({ length: Math.ceil(next.length / size) }, (_, i): PlannedPiece => {
    const from = old.subarray(i * size, (i + 1) * size);
    const to = next.subarray(i * size, (i + 1) * size);
    const hasOld = from.length > 0;
    return {
      target,
      packed: false,
      oldAddress: hasOld ? address + i * size : 0,
      old: from,
      newAddress: address + i * size,
      new: to,
      unpackedLength: 0,
      payload: hasOld ? { kind: "patch", old: from, new: to } : { kind: "whole", new: to },
    };
  });
}

type Stored = Pick<ProgramRegion, "address" | "stored">;

function packedPiece(
  target: string,
  old: Stored | null,
  next: Stored,
  files: { readonly old: string; readonly new: string },
): PlannedPiece {
  const to = unpack(files.new, target, next.stored);
  return {
    target,
    packed: true,
    oldAddress: old?.address ?? 0,
    old: old?.stored ?? NOTHING,
    newAddress: next.address,
    new: next.stored,
    unpackedLength: old === null ? 0 : to.length,
    payload:
      old === null
        ? { kind: "raw", new: next.stored }
        : { kind: "patch", old: unpack(files.old, target, old.stored), new: to },
  };
}

function unpack(file: string, region: string, stored: Uint8Array): Uint8Array {
  if (unpackedSize(stored) === null) throw new Refusal("region-compression", { file, region });
  return decompressRegion(file, region, stored);
}
