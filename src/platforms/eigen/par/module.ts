import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";
import type { PowerCutWork } from "../../../contract/verification.ts";
import { CHIPS } from "../firmware/chips.ts";
import { type EigenFirmware, imageOf } from "../firmware/eigen-firmware.ts";
import { resumeSize } from "./layout.ts";
import { type BlockPart, type CarriedImage, inBlock, type Par } from "./reader.ts";
import { type OpenedPart, openPart, PartError, rebuildBlock, windowOf } from "./rebuild.ts";

/** Why the module would not start the update, or would get stuck in it. */
export class UpdateFailure extends Reasoned {
  /** `old`: it is not for this firmware; `declined`: found before the first write; `stuck`: found later. */
  readonly kind: "old" | "declined" | "stuck";

  constructor(kind: "old" | "declined" | "stuck", why: Reason) {
    super(why);
    this.kind = kind;
  }
}

/** Bytes that are erased, and then written, at a time. */
const SECTOR = 4096;
const ERASED = 0xff;

/** Something that the module does to its flash and that the power can interrupt. */
export type Operation =
  | {
      readonly kind: "write";
      /** The image, or the zone in which a new block is kept while it is written. */
      readonly zone: string;
      readonly at: number;
      readonly bytes: Uint8Array;
    }
  /** Clears a bit of the resume area. */
  | { readonly kind: "mark"; readonly bit: number };

const KEPT = "kept block";

/** How much of an operation has landed when the power goes. */
export type Portion = "nothing" | "emptied" | "half" | "whole";

/** A block of an image: one step of the update. */
export interface BlockStep {
  readonly image: CarriedImage;
  readonly part: BlockPart;
  /** Of the block in its image. */
  readonly from: number;
  readonly to: number;
}

/** What a block can change, to go back to it. */
export interface BlockState {
  readonly flash: Uint8Array;
  readonly kept: Uint8Array;
  readonly resume: Uint8Array;
}

/**
 * A module that applies a package. It checks the hash of every old image; then block after block: it makes the new
 * block of what is in flash, writes it to a zone of its own, clears a bit of the resume area, writes the block to its
 * place, clears the next bit. After a power cut it goes on with the first block whose second bit is still set, from
 * the zone when the first bit is clear. In the end it checks the hash of every new image.
 *
 * That cuts are survived was seen on the vendor's own code; that the zone and two bits a block are how, is inferred
 * from the size of the zone and from what happens to the resume area.
 */
export class ParModule {
  readonly steps: readonly BlockStep[];
  readonly #par: Par;
  /** Where the images lie, as they are now. */
  readonly #flash = new Map<string, Uint8Array>();
  readonly #kept: Uint8Array;
  readonly #resume: Uint8Array;
  readonly #opened = new Map<BlockStep, OpenedPart | null>();

