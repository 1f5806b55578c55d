import { Refusal } from "../../../contract/refusal.ts";
import { FIXED_IDS, UPDATER_ID } from "./image-list.ts";
import type { Ec200aFirmware, ReleaseImage } from "./release.ts";

/** An image that packages carry. */
export interface CarriedImage extends ReleaseImage {
  readonly bytes: Uint8Array;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(["RAW", "LZMA"]);

/**
 * The images that packages carry, in the order of the list.
 * @throws Refusal linux-build, trusted-boot, flash-nand, updater-missing, image-type-unknown, image-never-updated,
 *   no-images-for-updates, image-file-missing, partition-too-small
 */
export function demandUpgradable(firmware: Ec200aFirmware): CarriedImage[] {
  const { fileName: file, images } = firmware;
  if (firmware.linux) throw new Refusal("linux-build", { file });
  if (firmware.trusted) throw new Refusal("trusted-boot", { file });
  if (firmware.flash === "nand") throw new Refusal("flash-nand", { file });
  if (!images.some(({ id }) => id === UPDATER_ID)) throw new Refusal("updater-missing", { file });
  const named = (found: readonly ReleaseImage[]): readonly string[] => found.map((image) => image.file);
  const strange = images.filter(({ type }) => !KNOWN_TYPES.has(type));
  if (strange.length > 0) throw new Refusal("image-type-unknown", { file, images: named(strange) });
  const enabled = images.filter((image) => image.enabled);
  const fixed = enabled.filter(({ id }) => FIXED_IDS.has(id));
  if (fixed.length > 0) throw new Refusal("image-never-updated", { file, images: named(fixed) });
  if (enabled.length === 0) throw new Refusal("no-images-for-updates", { file });
  const missing = enabled.filter(({ bytes }) => bytes === null || bytes.length === 0);
  if (missing.length > 0) throw new Refusal("image-file-missing", { file, images: named(missing) });
  return enabled.flatMap((image) => {
    const { bytes } = image;
    if (bytes === null) return [];
    demandRoom(image, bytes.length, images);
    return [{ ...image, bytes }];
  });
}

/** Up to the next image, and within what the list has to be erased for it. */
function demandRoom(
  { file, flashAddress, eraseSize }: ReleaseImage,
  size: number,
  all: readonly ReleaseImage[],
): void {
  const limit = Math.min(roomOf(flashAddress, all), eraseSize === 0 ? Infinity : eraseSize);
  if (size > limit) throw new Refusal("partition-too-small", { partition: file, size, limit });
}

/** Bytes up to the next image; Infinity behind the last one. */
export function roomOf(flashAddress: number, all: readonly Pick<ReleaseImage, "flashAddress">[]): number {
  const after = all.map((image) => image.flashAddress).filter((start) => start > flashAddress);
  return Math.min(...after) - flashAddress;
}
