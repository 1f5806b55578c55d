/* The images of a comparison. One instance of the module: one old image, and new ones to compare with it. */

export let old: StaticArray<u8> = new StaticArray<u8>(0);
export let next: StaticArray<u8> = new StaticArray<u8>(0);
/** What the module holds: the old image, in which the new one grows block by block. */
export let image: StaticArray<u8> = new StaticArray<u8>(0);
export let oldSize: i32 = 0;
export let newSize: i32 = 0;

/** Room for the old image, which the caller writes. */
export function holdOld(length: i32): usize {
  old = new StaticArray<u8>(length);
  oldSize = length;
  return changetype<usize>(old);
}

/** Room for a new image, in the place of the last one if that is large enough. */
export function holdNew(length: i32): usize {
  if (next.length < length) next = new StaticArray<u8>(length);
  newSize = length;
  return changetype<usize>(next);
}

/** The old image again, with room for all of the new one. */
export function resetImage(): void {
  const length = max(oldSize, newSize);
  if (image.length < length) image = new StaticArray<u8>(length);
  memory.copy(changetype<usize>(image), changetype<usize>(old), oldSize);
}

/** The new bytes take their place. */
export function build(from: i32, to: i32): void {
  memory.copy(changetype<usize>(image) + from, changetype<usize>(next) + from, to - from);
}

/** Length of the common prefix of a[i…aEnd) and b[j…bEnd). */
export function commonPrefix(
  a: StaticArray<u8>,
  i: i32,
  aEnd: i32,
  b: StaticArray<u8>,
  j: i32,
  bEnd: i32,
): i32 {
  const limit = min(aEnd - i, bEnd - j);
  const left = changetype<usize>(a) + i;
  const right = changetype<usize>(b) + j;
  let n = 0;
  for (; n + 8 <= limit; n += 8) {
    const differing = load<u64>(left + n) ^ load<u64>(right + n);
    if (differing !== 0) return n + <i32>(ctz(differing) >> 3);
  }
  while (n < limit && a[i + n] === b[j + n]) n++;
  return n;
}
