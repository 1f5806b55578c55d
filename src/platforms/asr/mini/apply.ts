import { xor32 } from "../../../bytes/xor32.ts";
import { decompressRegion } from "../firmware/system-image.ts";
import { hex } from "../../../bytes/layout.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../patch/apply-bsdiff40.ts";
import { heldAtOnce } from "../patch/updater-memory.ts";
import type { MiniFlash } from "./mini-flash.ts";
import type { MiniFirst, MiniImage, MiniSecond } from "./reader.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";

/** Why a module would not start a mini-system update, or would get stuck in it. */
export class MiniFailure extends Reasoned {
  /** Found before the first write: the firmware is as it was. */
  readonly nothingChanged: boolean;

  constructor(slot: number, why: Reason, nothingChanged: boolean) {
    super(within({ part: "image", number: slot }, why));
    this.nothingChanged = nothingChanged;
  }
}

/** An image with its new bytes, decompressed where it lies compressed in flash. */
export interface BuiltImage {
  readonly image: MiniImage;
  readonly bytes: Uint8Array;
  /** Bytes that the updater holds at once for it. */
  readonly held: number;
}

/** Images built, and parts written. */
export function miniSteps({ images }: MiniFirst, { parts }: MiniSecond): number {
  return images.length + parts.filter(({ length }) => length > 0).length;
}

/** Whether a module with this flash would start the update. */
export function oldImagesFit({ images }: MiniFirst, flash: MiniFlash): boolean {
  return images.every((image) => oldImageFits(image, flash));
}

function oldImageFits({ oldAddress, oldLength, oldSum }: MiniImage, flash: MiniFlash): boolean {
  const old = flash.read(oldAddress, oldLength);
  return old !== null && xor32(old) === oldSum;
}

/**
 * Phase 1: the updater checks every old area, then builds all images from them.
 * @returns most bytes that the updater holds at once
 * @throws {MiniFailure}
 * @throws Refusal firmware-damaged
 */
export function applyFirst(first: MiniFirst, flash: MiniFlash, oldFile: string): number {
  const built = buildImages(first, flash, oldFile);
  for (const { image, bytes } of built) writeImage(image, bytes, flash);
  return Math.max(...built.map(({ held }) => held));
}

/**
 * What phase 1 does before the first write.
 * @throws {MiniFailure}
 * @throws Refusal firmware-damaged
 */
export function buildImages(
  { images, storedBytes }: MiniFirst,
  flash: MiniFlash,
  oldFile: string,
): BuiltImage[] {
  for (const image of images) {
    if (oldImageFits(image, flash)) continue;
    throw new MiniFailure(image.slot, within(hex(image.oldAddress), { code: "old-differs" }), true);
  }
  return images.map((image) => build(image, storedBytes, flash, oldFile));
}

/** @throws {MiniFailure} */
export function writeImage(
  { slot, newAddress, newLength, newUnpackedLength, newSum }: MiniImage,
  bytes: Uint8Array,
  flash: MiniFlash,
): void {
  if (newUnpackedLength !== 0) {
    if (bytes.length !== newUnpackedLength) {
      const why = { code: "wrong-length", bytes: bytes.length, expected: newUnpackedLength } as const;
      throw new MiniFailure(slot, why, false);
    }
    flash.writeCompressed(newAddress, newLength, bytes);
    return;
  }
  if (bytes.length !== newLength || xor32(bytes) !== newSum) {
    throw new MiniFailure(slot, { code: "new-differs" }, false);
  }
  flash.write(newAddress, bytes);
}

function build(image: MiniImage, payloads: number, flash: MiniFlash, oldFile: string): BuiltImage {
  const { slot, oldAddress, oldLength, newLength, newUnpackedLength, payload } = image;
  try {
    const patch = unpackPayload(payload);
    const stored = flash.read(oldAddress, oldLength) ?? new Uint8Array(0);
    const packed = newUnpackedLength !== 0;
    const old = packed && oldLength > 0 ? decompressRegion(oldFile, `image ${slot}`, stored) : stored;
    const bytes = oldLength === 0 ? patch : applyBsdiff40(old, patch);
    const lengths = packed ? { oldLength, newLength } : { oldLength: 0, newLength: 0 };
    const sizes = { old: old.length, new: bytes.length, patch: patch.length };
    return { image, bytes, held: heldAtOnce({ payloads, ...lengths, ...sizes }) };
  } catch (error) {
    if (error instanceof PatchError) throw new MiniFailure(slot, error.why, false);
    throw error;
  }
}

/** Phase 2: the small system writes what the second file brings. */
export function applySecond({ parts }: MiniSecond, flash: MiniFlash): void {
  for (const { flashAddress, bytes } of parts) flash.write(flashAddress, bytes);
}
