import { xor32 } from "../../../bytes/xor32.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import { HEADER_MAGIC, PAYLOAD_AT, SIGNATURE_SIZE } from "../../asr/patch/container.ts";
import { HEADER, RECORD, RECORD_SIZE, RECORDS_AT, SIGNATURE, SUMMED_HEADER } from "./layout.ts";
import type { Ec200aPlan } from "./plan.ts";

/**
 * Bytes of a package.
 * @param payloads of the pieces of the plan, in their order, in whole words
 */
export function writeEc200aPackage(
  { pieces, backupNeed }: Pick<Ec200aPlan, "pieces" | "backupNeed">,
  payloads: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const pack = new Uint8Array(payloads.reduce((end, { length }) => end + length, PAYLOAD_AT));
  pack.set(new TextEncoder().encode(SIGNATURE));
  const packedCount = pieces.filter(({ packed }) => packed).length;
  const header = { magic: HEADER_MAGIC, plainCount: pieces.length - packedCount, packedCount, backupNeed };
  writeLayout(HEADER, header, pack, SIGNATURE_SIZE);
  let payloadOffset = 0;
  for (const [index, piece] of pieces.entries()) {
    const payload = payloads[index] ?? new Uint8Array(0);
    const { old, oldAddress, new: next, newAddress, unpackedLength, packed } = piece;
    const record = {
      index,
      payloadOffset,
      payloadLength: payload.length,
      payloadSum: xor32(payload),
      oldAddress,
      oldLength: old.length,
      oldSum: xor32(old),
      newAddress,
      newLength: next.length,
      unpackedLength,
      packed: packed ? 1 : 0,
    };
    writeLayout(RECORD, record, pack, SIGNATURE_SIZE + RECORDS_AT + index * RECORD_SIZE);
    pack.set(payload, PAYLOAD_AT + payloadOffset);
    payloadOffset += payload.length;
  }
  const sum = xor32(pack.subarray(SIGNATURE_SIZE, SIGNATURE_SIZE + SUMMED_HEADER));
  writeLayout(HEADER, { sum }, pack, SIGNATURE_SIZE);
  return pack;
}
