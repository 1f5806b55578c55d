/**
 * Delta of a whole image, block by block, under the window constraint of the format: each block may use
 * only what the image holds at the moment the module builds it.
 */
import { proposeAlignments, type Allowed, type Candidates } from "./candidates.ts";
import { cheapestPieces } from "./cheapest-pieces.ts";
import type { BlockDelta, BlockOrder, DeltaJob, ImageDelta, Piece } from "./delta.ts";
import { countedCosts, firstCosts, type DiffCosts } from "./diff-costs.ts";
import { commonPrefix, type OldIndex } from "./old-index.ts";

/** Offsets of the blocks that a job builds, in their order. */
function startsOf({ old, new: next, blockSize, order, omitUnchanged }: DeltaJob): number[] {
  const starts = blockStarts(next.length, blockSize, order);
  if (!omitUnchanged) return starts;
  return starts.filter((start) => {
    const end = Math.min(start + blockSize, next.length);
    return commonPrefix(next, start, end, old, start, old.length) < end - start;
  });
}

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

/** A delta for one order of blocks, with what its streams are estimated to take after LZMA. */
export interface EstimatedDelta extends ImageDelta {
  readonly order: BlockOrder;
  readonly bits: number;
}

/** First guesses are this much apart at most for an order to be worth a second look. */
const CLOSE = 0.05;

/**
 * Compares two images under each of the given orders of blocks. An order that is clearly larger than
 * another is abandoned on the way.
 *
 * @param jobs differ in order (and usable old bytes) only; the likeliest winner first
 * @param index of the old image, from {@link indexOld}
 * @param onProgress 0 … 1
 * @param toBeat estimated bits of a delta made elsewhere: whatever is not below it is left out
 * @returns the smallest first
 */
export function computeDeltas(
  jobs: readonly DeltaJob[],
  index: OldIndex,
  onProgress: (done: number) => void = () => undefined,
  toBeat = Infinity,
): EstimatedDelta[] {
  // First guesses are some per cent above the estimates of the second parse.
  let best = toBeat * (1 + CLOSE);
  const guesses = jobs.map((job, i) => {
    const starts = startsOf(job);
    const candidates: Candidates[] = [];
    const recent: number[] = [0];
    const propose = (block: number): Candidates => {
      const start = starts[block] ?? 0;
      const end = Math.min(start + job.blockSize, job.new.length);
      const allowed = allowedOld(job, start);
      return (candidates[block] ??= proposeAlignments(index, job.new, start, end, allowed, recent));
    };
    const guess = parse(job, starts, propose, firstCosts(), best * (1 + CLOSE), (done) => {
      onProgress((0.7 * (i + done)) / jobs.length);
    });
    if (guess !== null) best = Math.min(best, guess.bits);
    return { job, starts, propose, guess };
  });
  const deltas: EstimatedDelta[] = [];
  for (const [i, { job, starts, propose, guess }] of guesses.entries()) {
    if (guess === null || guess.bits > best * (1 + CLOSE)) continue;
    const delta = parse(job, starts, propose, countedCosts(guess.diff), Infinity, (done) => {
      onProgress(0.7 + (0.3 * (i + done)) / jobs.length);
    });
    if (delta !== null) deltas.push(delta);
  }
  return deltas.filter(({ bits }) => bits < toBeat).sort((a, b) => a.bits - b.bits);
}

/** Old bytes that are still in place when the block at `start` is built. */
function allowedOld(job: DeltaJob, start: number): Allowed {
  const usable = Math.min(job.usableOld, job.old.length);
  if (job.window === "old-only") return { from: 0, to: usable };
  switch (job.order) {
    case "ascending":
      return { from: start, to: usable };
    case "descending":
      return { from: 0, to: Math.min(usable, start + job.blockSize) };
    case "tail-last": {
      const fullEnd = job.new.length - (job.new.length % job.blockSize);
      // Old bytes past the full blocks stay until the end, but lie apart from those before the block.
      if (start === fullEnd) return { from: fullEnd, to: usable };
      return { from: 0, to: Math.min(usable, start + job.blockSize) };
    }
  }
}

function parse(
  job: DeltaJob,
  starts: readonly number[],
  propose: (block: number) => Candidates,
  costs: DiffCosts,
  giveUpAbove: number,
  onProgress: (done: number) => void,
): EstimatedDelta | null {
  const usable = Math.min(job.usableOld, job.old.length);
  const inPlace = job.window === "in-place";
  const image = inPlace ? new Uint8Array(Math.max(job.old.length, job.new.length)) : job.old;
  if (inPlace) image.set(job.old);
  const blocks: BlockDelta[] = [];
  const diff = new Uint8Array(job.new.length);
  const extra = new Uint8Array(job.new.length);
  let diffLength = 0;
  let extraLength = 0;
  let total = 0;
  for (const [i, start] of starts.entries()) {
    const end = Math.min(start + job.blockSize, job.new.length);
    const { pieces, bits } = cheapestPieces(image, usable, job.new, start, end, propose(i), costs);
    total += bits;
    if (total > giveUpAbove) return null;
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
    onProgress((i + 1) / starts.length);
  }
  return {
    order: job.order,
    bits: total,
    blocks,
    diff: diff.subarray(0, diffLength),
    extra: extra.subarray(0, extraLength),
  };
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
