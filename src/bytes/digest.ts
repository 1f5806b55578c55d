import { md5 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

export interface Digests {
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** 32 lower-case hex digits. */
  readonly md5: string;
}

/** SHA-256 and MD5. MD5 is for comparing with what vendors publish, nothing relies on it. */
export function digests(bytes: Uint8Array): Digests {
  return { sha256: bytesToHex(sha256(bytes)), md5: bytesToHex(md5(bytes)) };
}

/** SHA-256 as formats store it: 32 bytes. */
export function rawSha256(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

/** Two lower-case digits a byte. */
export function hexDigits(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}
