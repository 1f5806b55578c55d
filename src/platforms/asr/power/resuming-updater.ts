import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { deviceDictionary, encodeAsDevice } from "../../../codecs/lzma/device/encoder.ts";
import { isPacked } from "../fota-all/layout.ts";
import type { CarriedImage } from "../fota-all/reader.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../patch/apply-bsdiff40.ts";
import { SECTOR } from "../patch/container.ts";
import { Reasoned, within } from "../../../contract/reason.ts";
import { hex } from "../../../bytes/layout.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { Stage } from "./stages.ts";
import {
  backUp,
  lift,
  note,
  notedStage,
  type Operation,
  readFlash,
  type Storage,
  writeFlash,
} from "./storage.ts";

/** The updater cannot go on. */
export class StuckError extends Reasoned {}

/** Bytes that are written at once. */
const WRITTEN_AT_ONCE = 0x1_0000;
const LARGEST_REGION = 1 << 26;

/** What an image was built to, and from what: the same comes of the same. */
export type BuiltImages = Map<CarriedImage, { readonly old: Uint8Array; readonly new: Uint8Array }>;

/**
 * The updater of an ASR module, from any moment at which the power comes back: it goes by the notes of its progress, of
 * which it writes two copies after each stage.
 */
export class ResumingUpdater {
  storage: Storage;
  readonly #stages: readonly Stage[];
  readonly #built: BuiltImages;

  constructor(stages: readonly Stage[], storage: Storage, built: BuiltImages) {
    this.#stages = stages;
    this.storage = storage;
    this.#built = built;
  }

  /**
   * Everything it does from here on, in order. What it yields has to land in {@link storage} before it goes on.
   * @throws {StuckError}
   */
  *operations(): Generator<Operation, void, undefined> {
    const begin = notedStage(this.storage);
    // The next note goes over the first copy, so the second one has to be good by then.
    if (this.storage.notes[1] !== begin) yield note(1, begin);
    for (let number = begin; number < this.#stages.length; number++) {
      const stage = this.#stages[number];
      if (stage === undefined) return;
      yield* this.#perform(stage);
      yield note(0, number + 1);
      yield note(1, number + 1);
    }
  }

  *#perform(stage: Stage): Generator<Operation, void, undefined> {
    switch (stage.kind) {
      case "back-up":
        for (const sector of stage.sectors) yield backUp(sector);
        break;
      case "build": {
        const bytes = this.#build(stage);
        for (let at = 0; at < bytes.length; at += WRITTEN_AT_ONCE) {
          yield writeFlash(stage.at + at, bytes.subarray(at, at + WRITTEN_AT_ONCE));
        }
        break;
      }
      case "lift":
        yield lift(stage.from, demandFlash(this.storage, stage.from, stage.length));
        break;
      case "put-down":
        yield writeFlash(stage.at, this.storage.lifted);
        break;
    }
  }

  /** As it will lie in flash. */
  #build({ image, kept }: Stage & { readonly kind: "build" }): Uint8Array {
    const old = this.#oldBytes(image, kept);
    const known = this.#built.get(image);
    if (known !== undefined && sameBytes(known.old, old)) return known.new;
    const next = newBytes(image, old);
    this.#built.set(image, { old, new: next });
    return next;
  }

  /** From the copies, for flash may be overwritten. */
  #oldBytes({ oldAddress, oldLength }: CarriedImage, kept: readonly number[]): Uint8Array {
    if (oldLength === 0) return new Uint8Array(0);
    const old = demandFlash(this.storage, oldAddress, oldLength);
    for (const sector of kept) {
      const copy = this.storage.backup.get(sector);
      const from = Math.max(oldAddress, sector);
      const to = Math.min(oldAddress + oldLength, sector + SECTOR);
      if (copy !== undefined && from < to)
        old.set(copy.subarray(from - sector, to - sector), from - oldAddress);
    }
    return old;
  }
}

function demandFlash(storage: Storage, address: number, length: number): Uint8Array {
  const bytes = readFlash(storage, address, length);
  if (bytes === null) throw new StuckError(within(hex(address), { code: "outside-flash" }));
  return bytes;
}

function newBytes(image: CarriedImage, old: Uint8Array): Uint8Array {
  const { kind, oldLength, newLength, payload } = image;
  const packed = isPacked(kind);
  if (packed && oldLength === 0) return payload;
  try {
    const patch = unpackPayload(payload);
    if (oldLength === 0) return patch;
    if (!packed) return applyBsdiff40(old, patch);
    return recompressed(applyBsdiff40(decodeLzmaAlone(old, LARGEST_REGION), patch), old, newLength);
  } catch (error) {
    if (error instanceof PatchError || error instanceof LzmaError) throw new StuckError(error.why);
    throw error;
  }
}

/** With the dictionary of the old stream, and zeros up to the end of the region. */
function recompressed(contents: Uint8Array, old: Uint8Array, length: number): Uint8Array {
  const stream = encodeAsDevice(contents, deviceDictionary(old));
  if (stream.length > length) throw new StuckError({ code: "no-room", needed: stream.length, free: length });
  const bytes = new Uint8Array(length);
  bytes.set(stream);
  return bytes;
}
