import { bytes, readLayout, text } from "../../../bytes/layout.ts";

/**
 * Signature after an image of the 8910 (docs/formats/pac.md#signature): 96 bytes, then 512 bytes of
 * certificates. It is shown and carried along as part of the image, never altered.
 */

export const SIGNATURE = {
  /** RDAS */
  magic: text(0, 4),
  /** Ed for Ed25519. */
  algorithm: text(4, 2),
  /** B2 for BLAKE2. */
  hash: text(6, 2),
  name: text(8, 16),
  fingerprint: bytes(24, 8),
  signature: bytes(32, 64),
};
const SIGNATURE_SIZE = 96;
const TRAILER_SIZE = SIGNATURE_SIZE + 512;
const MAGIC = "RDAS";

export interface ImageSignature {
  readonly algorithm: string;
  readonly hash: string;
  /** Name of the key. */
  readonly signer: string;
  /** Where the trailer starts. */
  readonly at: number;
  /** Length of the trailer, to the end of the entry. */
  readonly size: number;
}

/**
 * Null for an unsigned image.
 * @param imageSize where the image proper ends. The boot loader is padded before it is signed, so the last
 * bytes are looked at as well.
 */
export function readImageSignature(image: Uint8Array, imageSize: number): ImageSignature | null {
  for (const at of [imageSize, image.length - TRAILER_SIZE]) {
    if (at < 0 || at + SIGNATURE_SIZE > image.length) continue;
    const { magic, algorithm, hash, name } = readLayout(SIGNATURE, image, at);
    if (magic === MAGIC) return { algorithm, hash, signer: name, at, size: image.length - at };
  }
  return null;
}