  /** @throws {UpdateFailure} when it is not for this firmware */
  constructor(par: Par, old: EigenFirmware) {
    const { blockSize } = CHIPS[par.chip];
    this.#par = par;
    this.#kept = new Uint8Array(blockSize).fill(ERASED);
    this.#resume = new Uint8Array(resumeSize(par.flashClass)).fill(0xff);
    this.steps = par.images.flatMap((image) =>
      image.parts.map((part): BlockStep => {
        const from = part.index * blockSize;
        return { image, part, from, to: Math.min(from + blockSize, image.newSize) };
      }),
    );
    const needed = Math.ceil((2 * this.steps.length) / 8);
    if (needed > this.#resume.length) {
      const why: Reason = { code: "no-room", needed, free: this.#resume.length };
      throw new UpdateFailure("declined", within({ part: "resume-area" }, why));
    }
    for (const image of par.images) this.#flash.set(image.type, areaFor(image, old, blockSize));
  }

  /** First step that is not done; all of them when it is through. */
  get nextStep(): number {
    const next = this.steps.findIndex((_, step) => !this.#isMarked(2 * step + 1));
    return next < 0 ? this.steps.length : next;
  }

  /** The image as it is now; null when the package does not carry it. */
  imageNow(type: string): Uint8Array | null {
    const image = this.#par.images.find((one) => one.type === type);
    return image === undefined ? null : this.#area(type).subarray(0, image.newSize);
  }

  /**
   * What is left to do for a step, given what has landed already. Each operation has to land before the next is asked
   * for.
   * @throws {UpdateFailure}
   */
  *operations(step: number): Generator<Operation, void> {
    const block = this.steps[step];
    if (block === undefined) return;
    const { image, from, to } = block;
    const opened = this.#open(block);
    if (opened !== null) {
      if (!this.#isMarked(2 * step)) {
        const window = windowOf(this.#par.chip, image, block.part.index);
        yield* inSectors(KEPT, 0, rebuildBlock(opened, this.#area(image.type), window));
        yield { kind: "mark", bit: 2 * step };
      }
      yield* inSectors(image.type, from, this.#kept.slice(0, to - from));
    }
    yield { kind: "mark", bit: 2 * step + 1 };
  }

  /** What it is, for reports. */
  workOf(operation: Operation, step: number): PowerCutWork {
    const block = this.steps[step];
    if (block === undefined) throw new Error(`no step ${step}`);
    const { image, part } = block;
    const place = { partition: image.type, block: part.index };
    if (operation.kind === "mark")
      return { kind: operation.bit % 2 === 0 ? "mark-kept" : "mark-done", ...place };
    const keeps = operation.zone === KEPT;
    return keeps
      ? { kind: "keep-block", ...place }
      : { kind: "program", address: image.address + operation.at };
  }

  land(operation: Operation, portion: Portion): void {
    if (portion === "nothing") return;
    switch (operation.kind) {
      case "mark":
        this.#resume[operation.bit >> 3] =
          (this.#resume[operation.bit >> 3] ?? 0) & ~(1 << (operation.bit & 7));
        return;
      case "write": {
        const { zone, at, bytes } = operation;
        const area = zone === KEPT ? this.#kept : this.#area(zone);
        area.fill(ERASED, at, at + SECTOR);
        const landed = { emptied: 0, half: bytes.length >> 1, whole: bytes.length }[portion];
        area.set(bytes.subarray(0, landed), at);
      }
    }
  }

  /**
   * Does a step from where it is.
   * @throws {UpdateFailure}
   */
  perform(step: number): void {
    for (const operation of this.operations(step)) this.land(operation, "whole");
  }

  /**
   * Checks the hash of every new image, as the module does in the end.
   * @throws {UpdateFailure}
   */
  finish(): void {
    for (const { type, newSha256 } of this.#par.images) {
      const now = this.imageNow(type);
      if (now === null || newSha256 === null || digests(now).sha256 === newSha256) continue;
      throw new UpdateFailure("stuck", within(type, { code: "new-differs" }));
    }
  }

  /** Whole update, the power lasts. */
  run(onStep: (done: number) => void = () => undefined): void {
    for (const step of this.steps.keys()) {
      this.perform(step);
      onStep((step + 1) / this.steps.length);
    }
    this.finish();
  }

  stateOf(step: number): BlockState {
    const block = this.steps[step];
    const flash = block === undefined ? new Uint8Array(0) : this.#sectorsOf(block).slice();
    return { flash, kept: this.#kept.slice(), resume: this.#resume.slice() };
  }

  restore(step: number, { flash, kept, resume }: BlockState): void {
    const block = this.steps[step];
    if (block !== undefined) this.#sectorsOf(block).set(flash);
    this.#kept.set(kept);
    this.#resume.set(resume);
  }

  #sectorsOf({ image, from, to }: BlockStep): Uint8Array {
    return this.#area(image.type).subarray(from, wholeSectors(to));
  }

  #area(type: string): Uint8Array {
    return this.#flash.get(type) ?? new Uint8Array(0);
  }

  #isMarked(bit: number): boolean {
    return (((this.#resume[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0;
  }

  #open(block: BlockStep): OpenedPart | null {
    const known = this.#opened.get(block);
    if (known !== undefined) return known;
    try {
      const opened = openPart(this.#par.chip, block.image, block.part);
      this.#opened.set(block, opened);
      return opened;
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      const untouched = this.#resume.every((byte) => byte === 0xff);
      const { image, part } = block;
      throw new UpdateFailure(untouched ? "declined" : "stuck", inBlock(image.type, part.index, error.why));
    }
  }
}

/** Flash with the old image, and room for whole blocks of the new one. */
function areaFor(image: CarriedImage, old: EigenFirmware, blockSize: number): Uint8Array {
  const { type, address, oldSize, newSize, oldSha256 } = image;
  const demand = (condition: boolean, why: Reason, kind: UpdateFailure["kind"] = "old"): void => {
    if (!condition) throw new UpdateFailure(kind, within(type, why));
  };
  const found = imageOf(old, type);
  if (found === null) throw new UpdateFailure("old", within(type, { code: "missing" }));
  const { data, flashSize } = found;
  const places = { address: hex(found.address), expected: hex(address) };
  demand(found.address === address, { code: "other-address", ...places });
  demand(data.length === oldSize, { code: "wrong-length", bytes: data.length, expected: oldSize });
  demand(digests(data).sha256 === oldSha256, { code: "old-differs" });
  const fits = flashSize === 0 || newSize <= flashSize;
  demand(fits, { code: "no-room", needed: newSize, free: flashSize }, "declined");
  const area = new Uint8Array(Math.max(wholeSectors(oldSize), Math.ceil(newSize / blockSize) * blockSize));
  area.fill(ERASED);
  area.set(data);
  return area;
}

function* inSectors(zone: string, at: number, bytes: Uint8Array): Generator<Operation, void> {
  for (let from = 0; from < bytes.length; from += SECTOR) {
    yield { kind: "write", zone, at: at + from, bytes: bytes.subarray(from, from + SECTOR) };
  }
}

function wholeSectors(size: number): number {
  return Math.ceil(size / SECTOR) * SECTOR;
}
