import { xor32 } from "../../../bytes/xor32.ts";
import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../patch/apply-bsdiff40.ts";
import { heldAtOnce } from "../patch/updater-memory.ts";
import { ERASED, FlashError, type FlashInUpdate } from "./flash-in-update.ts";
import { isPacked } from "./layout.ts";
import type { FotaAll, CarriedImage } from "./reader.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";

/** What a device does to the firmware, and the most it takes. */
export interface UpdateRun {
  /** Images built, and moves. */
  readonly steps: number;
  /** Bytes backed up at worst. */
  readonly backupPeak: number;
  /** Most bytes that the updater holds at once, the package among them. */
  readonly memoryPeak: number;
}

/** Why the device would not start the update, or would get stuck in it. */
export class UpdateFailure extends Reasoned {
  /** Found before the first write: the firmware is as it was. */
  readonly nothingChanged: boolean;

  constructor(image: number, why: Reason, nothingChanged: boolean) {
    super(within({ part: "image", number: image }, why));
    this.nothingChanged = nothingChanged;
  }
}

/** Far more than any region has. */
const LARGEST_REGION = 1 << 26;

/** One thing that the updater does: an image is built at its place, or moved to it. */
export type UpdaterStep =
  | { readonly kind: "build"; readonly image: CarriedImage; readonly at: number }
  | { readonly kind: "move"; readonly image: CarriedImage; readonly from: number; readonly at: number };

/**
 * What the updater does, in its order (docs/formats/asr-fota-all.md#what-the-module-does). The uncompressed part
 * comes first where the regions do not move up; else the regions are built from their old start on, moved up, last
 * one first, and the uncompressed part follows. That they are built first and then moved is inferred from the space
 * rule, which counts from the lower of both addresses, and from the header's words for moves.
 */
export function updaterSteps({ images }: FotaAll): UpdaterStep[] {
  const uncompressed = inPlace(images.filter(({ kind }) => kind === "uncompressed"));
  const apps = inPlace(images.filter(({ kind }) => kind === "app"));
  const moving = images.filter(({ kind }) => isPacked(kind) || kind === "later");
  const first = moving[0];
  const shift =
    first === undefined || first.oldLength === 0 ? 0 : Math.max(0, first.newAddress - first.oldAddress);
  const built = inRow(moving, (first?.newAddress ?? 0) - shift);
  if (shift === 0) return [...uncompressed, ...built, ...apps];
  const moved = built
    .map(({ image, at }): UpdaterStep => ({ kind: "move", image, from: at, at: at + shift }))
    .reverse();
  return [...built, ...moved, ...uncompressed, ...apps];
}

function inPlace(images: readonly CarriedImage[]): UpdaterStep[] {
  return images.map((image) => ({ kind: "build", image, at: image.newAddress }));
}

/** One after the other: of those after the DSP the device does not look at the address. */
function inRow(images: readonly CarriedImage[], from: number): UpdaterStep[] {
  let at = from;
  return images.map((image) => {
    at += image.newLength;
    return { kind: "build", image, at: at - image.newLength };
  });
}

/**
 * Runs the updater: the XOR of every old area, then image by image in place.
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
  const updater = new Updater(flash, backupSize, pack.storedBytes);
  updater.checkOldAreas(pack.images);
  for (const step of updaterSteps(pack)) {
    updater.perform(step);
    if (step.kind === "build") onImage();
  }
  return updater.run;
}

/** The updater at work on a flash, step by step. */
export class Updater {
  readonly #flash: FlashInUpdate;
  readonly #backupSize: number;
  readonly #storedBytes: number;
  /** Images whose old bytes are still needed. */
  readonly #pending = new Set<CarriedImage>();
  #building = false;
  #steps = 0;
  #backupPeak = 0;
  #memoryPeak = 0;

  /** @param storedBytes of the package, which it holds in memory meanwhile */
  constructor(flash: FlashInUpdate, backupSize: number, storedBytes: number) {
    this.#flash = flash;
    this.#backupSize = backupSize;
    this.#storedBytes = storedBytes;
  }

  get run(): UpdateRun {
    return { steps: this.#steps, backupPeak: this.#backupPeak, memoryPeak: this.#memoryPeak };
  }

  /** @throws {UpdateFailure} */
  checkOldAreas(images: readonly CarriedImage[]): void {
    for (const image of images) {
      if (image.oldLength === 0) continue;
      this.#attempt(image, () => {
        if (xor32(this.#flash.read(image.oldAddress, image.oldLength)) !== image.oldSum) {
          throw new FlashError({ code: "old-differs" });
        }
      });
      this.#pending.add(image);
    }
  }

