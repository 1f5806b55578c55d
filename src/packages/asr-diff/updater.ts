import { xor32 } from "../../checksum/xor32.ts";
import { decodeLzmaAlone, LzmaError } from "../../lzma/decode.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../asr-patch/apply-bsdiff40.ts";
import { FlashError, type FlashInUpdate } from "./flash-in-update.ts";
import { isPacked } from "./layout.ts";
import type { FotaAll, CarriedImage } from "./reader.ts";

/** What a device does to the firmware, and the most it takes. */
export interface UpdateRun {
  /** Images built, and moves. */
  readonly steps: number;
  /** Bytes backed up at worst. */
  readonly backupPeak: number;
  /** Old, new and patch of the largest image, in bytes. */
  readonly memoryPeak: number;
}

/** Why the device would not start the update, or would get stuck in it. */
export class UpdateFailure extends Error {
  /** The image, or the check before the first one. */
  readonly step: string;
  /** Found before the first write: the firmware is as it was. */
  readonly nothingChanged: boolean;

  constructor(step: string, why: string, nothingChanged: boolean) {
    super(why);
    this.name = "UpdateFailure";
    this.step = step;
    this.nothingChanged = nothingChanged;
  }
}

/** Far more than any region has. */
const LARGEST_REGION = 1 << 26;

/**
 * Runs the updater (specs/asr.md sections 3.3 and 3.4): the XOR of every old area, then image by image in place. The
 * uncompressed part comes first where the regions do not move up; else the regions are built from their old start on,
 * moved up, last one first, and the uncompressed part follows. That they are built first and then moved is inferred
 * from the space rule, which counts from the lower of both addresses, and from the header's words for moves.
 *
 * @param backupSize bytes of fota_pkg without the payloads
 * @param onImage after each image
 * @throws {UpdateFailure}
 */
export function runUpdater(
  flash: FlashInUpdate,
  pack: FotaAll,
  backupSize: number,
  onImage: () => void = () => undefined,
): UpdateRun {
  const updater = new Updater(flash, backupSize, onImage);
  updater.checkOldAreas(pack.images);
  const uncompressed = pack.images.filter(({ kind }) => kind === "uncompressed");
  const moving = pack.images.filter(({ kind }) => isPacked(kind) || kind === "later");
  const apps = pack.images.filter(({ kind }) => kind === "app");
  const first = moving[0];
  const shift =
    first === undefined || first.oldLength === 0 ? 0 : Math.max(0, first.newAddress - first.oldAddress);
  const from = (first?.newAddress ?? 0) - shift;
  if (shift === 0) {
    updater.buildInPlace(uncompressed);
    updater.buildInRow(moving, from);
  } else {
    updater.buildInRow(moving, from);
    updater.moveUp(moving, from, shift);
    updater.buildInPlace(uncompressed);
  }
  updater.buildInPlace(apps);
  return updater.run;
}

class Updater {
  readonly #flash: FlashInUpdate;
  readonly #backupSize: number;
  readonly #onImage: () => void;
  /** Images whose old bytes are still needed. */
  readonly #pending = new Set<CarriedImage>();
  #building = false;
  #steps = 0;
  #backupPeak = 0;
  #memoryPeak = 0;

  constructor(flash: FlashInUpdate, backupSize: number, onImage: () => void) {
    this.#flash = flash;
    this.#backupSize = backupSize;
    this.#onImage = onImage;
  }

  get run(): UpdateRun {
    return { steps: this.#steps, backupPeak: this.#backupPeak, memoryPeak: this.#memoryPeak };
  }

  checkOldAreas(images: readonly CarriedImage[]): void {
    for (const image of images) {
      if (image.oldLength === 0) continue;
      this.#step(image, () => {
        if (xor32(this.#flash.read(image.oldAddress, image.oldLength)) !== image.oldSum) {
          throw new FlashError("the old bytes in flash have another XOR");
        }
      });
      this.#pending.add(image);
    }
  }

