import type { Piece } from "../../../delta/delta.ts";
import { computeDeltas } from "../../../delta/image-delta.ts";
import { indexOld } from "../../../delta/old-index.ts";

/** How a block of the new image is built. */
export interface BlockPieces {
  /** Of the block, from the start of the image. */
  readonly index: number;
  /** The new block. */
  readonly bytes: Uint8Array;
  /** The old bytes that the module looks at; positions of the pieces count from their start. */
  readonly old: Uint8Array;
  readonly pieces: readonly Piece[];
}

export interface WindowedDelta {
  /** The last block comes first. */
  readonly backwards: boolean;
  /** In the order in which they are built. */
  readonly blocks: readonly BlockPieces[];
}

/**
 * Deltas of an image, block by block, for those of the given orders that are worth it. Each block sees only the old
 * bytes that no block before it has replaced, and nothing of what is new already. The engine looks for matches there
 * alone, but its pieces may run on into what is new; that is cut off and becomes new bytes.
 *
 * @param orders backwards or not, the likeliest winner first
 * @param onProgress 0 … 1
 */
export function windowedDeltas(
  old: Uint8Array,
  next: Uint8Array,
  blockSize: number,
  orders: readonly boolean[],
  onProgress: (done: number) => void = () => undefined,
): WindowedDelta[] {
  const jobs = orders.map((backwards) => ({
    old,
    new: next,
    blockSize,
    order: backwards ? ("descending" as const) : ("ascending" as const),
    window: "in-place" as const,
    usableOld: old.length,
    omitUnchanged: false,
  }));
  return computeDeltas(jobs, indexOld(old, old.length), onProgress).map(({ order, blocks }) => {
    const backwards = order === "descending";
    return {
      backwards,
      blocks: blocks.map(({ newPos, size, pieces }) => {
        const [from, to] = backwards
          ? [0, Math.min(newPos + blockSize, old.length)]
          : [Math.min(newPos, old.length), old.length];
        return {
          index: newPos / blockSize,
          bytes: next.subarray(newPos, newPos + size),
          old: old.subarray(from, to),
          pieces: cutToWindow(pieces, from, to),
        };
      }),
    };
  });
}

/** Pieces that stay inside of old[from, to), positions counted from there. */
export function cutToWindow(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const cut: Piece[] = [];
  const addFresh = (size: number): void => {
    const last = cut.pop();
    if (last !== undefined) cut.push({ ...last, extraSize: last.extraSize + size });
    else if (size > 0) cut.push({ oldPos: 0, diffSize: 0, extraSize: size });
  };
  for (const { oldPos, diffSize, extraSize } of pieces) {
    const start = Math.min(Math.max(oldPos, from), oldPos + diffSize);
    const end = Math.max(start, Math.min(oldPos + diffSize, to));
    addFresh(start - oldPos);
    if (end > start) cut.push({ oldPos: start - from, diffSize: end - start, extraSize: 0 });
    addFresh(oldPos + diffSize - end + extraSize);
  }
  return cut;
}

/** Writes bytes minus old bytes to `to`, from `at` on. */
export function subtract(bytes: Uint8Array, old: Uint8Array, to: Uint8Array, at: number): void {
  for (const [i, byte] of bytes.entries()) to[at + i] = (byte - (old[i] ?? 0)) & 0xff;
}
