import { commonPrefix, next, old, oldSize } from "./images";
import { searchRank, suffixes } from "./old-index";
import { addMatch, best, forgetAll, startTally } from "./tally";

/*
 * Proposes, for each segment of the new image, the alignments (old position minus new position) worth considering
 * there. Only old bytes that the image still holds when the block is built are proposed.
 */

/** Bytes per segment: short enough that few alignments matter inside, long enough to keep lists cheap. */
export const SEGMENT: i32 = 512;
/** Alignments kept per segment. */
export const MAX_ALIGNMENTS: i32 = 12;

const RECENT: i32 = 6;
/** A recent alignment that goes on for this long is followed without searching. */
const FOLLOW: i32 = 24;
/** Shorter matches are chance. */
const MIN_MATCH: i32 = 5;
/** Bytes compared to find the place in the suffix array. */
const LOOK: i32 = 64;
/** Suffix array neighbours looked at on each side. */
const NEIGHBOURS: i32 = 12;

/** Of all blocks proposed for, in a row: alignments of each segment, rows of MAX_ALIGNMENTS, and how many. */
export let lists: StaticArray<i32> = new StaticArray<i32>(0);
export let listSizes: StaticArray<u8> = new StaticArray<u8>(0);

const recent = new StaticArray<i32>(RECENT);
let recentCount: i32 = 0;
/** What the block may match against: old[allowedFrom, allowedTo). */
let allowedFrom: i32 = 0;
let allowedTo: i32 = 0;
let longest: i32 = 0;
let longestAlignment: i32 = 0;
let longestOutside: i32 = 0;

/** Room for the lists of `segments` segments, and no memory of blocks before. */
export function startProposals(segments: i32): void {
  if (listSizes.length < segments) {
    lists = new StaticArray<i32>(segments * MAX_ALIGNMENTS);
    listSizes = new StaticArray<u8>(segments);
  }
  recent[0] = 0;
  recentCount = 1;
}

/**
 * Alignments for next[start, end), one list per segment counted from `start`, from the list `first` on. The list of a
 * segment also holds the best alignments of its neighbours, so that a piece can be stretched over the boundary.
 */
export function propose(start: i32, end: i32, first: i32, from: i32, to: i32): void {
  allowedFrom = from;
  allowedTo = min(oldSize, to);
  forgetAll();
  let at = start;
  let list = first;
  for (let segment = start; segment < end; segment += SEGMENT) {
    const segmentEnd = min(end, segment + SEGMENT);
    startTally(segment, segmentEnd);
    while (at < segmentEnd) at += step(at, end, segmentEnd);
    listSizes[list] = <u8>best(lists, list * MAX_ALIGNMENTS, MAX_ALIGNMENTS);
    list++;
  }
  borrow(first, list);
}

/** Tells what matches at `at`, and returns how far to go on. */
function step(at: i32, end: i32, segmentEnd: i32): i32 {
  const followed = follow(at, end, segmentEnd);
  if (followed > 0) return followed;
  search(at, end, segmentEnd);
  if (longest >= FOLLOW) {
    remember(longestAlignment);
    return longest;
  }
  if (longest >= MIN_MATCH) return longest >> 1;
  // What fits best is out of reach: little is lost by looking less often.
  return longestOutside >= FOLLOW ? 4 : 1;
}

function follow(at: i32, end: i32, segmentEnd: i32): i32 {
  for (let r = 0; r < recentCount; r++) {
    const alignment = recent[r];
    const position = at + alignment;
    if (position < allowedFrom || position >= allowedTo) continue;
    const n = commonPrefix(next, at, end, old, position, allowedTo);
    if (n < FOLLOW && n < end - at) continue;
    addMatch(alignment, at, at + n, segmentEnd);
    for (let i = r; i > 0; i--) recent[i] = recent[i - 1];
    recent[0] = alignment;
    return n;
  }
  return 0;
}