  buildInPlace(images: readonly CarriedImage[]): void {
    for (const image of images) this.#build(image, image.newAddress);
  }

  /** One after the other: of those after the DSP the device does not look at the address. */
  buildInRow(images: readonly CarriedImage[], from: number): void {
    let at = from;
    for (const image of images) {
      this.#build(image, at);
      at += image.newLength;
    }
  }

  moveUp(images: readonly CarriedImage[], from: number, shift: number): void {
    let end = images.reduce((at, { newLength }) => at + newLength, from);
    for (const image of [...images].reverse()) {
      const at = end - image.newLength;
      this.#step(image, () => {
        this.#flash.move(at, at + shift, image.newLength);
      });
      this.#steps++;
      end = at;
    }
  }

  #build(image: CarriedImage, at: number): void {
    this.#building = true;
    this.#step(image, () => {
      const { oldAddress, oldLength } = image;
      const old = oldLength === 0 ? new Uint8Array(0) : this.#flash.readOld(oldAddress, oldLength);
      const built = this.#newBytes(image, old);
      this.#pending.delete(image);
      this.#backUpBefore(image, at);
      if (isPacked(image.kind) && oldLength > 0) {
        this.#flash.writeRegion(at, image.newLength, built);
      } else this.#flash.write(at, built);
      this.#flash.dropBackup(oldAddress, oldLength);
    });
    this.#steps++;
    this.#onImage();
  }

  /** The image's own old bytes, and what writing destroys of those that come later. */
  #backUpBefore(image: CarriedImage, at: number): void {
    if (image.oldLength > 0) this.#flash.backUp(image.oldAddress, image.oldLength);
    for (const { oldAddress, oldLength } of this.#pending) {
      const from = Math.max(at, oldAddress);
      const to = Math.min(at + image.newLength, oldAddress + oldLength);
      if (from < to) this.#flash.backUp(from, to - from);
    }
    const used = this.#flash.backedUpBytes;
    this.#backupPeak = Math.max(this.#backupPeak, used);
    if (used > this.#backupSize)
      throw new FlashError(`${used} bytes to back up, ${this.#backupSize} are free`);
  }

  /** Decompressed, where the image lies compressed in flash and is not put in as it is. */
  #newBytes(image: CarriedImage, old: Uint8Array): Uint8Array {
    const { kind, oldLength, newLength, newSum, newUnpackedLength, payload } = image;
    const packed = isPacked(kind);
    if (packed && oldLength === 0) {
      demandLength(payload, newLength);
      if (xor32(payload) !== newSum) throw new FlashError("the new region has another XOR");
      return payload;
    }
    const patch = unpackPayload(payload);
    const base = packed ? decodeLzmaAlone(old, LARGEST_REGION) : old;
    const built = oldLength === 0 ? patch : applyBsdiff40(base, patch);
    this.#memoryPeak = Math.max(this.#memoryPeak, base.length + patch.length + built.length);
    demandLength(built, packed ? newUnpackedLength : newLength);
    if (!packed && xor32(built) !== newSum) throw new FlashError("the new bytes have another XOR");
    return built;
  }

  #step(image: CarriedImage, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof PatchError || error instanceof LzmaError || error instanceof FlashError) {
        const step = `image ${image.id} (${image.kind})`;
        throw new UpdateFailure(step, error.message, !this.#building);
      }
      throw error;
    }
  }
}

function demandLength(bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected) throw new FlashError(`${bytes.length} bytes, not ${expected}`);
}

/** Whether a module with this flash would start the update. */
export function oldAreasFit(flash: FlashInUpdate, pack: FotaAll): boolean {
  try {
    new Updater(flash, 0, () => undefined).checkOldAreas(pack.images);
    return true;
  } catch (error) {
    if (error instanceof UpdateFailure) return false;
    throw error;
  }
}