  /** @throws {UpdateFailure} */
  perform(step: UpdaterStep): void {
    const { image, at } = step;
    this.#attempt(image, () => {
      switch (step.kind) {
        case "build":
          this.#build(image, at);
          break;
        case "move":
          this.#flash.move(step.from, at, image.newLength);
          break;
      }
    });
    this.#steps++;
  }

  /**
   * Begins to build an image and stops in the middle of writing, as when the power fails. What it overwrites is backed
   * up by then, so that the step can be done again from its start.
   * @throws {UpdateFailure}
   */
  interrupt({ image, at }: UpdaterStep & { readonly kind: "build" }): void {
    this.#building = true;
    this.#attempt(image, () => {
      this.#backUpBefore(image, at);
      this.#flash.write(at, new Uint8Array(image.newLength >> 1).fill(ERASED));
    });
  }

  #build(image: CarriedImage, at: number): void {
    this.#building = true;
    const { oldAddress, oldLength } = image;
    const old = oldLength === 0 ? new Uint8Array(0) : this.#flash.readOld(oldAddress, oldLength);
    const built = this.#newBytes(image, old);
    this.#backUpBefore(image, at);
    if (isPacked(image.kind) && oldLength > 0) {
      this.#flash.writeRegion(at, image.newLength, built);
    } else this.#flash.write(at, built);
    this.#pending.delete(image);
    this.#flash.dropBackup(oldAddress, oldLength);
  }

  /** The image's own old bytes, and what writing destroys of those that come later. */
  #backUpBefore(image: CarriedImage, at: number): void {
    if (image.oldLength > 0) this.#flash.backUp(image.oldAddress, image.oldLength);
    for (const later of this.#pending) {
      if (later === image) continue;
      const { oldAddress, oldLength } = later;
      const from = Math.max(at, oldAddress);
      const to = Math.min(at + image.newLength, oldAddress + oldLength);
      if (from < to) this.#flash.backUp(from, to - from);
    }
    const used = this.#flash.backedUpBytes;
    this.#backupPeak = Math.max(this.#backupPeak, used);
    if (used > this.#backupSize) {
      throw new FlashError({ code: "no-room", needed: used, free: this.#backupSize });
    }
  }

  /** Decompressed, where the image lies compressed in flash and is not put in as it is. */
  #newBytes(image: CarriedImage, old: Uint8Array): Uint8Array {
    const { kind, oldLength, newLength, newSum, newUnpackedLength, payload } = image;
    const packed = isPacked(kind);
    if (packed && oldLength === 0) {
      demandLength(payload, newLength);
      if (xor32(payload) !== newSum) throw new FlashError({ code: "new-differs" });
      return payload;
    }
    const patch = unpackPayload(payload);
    const base = packed ? decodeLzmaAlone(old, LARGEST_REGION) : old;
    const built = oldLength === 0 ? patch : applyBsdiff40(base, patch);
    const lengths = packed ? { oldLength, newLength } : { oldLength: 0, newLength: 0 };
    const held = { ...lengths, old: base.length, new: built.length, patch: patch.length };
    this.#memoryPeak = Math.max(this.#memoryPeak, heldAtOnce({ payloads: this.#storedBytes, ...held }));
    demandLength(built, packed ? newUnpackedLength : newLength);
    if (!packed && xor32(built) !== newSum) throw new FlashError({ code: "new-differs" });
    return built;
  }

  #attempt(image: CarriedImage, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof PatchError || error instanceof LzmaError || error instanceof FlashError) {
        throw new UpdateFailure(image.id, error.why, !this.#building);
      }
      throw error;
    }
  }
}

function demandLength(bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected) {
    throw new FlashError({ code: "wrong-length", bytes: bytes.length, expected });
  }
}

/** Whether a module with this flash would start the update. */
export function oldAreasFit(flash: FlashInUpdate, pack: Pick<FotaAll, "images">): boolean {
  try {
    new Updater(flash, 0, 0).checkOldAreas(pack.images);
    return true;
  } catch (error) {
    if (error instanceof UpdateFailure) return false;
    throw error;
  }
}
