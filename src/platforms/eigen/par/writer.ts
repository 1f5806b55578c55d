import { rawSha256 } from "../../../bytes/digest.ts";
import { writeLayout } from "../../../bytes/layout.ts";
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
  META_SIZE,
  NAME_KIND,
  NAME_LENGTH,
  NAME_OPTION,
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
} from "./layout.ts";

/** An image with its blocks encoded. */
export interface EncodedImage {
  /** AP or CP. */
  readonly type: string;
  readonly address: number;
  readonly old: Uint8Array;
  readonly next: Uint8Array;
  readonly backwards: boolean;
  /** In the order in which the module applies them. */
  readonly parts: readonly { readonly index: number; readonly bytes: Uint8Array }[];
}

/** As the vendor's tools write it for the method that we use. */
const VERSIONS: Readonly<Record<EigenChip, number>> = { eigen618: 0x20, eigen718: 0x45 };
/** Boards with 4 MiB of flash; blocks of an EC718 have the size of index 1. */
const CAPABILITIES: Readonly<Record<EigenChip, number>> = { eigen618: 0, eigen718: 0x10 };

/** @param atHead with the ten bytes that Hezhou's AT firmware wants */
export function writePar(
  chip: EigenChip,
  images: readonly EncodedImage[],
  atHead: boolean,
): Uint8Array<ArrayBuffer> {
  const capability = CAPABILITIES[chip];
  const start = RESUME_AT + resumeSize(capability);
  const inner = images.map((image) => writeImage(chip, image));
  const length = inner.reduce((sum, one) => sum + one.length, start);
  const head = atHead ? AT_HEAD_SIZE : 0;
  const file = new Uint8Array(head + length);
  if (atHead) writeLayout(AT_HEAD, { first: AT_HEAD_FIRST, one: 1, second: AT_HEAD_SECOND, length }, file);
  const pack = file.subarray(head);
  const outer = { magic: OUTER_MAGIC, version: VERSIONS[chip], flags: OUTER_FLAGS, capability };
  writeLayout(OUTER, { ...outer, metaSize: META_SIZE, length }, pack);
  pack.fill(0xff, RESUME_AT, start);
  let at = start;
  for (const one of inner) {
    pack.set(one, at);
    at += one.length;
  }
  writeLayout(OUTER, { sha256: rawSha256(pack) }, pack);
  return file;
}

function writeImage(chip: EigenChip, image: EncodedImage): Uint8Array {
  const { type, address, old, next, backwards, parts } = image;
  const payload = chip === "eigen618" ? payload618(image) : payload718(image);
  const headerLength = OPTIONS_AT + HASH_LENGTH + NAME_LENGTH;
  const bytes = new Uint8Array(headerLength + payload.length);
  const attribute = IMAGE_TYPES.findIndex((one) => one === type);
  const word =
    (backwards ? BACKWARDS : 0) |
    (attribute << 5) |
    (headerLength << 8) |
    (chip === "eigen718" ? BZIP2_METHOD : 0) |
    (parts.length << 24);
  const sizes = { address, newSize: next.length, oldSize: old.length };
  writeLayout(
    INNER,
    { word: word >>> 0, length: bytes.length, reserved: 0, ...sizes, oldSha256: rawSha256(old) },
    bytes,
  );
  writeLayout(
    HASH_OPTION,
    { kind: HASH_KIND, length: HASH_LENGTH, sha256: rawSha256(next) },
    bytes,
    OPTIONS_AT,
  );
  const name = `${CHIPS[chip].name}_${type}.par`;
  writeLayout(NAME_OPTION, { kind: NAME_KIND, length: NAME_LENGTH, name }, bytes, OPTIONS_AT + HASH_LENGTH);
  bytes.set(payload, headerLength);
  return bytes;
}

function payload618({ old, backwards, parts }: EncodedImage): Uint8Array {
  const start = BPHD_SIZE + 4 * parts.length;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, start));
  const order = backwards ? BACKWARDS_618 : FORWARDS_618;
  writeLayout(BPHD, { magic: BPHD_MAGIC, blocks: parts.length, oldSize: old.length, order }, bytes);
  const view = new DataView(bytes.buffer);
  let at = start;
  for (const part of parts) {
    view.setUint32(BPHD_SIZE + 4 * part.index, part.bytes.length, true);
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return bytes;
}

function payload718({ old, next, backwards, parts }: EncodedImage): Uint8Array {
  const start = PSH_SIZE + RECORD_SIZE * parts.length;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, start));
  const sizes = {
    oldSize: old.length,
    newSize: next.length,
    oldSizeAgain: old.length,
    newSizeAgain: next.length,
  };
  writeLayout(PSH, { magic: PSH_MAGIC, flags: backwards ? 1 : 0, blocks: parts.length, ...sizes }, bytes);
  let at = start;
  for (const [i, part] of parts.entries()) {
    const { blockSize } = CHIPS.eigen718;
    const record = { offset: at << 8, size: part.bytes.length << 8, blockSize };
    writeLayout(RECORD, record, bytes, PSH_SIZE + RECORD_SIZE * i);
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return bytes;
}
