import { xor32 } from "../../../bytes/xor32.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import { HEADER_MAGIC, joinPayloads, PAYLOAD_AT, SIGNATURE_SIZE } from "../patch/container.ts";
import { IMAGE_RECORD, IMAGE_RECORD_SIZE } from "../patch/image-record.ts";
import { HEADER, RECORDS_AT, SIGNATURE } from "./layout.ts";
import type { AsrDiffPlan } from "./plan.ts";

/**
 * Bytes of a package (docs/formats/asr-fota-all.md#header).
 *
 * @param payloads of the images of the plan, in their order, in whole words
 */
export function writeFotaAll(plan: AsrDiffPlan, payloads: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const stored = joinPayloads(payloads);
  const pack = new Uint8Array(PAYLOAD_AT + stored.length);
  pack.set(new TextEncoder().encode(SIGNATURE));
  writeLayout(
    HEADER,
    { magic: HEADER_MAGIC, formatVersion: 0, ...plan.counts, ...backupWords(plan) },
    pack,
    SIGNATURE_SIZE,
  );
  let payloadOffset = 0;
  for (const [id, image] of plan.images.entries()) {
    const payload = payloads[id] ?? new Uint8Array(0);
    const at = SIGNATURE_SIZE + RECORDS_AT + id * IMAGE_RECORD_SIZE;
    const own = { id, payloadOffset, payloadLength: payload.length, payloadSum: xor32(payload) };
    const { oldAddress, oldLength, oldSum, newAddress, newLength, newSum, newUnpackedLength } = image;
    const places = { oldAddress, oldLength, oldSum, newAddress, newLength, newSum, newUnpackedLength };
    writeLayout(IMAGE_RECORD, { ...own, ...places, reserved: 0 }, pack, at);
    payloadOffset += payload.length;
  }
  pack.set(stored, PAYLOAD_AT);
  return pack;
}

function backupWords({ backup, backupNeed }: AsrDiffPlan) {
  switch (backup.kind) {
    case "partition":
      return { fileBackup: 0, backupAddress: backup.address };
    case "file-system":
      return { fileBackup: backupNeed, backupAddress: 0 };
  }
}
