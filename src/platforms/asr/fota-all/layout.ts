import { u32, words } from "../../../bytes/layout.ts";

/** A differential package of ASR modules (docs/formats/asr-fota-all.md). */
export const SIGNATURE = "FOTA_ALL";

/**
 * Header, positions counted from byte 8 of the file. What is left out is 0.
 *
 *      0  u32     "ATOF"
 *      4  u32     format version 0
 *     12  u32     bytes of the backup in the file system; 0 for one in fota_pkg
 *     16  u32     images of the uncompressed part
 *     20  u32     images of load table regions
 *     24  u32[9]  words that the updater uses while it runs, 0
 *     60  u32     images after the DSP
 *     64  u32     images of application partitions
 *     68  u32     mapped address of the partition fota_pkg, where the updater backs up what it overwrites; 0 for a
 *                 backup in the file system, which an updater that does not know it takes for flash address 0
 *     72          32 image records: uncompressed, regions, the DSP, after it, applications
 *   1608  u32[3]  an updater carried along: offset, size, address; 0
 */
export const HEADER = {
  magic: u32(0),
  formatVersion: u32(4),
  fileBackup: u32(12),
  uncompressedCount: u32(16),
  regionCount: u32(20),
  runTime: words(24, 9),
  laterCount: u32(60),
  appCount: u32(64),
  backupAddress: u32(68),
  updater: words(1608, 3),
} as const;

export const RECORDS_AT = 72;
export const MOST_IMAGES = 32;

/** In the order in which they lie in a package. */
export type ImageKind = "uncompressed" | "region" | "dsp" | "later" | "app";

/** Images of a kind; there is always one DSP image. */
export interface ImageCounts {
  readonly uncompressedCount: number;
  readonly regionCount: number;
  readonly laterCount: number;
  readonly appCount: number;
}

/** Kinds of all images, in order. */
export function kindsOf(counts: ImageCounts): ImageKind[] {
  const { uncompressedCount, regionCount, laterCount, appCount } = counts;
  const run = (kind: ImageKind, length: number): ImageKind[] => Array.from({ length }, () => kind);
  return [
    ...run("uncompressed", uncompressedCount),
    ...run("region", regionCount),
    "dsp",
    ...run("later", laterCount),
    ...run("app", appCount),
  ];
}

export function imageCount({ uncompressedCount, regionCount, laterCount, appCount }: ImageCounts): number {
  return uncompressedCount + regionCount + 1 + laterCount + appCount;
}

/** Whether images of this kind lie compressed in flash. */
export function isPacked(kind: ImageKind): boolean {
  switch (kind) {
    case "region":
    case "dsp":
      return true;
    case "uncompressed":
    case "later":
    case "app":
      return false;
  }
}
