/**
 * Finds matches as the encoder in ASR modules does: binary trees over the hash of four bytes, and the latest place of
 * each two and three bytes. Which places it looks at, and which it no longer does, decides what it puts out, so hashes
 * and limits are exactly the device's.
 */

/** A match this long ends the search, and the parser takes it at once. */
export const DEVICE_NICE_LENGTH = 32;
/** Places of a tree that are looked at. */
const DEPTH = 16 + (DEVICE_NICE_LENGTH >> 1);
const HASH2_SIZE = 1 << 10;
const HASH3_SIZE = 1 << 16;
const LEAST_HASH_MASK = 0xffff;
const TREE_BYTES = 4;
const POLYNOMIAL = 0xedb88320;

/** Of CRC-32: it spreads the bytes of the hashes. */
const SPREAD = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let i = 0; i < 8; i++) value = (value >>> 1) ^ ((value & 1) === 0 ? 0 : POLYNOMIAL);
  return value;
});

export class DeviceMatchFinder {
  /** Of the last {@link find}: ever longer matches, `count` of them. */
  readonly lengths = new Int32Array(DEVICE_NICE_LENGTH + 2);
  /** Less one. */
  readonly distances = new Int32Array(DEVICE_NICE_LENGTH + 2);
  count = 0;
  /** The next position. */
  position = 0;

  readonly #data: Uint8Array;
  /** Positions this far back, or farther, are forgotten. */
  readonly #forgotten: number;
  readonly #hashMask: number;
  // Positions plus one; 0 is none.
  readonly #latest2 = new Int32Array(HASH2_SIZE);
  readonly #latest3 = new Int32Array(HASH3_SIZE);
  readonly #roots: Int32Array;
  /** [position] its lesser and its greater child. */
  readonly #children: Int32Array;

  constructor(data: Uint8Array, dictionarySize: number) {
    this.#data = data;
    this.#forgotten = dictionarySize + 1;
    this.#hashMask = hashMask(dictionarySize);
    this.#roots = new Int32Array(this.#hashMask + 1);
    this.#children = new Int32Array(2 * data.length);
  }

  /** Matches at the next position, which is passed by this. */
  find(): number {
    this.count = 0;
    this.#pass(true);
    return this.count;
  }

  skip(count: number): void {
    for (; count > 0; count--) this.#pass(false);
  }

  #pass(wanted: boolean): void {
    const data = this.#data;
    const at = this.position++;
    const limit = Math.min(DEVICE_NICE_LENGTH, data.length - at);
    if (limit < TREE_BYTES) return;
    const two = SPREAD[data[at]!]! ^ data[at + 1]!;
    const three = two ^ (data[at + 2]! << 8);
    const hash2 = two & (HASH2_SIZE - 1);
    const hash3 = three & (HASH3_SIZE - 1);
    const root = (three ^ (SPREAD[data[at + 3]!]! << 5)) & this.#hashMask;
    const near = at + 1 - this.#latest2[hash2]!;
    const far = at + 1 - this.#latest3[hash3]!;
    const place = this.#roots[root]!;
    this.#latest2[hash2] = this.#latest3[hash3] = this.#roots[root] = at + 1;
    const longest = wanted ? this.#compareLatest(at, near, far, limit) : 0;
    // Nothing longer is to be had: the tree takes the position in, but is not asked.
    this.#descend(at, place, limit, wanted && longest < limit ? Math.max(longest, 3) : limit);
  }

  /** The latest places with the same two and three bytes. @returns length of the longest match, 1 for none */
  #compareLatest(at: number, near: number, far: number, limit: number): number {
    const data = this.#data;
    const { lengths, distances } = this;
    let longest = 1;
    let distance = near;
    if (this.#isKnown(at, near) && data[at - near] === data[at]) {
      longest = 2;
      lengths[0] = 2;
      distances[this.count++] = near - 1;
    }
    if (near !== far && this.#isKnown(at, far) && data[at - far] === data[at]) {
      longest = 3;
      distances[this.count++] = far - 1;
      distance = far;
    }
    if (this.count === 0) return longest;
    while (longest !== limit && data[at + longest - distance] === data[at + longest]) longest++;
    lengths[this.count - 1] = longest;
    return longest;
  }

  #isKnown(at: number, distance: number): boolean {
    return distance < this.#forgotten && distance <= at;
  }

  /**
   * Down the tree from its root `place`, splitting it into what sorts before and after `at`, the new root.
   * @param longest matches that are not longer are not noted
   */
  #descend(at: number, place: number, limit: number, longest: number): void {
    const data = this.#data;
    const children = this.#children;
    // Where the next lesser and the next greater position are to be hung, and what those there have in common.
    let lesserEnd = 2 * at;
    let greaterEnd = 2 * at + 1;
    let lesserLength = 0;
    let greaterLength = 0;
    for (let left = DEPTH; left > 0 && place !== 0; left--) {
      const other = place - 1;
      if (at - other >= this.#forgotten) break;
      let length = Math.min(lesserLength, greaterLength);
      while (length < limit && data[at + length] === data[other + length]) length++;
      if (length > longest) {
        longest = length;
        this.lengths[this.count] = length;
        this.distances[this.count++] = at - other - 1;
      }
      if (length === limit) {
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

/** All ones, half as large as the dictionary, 16 bits at least. */
function hashMask(dictionarySize: number): number {
  const bits = 32 - Math.clz32(dictionarySize - 1);
  return ((2 ** bits - 1) >>> 1) | LEAST_HASH_MASK;
}
