/**
 * Proposes, for each segment of the new image, the alignments (old position minus new position) worth
 * considering there. Only old bytes that the image still holds when the block is built are proposed.
 */
import { commonPrefix, searchRank, type OldIndex } from "./old-index.ts";

/** Bytes per segment: short enough that few alignments matter inside, long enough to keep lists cheap. */
export const SEGMENT = 1024;
/** Alignments kept per segment. */
export const MAX_ALIGNMENTS = 12;

const RECENT = 6;
/** A recent alignment that goes on for this long is followed without searching. */
const FOLLOW = 24;
/** Shorter matches are chance. */
const MIN_MATCH = 8;
/** Suffix array neighbours looked at on each side. */
const NEIGHBOURS = 12;
/** Alignments tallied per segment before the best are kept. */
const TALLIED = 64;

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
    const rank = searchRank(index, image, at, end);
    let longest = 0;
    let longestAlignment = 0;
    if (rank >= 0) {
      for (const step of [-1, 1]) {
        let shared = end - at;
        let neighbour = step < 0 ? rank - 1 : rank;
        for (let k = 0; k < NEIGHBOURS; k++, neighbour += step) {
          if (neighbour < 0 || neighbour >= suffixes.length) break;
          const position = suffixes[neighbour]!;
          const n = Math.min(shared, commonPrefix(image, at, end, old, position, old.length));
          shared = n;
          if (n < MIN_MATCH) break;
          if (position < allowed.from || position + MIN_MATCH > oldEnd) continue;
          const usable = Math.min(n, oldEnd - position);
          register(at, usable, position - at);
          if (usable > longest) {
            longest = usable;
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
    } else {
      at += longest >= MIN_MATCH ? longest >> 1 : 1;
    }
  }
  return tallies.map((tally, s) => {
    const list = tally.best(MAX_ALIGNMENTS - 4);
    const include = (alignment: number): void => {
      if (list.length < MAX_ALIGNMENTS && !list.includes(alignment)) list.push(alignment);
    };
    include(0);
    for (const alignment of tallies[s - 1]?.best(2) ?? []) include(alignment);
    for (const alignment of tallies[s + 1]?.best(2) ?? []) include(alignment);
    return list;
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
