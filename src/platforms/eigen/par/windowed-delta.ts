import { type Candidates, proposeAlignments } from "../../../delta/candidates.ts";
import { cheapestPieces } from "../../../delta/cheapest-pieces.ts";
import type { Piece } from "../../../delta/delta.ts";
import { countedCosts, type DiffCosts, firstCosts } from "../../../delta/diff-costs.ts";
import type { OldIndex } from "../../../delta/old-index.ts";

/**
 * Delta of an image, block by block, under a hard limit: each block sees only the old bytes that no block before it
 * has replaced, and nothing of what is new already. (The engine's own window takes in what is new.)
 */
export interface BlockPieces {
  /** Of the block, from the start of the image. */
  readonly index: number;
  /** The new block. */
  readonly bytes: Uint8Array;
  /** The old bytes that the module looks at; positions of the pieces count from their start. */
  readonly old: Uint8Array;
  readonly pieces: readonly Piece[];
}

interface Block {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** Of the old bytes. */
  readonly from: number;
  readonly to: number;
}

/**
 * @param index of the old image
 * @param onProgress 0 … 1
 * @returns blocks in the order in which they are built
 */
export function windowedDelta(
  old: Uint8Array,
  next: Uint8Array,
  blockSize: number,
  backwards: boolean,
  index: OldIndex,
  onProgress: (done: number) => void = () => undefined,
): BlockPieces[] {
  const blocks = blocksOf(old.length, next.length, blockSize, backwards);
  const recent: number[] = [0];
  const proposed = blocks.map((block, i) => {
    onProgress((0.3 * i) / blocks.length);
    return proposeAlignments(index, next, block.start, block.end, block, recent);
  });
  const choose = (costs: DiffCosts, from: number, share: number) =>
    blocks.map((block, i): BlockPieces => {
      onProgress(from + (share * i) / blocks.length);
      return piecesOf(block, old, next, proposed[i] ?? [], costs);
    });
  const guess = choose(firstCosts(), 0.3, 0.35);
  return choose(countedCosts(differencesOf(guess)), 0.65, 0.35);
}

function blocksOf(oldSize: number, newSize: number, blockSize: number, backwards: boolean): Block[] {
  const blocks = Array.from({ length: Math.ceil(newSize / blockSize) }, (_, index) => {
    const start = index * blockSize;
    const end = Math.min(start + blockSize, newSize);
    const seen = backwards
      ? { from: 0, to: Math.min(start + blockSize, oldSize) }
      : { from: Math.min(start, oldSize), to: oldSize };
    return { index, start, end, ...seen };
  });
  return backwards ? blocks.reverse() : blocks;
}

function piecesOf(
  { index, start, end, from, to }: Block,
  old: Uint8Array,
  next: Uint8Array,
  candidates: Candidates,
  costs: DiffCosts,
): BlockPieces {
  const seen = old.subarray(from, to);
  // Both sides shifted alike: what is before the window has no position.
  const shifted = next.subarray(from);
  const { pieces } = cheapestPieces(seen, seen.length, shifted, start - from, end - from, candidates, costs);
  return { index, bytes: next.subarray(start, end), old: seen, pieces };
}

/** Differences of all pieces, in their order. */
function differencesOf(blocks: readonly BlockPieces[]): Uint8Array {
  const size = blocks.reduce(
    (sum, { pieces }) => sum + pieces.reduce((own, { diffSize }) => own + diffSize, 0),
    0,
  );
  const differences = new Uint8Array(size);
  let length = 0;
  for (const { bytes, old, pieces } of blocks) {
    let at = 0;
    for (const { oldPos, diffSize, extraSize } of pieces) {
      subtract(bytes.subarray(at, at + diffSize), old.subarray(oldPos), differences, length);
      length += diffSize;
      at += diffSize + extraSize;
    }
  }
  return differences;
}

/** Writes bytes minus old bytes to `to`, from `at` on. */
export function subtract(bytes: Uint8Array, old: Uint8Array, to: Uint8Array, at: number): void {
  for (const [i, byte] of bytes.entries()) to[at + i] = (byte - (old[i] ?? 0)) & 0xff;
}
