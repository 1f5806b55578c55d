/**
 * Delta of a whole image, block by block, under the window constraint of the format: each block may use
 * only what the image holds at the moment the module builds it.
 */
import { putBytes, takeBytes } from "../webassembly/instance.ts";
import type { BlockDelta, BlockOrder, DeltaJob, ImageDelta, Piece } from "./delta.ts";
import type { DeltaEngine, OldIndex } from "./old-index.ts";

/** Offsets of the blocks that a job builds, in their order. */
function startsOf({ old, new: next, blockSize, order, omitUnchanged }: DeltaJob): number[] {
  const starts = blockStarts(next.length, blockSize, order);
  if (!omitUnchanged) return starts;
  return starts.filter((start) => {
    const end = Math.min(start + blockSize, next.length);
    for (let at = start; at < end; at++) if (next[at] !== old[at]) return true;
    return false;
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

/** What the streams of a delta take after LZMA, about, in bits. */
export interface Estimate {
  /** By the first costs; good to compare with other guesses only. */
  readonly guess: number;
  /** By the costs that were counted. */
  readonly bits: number;
}

/** A delta for one order of blocks. */
export interface EstimatedDelta extends ImageDelta, Estimate {
  readonly order: BlockOrder;
}

/** Guesses are this much apart at most for an order to be worth a second look. */
const CLOSE = 0.05;

const ANYTHING: Estimate = { guess: Infinity, bits: Infinity };

/**
 * Compares two images under each of the given orders of blocks. An order that is clearly larger than
 * another is abandoned on the way.
 *
 * @param jobs differ in order (and usable old bytes) only; the likeliest winner first
 * @param index of the old image, from {@link indexOld}
 * @param onProgress 0 … 1
 * @param toBeat of a delta made elsewhere: whatever is not below it is left out
 * @returns the smallest first
 */
export function computeDeltas(
  jobs: readonly DeltaJob[],
  index: OldIndex,
  onProgress: (done: number) => void = () => undefined,
  toBeat = ANYTHING,
): EstimatedDelta[] {
  const [first] = jobs;
  if (first === undefined) return [];
  const { engine } = index;
  putBytes(engine, engine.holdNew(first.new.length), first.new);
  let best = toBeat.guess;
  const deltas: EstimatedDelta[] = [];
  const parses = jobs.map((job) => new Parse(job, index));
  for (const [i, parse] of parses.entries()) {
    engine.guessCosts();
    const guess = parse.run(best * (1 + CLOSE), (done) => {
      onProgress((i + 0.7 * done) / jobs.length);
    });
    if (guess === null) continue;
    best = Math.min(best, guess);
    engine.countDifferences();
    const bits = parse.run(Infinity, (done) => {
      onProgress((i + 0.7 + 0.3 * done) / jobs.length);
    });
    if (bits !== null && bits < toBeat.bits)
      deltas.push({ ...parse.taken(), order: parse.job.order, guess, bits });
  }
  return deltas.sort((a, b) => a.bits - b.bits);
}

/** Old bytes that a block may match against. */
interface Allowed {
  readonly from: number;
  readonly to: number;
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

interface Block {
  readonly start: number;
  readonly end: number;
  /** Its first list of candidates in the engine. */
  readonly list: number;
}

/** The blocks of one job on their way through the engine. Parses of different jobs do not overlap. */
class Parse {
  readonly job: DeltaJob;
  readonly #engine: DeltaEngine;
  readonly #blocks: readonly Block[];
  readonly #lists: number;
  #proposed = 0;
  #pieceCounts: number[] = [];

  constructor(job: DeltaJob, { engine }: OldIndex) {
    this.job = job;
    this.#engine = engine;
    let list = 0;
    this.#blocks = startsOf(job).map((start) => {
      const end = Math.min(start + job.blockSize, job.new.length);
      const block = { start, end, list };
      list += Math.ceil((end - start) / engine.segmentSize());
      return block;
    });
    this.#lists = list;
  }

  /** Parses all blocks under the costs of the moment; null when that takes more bits than `giveUpAbove`. */
  run(giveUpAbove: number, onProgress: (done: number) => void): number | null {
    const { job } = this;
    const engine = this.#engine;
    const usable = Math.min(job.usableOld, job.old.length);
    if (this.#proposed === 0) engine.startProposals(this.#lists);
    engine.startParse();
    this.#pieceCounts = [];
    let bits = 0;
    for (const [i, { start, end, list }] of this.#blocks.entries()) {
      if (i === this.#proposed) {
        const { from, to } = allowedOld(job, start);
        engine.propose(start, end, list, from, to);
        this.#proposed++;
      }
      const before = engine.pieceCount();
      bits += engine.parseBlock(start, end, usable, list, job.window === "in-place");
      if (bits > giveUpAbove) return null;
      this.#pieceCounts.push(engine.pieceCount() - before);
      onProgress((i + 1) / this.#blocks.length);
    }
    return bits;
  }

  /** What the last run came to. */
  taken(): ImageDelta {
    const engine = this.#engine;
    const fields = new Int32Array(engine.memory.buffer, engine.piecesStart(), 3 * engine.pieceCount());
    let at = 0;
    const piece = (): Piece => {
      const [oldPos = 0, diffSize = 0, extraSize = 0] = fields.subarray(at, (at += 3));
      return { oldPos, diffSize, extraSize };
    };
    const blocks = this.#blocks.map(({ start, end }, i): BlockDelta => {
      const pieces = Array.from({ length: this.#pieceCounts[i] ?? 0 }, piece);
      return { newPos: start, size: end - start, pieces };
    });
    return {
      blocks,
      diff: takeBytes(engine, engine.diffStart(), engine.diffSize()),
      extra: takeBytes(engine, engine.extraStart(), engine.extraSize()),
    };
  }
}
