/** What a firmware puts into flash and file systems, as comparisons look at it: the same on every platform. */
import type { PlacedImage } from "./block-states.ts";

/**
 * Bytes of the unit that flash is erased in, on all platforms that are compared: blocks of RDAOTA02 packages begin
 * at multiples of it, and so do regions and images of ASR.
 */
export const ERASE_UNIT = 0x1000;

/** What a firmware puts into a partition. */
export interface PartitionContent extends PlacedImage {
  readonly id: string;
  readonly limit: number | null;
}

/** A piece of a file: all of it, or one part of a file that is stored in parts. */
export interface FilePiece {
  readonly stored: Uint8Array;
  /** Null for a piece that is stored as it is. */
  readonly packed: Packed | null;
}

/** A piece that is stored compressed. */
export interface Packed {
  /** Bytes when unpacked. */
  readonly rawSize: number;
  /** Checksums of its contents, so that differing ones need not be unpacked; in the order of the blocks. */
  readonly sums: readonly { readonly size: number; readonly sum: number }[];
  unpack(): Uint8Array;
}

export interface FileContent {
  /** Absolute path on the module. */
  readonly path: string;
  readonly pieces: readonly FilePiece[];
}

export interface FlashContents {
  readonly partitions: readonly PartitionContent[];
  /** Null when the file system cannot be read: that is no reason to show nothing of the flash. */
  readonly files: readonly FileContent[] | null;
}
