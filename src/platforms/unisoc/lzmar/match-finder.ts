import { LONGEST_MATCH, WINDOW } from "./model.ts";

const HASH_BITS = 12;
/** More candidates than this cost more time than they save bytes. */
const MOST_CANDIDATES = 32;
const NONE = -1;
/** Position modulo the window. */
const RING = WINDOW - 1;

/**
 * Longest earlier occurrences within the window of 1 KiB: a hash of three bytes leads to the latest position,
 * a chain from there to the ones before.
 */
export class MatchFinder {
  readonly #data: Uint8Array;
  readonly #latest = new Int32Array(1 << HASH_BITS);
  /** Position with the same hash before, by position in the ring. */
  readonly #before = new Int32Array(WINDOW);
  #start = 0;
  #end = 0;
  #known = 0;
  /** Distance of the match that {@link longest} found. */
  distance = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Begins a block data[start … end): nothing before its start is found. */
  restart(start: number, end: number): void {
    this.#latest.fill(NONE);
    this.#start = start;
    this.#end = end;
    this.#known = start;
  }

  /**
   * Length of the longest match for `at`, 0 when none has three bytes; of equally long ones the nearest.
   * Positions must not fall within a block.
   */
  longest(at: number): number {
    const data = this.#data;
    while (this.#known < at) this.#learn(this.#known++);
    const limit = Math.min(LONGEST_MATCH, this.#end - at);
    if (limit < 3) return 0;
    const farthest = Math.max(this.#start, at - WINDOW);
    let best = 2;
    let candidate = this.#latest[this.#hash(at)]!;
    for (let tries = MOST_CANDIDATES; candidate >= farthest && tries > 0; tries--) {
      if (data[candidate + best] === data[at + best] && data[candidate] === data[at]) {
        const length = commonLength(data, candidate, at, limit);
        if (length > best) {
          best = length;
          this.distance = at - candidate;
          if (length === limit) break;
        }
      }
      // The slot of a position within the window was not yet taken by a later one.
      candidate = this.#before[candidate & RING]!;
    }
    return best > 2 ? best : 0;
  }

  #learn(at: number): void {
    if (at + 3 > this.#end) return;
    const hash = this.#hash(at);
    this.#before[at & RING] = this.#latest[hash]!;
    this.#latest[hash] = at;
  }

  #hash(at: number): number {
    const data = this.#data;
    const three = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
    return Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
  }
}

/** How many bytes from `a` and from `b` are equal, at most `limit`. */
export function commonLength(data: Uint8Array, a: number, b: number, limit: number): number {
  let length = 0;
  while (length < limit && data[a + length] === data[b + length]) length++;
  return length;
}
