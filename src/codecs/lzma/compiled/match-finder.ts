import { byteAt, size, untouched } from "./data";
import { MAX_MATCH } from "../format";

/** Runs from here on are searched by their length. */
const MIN_RUN: i32 = 4;
const MULTIPLIER: i32 = 0x9e3779b1;

/*
 * Finds for each position the nearest earlier place of every match length there is. All of the data before is in
 * reach. The latest place of each two and three bytes is in tables; for longer matches, earlier positions hang on
 * binary trees, one for each hash, sorted by what follows, latest on top.
 *
 * The hash is over four bytes; but where a byte is repeated four times and more, over that byte, the length of the
 * run that is left, and the two bytes after it. Data here is mostly zeros, and hashed by four bytes all of it would
 * hang on one tree that degenerates. What a tree of runs cannot find, matches inside of the run, is told by the
 * byte before or by a table of the latest run of each length.
 */

/** Matches of the last calls of {@link findMatches}: lengths, and for each its smallest distance less one. */
export let lengths: StaticArray<u16> = new StaticArray<u16>(0);
export let distances: StaticArray<i32> = new StaticArray<i32>(0);
/** Where the next match goes there; the caller moves it back. */
export let found: i32 = 0;

/** The position that the next {@link findMatches} is about. */
let position: i32 = 0;
let niceLength: i32 = 0;
let depth: i32 = 0;
/** How often the byte at a position is repeated from there, itself included, counted up to 65535. */
let runs: StaticArray<u16> = new StaticArray<u16>(0);
let runStart: i32 = 0;
// Positions in these tables are plus one; 0 is none.
const latest2 = new StaticArray<i32>(1 << 16);
const latest3 = new StaticArray<i32>(1 << 16);
/** [hash of byte, run length, byte after]. */
const latestRun = new StaticArray<i32>(1 << 16);
/** [byte][length]: the latest place with a run of just that length, or more for MAX_MATCH. */
const runEnds = new StaticArray<i32>(256 * (MAX_MATCH + 1));
let roots: StaticArray<i32> = new StaticArray<i32>(0);
let rootShift: i32 = 0;
/** [position] its lesser and its greater child. */
let children: StaticArray<i32> = new StaticArray<i32>(0);
let longest: i32 = 0;
let longestDistance: i32 = 0;
/** The place where the longest match of the position before goes on, and how long it does at least. */
let predicted: i32 = 0;
let predictedLength: i32 = 0;

/** `capacity`: how many matches the caller may leave there. Called again, it starts anew. */
export function startFinder(nice: i32, most: i32, capacity: i32): void {
  niceLength = nice;
  depth = most;
  position = 0;
  found = 0;
  longest = 0;
  if (lengths.length === 0) {
    lengths = untouched<u16>(capacity);
    distances = untouched<i32>(capacity);
    let rootBits = 10;
    while (rootBits < 20 && 1 << rootBits <= size) rootBits++;
    rootShift = 32 - rootBits;
    roots = new StaticArray<i32>(1 << rootBits);
    children = untouched<i32>(2 * size);
    measureRuns();
    return;
  }
  latest2.fill(0);
  latest3.fill(0);
  latestRun.fill(0);
  runEnds.fill(0);
  roots.fill(0);
}

export function moveFound(to: i32): void {
  found = to;
}

function measureRuns(): void {
  runs = untouched<u16>(size);
  let run = 0;
  for (let at = size - 1; at >= 0; at--) {
    run = at + 1 < size && byteAt(at) === byteAt(at + 1) ? min(run + 1, 0xffff) : 1;
    runs[at] = <u16>run;
  }
}

/** How many bytes from `a` on equal those from `b` on; `limit` at most, `known` at least. `a` is the later one. */
export function matchLength(a: i32, b: i32, limit: i32, known: i32): i32 {
  let length = known;
  while (length < limit && byteAt(a + length) === byteAt(b + length)) {
    const runA: i32 = runs[a + length];
    const runB: i32 = runs[b + length];
    if (runA !== runB) return min(limit, length + min(runA, runB));
    length += runA;
  }
  return min(limit, length);
}

