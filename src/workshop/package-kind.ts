import { viewOf } from "../bytes/layout.ts";
import { xor32 } from "../bytes/xor32.ts";
import type { FormatId } from "../contract/formats.ts";
import type { Registry } from "../platforms/index.ts";
import { formatIn } from "./formats.ts";

/** Which update package a file is; of some the name is all that the app knows. */
export type NamedPackage =
  | FormatId
  /** The form before RDAOTA02, of other chips. */
  | "rdaota01"
  /** EC200A: begins as differential packages of ASR do. */
  | "ec200a-diff";

/** By the first bytes and, where these are shared, by the header; null for everything else. */
export function packageKindOf(bytes: Uint8Array, registry?: Registry): NamedPackage | null {
  if (startsWith(bytes, "RDAOTA01")) return "rdaota01";
  if (isEc200aDiff(bytes)) return "ec200a-diff";
  return formatIn(bytes, registry)?.id ?? null;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature).every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

const EC200A_SIGNATURE = "FOTA_ALL";

/**
 * Header of EC200A packages, from byte 8 of the file: 502 words, then the XOR of them. The other ASR modules have
 * nothing but 0 there.
 */
const EC200A_SUM_AT = 0x7d8;

/** Whether this is meant for EC200A (ASR1803S) and not for the other ASR modules. */
export function isEc200aDiff(bytes: Uint8Array): boolean {
  if (!startsWith(bytes, EC200A_SIGNATURE)) return false;
  const header = bytes.subarray(EC200A_SIGNATURE.length);
  if (header.length < EC200A_SUM_AT + 4) return false;
  const sum = viewOf(header).getUint32(EC200A_SUM_AT, true);
  return sum !== 0 && sum === xor32(header.subarray(0, EC200A_SUM_AT));
}
