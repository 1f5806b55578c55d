import { image, newSize, next } from "./images";

/* What a delta consists of: pieces, and the differences and literal bytes of all of them in a row. */

/** [piece] where from, how many differences, how many literal bytes. */
export let pieces: StaticArray<i32> = new StaticArray<i32>(3 << 10);
export let pieceCount: i32 = 0;
export let diff: StaticArray<u8> = new StaticArray<u8>(0);
export let diffSize: i32 = 0;
export let extra: StaticArray<u8> = new StaticArray<u8>(0);
export let extraSize: i32 = 0;

export function startStreams(): void {
  if (diff.length < newSize) {
    diff = untouched(newSize);
    extra = untouched(newSize);
  }
  pieceCount = 0;
  diffSize = 0;
  extraSize = 0;
}

/** Memory that is not used yet is not taken from the system either. */
function untouched(length: i32): StaticArray<u8> {
  return changetype<StaticArray<u8>>(__new(length, idof<StaticArray<u8>>()));
}

export function addPiece(from: i32, differences: i32, literals: i32): void {
  const at = 3 * pieceCount++;
  if (at === pieces.length) {
    const larger = new StaticArray<i32>(2 * at);
    memory.copy(changetype<usize>(larger), changetype<usize>(pieces), (<usize>at) << 2);
    pieces = larger;
  }
  pieces[at] = from;
  pieces[at + 1] = differences;
  pieces[at + 2] = literals;
}

/** Turns the order of the last `count` pieces round. */
export function reversePieces(count: i32): void {
  let low = 3 * (pieceCount - count);
  let high = 3 * (pieceCount - 1);
  for (; low < high; low += 3, high -= 3) {
    for (let i = 0; i < 3; i++) {
      const field = pieces[low + i];
      pieces[low + i] = pieces[high + i];
      pieces[high + i] = field;
    }
  }
}

/** Adds what the pieces from `first` on, of the block at `start`, consist of. */
export function addBytes(first: i32, start: i32): void {
  let at = start;
  for (let piece = first; piece < pieceCount; piece++) {
    const from = pieces[3 * piece];
    const differences = pieces[3 * piece + 1];
    const literals = pieces[3 * piece + 2];
    for (let i = 0; i < differences; i++) diff[diffSize + i] = next[at + i] - image[from + i];
    diffSize += differences;
    at += differences;
    memory.copy(changetype<usize>(extra) + extraSize, changetype<usize>(next) + at, literals);
    extraSize += literals;
    at += literals;
  }
}
