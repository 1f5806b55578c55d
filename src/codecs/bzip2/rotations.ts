/** The last bytes of all rotations of a block in their order, and which of them is the block itself. */
export interface SortedRotations {
  readonly last: Uint8Array;
  readonly origin: number;
}

/** Burrows-Wheeler transform. Rotations are sorted by their first byte, then by two, four, eight … bytes. */
export function sortRotations(bytes: Uint8Array): SortedRotations {
  const n = bytes.length;
  let rank = Int32Array.from(bytes);
  let classes = 256;
  const byTail = Int32Array.from({ length: n }, (_, i) => i);
  const order = new Int32Array(n);
  sortByRank(byTail, rank, classes, order);
  for (let length = 1; ; length *= 2) {
    // `order` goes by `length` bytes: of the rotations that begin so much earlier, it is that of their second half.
    for (let i = 0; i < n; i++) byTail[i] = before(order[i]!, length, n);
    sortByRank(byTail, rank, classes, order);
    const next = new Int32Array(n);
    let last = 0;
    for (let i = 1; i < n; i++) {
      const a = order[i - 1]!;
      const b = order[i]!;
      if (rank[a] !== rank[b] || rank[after(a, length, n)] !== rank[after(b, length, n)]) last++;
      next[b] = last;
    }
    rank = next;
    classes = last + 1;
    // Rotations that are still alike after the whole block are the same.
    if (classes === n || 2 * length >= n) break;
  }
  const last = new Uint8Array(n);
  let origin = 0;
  for (let i = 0; i < n; i++) {
    const start = order[i]!;
    if (start === 0) origin = i;
    last[i] = bytes[before(start, 1, n)]!;
  }
  return { last, origin };
}

/** Sorts by rank; what has the same rank stays in its order. */
function sortByRank(from: Int32Array, rank: Int32Array, classes: number, to: Int32Array): void {
  const starts = new Int32Array(classes + 1);
  for (const one of rank) starts[one + 1]!++;
  for (let c = 0; c < classes; c++) starts[c + 1]! += starts[c]!;
  for (const rotation of from) to[starts[rank[rotation]!]!++] = rotation;
}

function before(position: number, distance: number, n: number): number {
  return position < distance ? position - distance + n : position - distance;
}

function after(position: number, distance: number, n: number): number {
  return position + distance < n ? position + distance : position + distance - n;
}
