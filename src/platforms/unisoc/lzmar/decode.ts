import type { Reason } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
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
  PROBABILITIES,
  PROBABILITY_BITS,
  PROBABILITY_ONE,
  SHORTEST_MATCH,
  STREAM_START,
  sumOfBytes,
  WINDOW,
} from "./model.ts";

/** No module has as much memory; a container that claims more is not believed. */
const LARGEST_RAW_SIZE = 64 << 20;
/** The module wants a stream used up to its last two bytes. */
const MOST_UNUSED = 2;

/** One block of the container: its stream in the container, its place in the raw data. */
interface Block {
  readonly streamAt: number;
  readonly streamEnd: number;
  readonly rawAt: number;
  readonly rawEnd: number;
  readonly sum: number;
}

function damaged(why: Reason): Refusal {
  return new Refusal("firmware-damaged", { file: "", part: "LZMAR", why });
}

/** Whether bytes are framed like a whole LZMAR container; streams and sums are not looked at. */
export function isLzmar(bytes: Uint8Array): boolean {
  return Array.isArray(blocksOf(bytes));
}

/**
 * What a container says about its contents, without decompressing: bytes of all and of each block, and the
 * sums of the blocks. Contents of which any of that differs are different.
 * @throws Refusal firmware-damaged, part LZMAR, when the framing is wrong.
 */
export function describeLzmar(container: Uint8Array): {
  readonly rawSize: number;
  readonly blocks: readonly { readonly size: number; readonly sum: number }[];
} {
  const blocks = blocksOf(container);
  if (!Array.isArray(blocks)) throw damaged(blocks);
  return {
    rawSize: blocks.at(-1)?.rawEnd ?? 0,
    blocks: blocks.map(({ rawAt, rawEnd, sum }) => ({ size: rawEnd - rawAt, sum })),
  };
}

/**
 * Decompresses a whole LZMAR container (docs/formats/lzmar.md).
 * @throws Refusal firmware-damaged, part LZMAR, when framing, a stream, a sum or the padding is wrong.
 */
export function decodeLzmar(container: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = blocksOf(container);
  if (!Array.isArray(blocks)) throw damaged(blocks);
  const raw = new Uint8Array(blocks.at(-1)?.rawEnd ?? 0);
  const decoder = new BlockDecoder(raw);
  for (const { streamAt, streamEnd, rawAt, rawEnd, sum } of blocks) {
    decoder.decode(container.subarray(streamAt, streamEnd), rawAt, rawEnd);
    if (sumOfBytes(raw, rawAt, rawEnd) !== sum) throw damaged({ code: "checksum", kind: "sum" });
  }
  return raw;
}

/** The blocks, or what is wrong with the framing. */
function blocksOf(container: Uint8Array): Block[] | Reason {
  if (container.length < HEADER.size) return { code: "too-short" };
  const view = new DataView(container.buffer, container.byteOffset, container.byteLength);
  const rawSize = view.getUint32(HEADER.rawSize, true);
  const blockKiB = view.getUint16(HEADER.blockKiB, true);
  if (blockKiB < 1 || blockKiB > LARGEST_BLOCK_KIB) {
    return { code: "field", field: "block-size", value: blockKiB << 10 };
  }
  const [dictionaryKiB, property] = [container[HEADER.dictionaryKiB], container[HEADER.property]];
  if (dictionaryKiB !== DICTIONARY_KIB || property !== 0) {
    return { code: "field", field: "lzma-properties", value: [dictionaryKiB, property].join() };
  }
  if (rawSize > LARGEST_RAW_SIZE) return { code: "field", field: "raw-size", value: rawSize };

  const blocks: Block[] = [];
  let at: number = HEADER.size;
  for (let rawAt = 0; rawAt < rawSize; rawAt += blockKiB << 10) {
    const streamAt = at + BLOCK_HEADER.size;
    if (streamAt > container.length) return { code: "ends-early" };
    const streamSize = view.getUint32(at + BLOCK_HEADER.streamSize, true);
    const streamEnd = streamAt + streamSize;
    at = streamAt + Math.ceil(streamSize / 8) * 8;
    if (at > container.length) return { code: "ends-early" };
    if (streamSize < STREAM_START) return { code: "ends-early" };
    for (let i = streamEnd; i < at; i++) if (container[i] !== 0) return { code: "left-over" };
    const rawEnd = Math.min(rawAt + (blockKiB << 10), rawSize);
    blocks.push({ streamAt, streamEnd, rawAt, rawEnd, sum: view.getUint32(streamAt - 4, true) });
  }
  return at === container.length ? blocks : { code: "left-over" };
}

/** Range decoder and model; made once a container, started afresh for each block. */
class BlockDecoder {
  readonly #raw: Uint8Array;
  readonly #probabilities = new Uint16Array(PROBABILITIES);
  #stream: Uint8Array = new Uint8Array(0);
  #at = 0;
  #range = 0;
  #code = 0;

  constructor(raw: Uint8Array) {
    this.#raw = raw;
  }

