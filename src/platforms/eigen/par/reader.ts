import { digests, hexDigits } from "../../../bytes/digest.ts";
import { hex, readLayout, type Values, viewOf } from "../../../bytes/layout.ts";
import { type Place, type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import {
  AT_HEAD,
  AT_HEAD_FIRST,
  AT_HEAD_SECOND,
  AT_HEAD_SIZE,
  BACKWARDS,
  BACKWARDS_618,
  BPHD,
  BPHD_MAGIC,
  BPHD_SIZE,
  BZIP2_METHOD,
  FORWARDS_618,
  HASH_KIND,
  HASH_LENGTH,
  HASH_OPTION,
  IMAGE_TYPES,
  INNER,
  NAME_KIND,
  OPTIONS_AT,
  OUTER,
  OUTER_FLAGS,
  OUTER_MAGIC,
  PSH,
  PSH_MAGIC,
  PSH_SIZE,
  RECORD,
  RECORD_SIZE,
  RESUME_AT,
  resumeSize,
  SIGNED_MAGIC,
} from "./layout.ts";

/** What a package has for one block of the new image. */
export interface BlockPart {
  /** Of the block, from the start of the image. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** The package of one image. */
export interface CarriedImage {
  /** AP, CP … */
  readonly type: string;
  readonly name: string;
  readonly address: number;
  readonly oldSize: number;
  readonly newSize: number;
  /** 64 lower-case hex digits; of the new image only where the package has it. */
  readonly oldSha256: string;
  readonly newSha256: string | null;
  /** The last block comes first. */
  readonly backwards: boolean;
  /** In the order in which the module applies them. */
  readonly parts: readonly BlockPart[];
  readonly packedBytes: number;
}

export interface Par {
  readonly chip: EigenChip;
  /** Of the format, as the tools write it: 0x20, 0x22, 0x45. */
  readonly version: number;
  /** Class of flash: 0 for 4 MiB. */
  readonly flashClass: number;
  /** The ten bytes that Hezhou's AT firmware wants come before it. */
  readonly atHead: boolean;
  /** Of the package without that head: what the module keeps. */
  readonly storedBytes: number;
  readonly images: readonly [CarriedImage, ...CarriedImage[]];
}

/** Whether this is meant to be a package of Eigencomm modules. */
export function isPar(bytes: Uint8Array): boolean {
  const start = hasAtHead(bytes) ? AT_HEAD_SIZE : 0;
  if (bytes.length < start + 2) return false;
  const magic = viewOf(bytes).getUint16(start, true);
  return magic === OUTER_MAGIC || magic === SIGNED_MAGIC;
}

function hasAtHead(bytes: Uint8Array): boolean {
  if (bytes.length < AT_HEAD_SIZE) return false;
  const { first, one, second } = readLayout(AT_HEAD, bytes);
  return first === AT_HEAD_FIRST && one === 1 && second === AT_HEAD_SECOND;
}

/**
 * Reads a package with the checks of a module that receives one: lengths, hash, headers. What is inside of the parts
 * is looked at when they are applied.
 *
 * @throws Refusal not-package, par-signed, par-method, package-truncated, package-damaged
 */
export function readPar(file: string, bytes: Uint8Array): Par {
  if (!isPar(bytes)) throw new Refusal("not-package", { file });
  const atHead = hasAtHead(bytes);
  const par = new ParReader(file, atHead ? bytes.subarray(AT_HEAD_SIZE) : bytes);
  if (atHead) par.demandLength(readLayout(AT_HEAD, bytes).length);
  return { ...par.read(), atHead };
}

const HEADER: Place = { part: "header" };
const CUT_OFF: Reason = { code: "ends-early" };
const CONTRADICTING: Reason = { code: "contradicting-sizes" };

/** Of a block of an image, counted from 0. */
export function inBlock(type: string, index: number, why: Reason): Reason {
  return within(type, within({ part: "block", number: index }, why));
}

class ParReader {
  readonly #file: string;
  readonly #bytes: Uint8Array;

  constructor(file: string, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  demandLength(length: number): void {
    const actual = this.#bytes.length;
    if (actual < length) throw this.#truncated(length);
    this.#demand(actual === length, { code: "left-over" });
  }

  read(): Omit<Par, "atHead"> {
    const bytes = this.#bytes;
    if (viewOf(bytes).getUint16(0, true) === SIGNED_MAGIC) {
      throw new Refusal("par-signed", { file: this.#file });
    }
    if (bytes.length < RESUME_AT) throw this.#truncated(RESUME_AT);
    const outer = readLayout(OUTER, bytes);
    this.demandLength(outer.length);
    if ((outer.flags & 0x80) !== 0) throw new Refusal("par-signed", { file: this.#file });
    this.#demand(outer.flags === OUTER_FLAGS, { code: "field", field: "flags", value: hex(outer.flags) });
    const start = RESUME_AT + resumeSize(outer.capability);
    if (bytes.length < start) throw this.#truncated(start);
    this.#demandHash(outer, start);
    const blank = bytes.subarray(RESUME_AT, start).every((byte) => byte === 0xff);
    this.#demand(blank, within({ part: "resume-area" }, { code: "update-begun" }));

    const read: { chip: EigenChip; image: CarriedImage }[] = [];
    for (let at = start; at < bytes.length;) {
      const { next, ...one } = this.#image(at);
      read.push(one);
      at = next;
    }
    const [first, ...others] = read;
    if (first === undefined) throw this.#damaged({ code: "empty" });
    const { chip } = first;
    this.#demand(
      others.every((other) => other.chip === chip),
      { code: "several-chips" },
    );
    const types = read.map(({ image }) => image.type);
    const twice = types.find((type, i) => types.indexOf(type) < i);
    if (twice !== undefined) throw this.#damaged(within(twice, { code: "twice" }));
    return {
      chip,
      version: outer.version,
      flashClass: outer.capability & 7,
      storedBytes: bytes.length,
      images: [first.image, ...others.map(({ image }) => image)],
    };
  }

  #demandHash({ sha256: stored }: Values<typeof OUTER>, start: number): void {
    const covered = Uint8Array.from(this.#bytes);
    covered.fill(0, OUTER.sha256.at, OUTER.sha256.at + OUTER.sha256.length);
    covered.fill(0xff, RESUME_AT, start);
    this.#demand(digests(covered).sha256 === hexDigits(stored), { code: "checksum", kind: "SHA-256" });
  }

  #image(at: number): { chip: EigenChip; image: CarriedImage; next: number } {
    const bytes = this.#bytes;
    this.#demand(at + OPTIONS_AT <= bytes.length, within(HEADER, { code: "ends-early" }));
    const { word, length, reserved, address, newSize, oldSize, oldSha256 } = readLayout(INNER, bytes, at);
    const headerLength = (word >>> 8) & 0xff;
    const fits = headerLength >= OPTIONS_AT && headerLength <= length && length <= bytes.length - at;
    this.#demand(fits, within({ part: "image" }, { code: "outside-file" }));
    const type = IMAGE_TYPES[(word >>> 5) & 7] ?? "";
    this.#demand(
      (word & 15) === 0 && reserved === 0 && type !== "",
      within(HEADER, { code: "field", field: "magic", value: hex(word) }),
    );
    this.#demand(newSize > 0 && oldSize > 0, within(type, { code: "empty" }));
    const options = this.#options(bytes.subarray(at + OPTIONS_AT, at + headerLength), type);
    const payload = bytes.subarray(at + headerLength, at + length);
    const chip = this.#chipOf(payload, word, type);
    const backwards = (word & BACKWARDS) !== 0;
    const expected = { type, oldSize, newSize, backwards, count: Math.ceil(newSize / CHIPS[chip].blockSize) };
    this.#demandBlocks(word >>> 24, expected.count & 0xff, type);
    const parts = chip === "eigen618" ? this.#parts618(payload, expected) : this.#parts718(payload, expected);
    const sizes = { address, oldSize, newSize, packedBytes: length };
    const image = { type, ...options, ...sizes, oldSha256: hexDigits(oldSha256), backwards, parts };
    return { chip, image, next: at + length };
  }

  #options(options: Uint8Array, type: string): Pick<CarriedImage, "name" | "newSha256"> {
    let name = "";
    let newSha256: string | null = null;
    for (let at = 0; at < options.length;) {
      const length = options[at + 1] ?? 0;
      this.#demand(length >= 2 && at + length <= options.length, within(type, CUT_OFF));
      const kind = options[at];
      if (kind === HASH_KIND && length === HASH_LENGTH) {
        newSha256 = hexDigits(readLayout(HASH_OPTION, options, at).sha256);
      } else if (kind === NAME_KIND) {
        name = new TextDecoder().decode(options.subarray(at + 2, at + length)).replace(/\0.*$/s, "");
      }
      at += length;
    }
    return { name, newSha256 };
  }

  #chipOf(payload: Uint8Array, word: number, type: string): EigenChip {
    this.#demand(payload.length >= BPHD_SIZE, within(type, CUT_OFF));
    const { magic } = readLayout(BPHD, payload);
    if (magic === BPHD_MAGIC) return "eigen618";
    const isPsh = magic === PSH_MAGIC && payload.length >= PSH_SIZE;
    this.#demand(isPsh, within(type, { code: "field", field: "magic", value: hex(magic, 8) }));
    if ((word & BZIP2_METHOD) === 0) throw new Refusal("par-method", { file: this.#file, method: "LZMA" });
    return "eigen718";
  }

  #parts618(payload: Uint8Array, { type, oldSize, backwards, count }: Expected): BlockPart[] {
    const head = readLayout(BPHD, payload);
    this.#demandBlocks(head.blocks, count, type);
    this.#demand(head.oldSize === oldSize, within(type, CONTRADICTING));
    const order = backwards ? BACKWARDS_618 : FORWARDS_618;
    this.#demand(head.order === order, within(type, { code: "contradicting-orders" }));
    const view = viewOf(payload);
    let at = BPHD_SIZE + 4 * count;
    this.#demand(at <= payload.length, within(type, CUT_OFF));
    const parts = inOrder(count, backwards).map((index) => {
      const size = view.getUint32(BPHD_SIZE + 4 * index, true);
      this.#demand(size <= payload.length - at, inBlock(type, index, CUT_OFF));
      at += size;
      return { index, bytes: payload.subarray(at - size, at) };
    });
    this.#demand(at === payload.length, within(type, { code: "left-over" }));
    return parts;
  }

  #parts718(payload: Uint8Array, { type, oldSize, newSize, backwards, count }: Expected): BlockPart[] {
    const head = readLayout(PSH, payload);
    this.#demandBlocks(head.blocks, count, type);
    const isOld = head.oldSize === oldSize && head.oldSizeAgain === oldSize;
    const isNew = head.newSize === newSize && head.newSizeAgain === newSize;
    this.#demand(isOld && isNew, within(type, CONTRADICTING));
    const ordered = ((head.flags & 1) !== 0) === backwards;
    this.#demand(ordered, within(type, { code: "contradicting-orders" }));
    let at = PSH_SIZE + RECORD_SIZE * count;
    this.#demand(at <= payload.length, within(type, CUT_OFF));
    const parts = inOrder(count, backwards).map((index, i) => {
      const { offset, size, blockSize } = readLayout(RECORD, payload, PSH_SIZE + RECORD_SIZE * i);
      if ((offset & 0xff) !== 0 || (size & 0xff) !== 0) {
        throw new Refusal("par-method", { file: this.#file, method: "LZMA" });
      }
      this.#demand(
        blockSize === CHIPS.eigen718.blockSize,
        inBlock(type, index, { code: "impossible-size", bytes: blockSize }),
      );
      const offsets = { address: hex(offset >>> 8), expected: hex(at) };
      this.#demand(offset >>> 8 === at, inBlock(type, index, { code: "other-address", ...offsets }));
      at += size >>> 8;
      this.#demand(at <= payload.length, inBlock(type, index, CUT_OFF));
      return { index, bytes: payload.subarray(at - (size >>> 8), at) };
    });
    this.#demand(at === payload.length, within(type, { code: "left-over" }));
    return parts;
  }

  #demandBlocks(blocks: number, expected: number, type: string): void {
    const why: Reason = { code: "field", field: "block-count", value: blocks };
    this.#demand(blocks === expected, within(type, why));
  }

  #demand(condition: boolean, why: Reason): asserts condition {
    if (!condition) throw this.#damaged(why);
  }

  #damaged(why: Reason): Refusal {
    return new Refusal("package-damaged", { file: this.#file, why });
  }

  #truncated(expected: number): Refusal {
    return new Refusal("package-truncated", { file: this.#file, expected, actual: this.#bytes.length });
  }
}

interface Expected {
  readonly type: string;
  readonly oldSize: number;
  readonly newSize: number;
  readonly backwards: boolean;
  readonly count: number;
}

function inOrder(count: number, backwards: boolean): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  return backwards ? indices.reverse() : indices;
}
