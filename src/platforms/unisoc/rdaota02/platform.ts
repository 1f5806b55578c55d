import { readLayout, u32 } from "../../../bytes/layout.ts";
import { type Bulk, HEADER, HEADER_SIZE, SFL1 } from "./layout.ts";

/**
 * UNISOC 8850 takes the same packages as the 8910, for another flash: boot loader and program begin at
 * other offsets, and NV is kept in compressed files of other folders.
 */
const PROGRAM_8910 = 0x10000;
const BOOT_8850 = 0x20000;
const PROGRAM_8850 = 0x30000;
const FOLDERS_8850 = /^\/(?:factory|runningnv)\//;

/** Of a package that says nothing about it: the 8910, which has no mark of its own besides its program. */
export function platformOfPackage(bulks: readonly Bulk[]): "unisoc8910" | "unisoc8850" {
  const starts = bulks.flatMap((bulk) => (bulk.kind === "flash" && bulk.device === SFL1 ? [bulk.base] : []));
  if (starts.includes(PROGRAM_8910)) return "unisoc8910";
  const has8850 =
    starts.some((base) => base === BOOT_8850 || base === PROGRAM_8850) ||
    bulks.some((bulk) => bulk.kind !== "flash" && FOLDERS_8850.test(bulk.name));
  return has8850 ? "unisoc8850" : "unisoc8910";
}

/** Behind the package, for 8850 that boot signed programs alone: the mark, and the size of the signature. */
export const SIGNATURE = { mark: u32(0), size: u32(4) };
/** "FUS1" */
const MARK = 0x31535546;

/** The package without the signature behind it; the same bytes when there is none. */
export function withoutSignature(bytes: Uint8Array): Uint8Array {
  if (bytes.length < HEADER_SIZE) return bytes;
  const { fileSize } = readLayout(HEADER, bytes);
  if (fileSize < HEADER_SIZE || fileSize + 8 > bytes.length) return bytes;
  const { mark, size } = readLayout(SIGNATURE, bytes, fileSize);
  return mark === MARK && fileSize + size === bytes.length ? bytes.subarray(0, fileSize) : bytes;
}
