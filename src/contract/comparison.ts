/** What differs between two firmwares, as the page shows it. Types only. */

/**
 * What became of a block of flash. A firmware has nothing in a block that its image does not reach, or that is
 * erased (all FF) as far as the image reaches.
 */
export type BlockState =
  /** Both have the same bytes there. */
  | "same"
  /** Both have something there, it is not the same, and the new block has 32 bytes of the old image in it. */
  | "patched"
  /** The new firmware has something there, and the old one nothing there or nothing like it. */
  | "new"
  /** The old firmware has something there, the new one nothing. */
  | "gone"
  /** Neither has something there. */
  | "erased";

/** What one firmware puts into an area of flash. */
export interface AreaImage {
  /** Of its first byte. */
  readonly address: number;
  readonly bytes: number;
  /** Bytes that the partition may have; null when the firmware states none. */
  readonly limit: number | null;
}

/** A partition with data in one firmware or in both. Areas may overlap where partitions do. */
export interface FlashArea {
  readonly id: string;
  /** Of the first block; a multiple of the block size. */
  readonly address: number;
  /** Null: that firmware has no such partition, or no data for it. */
  readonly old: AreaImage | null;
  readonly new: AreaImage | null;
  /** One byte a block, from {@link address} on: index into {@link Comparison.blockStates}. */
  readonly blocks: Uint8Array;
}

export type FileState = "same" | "changed" | "added" | "removed";

export interface FileComparison {
  /** Absolute path on the module; of a blocked file without the suffix of its parts. */
  readonly path: string;
  readonly state: FileState;
  /** Bytes, of a blocked file decompressed; null where there is no such file. */
  readonly oldSize: number | null;
  readonly newSize: number | null;
  /** Of a blocked file: what became of each part, in their order; else null. */
  readonly parts: readonly FileState[] | null;
}

export interface Comparison {
  /** Bytes: flash is erased in units of this size. */
  readonly blockSize: number;
  /** What the bytes of {@link FlashArea.blocks} stand for. */
  readonly blockStates: readonly BlockState[];
  /** By address. */
  readonly areas: readonly FlashArea[];
  /** By path. */
  readonly files: readonly FileComparison[];
  /** The user partition of either firmware cannot be read, so its files are not in the list. */
  readonly userFilesUnreadable: boolean;
}
