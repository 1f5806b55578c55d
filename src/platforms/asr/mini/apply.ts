import { xor32 } from "../../../bytes/xor32.ts";
import { decompressRegion } from "../firmware/system-image.ts";
import { hex } from "../../../bytes/layout.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../patch/apply-bsdiff40.ts";
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
 * @throws {MiniFailure}
 * @throws Refusal firmware-damaged
 */
export function applyFirst(first: MiniFirst, flash: MiniFlash, oldFile: string): void {
  for (const { image, bytes } of buildImages(first, flash, oldFile)) writeImage(image, bytes, flash);
}

/**
 * What phase 1 does before the first write.
 * @throws {MiniFailure}
 * @throws Refusal firmware-damaged
 */
export function buildImages({ images }: MiniFirst, flash: MiniFlash, oldFile: string): BuiltImage[] {
  for (const image of images) {
    if (oldImageFits(image, flash)) continue;
    throw new MiniFailure(image.slot, within(hex(image.oldAddress), { code: "old-differs" }), true);
  }
  return images.map((image) => ({ image, bytes: build(image, flash, oldFile) }));
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

function build(
  { slot, oldAddress, oldLength, newUnpackedLength, payload }: MiniImage,
  flash: MiniFlash,
  oldFile: string,
): Uint8Array {
  try {
    const raw = unpackPayload(payload);
    if (oldLength === 0) return raw;
    const stored = flash.read(oldAddress, oldLength) ?? new Uint8Array(0);
    const old = newUnpackedLength === 0 ? stored : decompressRegion(oldFile, `image ${slot}`, stored);
    return applyBsdiff40(old, raw);
  } catch (error) {
    if (error instanceof PatchError) throw new MiniFailure(slot, error.why, false);
    throw error;
  }
}

/** Phase 2: the small system writes what the second file brings. */
export function applySecond({ parts }: MiniSecond, flash: MiniFlash): void {
  for (const { flashAddress, bytes } of parts) flash.write(flashAddress, bytes);
}
