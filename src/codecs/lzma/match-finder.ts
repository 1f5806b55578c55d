import { MAX_MATCH } from "./model.ts";

export interface MatchFinderOptions {
  /** A match this long is good enough: the search ends. 4 to 273. */
  readonly niceLength: number;
  /** How many earlier places to compare with, at most. */
  readonly depth: number;
}

/** Runs from here on are searched by their length. */
const MIN_RUN = 4;
const MULTIPLIER = 0x9e3779b1;

/**
 * Finds for each position the nearest earlier place of every match length there is. All of the data before is in
 * reach. The latest place of each two and three bytes is in tables; for longer matches, earlier positions hang on
 * binary trees, one for each hash, sorted by what follows, latest on top.
 *
 * The hash is over four bytes; but where a byte is repeated four times and more, over that byte, the length of the
 * run that is left, and the two bytes after it. Data here is mostly zeros, and hashed by four bytes all of it would
 * hang on one tree that degenerates. What a tree of runs cannot find, matches inside of the run, is told by the
 * byte before or by a table of the latest run of each length.
 */
export class MatchFinder {
  /** Of the last {@link find}: lengths, growing, and for each its smallest distance less one. */
  readonly lengths = new Int32Array(MAX_MATCH + 1);
  readonly distances = new Int32Array(MAX_MATCH + 1);
  /** The position that the next {@link find} is about. */
  position = 0;
  readonly #data: Uint8Array;
  readonly #niceLength: number;
  readonly #depth: number;
  /** How often the byte at a position is repeated from there, itself included, counted up to 65535. */
  readonly #runs: Uint16Array;
  #runStart = 0;
  // Positions in these tables are plus one; 0 is none.
  readonly #latest2 = new Int32Array(1 << 16);
  readonly #latest3 = new Int32Array(1 << 16);
  /** [hash of byte, run length, byte after]. */
  readonly #latestRun = new Int32Array(1 << 16);
  /** [byte][length]: the latest place with a run of just that length, or more for MAX_MATCH. */
  readonly #runEnds = new Int32Array(256 * (MAX_MATCH + 1));
  readonly #roots: Int32Array;
  readonly #rootShift: number;
  /** [position] its lesser and its greater child. */
  readonly #children: Int32Array;
  #count = 0;
  #longest = 0;
  /** The place where the longest match of the position before goes on, and how long it does at least. */
  #predicted = 0;
  #predictedLength = 0;

  constructor(data: Uint8Array, { niceLength, depth }: MatchFinderOptions) {
    this.#data = data;
    this.#niceLength = niceLength;
    this.#depth = depth;
    this.#runs = runLengths(data);
    const rootBits = Math.min(20, Math.max(10, 32 - Math.clz32(data.length)));
    this.#roots = new Int32Array(1 << rootBits);
    this.#rootShift = 32 - rootBits;
    this.#children = new Int32Array(2 * data.length);
  }

  /** How many bytes from `a` on equal those from `b` on; `limit` at most, `known` at least. `a` is the later one. */
  matchLength(a: number, b: number, limit: number, known = 0): number {
    const data = this.#data;
    const runs = this.#runs;
    let length = known;
    while (length < limit && data[a + length] === data[b + length]) {
      const runA = runs[a + length]!;
      const runB = runs[b + length]!;
      if (runA !== runB) return Math.min(limit, length + Math.min(runA, runB));
      length += runA;
    }
    return Math.min(limit, length);
  }

