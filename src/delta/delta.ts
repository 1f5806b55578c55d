/**
 * The result of comparing two images: how each block of the new image is built.
 * The unit is the byte; positions are offsets in the image (not flash addresses).
 */

/** new bytes = old[oldPos + i] + diff[i] for diffSize bytes, then extraSize literal bytes. */
export interface Piece {
  /** Offset in the image as it stands when the block is built; 0 when diffSize is 0. */
  readonly oldPos: number;
  readonly diffSize: number;
  readonly extraSize: number;
}

export interface BlockDelta {
  /** Offset of the block in the new image. */
  readonly newPos: number;
  /** Sum of diff and extra sizes of its pieces. */
  readonly size: number;
  readonly pieces: readonly Piece[];
}

export interface ImageDelta {
  /** In the order in which the module builds them. */
  readonly blocks: readonly BlockDelta[];
  /** Differences of all pieces, in block and piece order. */
  readonly diff: Uint8Array;
  /** Literal bytes of all pieces, in block and piece order. */
  readonly extra: Uint8Array;
}

/** `tail-last`: full blocks descending, then the short last block. */
export type BlockOrder = "ascending" | "descending" | "tail-last";

/**
 * Which bytes a block may use as its base:
 * - `in-place`: what the image holds at that moment, i.e. new bytes in blocks already built and old
 *   bytes elsewhere (flash, blocked files). Old bytes end at `usableOld`.
 * - `old-only`: the old image, untouched (plain files).
 */
export type Window = "in-place" | "old-only";

export interface DeltaJob {
  readonly old: Uint8Array;
  readonly new: Uint8Array;
  /** Size of a block in bytes; the last one may be shorter. The whole size for a plain file. */
  readonly blockSize: number;
  readonly order: BlockOrder;
  readonly window: Window;
  /** Pieces stay inside image[0, usableOld); at most old.length. */
  readonly usableOld: number;
  /** Leave out blocks that are the same in old and new (flash; a blocked file needs all of them). */
  readonly omitUnchanged: boolean;
}