/** Number of matches at the next position, which is passed by this. */
export function findMatches(): void {
  const at = position++;
  const limit = min(MAX_MATCH, size - at);
  predicted = longest > 1 ? at - longestDistance : 0;
  predictedLength = longest - 1;
  longest = 1;
  if (limit < 2) return;
  const nice = min(niceLength, limit);
  const byte = byteAt(at);
  const run: i32 = runs[at];
  const runStarts = at === 0 || byteAt(at - 1) !== byte;
  if (runStarts) {
    runStart = at;
  } else if (run >= nice) {
    add(min(run, limit), 0);
    return;
  }
  const pair = byte | (byteAt(at + 1) << 8);
  const place2 = latest2[pair];
  latest2[pair] = at + 1;
  if (place2 !== 0) compare(at, place2, limit);
  if (limit < 3) return;
  const three = pair | (byteAt(at + 2) << 16);
  compareLatest(latest3, (three * MULTIPLIER) >>> 16, at, limit);
  if (limit < 4) return;

  let hash: i32;
  if (run < MIN_RUN) {
    hash = (three ^ (byteAt(at + 3) << 24)) * MULTIPLIER;
  } else {
    if (runStarts) findRuns(at, byte, min(run, limit));
    if (run === MIN_RUN) noteRun(at + run, byte);
    if (run >= nice) return;
    const runHash = byte | (run << 16) | (byteAt(at + run) << 8);
    compareLatest(latestRun, (runHash * MULTIPLIER) >>> 16, at, limit);
    if (run + 2 > limit) return;
    hash = ((runHash * MULTIPLIER) ^ (byteAt(at + run + 1) + 0x5bd1e995)) * MULTIPLIER;
  }
  const root = (hash ^ (hash >>> 15)) >>> rootShift;
  const place = roots[root];
  roots[root] = at + 1;
  descend(at, place, limit, nice);
}

function add(length: i32, distance: i32): void {
  longest = length;
  longestDistance = distance;
  lengths[found] = <u16>length;
  distances[found++] = distance;
}

function compare(at: i32, place: i32, limit: i32): void {
  const known = place === predicted ? predictedLength : 0;
  const length = matchLength(at, place - 1, limit, known);
  if (length > longest) add(length, at - place);
}

function compareLatest(table: StaticArray<i32>, hash: i32, at: i32, limit: i32): void {
  const place = table[hash];
  table[hash] = at + 1;
  if (place !== 0) compare(at, place, limit);
}

/** At the first byte of a run: earlier runs of that byte. Of each only its longest match. */
function findRuns(at: i32, byte: i32, limit: i32): void {
  const row = byte * (MAX_MATCH + 1);
  for (let length = MIN_RUN; length <= limit; length++) {
    const place = runEnds[row + length];
    if (place === 0) return;
    if (length < limit && runEnds[row + length + 1] === place - 1) continue;
    if (length > longest) add(length, at - place);
  }
}

function noteRun(end: i32, byte: i32): void {
  const row = byte * (MAX_MATCH + 1);
  const most = min(end - runStart, MAX_MATCH);
  for (let length = MIN_RUN; length <= most; length++) runEnds[row + length] = end - length + 1;
}

/** Down the tree from its root `place`, splitting it into what sorts before and after `at`, the new root. */
function descend(at: i32, place: i32, limit: i32, nice: i32): void {
  const tree = children;
  // Where the next lesser and the next greater position are to be hung, and what those there have in common.
  let lesserEnd = 2 * at;
  let greaterEnd = 2 * at + 1;
  let lesserLength = 0;
  let greaterLength = 0;
  for (let left = depth; place !== 0 && left > 0; left--) {
    const other = place - 1;
    let length = min(lesserLength, greaterLength);
    if (place === predicted && predictedLength > length) length = predictedLength;
    while (length < limit && byteAt(at + length) === byteAt(other + length)) {
      const run: i32 = runs[at + length];
      const otherRun: i32 = runs[other + length];
      if (run !== otherRun) {
        length += min(run, otherRun);
        break;
      }
      length += run;
    }
    if (length > limit) length = limit;
    if (length > longest) add(length, at - place);
    if (length >= nice) {
      // As good as the same: the new one takes its place.
      tree[lesserEnd] = tree[2 * other];
      tree[greaterEnd] = tree[2 * other + 1];
      return;
    }
    if (byteAt(other + length) < byteAt(at + length)) {
      tree[lesserEnd] = place;
      lesserEnd = 2 * other + 1;
      place = tree[lesserEnd];
      lesserLength = length;
    } else {
      tree[greaterEnd] = place;
      greaterEnd = 2 * other;
      place = tree[greaterEnd];
      greaterLength = length;
    }
  }
  tree[lesserEnd] = 0;
  tree[greaterEnd] = 0;
}
