import type { FormatId } from "../contract/formats.ts";
import type { Registry } from "../platforms/index.ts";
import { formatIn } from "./formats.ts";

/** Which update package a file is; of some the name is all that the app knows. */
export type NamedPackage =
  | FormatId
  /** The form before RDAOTA02, of other chips. */
  | "rdaota01"
  /** Eigencomm .par. */
  | "eigen-par";

/** By the first bytes; null for everything else. */
export function packageKindOf(bytes: Uint8Array, registry?: Registry): NamedPackage | null {
  if (startsWith(bytes, "RDAOTA01")) return "rdaota01";
  if (isPar(bytes)) return "eigen-par";
  return formatIn(bytes, registry)?.id ?? null;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature).every((letter, at) => bytes[at] === letter.charCodeAt(0));
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