  /** Decodes one block to raw[from … to). */
  decode(stream: Uint8Array, from: number, to: number): void {
    const raw = this.#raw;
    const probabilities = this.#probabilities;
    probabilities.fill(PROBABILITY_ONE / 2);
    if (stream[0] !== 0) throw damaged({ code: "bad-stream" });
    this.#stream = stream;
    const end = stream.length;
    let state = 0;
    let rep0 = 1;
    let rep1 = 1;
    let rep2 = 1;
    let rep3 = 1;
    let out = from;
    // Literals are most of the work: they run on these locals, all else on the fields of the same names.
    let at = STREAM_START;
    let range = -1;
    let code = (stream[1]! << 24) | (stream[2]! << 16) | (stream[3]! << 8) | stream[4]!;

    while (out < to) {
      if (at > end) throw damaged({ code: "ends-early" });
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | stream[at++]!;
      }
      let index = IS_MATCH + (state << 4);
      let probability = probabilities[index]!;
      let bound = Math.imul(range >>> PROBABILITY_BITS, probability);
      if (code >>> 0 < bound >>> 0) {
        range = bound;
        probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> ADAPTION);
        let node = 1;
        do {
          if (range >>> 24 === 0) {
            range <<= 8;
            code = (code << 8) | stream[at++]!;
          }
          index = LITERAL + node;
          probability = probabilities[index]!;
          bound = Math.imul(range >>> PROBABILITY_BITS, probability);
          if (code >>> 0 < bound >>> 0) {
            range = bound;
            probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> ADAPTION);
            node <<= 1;
          } else {
            range -= bound;
            code -= bound;
            probabilities[index] = probability - (probability >> ADAPTION);
            node = (node << 1) | 1;
          }
        } while (node < 256);
        raw[out++] = node;
        state = AFTER_LITERAL[state]!;
        continue;
      }
      this.#range = range - bound;
      this.#code = code - bound;
      this.#at = at;
      probabilities[index] = probability - (probability >> ADAPTION);

      let length = 0;
      if (this.#bit(IS_REP + state) === 0) {
        length = this.#length();
        rep3 = rep2;
        rep2 = rep1;
        rep1 = rep0;
        rep0 = this.#distance(length);
        state = AFTER_MATCH[state]!;
      } else {
        if (this.#bit(IS_REP_G0 + state) === 0) {
          if (this.#bit(IS_REP0_LONG + (state << 4)) === 0) length = 1;
        } else {
          let distance = rep1;
          if (this.#bit(IS_REP_G1 + state) === 1) {
            distance = rep2;
            if (this.#bit(IS_REP_G2 + state) === 1) {
              distance = rep3;
              rep3 = rep2;
            }
            rep2 = rep1;
          }
          rep1 = rep0;
          rep0 = distance;
        }
        if (length === 1) {
          state = AFTER_SHORT_REP[state]!;
        } else {
          length = this.#length();
          state = AFTER_REP[state]!;
        }
      }
      range = this.#range;
      code = this.#code;
      at = this.#at;

      if (rep0 > out - from || rep0 > WINDOW) throw damaged({ code: "bad-stream" });
      if (length > to - out) throw damaged({ code: "bad-stream" });
      for (const stop = out + length; out < stop; out++) raw[out] = raw[out - rep0]!;
    }
    if (at > end) throw damaged({ code: "ends-early" });
    if (end - at > MOST_UNUSED) throw damaged({ code: "left-over" });
  }

  #bit(index: number): 0 | 1 {
    let range = this.#range;
    let code = this.#code;
    if (range >>> 24 === 0) {
      range <<= 8;
      code = (code << 8) | this.#stream[this.#at++]!;
    }
    const probability = this.#probabilities[index]!;
    const bound = Math.imul(range >>> PROBABILITY_BITS, probability);
    if (code >>> 0 < bound >>> 0) {
      this.#range = bound;
      this.#code = code;
      this.#probabilities[index] = probability + ((PROBABILITY_ONE - probability) >> ADAPTION);
      return 0;
    }
    this.#range = (range - bound) | 0;
    this.#code = (code - bound) | 0;
    this.#probabilities[index] = probability - (probability >> ADAPTION);
    return 1;
  }

  #tree(base: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.#bit(base + node);
    return node - (1 << bits);
  }

  #length(): number {
    if (this.#bit(LENGTH_CHOICE) === 0) return SHORTEST_MATCH + this.#tree(LENGTH_LOW, 3);
    if (this.#bit(LENGTH_CHOICE2) === 0) return SHORTEST_MATCH + 8 + this.#tree(LENGTH_MID, 3);
    return SHORTEST_MATCH + 16 + this.#tree(LENGTH_HIGH, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(DISTANCE_SLOT + (Math.min(length - SHORTEST_MATCH, 3) << 6), 6);
    if (slot < 4) return slot + 1;
    let bits = (slot >> 1) - 1;
    let distance = (2 | (slot & 1)) << bits;
    let base = DISTANCE_SPECIAL + distance - slot;
    if (slot >= FIRST_DIRECT_SLOT) {
      for (bits--; bits >= ALIGN_BITS; bits--) distance |= this.#directBit() << bits;
      base = DISTANCE_ALIGN;
      bits = ALIGN_BITS;
    }
    for (let i = 0, node = 1; i < bits; i++) {
      const bit = this.#bit(base + node);
      node = (node << 1) | bit;
      distance |= bit << i;
    }
    // Slots 62 and 63 reach 2^31 and more; what matters is that they are out of the window.
    return (distance >>> 0) + 1;
  }

  #directBit(): 0 | 1 {
    if (this.#range >>> 24 === 0) {
      this.#range <<= 8;
      this.#code = (this.#code << 8) | this.#stream[this.#at++]!;
    }
    this.#range >>>= 1;
    if (this.#code >>> 0 < this.#range) return 0;
    this.#code = (this.#code - this.#range) | 0;
    return 1;
  }
}
