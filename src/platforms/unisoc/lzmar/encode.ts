import { commonLength, MatchFinder } from "./match-finder.ts";
import {
  ADAPTION,
  AFTER_LITERAL,
  AFTER_MATCH,
  AFTER_REP,
  AFTER_SHORT_REP,
  ALIGN_BITS,
  BLOCK_HEADER,
  DICTIONARY_KIB,
  DISTANCE_ALIGN,
  DISTANCE_SLOT,
  DISTANCE_SPECIAL,
  FIRST_DIRECT_SLOT,
  HEADER,
  IS_MATCH,
  IS_REP,
  IS_REP0_LONG,
  IS_REP_G0,
  IS_REP_G1,
  IS_REP_G2,
  LARGEST_BLOCK_KIB,
  LENGTH_CHOICE,
  LENGTH_CHOICE2,
  LENGTH_HIGH,
  LENGTH_LOW,
  LENGTH_MID,
  LITERAL,
  LONGEST_MATCH,
  PROBABILITIES,
  PROBABILITY_BITS,
  PROBABILITY_ONE,
  SHORTEST_MATCH,
  sumOfBytes,
} from "./model.ts";

/**
 * Compresses to a whole LZMAR container (docs/formats/lzmar.md). The same input gives the same bytes.
 * @param blockKiB raw size of a block in KiB, 1 to 64.
 */
export function encodeLzmar(raw: Uint8Array, blockKiB: number = LARGEST_BLOCK_KIB): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(blockKiB) || blockKiB < 1 || blockKiB > LARGEST_BLOCK_KIB) {
    throw new RangeError(`LZMAR block size of ${blockKiB} KiB`);
  }
  const blockSize = blockKiB << 10;
  const blockCount = Math.ceil(raw.length / blockSize);
  // A literal of the worst model costs 9 times log2(1024 / 31), about 5.7 bytes.
  const container = new Uint8Array(HEADER.size + blockCount * 32 + raw.length * 6);
  const view = new DataView(container.buffer);
  view.setUint32(HEADER.rawSize, raw.length, true);
  view.setUint16(HEADER.blockKiB, blockKiB, true);
  container[HEADER.dictionaryKiB] = DICTIONARY_KIB;

  const encoder = new BlockEncoder(raw, container);
  let at: number = HEADER.size;
  for (let from = 0; from < raw.length; from += blockSize) {
    const to = Math.min(from + blockSize, raw.length);
    const streamAt = at + BLOCK_HEADER.size;
    const streamSize = encoder.encode(from, to, streamAt) - streamAt;
    view.setUint32(at + BLOCK_HEADER.streamSize, streamSize, true);
    view.setUint32(at + BLOCK_HEADER.sum, sumOfBytes(raw, from, to), true);
    at = streamAt + Math.ceil(streamSize / 8) * 8;
  }
  return container.slice(0, at);
}

/** Model and range coder; made once a container, started afresh for each block. */
class BlockEncoder {
  readonly #raw: Uint8Array;
  readonly #out: Uint8Array;
  readonly #finder: MatchFinder;
  readonly #probabilities = new Uint16Array(PROBABILITIES);
  #at = 0;
  #low = 0;
  #range = 0;

  constructor(raw: Uint8Array, out: Uint8Array) {
    this.#raw = raw;
    this.#out = out;
    this.#finder = new MatchFinder(raw);
  }

