import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout } from "../../../bytes/layout.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hasSignature, HEADER_MAGIC, PAYLOAD_AT, SECTOR, SIGNATURE_SIZE } from "../patch/container.ts";
import { IMAGE_RECORD, type ImageRecord } from "../patch/image-record.ts";
import {
  FIRST_HEADER,
  FIRST_SIGNATURE,
  LEGACY_SLOTS,
  type MiniVariant,
  recordAt,
  SECOND_HEADER,
  SECOND_HEADER_SIZE,
  SECOND_SIGNATURE,
  slotCount,
  SUMMED_HEADER,
  WHOLE_PARTS,
  type WholePartName,
} from "./layout.ts";

/** An image of the first file, its payload still compressed. */
export interface MiniImage extends ImageRecord {
  readonly slot: number;
  readonly payload: Uint8Array;
}

/** What the second file brings; `length` may be 0. */
export interface WholePartRecord {
  readonly name: WholePartName;
  /** Offset in flash. */
  readonly flashAddress: number;
  readonly length: number;
  readonly sum: number;
}

export interface MiniFirst {
  readonly variant: MiniVariant;
  readonly uncompressedCount: number;
  readonly regionCount: number;
  readonly images: readonly MiniImage[];
  /** Record without payload; null when there is none. */
  readonly reserved: ImageRecord | null;
  readonly wholeParts: readonly WholePartRecord[];
  /** The 21 words that the second file repeats. */
  readonly wholePartWords: readonly number[];
  /** Bytes of payloads with their padding. */
  readonly storedBytes: number;
}

export interface MiniSecond {
  readonly wholePartWords: readonly number[];
  readonly parts: readonly (WholePartRecord & { readonly bytes: Uint8Array })[];
}

/** What one file of a mini-system package holds. */
export type MiniFile =
  | { readonly kind: "asr-mini-1"; readonly first: MiniFirst; readonly second: null }
  | { readonly kind: "asr-mini-2"; readonly first: null; readonly second: MiniSecond }
  | { readonly kind: "asr-mini"; readonly first: MiniFirst; readonly second: MiniSecond };

export function isMini(bytes: Uint8Array): boolean {
  return hasSignature(bytes, FIRST_SIGNATURE) || hasSignature(bytes, SECOND_SIGNATURE);
}

/**
 * Reads the first file, the second one, or both in one, with the checks of a module that receives them
 * (docs/formats/asr-mini.md).
 *
 * @throws Refusal not-package, package-damaged
 */
export function readMini(file: string, bytes: Uint8Array): MiniFile {
  const damaged = (why: Reason): Refusal => new Refusal("package-damaged", { file, why });
  if (hasSignature(bytes, SECOND_SIGNATURE)) {
    return { kind: "asr-mini-2", first: null, second: readSecond(bytes, damaged) };
  }
  if (!hasSignature(bytes, FIRST_SIGNATURE)) throw new Refusal("not-package", { file });
  if (bytes.length < PAYLOAD_AT) throw damaged({ code: "too-short" });
  const { firstSize, secondSize } = readLayout(FIRST_HEADER, bytes, SIGNATURE_SIZE);
  if (firstSize === 0 && secondSize === 0) {
    return { kind: "asr-mini-1", first: readFirst(bytes, damaged), second: null };
  }
  if (firstSize + secondSize !== bytes.length) {
    throw damaged({ code: "wrong-length", bytes: bytes.length, expected: firstSize + secondSize });
  }
  const first = readFirst(bytes.subarray(0, firstSize), damaged);
  const second = readSecond(bytes.subarray(firstSize), damaged);
  if (!sameWords(first.wholePartWords, second.wholePartWords)) {
    throw damaged({ code: "parts-apart" });
  }
  return { kind: "asr-mini", first, second };
}

