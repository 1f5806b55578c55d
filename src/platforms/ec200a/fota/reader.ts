import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout, type Values } from "../../../bytes/layout.ts";
import { hasSignature, HEADER_MAGIC, PAYLOAD_AT, SIGNATURE_SIZE } from "../../asr/patch/container.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import {
  HEADER,
  MOST_RECORDS,
  type PieceRecord,
  RECORD,
  RECORD_SIZE,
  RECORDS_AT,
  SIGNATURE,
  SUMMED_HEADER,
} from "./layout.ts";

const HEAD = { part: "header" } as const;

/** A piece of a package, its payload still compressed. */
export interface CarriedPiece extends PieceRecord {
  readonly payload: Uint8Array;
}

export interface Ec200aPackage extends Values<typeof HEADER> {
  readonly pieces: readonly CarriedPiece[];
}

/** Whether this is meant to be a package of this format: other ASR chips have the same signature, but no such sum. */
export function isEc200aPackage(bytes: Uint8Array): boolean {
  return (
    bytes.length >= PAYLOAD_AT &&
    hasSignature(bytes, SIGNATURE) &&
    readLayout(HEADER, bytes, SIGNATURE_SIZE).sum !== 0
  );
}

/**
 * Reads a package and checks everything that it says about itself.
 * @throws Refusal not-package, package-damaged
 */
export function readEc200aPackage(file: string, bytes: Uint8Array): Ec200aPackage {
  const damaged = (why: Reason): Refusal => new Refusal("package-damaged", { file, why });
  if (!isEc200aPackage(bytes)) throw new Refusal("not-package", { file });
  const header = readLayout(HEADER, bytes, SIGNATURE_SIZE);
  if (header.magic !== HEADER_MAGIC) {
    throw damaged(within(HEAD, { code: "field", field: "magic", value: hex(header.magic, 8) }));
  }
  const sum = xor32(bytes.subarray(SIGNATURE_SIZE, SIGNATURE_SIZE + SUMMED_HEADER));
  if (sum !== header.sum) throw damaged(within(HEAD, wrongSum(sum, header.sum)));
  if (!bytes.subarray(SIGNATURE_SIZE + SUMMED_HEADER + 4, PAYLOAD_AT).every((byte) => byte === 0)) {
    throw damaged(within(HEAD, { code: "left-over" }));
  }
  const count = header.plainCount + header.packedCount;
  if (count === 0 || count > MOST_RECORDS) {
    throw damaged({ code: "field", field: "piece-count", value: count });
  }

  const stored = bytes.subarray(PAYLOAD_AT);
  let end = 0;
  const pieces = Array.from({ length: count }, (_, i): CarriedPiece => {
    const record = readLayout(RECORD, bytes, SIGNATURE_SIZE + RECORDS_AT + i * RECORD_SIZE);
    const fault = faultOf(record, i, end);
    if (fault !== null) throw damaged(within({ part: "image", number: i }, fault));
    const payload = stored.subarray(end, end + record.payloadLength);
    const place = { part: "payload", number: i } as const;
    if (payload.length < record.payloadLength) throw damaged(within(place, { code: "ends-early" }));
    const xor = xor32(payload);
    if (xor !== record.payloadSum) throw damaged(within(place, wrongSum(xor, record.payloadSum)));
    end += record.payloadLength;
    return { ...record, payload };
  });
  const packedCount = pieces.filter(({ packed }) => packed === 1).length;
  if (packedCount !== header.packedCount) {
    throw damaged(within(HEAD, { code: "field", field: "piece-count", value: header.packedCount }));
  }
  const { updaterOffset, updaterLength } = header;
  if (updaterLength > 0 && updaterOffset !== end) {
    throw damaged(within(HEAD, { code: "other-address", address: hex(updaterOffset), expected: hex(end) }));
  }
  const expected = end + updaterLength;
  if (expected !== stored.length) throw damaged({ code: "wrong-length", bytes: stored.length, expected });
  return { ...header, pieces };
}

function faultOf(record: PieceRecord, index: number, payloadOffset: number): Reason | null {
  if (record.index !== index) return { code: "field", field: "number", value: record.index };
  if (record.payloadOffset !== payloadOffset) {
    const places = { address: hex(record.payloadOffset), expected: hex(payloadOffset) };
    return within({ part: "payload" }, { code: "other-address", ...places });
  }
  if (record.payloadLength === 0 || record.payloadLength % 4 !== 0) {
    return within({ part: "payload" }, { code: "impossible-size", bytes: record.payloadLength });
  }
  if (record.packed > 1) return { code: "field", field: "entry-type", value: record.packed };
  if (record.packed === 0 && record.unpackedLength !== 0) return { code: "contradicting-sizes" };
  if (record.newLength === 0) return { code: "empty" };
  return null;
}

function wrongSum(actual: number, stated: number): Reason {
  return { code: "checksum", kind: "XOR", actual: hex(actual, 8), stated: hex(stated, 8) };
}