  /** Encodes raw[from … to) to a stream at `streamAt`; where the stream ends. */
  encode(from: number, to: number, streamAt: number): number {
    const raw = this.#raw;
    const finder = this.#finder;
    this.#probabilities.fill(PROBABILITY_ONE / 2);
    this.#at = streamAt + 1; // the first byte stays 0
    this.#low = 0;
    this.#range = -1;
    finder.restart(from, to);
    let state = 0;
    let rep0 = 1;
    let rep1 = 1;
    let rep2 = 1;
    let rep3 = 1;
    let position = from;
    let ahead = finder.longest(position);

    while (position < to) {
      const limit = Math.min(LONGEST_MATCH, to - position);
      let repLength = 0;
      let rep = 0;
      for (let i = 0; i < 4; i++) {
        const distance = i === 0 ? rep0 : i === 1 ? rep1 : i === 2 ? rep2 : rep3;
        if (distance > position - from) continue;
        const length = commonLength(raw, position - distance, position, limit);
        if (length > repLength) {
          repLength = length;
          rep = i;
        }
      }
      const matchLength = ahead;
      const matchDistance = finder.distance;
      const decision = IS_MATCH + (state << 4);

      if (repLength >= SHORTEST_MATCH && repLength + 1 >= matchLength) {
        this.#bit(decision, 1);
        this.#bit(IS_REP + state, 1);
        this.#bit(IS_REP_G0 + state, rep === 0 ? 0 : 1);
        if (rep === 0) {
          this.#bit(IS_REP0_LONG + (state << 4), 1);
        } else {
          this.#bit(IS_REP_G1 + state, rep === 1 ? 0 : 1);
          if (rep > 1) this.#bit(IS_REP_G2 + state, rep === 2 ? 0 : 1);
          const distance = rep === 1 ? rep1 : rep === 2 ? rep2 : rep3;
          if (rep === 3) rep3 = rep2;
          if (rep >= 2) rep2 = rep1;
          rep1 = rep0;
          rep0 = distance;
        }
        this.#length(repLength);
        state = AFTER_REP[state]!;
        position += repLength;
        ahead = finder.longest(position);
        continue;
      }
      if (matchLength > 0) {
        // One byte later there may be a longer match: then this byte is better a literal.
        const next = finder.longest(position + 1);
        if (next <= matchLength) {
          this.#bit(decision, 1);
          this.#bit(IS_REP + state, 0);
          this.#length(matchLength);
          this.#distance(matchDistance - 1, matchLength);
          rep3 = rep2;
          rep2 = rep1;
          rep1 = rep0;
          rep0 = matchDistance;
          state = AFTER_MATCH[state]!;
          position += matchLength;
          ahead = finder.longest(position);
          continue;
        }
        ahead = next;
      } else {
        ahead = finder.longest(position + 1);
      }
      if (rep0 <= position - from && raw[position] === raw[position - rep0]) {
        this.#bit(decision, 1);
        this.#bit(IS_REP + state, 1);
        this.#bit(IS_REP_G0 + state, 0);
        this.#bit(IS_REP0_LONG + (state << 4), 0);
        state = AFTER_SHORT_REP[state]!;
      } else {
        this.#bit(decision, 0);
        this.#tree(LITERAL, 8, raw[position]!);
        state = AFTER_LITERAL[state]!;
      }
      position++;
    }
    return this.#finish();
  }

  #bit(index: number, bit: 0 | 1): void {
    if (this.#range >>> 24 === 0) this.#shift();
    const probability = this.#probabilities[index]!;
    const bound = Math.imul(this.#range >>> PROBABILITY_BITS, probability);
    if (bit === 0) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> ADAPTION);
    } else {
      this.#range = (this.#range - bound) | 0;
      this.#probabilities[index] = probability - (probability >> ADAPTION);
      this.#raise(bound);
    }
  }

  #tree(base: number, bits: number, value: number): void {
    let node = 1;
    for (let i = bits - 1; i >= 0; i--) {
      const bit = ((value >>> i) & 1) as 0 | 1;
      this.#bit(base + node, bit);
      node = (node << 1) | bit;
    }
  }

  #length(length: number): void {
    const value = length - SHORTEST_MATCH;
    this.#bit(LENGTH_CHOICE, value < 8 ? 0 : 1);
    if (value >= 8) this.#bit(LENGTH_CHOICE2, value < 16 ? 0 : 1);
    if (value < 8) this.#tree(LENGTH_LOW, 3, value);
    else if (value < 16) this.#tree(LENGTH_MID, 3, value - 8);
    else this.#tree(LENGTH_HIGH, 8, value - 16);
  }

  /** @param value distance - 1 */
  #distance(value: number, length: number): void {
    const top = 31 - Math.clz32(value);
    const slot = value < 4 ? value : (top << 1) | ((value >>> (top - 1)) & 1);
    this.#tree(DISTANCE_SLOT + (Math.min(length - SHORTEST_MATCH, 3) << 6), 6, slot);
    if (slot < 4) return;
    let bits = top - 1;
    let base = DISTANCE_SPECIAL + ((2 | (slot & 1)) << bits) - slot;
    if (slot >= FIRST_DIRECT_SLOT) {
      for (bits--; bits >= ALIGN_BITS; bits--) this.#directBit(((value >>> bits) & 1) as 0 | 1);
      base = DISTANCE_ALIGN;
      bits = ALIGN_BITS;
    }
    for (let i = 0, node = 1; i < bits; i++) {
      const bit = ((value >>> i) & 1) as 0 | 1;
      this.#bit(base + node, bit);
      node = (node << 1) | bit;
    }
  }

  #directBit(bit: 0 | 1): void {
    if (this.#range >>> 24 === 0) this.#shift();
    this.#range >>>= 1;
    if (bit === 1) this.#raise(this.#range);
  }

  #shift(): void {
    this.#out[this.#at++] = this.#low >>> 24;
    this.#low <<= 8;
    this.#range <<= 8;
  }

  /** Adds to low; a carry goes into the bytes that are already written. */
  #raise(by: number): void {
    this.#low = (this.#low + by) | 0;
    if (this.#low >>> 0 >= by >>> 0) return;
    const out = this.#out;
    let at = this.#at - 1;
    while (out[at] === 0xff) out[at--] = 0;
    out[at] = out[at]! + 1;
  }

  /** All four bytes of low: the decoder has read exactly to the end of the stream when it is done. */
  #finish(): number {
    for (let i = 0; i < 4; i++) this.#shift();
    return this.#at;
  }
}
