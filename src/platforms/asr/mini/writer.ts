import { xor32 } from "../../../bytes/xor32.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import { HEADER_MAGIC, joinPayloads, PAYLOAD_AT, SIGNATURE_SIZE } from "../patch/container.ts";
import { IMAGE_RECORD, type ImageRecord } from "../patch/image-record.ts";
import {
  FIRST_HEADER,
  FIRST_SIGNATURE,
  type MiniVariant,
  recordAt,
  SECOND_HEADER,
  SECOND_HEADER_SIZE,
  SECOND_SIGNATURE,
  SUMMED_HEADER,
  WHOLE_PARTS,
} from "./layout.ts";
import type { AsrMiniPlan, PlannedMiniImage, WholePart } from "./plan.ts";
import { statedPlaces } from "./space.ts";

export interface EncodedMiniImage {
  readonly planned: PlannedMiniImage;
  /** Whole words. */
  readonly payload: Uint8Array;
}

/** Sizes of both files, when they are in one. */
export interface MergedSizes {
  readonly firstSize: number;
  readonly secondSize: number;
}

/** The first file (docs/formats/asr-mini.md#first-file). */
export function writeFirst(
  plan: AsrMiniPlan,
  images: readonly EncodedMiniImage[],
  sizes: MergedSizes = { firstSize: 0, secondSize: 0 },
): Uint8Array<ArrayBuffer> {
  const payloads = joinPayloads(images.map(({ payload }) => payload));
  const bytes = new Uint8Array(PAYLOAD_AT + payloads.length);
  bytes.set(new TextEncoder().encode(FIRST_SIGNATURE));
  bytes.set(payloads, PAYLOAD_AT);
  const header = {
    magic: HEADER_MAGIC,
    ...plan.counts,
    wholeParts: wholePartWords(plan.wholeParts),
    ...(plan.statesPlaces ? statedPlaces(plan.reserved, payloads.length, plan.backupNeed) : {}),
    ...sizes,
  };
  writeLayout(FIRST_HEADER, header, bytes, SIGNATURE_SIZE);
  let payloadOffset = 0;
  for (const { planned, payload } of images) {
    const record = recordOf(planned, payload, payloadOffset);
    writeLayout(IMAGE_RECORD, record, bytes, recordAt(planned.slot));
    payloadOffset += payload.length;
  }
  writeLayout(IMAGE_RECORD, reservedRecord(plan.reserved), bytes, recordAt(plan.reserved.slot));
  writeLayout(FIRST_HEADER, { sum: headerSum(plan.variant, bytes) }, bytes, SIGNATURE_SIZE);
  return bytes;
}

/** Legacy modules want none. */
export function headerSum(variant: MiniVariant, first: Uint8Array): number {
  switch (variant) {
    case "lte-only":
      return xor32(first.subarray(SIGNATURE_SIZE, SIGNATURE_SIZE + SUMMED_HEADER));
    case "legacy":
      return 0;
  }
}

function recordOf(
  { slot, old, new: next }: PlannedMiniImage,
  payload: Uint8Array,
  payloadOffset: number,
): ImageRecord {
  return {
    id: slot,
    payloadOffset,
    payloadLength: payload.length,
    payloadSum: xor32(payload),
    oldAddress: old.address,
    oldLength: old.bytes.length,
    oldSum: xor32(old.bytes),
    newAddress: next.address,
    newLength: next.bytes.length,
    newSum: xor32(next.bytes),
    newUnpackedLength: next.unpacked?.length ?? 0,
    reserved: 0,
  };
}

function reservedRecord({ slot, old, new: next }: AsrMiniPlan["reserved"]): Partial<ImageRecord> {
  return {
    id: slot,
    oldAddress: old.address,
    oldLength: old.length,
    newAddress: next.address,
    newLength: next.length,
  };
}

/** The second file (docs/formats/asr-mini.md#second-file). */
export function writeSecond({ wholeParts }: AsrMiniPlan): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(wholeParts.reduce((sum, part) => sum + part.bytes.length, SECOND_HEADER_SIZE));
  bytes.set(new TextEncoder().encode(SECOND_SIGNATURE));
  writeLayout(SECOND_HEADER, { wholeParts: wholePartWords(wholeParts) }, bytes);
  let at = SECOND_HEADER_SIZE;
  for (const part of wholeParts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return bytes;
}

function wholePartWords(parts: readonly WholePart[]): number[] {
  return WHOLE_PARTS.flatMap((name) => {
    const part = parts.find((candidate) => candidate.name === name);
    return part === undefined ? [0, 0, 0] : [part.flashAddress, part.bytes.length, xor32(part.bytes)];
  });
}