  /** Number of matches at the next position, which is passed by this. */
  find(): number {
    const data = this.#data;
    const at = this.position++;
    const limit = Math.min(MAX_MATCH, data.length - at);
    this.#predicted = this.#count > 0 ? at - this.distances[this.#count - 1]! : 0;
    this.#predictedLength = this.#longest - 1;
    this.#count = 0;
    this.#longest = 1;
    if (limit < 2) return 0;
    const nice = Math.min(this.#niceLength, limit);
    const byte = data[at]!;
    const run = this.#runs[at]!;
    const runStarts = at === 0 || data[at - 1] !== byte;
    if (runStarts) {
      this.#runStart = at;
    } else if (run >= nice) {
      this.#found(Math.min(run, limit), 0);
      return 1;
    }
    const pair = byte | (data[at + 1]! << 8);
    const place2 = this.#latest2[pair]!;
    this.#latest2[pair] = at + 1;
    if (place2 !== 0) this.#compare(at, place2, limit);
    if (limit < 3) return this.#count;
    const three = pair | (data[at + 2]! << 16);
    this.#compareLatest(this.#latest3, Math.imul(three, MULTIPLIER) >>> 16, at, limit);
    if (limit < 4) return this.#count;

    let hash: number;
    if (run < MIN_RUN) {
      hash = Math.imul(three ^ (data[at + 3]! << 24), MULTIPLIER);
    } else {
      if (runStarts) this.#findRuns(at, byte, Math.min(run, limit));
      if (run === MIN_RUN) this.#noteRun(at + run, byte);
      if (run >= nice) return this.#count;
      const runHash = byte | (run << 16) | (data[at + run]! << 8);
      this.#compareLatest(this.#latestRun, Math.imul(runHash, MULTIPLIER) >>> 16, at, limit);
      if (run + 2 > limit) return this.#count;
      hash = Math.imul(Math.imul(runHash, MULTIPLIER) ^ (data[at + run + 1]! + 0x5bd1e995), MULTIPLIER);
    }
    const root = (hash ^ (hash >>> 15)) >>> this.#rootShift;
    const place = this.#roots[root]!;
    this.#roots[root] = at + 1;
    this.#descend(at, place, limit, nice);
    return this.#count;
  }

  /** Passes by positions whose matches are not of interest. */
  skip(count: number): void {
    for (; count > 0; count--) this.find();
  }

  #found(length: number, distance: number): void {
    this.#longest = length;
    this.lengths[this.#count] = length;
    this.distances[this.#count++] = distance;
  }

  #compare(at: number, place: number, limit: number): void {
    const known = place === this.#predicted ? this.#predictedLength : 0;
    const length = this.matchLength(at, place - 1, limit, known);
    if (length > this.#longest) this.#found(length, at - place);
  }

  #compareLatest(table: Int32Array, hash: number, at: number, limit: number): void {
    const place = table[hash]!;
    table[hash] = at + 1;
    if (place !== 0) this.#compare(at, place, limit);
  }

  /** At the first byte of a run: earlier runs of that byte. Of each only its longest match. */
  #findRuns(at: number, byte: number, limit: number): void {
    const row = byte * (MAX_MATCH + 1);
    for (let length = MIN_RUN; length <= limit; length++) {
      const place = this.#runEnds[row + length]!;
      if (place === 0) return;
      if (length < limit && this.#runEnds[row + length + 1] === place - 1) continue;
      if (length > this.#longest) this.#found(length, at - place);
    }
  }

  #noteRun(end: number, byte: number): void {
    const row = byte * (MAX_MATCH + 1);
    const longest = Math.min(end - this.#runStart, MAX_MATCH);
    for (let length = MIN_RUN; length <= longest; length++) this.#runEnds[row + length] = end - length + 1;
  }

  /** Down the tree from its root `place`, splitting it into what sorts before and after `at`, the new root. */
  #descend(at: number, place: number, limit: number, nice: number): void {
    const data = this.#data;
    const runs = this.#runs;
    const children = this.#children;
    const predicted = this.#predicted;
    const predictedLength = this.#predictedLength;
    let longest = this.#longest;
    // Where the next lesser and the next greater position are to be hung, and what those there have in common.
    let lesserEnd = 2 * at;
    let greaterEnd = 2 * at + 1;
    let lesserLength = 0;
    let greaterLength = 0;
    for (let left = this.#depth; place !== 0 && left > 0; left--) {
      const other = place - 1;
      let length = lesserLength < greaterLength ? lesserLength : greaterLength;
      if (place === predicted && predictedLength > length) length = predictedLength;
      while (length < limit && data[at + length] === data[other + length]) {
        const run = runs[at + length]!;
        const otherRun = runs[other + length]!;
        if (run !== otherRun) {
          length += run < otherRun ? run : otherRun;
          break;
        }
        length += run;
      }
      if (length > limit) length = limit;
      if (length > longest) {
        longest = length;
        this.#found(length, at - place);
      }
      if (length >= nice) {
        // As good as the same: the new one takes its place.
        children[lesserEnd] = children[2 * other]!;
        children[greaterEnd] = children[2 * other + 1]!;
        return;
      }
      if (data[other + length]! < data[at + length]!) {
        children[lesserEnd] = place;
        lesserEnd = 2 * other + 1;
        place = children[lesserEnd]!;
        lesserLength = length;
      } else {
        children[greaterEnd] = place;
        greaterEnd = 2 * other;
        place = children[greaterEnd]!;
        greaterLength = length;
      }
    }
    children[lesserEnd] = 0;
    children[greaterEnd] = 0;
  }
}

function runLengths(data: Uint8Array): Uint16Array {
  const runs = new Uint16Array(data.length);
  let run = 0;
  for (let at = data.length - 1; at >= 0; at--) {
    run = at + 1 < data.length && data[at] === data[at + 1] ? Math.min(run + 1, 0xffff) : 1;
    runs[at] = run;
  }
  return runs;
}
