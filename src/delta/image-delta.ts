/**
 * Delta of a whole image, block by block, under the window constraint of the format: each block may use
 * only what the image holds at the moment the module builds it.
 */
import { proposeAlignments, type Allowed, type Candidates } from "./candidates.ts";
import { cheapestPieces } from "./cheapest-pieces.ts";
import type { BlockDelta, BlockOrder, DeltaJob, ImageDelta, Piece } from "./delta.ts";
import { countedCosts, firstCosts, type DiffCosts } from "./diff-costs.ts";
import { indexOld, type OldIndex } from "./old-index.ts";

/** Parses of the image: each one knows the difference statistics of the one before. */
const PASSES = 2;

/** Offsets of the blocks of an image of `size` bytes in the order in which they are built. */
export function blockStarts(size: number, blockSize: number, order: BlockOrder): number[] {
  const starts: number[] = [];
  for (let start = 0; start < size; start += blockSize) starts.push(start);
  switch (order) {
    case "ascending":
      return starts;
    case "descending":
      return starts.reverse();
    case "tail-last": {
      const tail = size % blockSize === 0 ? [] : starts.splice(-1);
      return [...starts.reverse(), ...tail];
    }
  }
}

/**
 * Compares two images.
 * @param onProgress 0 … 1, called after each block
 */
export function computeDelta(
  job: DeltaJob,
  onProgress: (done: number) => void = () => undefined,
): ImageDelta {
  const usable = Math.min(job.usableOld, job.old.length);
  const index = indexOld(job.old, usable);
  const starts = blockStarts(job.new.length, job.blockSize, job.order);
  const candidates: Candidates[] = [];
  const recent: number[] = [0];
  for (const [i, start] of starts.entries()) {
    const end = Math.min(start + job.blockSize, job.new.length);
    candidates.push(proposeAlignments(index, job.new, start, end, allowedOld(job, index, start), recent));
    onProgress((0.6 * (i + 1)) / starts.length);
  }
  let costs = firstCosts();
  let delta: ImageDelta | null = null;
  for (let pass = 0; pass < PASSES; pass++) {
    delta = parse(job, usable, starts, candidates, costs);
    costs = countedCosts(delta.diff);
    onProgress(0.6 + (0.4 * (pass + 1)) / PASSES);
  }
  if (delta === null) throw new RangeError("no pass");
  return delta;
}

/** Old bytes that are still in place when the block at `start` is built. */
function allowedOld(job: DeltaJob, index: OldIndex, start: number): Allowed {
  const all: Allowed = { from: 0, to: index.old.length };
  if (job.window === "old-only") return all;
  switch (job.order) {
    case "ascending":
      return { from: start, to: all.to };
    case "descending":
      return { from: 0, to: start + job.blockSize };
    case "tail-last": {
      const fullEnd = job.new.length - (job.new.length % job.blockSize);
      // Old bytes past the full blocks stay until the end, but lie apart from those before the block.
      return start === fullEnd ? { from: fullEnd, to: all.to } : { from: 0, to: start + job.blockSize };
    }
  }
}

function parse(
  job: DeltaJob,
  usable: number,
  starts: readonly number[],
  candidates: readonly Candidates[],
  costs: DiffCosts,
): ImageDelta {
  const inPlace = job.window === "in-place";
  const image = inPlace ? new Uint8Array(Math.max(job.old.length, job.new.length)) : job.old;
  if (inPlace) image.set(job.old);
  const blocks: BlockDelta[] = [];
  const diff = new Uint8Array(job.new.length);
  const extra = new Uint8Array(job.new.length);
  let diffLength = 0;
  let extraLength = 0;
  for (const [i, start] of starts.entries()) {
    const end = Math.min(start + job.blockSize, job.new.length);
    const pieces = cheapestPieces(image, usable, job.new, start, end, candidates[i] ?? [], costs);
    let at = start;
    for (const piece of pieces) {
      writeDifferences(diff, diffLength, job.new, at, image, piece);
      diffLength += piece.diffSize;
      at += piece.diffSize;
      extra.set(job.new.subarray(at, at + piece.extraSize), extraLength);
      extraLength += piece.extraSize;
      at += piece.extraSize;
    }
    if (inPlace) image.set(job.new.subarray(start, end), start);
    blocks.push({ newPos: start, size: end - start, pieces });
  }
  return { blocks, diff: diff.subarray(0, diffLength), extra: extra.subarray(0, extraLength) };
}

function writeDifferences(
  diff: Uint8Array,
  diffAt: number,
  next: Uint8Array,
  at: number,
  base: Uint8Array,
  piece: Piece,
): void {
  for (let i = 0; i < piece.diffSize; i++) {
    diff[diffAt + i] = (next[at + i]! - base[piece.oldPos + i]!) & 255;
  }
}
