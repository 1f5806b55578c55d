import type { FormatId } from "../contract/formats.ts";
import type { Registry } from "../platforms/index.ts";
import { formatIn } from "./formats.ts";

/** Which update package a file is; of some the name is all that the app knows. */
export type NamedPackage =
  | FormatId
  /** The form before RDAOTA02, of other chips. */
  | "rdaota01";

/** By the first bytes; null for everything else. */
export function packageKindOf(bytes: Uint8Array, registry?: Registry): NamedPackage | null {
  if (startsWith(bytes, "RDAOTA01")) return "rdaota01";
  return formatIn(bytes, registry)?.id ?? null;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return Array.from(signature).every((letter, at) => bytes[at] === letter.charCodeAt(0));
}
