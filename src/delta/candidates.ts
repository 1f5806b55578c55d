/**
 * Proposes, for each segment of the new image, the alignments (old position minus new position) worth
 * considering there. Only old bytes that the image still holds when the block is built are proposed.
 */
import { commonPrefix, searchRank, type OldIndex } from "./old-index.ts";

/** Bytes per segment: short enough that few alignments matter inside, long enough to keep lists cheap. */
export const SEGMENT = 512;
/** Alignments kept per segment. */
export const MAX_ALIGNMENTS = 12;

const RECENT = 6;
/** A recent alignment that goes on for this long is followed without searching. */
const FOLLOW = 24;
/** Shorter matches are chance. */
const MIN_MATCH = 5;
/** Bytes compared to find the place in the suffix array. */
const LOOK = 64;
/** Suffix array neighbours looked at on each side. */
const NEIGHBOURS = 12;
/** Alignments tallied per segment before the best are kept. */
const TALLIED = 512;

/** old[from, to) is what a block may match against. */
export interface Allowed {
  readonly from: number;
  readonly to: number;
}

export type Candidates = readonly (readonly number[])[];

/**
 * Alignments for new[start, end), one list per segment of `SEGMENT` bytes counted from `start`.
 * The list of a segment also holds the best alignments of its neighbours, so that a piece can be
 * stretched over the boundary.
 */
export function proposeAlignments(
  index: OldIndex,
  image: Uint8Array,
  start: number,
  end: number,
  allowed: Allowed,
  recent: number[],
): Candidates {
  const segments = Math.max(1, Math.ceil((end - start) / SEGMENT));
  const tallies = Array.from({ length: segments }, () => new Tally());
  const { old, suffixes } = index;
  const oldEnd = Math.min(old.length, allowed.to);

  const register = (at: number, length: number, alignment: number): void => {
    const last = Math.min(segments - 1, Math.floor((at + length - 1 - start) / SEGMENT));
    for (let s = Math.floor((at - start) / SEGMENT); s <= last; s++) {
      const from = Math.max(at, start + s * SEGMENT);
      const to = Math.min(at + length, start + (s + 1) * SEGMENT);
      tallies[s]!.add(alignment, to - from);
    }
  };

  let at = start;
  while (at < end) {
    let followed = 0;
    for (let r = 0; r < recent.length; r++) {
      const position = at + recent[r]!;
      if (position < allowed.from || position >= oldEnd) continue;
      const n = commonPrefix(image, at, end, old, position, oldEnd);
      if (n < FOLLOW && n < end - at) continue;
      const alignment = recent[r]!;
      register(at, n, alignment);
      recent.splice(r, 1);
      recent.unshift(alignment);
      followed = n;
      break;
    }
    if (followed > 0) {
      at += followed;
      continue;
    }
    // Order and rank need no more than a look at the first bytes; a match in the window is measured in full.
    const lookEnd = Math.min(end, at + LOOK);
    const rank = searchRank(index, image, at, lookEnd);
    let longest = 0;
    let longestAlignment = 0;
    let longestOutside = 0;
    if (rank >= 0) {
      for (const step of [-1, 1]) {
        let shared = lookEnd - at;
        let neighbour = step < 0 ? rank - 1 : rank;
        for (let k = 0; k < NEIGHBOURS; k++, neighbour += step) {
          if (neighbour < 0 || neighbour >= suffixes.length) break;
          const position = suffixes[neighbour]!;
          shared = Math.min(shared, commonPrefix(image, at, lookEnd, old, position, old.length));
          if (shared < MIN_MATCH) break;
          if (position < allowed.from || position + MIN_MATCH > oldEnd) {
            if (shared > longestOutside) longestOutside = shared;
            continue;
          }
          const n = commonPrefix(image, at, end, old, position, oldEnd);
          register(at, n, position - at);
          if (n > longest) {
            longest = n;
            longestAlignment = position - at;
          }
        }
      }
    }
    if (longest >= FOLLOW) {
      const known = recent.indexOf(longestAlignment);
      if (known >= 0) recent.splice(known, 1);
      else if (recent.length >= RECENT) recent.pop();
      recent.unshift(longestAlignment);
      at += longest;
    } else if (longest >= MIN_MATCH) {
      at += longest >> 1;
    } else {
      // What fits best is out of reach: little is lost by looking less often.
      at += longestOutside >= FOLLOW ? 4 : 1;
    }
  }
  return withNeighbours(tallies);
}

/**
 * The lists of all segments: their own alignments, no shift at all, and the strongest alignments of the
 * nearest segments before and after that have any, so that a piece can be stretched over bytes that match
 * nothing (tables whose every entry differs).
 */
function withNeighbours(tallies: readonly Tally[]): Candidates {
  const own = tallies.map((tally) => tally.best(MAX_ALIGNMENTS));
  const before: (readonly number[])[] = [];
  const after: (readonly number[])[] = [];
  let nearest: readonly number[] = [];
  for (const [s, list] of own.entries()) {
    before[s] = nearest;
    if (list.length > 0) nearest = list.slice(0, 2);
  }
  nearest = [];
  for (let s = own.length - 1; s >= 0; s--) {
    after[s] = nearest;
    const list = own[s] ?? [];
    if (list.length > 0) nearest = list.slice(0, 2);
  }
  return own.map((list, s) => {
    const borrowed = new Set([...(before[s] ?? []), ...(after[s] ?? []), 0]);
    for (const alignment of list.slice(0, MAX_ALIGNMENTS - 5)) borrowed.delete(alignment);
    const room = MAX_ALIGNMENTS - borrowed.size;
    return [...new Set([...list.slice(0, room), ...borrowed])];
  });
}

/** Matched bytes per alignment. */
class Tally {
  private readonly alignments: number[] = [];
  private readonly bytes: number[] = [];

  add(alignment: number, bytes: number): void {
    const known = this.alignments.indexOf(alignment);
    if (known >= 0) {
      this.bytes[known]! += bytes;
    } else if (this.alignments.length < TALLIED) {
      this.alignments.push(alignment);
      this.bytes.push(bytes);
    }
  }

  best(count: number): number[] {
    return this.alignments
      .map((alignment, i) => ({ alignment, bytes: this.bytes[i]! }))
      .sort(
        (a, b) =>
          b.bytes - a.bytes || Math.abs(a.alignment) - Math.abs(b.alignment) || a.alignment - b.alignment,
      )
      .slice(0, count)
      .map((entry) => entry.alignment);
  }
}