/** Order and rank need no more than a look at the first bytes; a match in the window is measured in full. */
function search(at: i32, end: i32, segmentEnd: i32): void {
  longest = 0;
  longestOutside = 0;
  const lookEnd = min(end, at + LOOK);
  const rank = searchRank(at, lookEnd);
  if (rank < 0) return;
  for (let direction = -1; direction <= 1; direction += 2) {
    let shared = lookEnd - at;
    let neighbour = direction < 0 ? rank - 1 : rank;
    for (let k = 0; k < NEIGHBOURS; k++, neighbour += direction) {
      if (neighbour < 0 || neighbour >= oldSize) break;
      const position = suffixes[neighbour];
      shared = min(shared, commonPrefix(next, at, lookEnd, old, position, oldSize));
      if (shared < MIN_MATCH) break;
      if (position < allowedFrom || position + MIN_MATCH > allowedTo) {
        longestOutside = max(longestOutside, shared);
        continue;
      }
      const n = commonPrefix(next, at, end, old, position, allowedTo);
      addMatch(position - at, at, at + n, segmentEnd);
      if (n > longest) {
        longest = n;
        longestAlignment = position - at;
      }
    }
  }
}

function remember(alignment: i32): void {
  let r = 0;
  while (r < recentCount && recent[r] !== alignment) r++;
  if (r === recentCount) {
    if (recentCount < RECENT) recentCount++;
    else r--;
  }
  for (let i = r; i > 0; i--) recent[i] = recent[i - 1];
  recent[0] = alignment;
}

const borrowed = new StaticArray<i32>(5);
/** The two best alignments of the nearest segment after each that has any: [list] pairs, and how many. */
let after: StaticArray<i32> = new StaticArray<i32>(0);

/**
 * Completes the lists: after their own alignments, no shift at all, and the strongest alignments of the nearest
 * segments before and after that have any, so that a piece can be stretched over bytes that match nothing (tables
 * whose every entry differs).
 */
function borrow(first: i32, end: i32): void {
  const segments = end - first;
  if (after.length < 2 * segments) after = new StaticArray<i32>(2 * segments);
  let nearest = -1;
  for (let s = segments - 1; s >= 0; s--) {
    after[2 * s] = nearest < 0 ? 0 : lists[nearest * MAX_ALIGNMENTS];
    after[2 * s + 1] =
      nearest < 0 || listSizes[nearest] < 2 ? after[2 * s] : lists[nearest * MAX_ALIGNMENTS + 1];
    if (listSizes[first + s] > 0) nearest = first + s;
  }
  let before0 = 0;
  let before1 = 0;
  for (let s = 0; s < segments; s++) {
    const row = (first + s) * MAX_ALIGNMENTS;
    const own: i32 = listSizes[first + s];
    const own0 = lists[row];
    const own1 = own > 1 ? lists[row + 1] : own0;
    let wanted = 0;
    wanted = want(before0, row, own, wanted);
    wanted = want(before1, row, own, wanted);
    wanted = want(after[2 * s], row, own, wanted);
    wanted = want(after[2 * s + 1], row, own, wanted);
    wanted = want(0, row, own, wanted);
    let size = min(own, MAX_ALIGNMENTS - wanted);
    for (let i = 0; i < wanted; i++) {
      if (!holds(row, size, borrowed[i])) lists[row + size++] = borrowed[i];
    }
    listSizes[first + s] = <u8>size;
    if (own === 0) continue;
    before0 = own0;
    before1 = own1;
  }
}

/** Adds to what is borrowed, unless it is one of the segment's own best. */
function want(alignment: i32, row: i32, own: i32, wanted: i32): i32 {
  if (holds(row, min(own, MAX_ALIGNMENTS - borrowed.length), alignment)) return wanted;
  for (let i = 0; i < wanted; i++) if (borrowed[i] === alignment) return wanted;
  borrowed[wanted] = alignment;
  return wanted + 1;
}

function holds(row: i32, size: i32, alignment: i32): bool {
  for (let i = 0; i < size; i++) if (lists[row + i] === alignment) return true;
  return false;
}
