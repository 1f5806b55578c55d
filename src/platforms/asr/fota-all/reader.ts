import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout, type Values, viewOf } from "../../../bytes/layout.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hasSignature, HEADER_MAGIC, PAYLOAD_AT, SECTOR, SIGNATURE_SIZE } from "../patch/container.ts";
import { IMAGE_RECORD, IMAGE_RECORD_SIZE, type ImageRecord } from "../patch/image-record.ts";
import { HEADER, imageCount, type ImageKind, kindsOf, MOST_IMAGES, RECORDS_AT, SIGNATURE } from "./layout.ts";

/** An image of a package, its payload still compressed. */
export interface CarriedImage extends ImageRecord {
  readonly kind: ImageKind;
  readonly payload: Uint8Array;
}

export interface FotaAll extends Values<typeof HEADER> {
  readonly images: readonly CarriedImage[];
  /** Bytes that a module stores in fota_pkg: the payloads with their padding. */
  readonly storedBytes: number;
}

/** Whether the updater backs up in the file system ("fsall"), or, by intent or mistake, nowhere at all. */
export function backsUpInFiles({ backupAddress }: FotaAll): boolean {
  return backupAddress === 0;
}

/** Whether this is meant to be a differential package of ASR modules. */
export function isFotaAll(bytes: Uint8Array): boolean {
  return hasSignature(bytes, SIGNATURE);
}

/** Packages of some other chips begin alike; here they have the sum of their header, and these have nothing. */
const OTHER_SUM_AT = 2008;

/** Whether a package that begins as these do is of another format. */
export function isOfOtherChips(bytes: Uint8Array): boolean {
  return bytes.length >= PAYLOAD_AT && viewOf(bytes).getUint32(SIGNATURE_SIZE + OTHER_SUM_AT, true) !== 0;
}

/**
 * Reads a differential package with the checks of a module that receives one
 * (docs/formats/asr-fota-all.md#what-the-module-does).
 * @throws Refusal not-package, package-damaged
 */
export function readFotaAll(file: string, bytes: Uint8Array): FotaAll {
  const damaged = (why: Reason): Refusal => new Refusal("package-damaged", { file, why });
  if (!isFotaAll(bytes)) throw new Refusal("not-package", { file });
  if (bytes.length <= PAYLOAD_AT || bytes.length % SECTOR !== PAYLOAD_AT % SECTOR) {
    throw damaged({ code: "not-in-sectors" });
  }
  const header = readLayout(HEADER, bytes, SIGNATURE_SIZE);
  if (header.magic !== HEADER_MAGIC) {
    throw damaged({ code: "field", field: "magic", value: hex(header.magic, 8) });
  }
  if (header.formatVersion !== 0) {
    throw damaged({ code: "field", field: "version", value: header.formatVersion });
  }
  const count = imageCount(header);
  if (count > MOST_IMAGES) {
    throw damaged({ code: "field", field: "image-count", value: count });
  }

  const stored = bytes.subarray(PAYLOAD_AT);
  const images = kindsOf(header).map((kind, i): CarriedImage => {
    const record = readLayout(IMAGE_RECORD, bytes, SIGNATURE_SIZE + RECORDS_AT + i * IMAGE_RECORD_SIZE);
    const { id, payloadOffset, payloadLength, payloadSum } = record;
    if (id !== i) {
      throw damaged(within({ part: "image", number: i }, { code: "field", field: "id", value: id }));
    }
    if (payloadOffset + payloadLength > stored.length)
      throw damaged(within({ part: "payload", number: i }, { code: "outside-file" }));
    const payload = stored.subarray(payloadOffset, payloadOffset + payloadLength);
    const sum = xor32(payload);
    if (sum !== payloadSum) {
      const xor = { kind: "XOR", actual: hex(sum, 8), stated: hex(payloadSum, 8) } as const;
      throw damaged(within({ part: "payload", number: i }, { code: "checksum", ...xor }));
    }
    return { ...record, kind, payload };
  });
  return { ...header, images, storedBytes: stored.length };
}
