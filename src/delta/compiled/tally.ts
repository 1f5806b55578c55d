/*
 * Matched bytes per alignment in one segment, and matches that go on into the next ones.
 */

/** Alignments told apart in a segment; further ones are left out. */
const MOST: i32 = 512;

const alignments = new StaticArray<i32>(MOST);
const bytes = new StaticArray<i32>(MOST);
let count: i32 = 0;

const openAlignments = new StaticArray<i32>(MOST);
const openEnds = new StaticArray<i32>(MOST);
let openCount: i32 = 0;

export function forgetAll(): void {
  count = 0;
  openCount = 0;
}

/** Starts the segment [from, to), with what goes on from before. */
export function startTally(from: i32, to: i32): void {
  count = 0;
  let kept = 0;
  for (let i = 0; i < openCount; i++) {
    const end = openEnds[i];
    if (end <= from) continue;
    add(openAlignments[i], min(end, to) - from);
    if (end <= to) continue;
    openAlignments[kept] = openAlignments[i];
    openEnds[kept++] = end;
  }
  openCount = kept;
}

/** A match of [at, end) in a segment that ends at `to`. */
export function addMatch(alignment: i32, at: i32, end: i32, to: i32): void {
  add(alignment, min(end, to) - at);
  if (end <= to || openCount === MOST) return;
  openAlignments[openCount] = alignment;
  openEnds[openCount++] = end;
}

function add(alignment: i32, more: i32): void {
  for (let i = 0; i < count; i++) {
    if (alignments[i] !== alignment) continue;
    bytes[i] = bytes[i] + more;
    return;
  }
  if (count === MOST) return;
  alignments[count] = alignment;
  bytes[count++] = more;
}

/** Writes the best alignments, at most `most`, and returns how many. */
export function best(list: StaticArray<i32>, start: i32, most: i32): i32 {
  let chosen = 0;
  for (; chosen < most && chosen < count; chosen++) {
    let top = chosen;
    for (let i = chosen + 1; i < count; i++) if (isBetter(i, top)) top = i;
    const alignment = alignments[top];
    alignments[top] = alignments[chosen];
    alignments[chosen] = alignment;
    const sum = bytes[top];
    bytes[top] = bytes[chosen];
    bytes[chosen] = sum;
    list[start + chosen] = alignment;
  }
  return chosen;
}

function isBetter(a: i32, b: i32): bool {
  if (bytes[a] !== bytes[b]) return bytes[a] > bytes[b];
  if (abs(alignments[a]) !== abs(alignments[b])) return abs(alignments[a]) < abs(alignments[b]);
  return alignments[a] < alignments[b];
}