export function sameWords(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** Of an XOR that is not as stated. */
function xorDiffers(actual: number, stated: number): Reason {
  return { code: "checksum", kind: "XOR", actual: hex(actual, 8), stated: hex(stated, 8) };
}

type Damaged = (why: Reason) => Refusal;

function readFirst(bytes: Uint8Array, damaged: Damaged): MiniFirst {
  if (bytes.length < PAYLOAD_AT || bytes.length % SECTOR !== PAYLOAD_AT % SECTOR) {
    throw damaged({ code: "not-in-sectors" });
  }
  const header = readLayout(FIRST_HEADER, bytes, SIGNATURE_SIZE);
  if (header.magic !== HEADER_MAGIC) {
    throw damaged({ code: "field", field: "magic", value: hex(header.magic, 8) });
  }
  const { uncompressedCount, regionCount, wholeParts: wholePartWords } = header;
  const variant = uncompressedCount === 0 && regionCount === 0 ? "legacy" : "lte-only";
  const sum = xor32(bytes.subarray(SIGNATURE_SIZE, SIGNATURE_SIZE + SUMMED_HEADER));
  if (variant === "lte-only" && sum !== header.sum) {
    throw damaged(within({ part: "header" }, xorDiffers(sum, header.sum)));
  }
  // Pieces, regions, DSP, radio part and reserved partition.
  if (uncompressedCount + regionCount + 3 > slotCount("lte-only")) {
    throw damaged({ code: "field", field: "piece-count", value: `${uncompressedCount} + ${regionCount}` });
  }
  const stored = bytes.subarray(PAYLOAD_AT);
  const images: MiniImage[] = [];
  let reserved: ImageRecord | null = null;
  for (let slot = 0; slot < slotCount(variant); slot++) {
    const record = readLayout(IMAGE_RECORD, bytes, recordAt(slot));
    const { payloadOffset, payloadLength, payloadSum } = record;
    if (payloadLength === 0) {
      if (record.newLength !== 0) reserved = record;
      continue;
    }
    if (record.id !== slot) {
      throw damaged(
        within({ part: "image", number: slot }, { code: "field", field: "id", value: record.id }),
      );
    }
    if (payloadOffset + payloadLength > stored.length) {
      throw damaged(within({ part: "payload", number: slot }, { code: "outside-file" }));
    }
    const payload = stored.subarray(payloadOffset, payloadOffset + payloadLength);
    const payloadXor = xor32(payload);
    if (payloadXor !== payloadSum) {
      throw damaged(within({ part: "payload", number: slot }, xorDiffers(payloadXor, payloadSum)));
    }
    images.push({ ...record, slot, payload });
  }
  if (images.length === 0) {
    throw damaged({ code: "field", field: "image-count", value: 0 });
  }
  return {
    variant,
    uncompressedCount,
    regionCount,
    images,
    reserved,
    wholeParts: partRecords(wholePartWords),
    wholePartWords,
    storedBytes: stored.length,
  };
}

function readSecond(bytes: Uint8Array, damaged: Damaged): MiniSecond {
  if (!hasSignature(bytes, SECOND_SIGNATURE)) {
    throw damaged({ code: "no-signature", signature: SECOND_SIGNATURE });
  }
  if (bytes.length < SECOND_HEADER_SIZE || bytes.length % SECTOR !== SECOND_HEADER_SIZE) {
    throw damaged({ code: "not-in-sectors" });
  }
  const { wholeParts: wholePartWords } = readLayout(SECOND_HEADER, bytes);
  let at = SECOND_HEADER_SIZE;
  const parts = partRecords(wholePartWords).map((record) => {
    const { name, length, sum } = record;
    if (at + length > bytes.length) throw damaged(within(name, { code: "outside-file" }));
    const data = bytes.subarray(at, at + length);
    const xor = xor32(data);
    if (xor !== sum) throw damaged(within(name, xorDiffers(xor, sum)));
    at += length;
    return { ...record, bytes: data };
  });
  if (at !== bytes.length) throw damaged({ code: "left-over" });
  return { wholePartWords, parts };
}

function partRecords(wordsOfAll: readonly number[]): WholePartRecord[] {
  return WHOLE_PARTS.map((name, i) => {
    const [flashAddress = 0, length = 0, sum = 0] = wordsOfAll.slice(3 * i, 3 * i + 3);
    return { name, flashAddress, length, sum };
  });
}

/** What an image is, by its slot. */
export function imageKind(
  { variant, uncompressedCount, regionCount }: MiniFirst,
  slot: number,
): "uncompressed" | "region" | "dsp" | "later" {
  if (variant === "legacy") {
    switch (slot) {
      case LEGACY_SLOTS.beforeReadOnly:
      case LEGACY_SLOTS.beforeRegions:
        return "uncompressed";
      case LEGACY_SLOTS.dsp:
        return "dsp";
      case LEGACY_SLOTS.radio:
        return "later";
      default:
        return "region";
    }
  }
  // The first one that counts as a region is what lies before them, uncompressed.
  if (slot <= uncompressedCount) return "uncompressed";
  if (slot < uncompressedCount + regionCount) return "region";
  return slot === uncompressedCount + regionCount ? "dsp" : "later";
}
