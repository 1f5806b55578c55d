/**
 * What differential packages and the first file of mini-system have in common (docs/formats/asr-patch.md#container).
 *
 *     0      char[8]  signature
 *     8      0x800    header, begins with the magic number
 *     0x808           payloads, zero-padded to 4 KiB
 */
export const SIGNATURE_SIZE = 8;
export const HEADER_SIZE = 0x800;
export const PAYLOAD_AT = SIGNATURE_SIZE + HEADER_SIZE;

/** "ATOF" as it is stored. */
export const HEADER_MAGIC = 0x464f5441;

/** Flash is erased in sectors of this many bytes. */
export const SECTOR = 0x1000;

export function toSectors(bytes: number): number {
  return Math.ceil(bytes / SECTOR) * SECTOR;
}

/** Whether a file begins with these letters. */
export function hasSignature(bytes: Uint8Array, signature: string): boolean {
  if (bytes.length < signature.length) return false;
  return new TextEncoder().encode(signature).every((letter, i) => bytes[i] === letter);
}

/** All payloads in a row, zero-padded to whole sectors. */
export function joinPayloads(payloads: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(toSectors(payloads.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const payload of payloads) {
    body.set(payload, at);
    at += payload.length;
  }
  return body;
}
