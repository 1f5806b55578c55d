import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout, type Values } from "../../../bytes/layout.ts";
import { hasSignature, HEADER_MAGIC, PAYLOAD_AT, SIGNATURE_SIZE } from "../../asr/patch/container.ts";
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
  const damaged = (why: string): Refusal => new Refusal("package-damaged", { file, why });
  if (!isEc200aPackage(bytes)) throw new Refusal("not-package", { file });
  const header = readLayout(HEADER, bytes, SIGNATURE_SIZE);
  if (header.magic !== HEADER_MAGIC) throw damaged(`magic number ${hex(header.magic, 8)}`);
  const sum = xor32(bytes.subarray(SIGNATURE_SIZE, SIGNATURE_SIZE + SUMMED_HEADER));
  if (sum !== header.sum) throw damaged(`XOR of the header is ${hex(sum, 8)}, not ${hex(header.sum, 8)}`);
  if (!bytes.subarray(SIGNATURE_SIZE + SUMMED_HEADER + 4, PAYLOAD_AT).every((byte) => byte === 0)) {
    throw damaged("something lies behind the sum of the header");
  }
  const count = header.plainCount + header.packedCount;
  if (count === 0 || count > MOST_RECORDS) throw damaged(`${count} pieces`);

  const stored = bytes.subarray(PAYLOAD_AT);
  let end = 0;
  const pieces = Array.from({ length: count }, (_, i): CarriedPiece => {
    const record = readLayout(RECORD, bytes, SIGNATURE_SIZE + RECORDS_AT + i * RECORD_SIZE);
    const fault = faultOf(record, i, end);
    if (fault !== null) throw damaged(`piece ${i}: ${fault}`);
    const payload = stored.subarray(end, end + record.payloadLength);
    if (payload.length < record.payloadLength) throw damaged(`payload of piece ${i} ends beyond the file`);
    const xor = xor32(payload);
    if (xor !== record.payloadSum) {
      throw damaged(`XOR of payload ${i} is ${hex(xor, 8)}, not ${hex(record.payloadSum, 8)}`);
    }
    end += record.payloadLength;
    return { ...record, payload };
  });
  if (pieces.filter(({ packed }) => packed === 1).length !== header.packedCount) {
    throw damaged("flags and number of compressed pieces differ");
  }
  const { updaterOffset, updaterLength } = header;
  if (updaterLength > 0 && updaterOffset !== end) throw damaged(`updater at ${hex(updaterOffset)}`);
  if (end + updaterLength !== stored.length) {
    throw damaged(`${stored.length} bytes of payloads, not ${end + updaterLength}`);
  }
  return { ...header, pieces };
}

function faultOf(record: PieceRecord, index: number, payloadOffset: number): string | null {
  if (record.index !== index) return `has index ${record.index}`;
  if (record.payloadOffset !== payloadOffset) return `payload at ${hex(record.payloadOffset)}`;
  if (record.payloadLength === 0 || record.payloadLength % 4 !== 0)
    return `payload of ${record.payloadLength} bytes`;
  if (record.packed > 1) return `flag ${record.packed}`;
  if (record.packed === 0 && record.unpackedLength !== 0)
    return "uncompressed, but with a decompressed length";
  if (record.newLength === 0) return "makes nothing";
  return null;
}
