import { xor32 } from "../bytes/xor32.ts";
import { viewOf } from "../bytes/layout.ts";
import { isFotaAll } from "./asr/fota-all/reader.ts";
import { isFbf } from "./asr/fbf/reader.ts";
import { isMini } from "./asr/mini/reader.ts";
import { hasSignature, SIGNATURE_SIZE } from "./asr/patch/container.ts";
import { isPackage } from "./unisoc/rdaota02/reader.ts";

/** Which update package a file is; of some the name is all that the app knows. */
export type PackageKind =
  | "rdaota02"
  /** The form before it, of other chips. */
  | "rdaota01"
  | "asr-diff"
  | "asr-full"
  | "asr-mini"
  /** EC200A: begins as asr-diff does. */
  | "ec200a-diff"
  /** Eigencomm .par. */
  | "eigen-par";

/** By the first bytes and, where these are shared, by the header; null for everything else. */
export function packageKindOf(bytes: Uint8Array): PackageKind | null {
  if (isPackage(bytes)) return "rdaota02";
  if (hasSignature(bytes, "RDAOTA01")) return "rdaota01";
  if (isEc200aDiff(bytes)) return "ec200a-diff";
  if (isFotaAll(bytes)) return "asr-diff";
  if (isFbf(bytes)) return "asr-full";
  if (isMini(bytes)) return "asr-mini";
  return isPar(bytes) ? "eigen-par" : null;
}

/**
 * Header of EC200A packages, from byte 8 of the file: 502 words, then the XOR of them. The other ASR modules have
 * nothing but 0 there.
 */
const EC200A_SUM_AT = 0x7d8;

/** Whether this is meant for EC200A (ASR1803S) and not for the other ASR modules. */
export function isEc200aDiff(bytes: Uint8Array): boolean {
  if (!isFotaAll(bytes) || bytes.length < SIGNATURE_SIZE + EC200A_SUM_AT + 4) return false;
  const header = bytes.subarray(SIGNATURE_SIZE);
  const sum = viewOf(header).getUint32(EC200A_SUM_AT, true);
  return sum !== 0 && sum === xor32(header.subarray(0, EC200A_SUM_AT));
}

/**
 * EC DF, or EC AE for a signature in front of it. AT firmware wants ten bytes more before that: 7E, a big-endian 1,
 * 7D, and the big-endian length.
 *
 *     0  EC DF | 2  version | 3  40, or C0 when signed | 6  u16 8000
 */
function isPar(bytes: Uint8Array): boolean {
  const at = bytes[0] === 0x7e && bytes[4] === 1 && bytes[5] === 0x7d ? 10 : 0;
  const start = bytes.subarray(at, at + 8);
  if (start.length < 8 || start[0] !== 0xec) return false;
  if (start[1] === 0xae) return true;
  return start[1] === 0xdf && ((start[3] ?? 0) & 0x7f) === 0x40 && start[6] === 0 && start[7] === 0x80;
}
