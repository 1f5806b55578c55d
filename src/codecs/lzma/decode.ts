import * as M from "./model.ts";
import { type Reason, Reasoned, within } from "../../contract/reason.ts";

/** The stream is damaged, truncated, or of a kind that is not supported. */
export class LzmaError extends Reasoned {
  constructor(why: Reason) {
    super(within("LZMA", why));
  }
}

/**
 * Decompresses one stream in the .lzma ("alone") container (docs/formats/lzma-alone.md).
 * The raw size must be in the header; decoding ends there, and bytes after that are not looked at.
 * The dictionary size is not looked at either: all output stays in reach.
 *
 * @param maxSize greatest raw size, in bytes, to accept.
 * @throws {LzmaError}
 */
export function decodeLzmaAlone(stream: Uint8Array, maxSize: number): Uint8Array {
  if (stream.length < M.HEADER.size) throw new LzmaError({ code: "too-short" });
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const packed = view.getUint8(M.HEADER.props);
  if (packed >= 9 * 5 * 5) throw new LzmaError({ code: "field", field: "lzma-properties", value: packed });
  const rawSize = view.getBigUint64(M.HEADER.rawSize, true);
  if (rawSize > BigInt(Math.max(0, maxSize)))
    throw new LzmaError({ code: "field", field: "raw-size", value: rawSize.toString() });
  const props = { lc: packed % 9, lp: Math.trunc(packed / 9) % 5, pb: Math.trunc(packed / 45) };
  const out = new Uint8Array(Number(rawSize));
  decodeSymbols(new BitReader(stream, props), out, props);
  return out;
}

/** Fills `out`. */
function decodeSymbols(bits: BitReader, out: Uint8Array, { lc, lp, pb }: M.LzmaProps): void {
  const positionMask = (1 << pb) - 1;
  const literalMask = (1 << lp) - 1;
  const size = out.length;
  let state = 0;
  // Distances less one, latest first.
  let rep0 = 0;
  let rep1 = 0;
  let rep2 = 0;
  let rep3 = 0;
  let at = 0;
  while (at < size) {
    if (bits.exhausted()) throw new LzmaError({ code: "ends-early" });
    const position = at & positionMask;
    const inState = (state << 4) + position;
    if (bits.bit(M.IS_MATCH + inState) === 0) {
      const before = at > 0 ? out[at - 1]! : 0;
      const context = M.LITERAL + 0x300 * (((at & literalMask) << lc) + (before >> (8 - lc)));
      out[at] =
        state < M.FIRST_MATCH_STATE
          ? bits.tree(context, 8)
          : bits.literalAfterMatch(context, out[at - rep0 - 1]!);
      at++;
      state = M.AFTER_LITERAL[state]!;
      continue;
    }
    let length: number;
    if (bits.bit(M.IS_REP + state) === 0) {
      length = bits.length(M.MATCH_LENGTH, position);
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      rep0 = bits.distance(length);
      state = M.afterMatch(state);
    } else {
      if (bits.bit(M.IS_REP_NOT_0 + state) === 0) {
        if (bits.bit(M.IS_REP_0_LONG + inState) === 0) {
          if (rep0 >= at) throw new LzmaError({ code: "bad-stream" });
          out[at] = out[at - rep0 - 1]!;
          at++;
          state = M.afterShortRep(state);
          continue;
        }
      } else {
        let distance = rep1;
        if (bits.bit(M.IS_REP_NOT_1 + state) === 1) {
          distance = rep2;
          if (bits.bit(M.IS_REP_NOT_2 + state) === 1) {
            distance = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = distance;
      }
      length = bits.length(M.REP_LENGTH, position);
      state = M.afterRep(state);
    }
    // Also what the end marker, of distance 2^32, comes to.
    if (rep0 >= at) throw new LzmaError({ code: "bad-stream" });
    if (length > size - at) throw new LzmaError({ code: "bad-stream" });
    const end = at + length;
    if (rep0 === 0) out.fill(out[at - 1]!, at, end);
    else for (let from = at - rep0 - 1; at < end; at++, from++) out[at] = out[from]!;
    at = end;
  }
  if (bits.exhausted()) throw new LzmaError({ code: "ends-early" });
}

/** The range decoder with the probabilities of one stream. */
class BitReader {
  readonly #stream: Uint8Array;
  readonly #probs: Uint16Array;
  /** Range and code: in a typed array, for a field would box numbers of 32 bits. */
  readonly #coder = new Int32Array(2);
  #at = M.HEADER.size;

  constructor(stream: Uint8Array, props: M.LzmaProps) {
    this.#stream = stream;
    this.#probs = M.newProbabilities(props);
    if (stream.length < M.HEADER.size + 5) throw new LzmaError({ code: "ends-early" });
    if (stream[this.#at++] !== 0) throw new LzmaError({ code: "bad-stream" });
    let code = 0;
    for (let i = 0; i < 4; i++) code = (code << 8) | stream[this.#at++]!;
    if (code === -1) throw new LzmaError({ code: "bad-stream" });
    this.#coder[0] = -1;
    this.#coder[1] = code;
  }

  /** More was read than there is. Zeros were read instead. */
  exhausted(): boolean {
    return this.#at > this.#stream.length;
  }

  bit(index: number): number {
    const coder = this.#coder;
    const probs = this.#probs;
    let range = coder[0]!;
    let code = coder[1]!;
    if (range >>> 24 === 0) {
      range <<= 8;
      code = (code << 8) | this.#stream[this.#at++]!;
    }
    const probability = probs[index]!;
    const bound = Math.imul(range >>> M.PROBABILITY_BITS, probability);
    if (code >>> 0 < bound >>> 0) {
      probs[index] = probability + ((M.PROBABILITY_ONE - probability) >> M.ADAPTATION_SHIFT);
      coder[0] = bound;
      coder[1] = code;
      return 0;
    }
    probs[index] = probability - (probability >> M.ADAPTATION_SHIFT);
    coder[0] = range - bound;
    coder[1] = code - bound;
    return 1;
  }

  /** A number of `count` bits, highest first. The root of its tree is at `base + 1`. */
  tree(base: number, count: number): number {
    const probs = this.#probs;
    const stream = this.#stream;
    let at = this.#at;
    let range = this.#coder[0]!;
    let code = this.#coder[1]!;
    const end = 1 << count;
    let node = 1;
    while (node < end) {
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | stream[at++]!;
      }
      const probability = probs[base + node]!;
      const bound = Math.imul(range >>> M.PROBABILITY_BITS, probability);
      if (code >>> 0 < bound >>> 0) {
        probs[base + node] = probability + ((M.PROBABILITY_ONE - probability) >> M.ADAPTATION_SHIFT);
        range = bound;
        node <<= 1;
      } else {
        probs[base + node] = probability - (probability >> M.ADAPTATION_SHIFT);
        range -= bound;
        code -= bound;
        node = (node << 1) | 1;
      }
    }
    this.#at = at;
    this.#coder[0] = range;
    this.#coder[1] = code;
    return node - end;
  }

  /** A byte that is told apart from `expected`, the one a match would have given, as long as both agree. */
  literalAfterMatch(context: number, expected: number): number {
    let node = 1;
    let wanted = expected | 0x100;
    while (node < 0x100) {
      const expectedBit = (wanted >> 7) & 1;
      wanted <<= 1;
      const bit = this.bit(context + ((1 + expectedBit) << 8) + node);
      node = (node << 1) | bit;
      if (bit !== expectedBit) break;
    }
    while (node < 0x100) node = (node << 1) | this.bit(context + node);
    return node & 0xff;
  }

  length(base: number, position: number): number {
    if (this.bit(base + M.LENGTH_NOT_LOW) === 0)
      return M.MIN_MATCH + this.tree(base + M.LENGTH_LOW + (position << 3), 3);
    if (this.bit(base + M.LENGTH_NOT_MID) === 0)
      return M.MIN_MATCH + 8 + this.tree(base + M.LENGTH_MID + (position << 3), 3);
    return M.MIN_MATCH + 16 + this.tree(base + M.LENGTH_HIGH, 8);
  }

  /** Distance less one, 0 to 2^32 - 1, of a match of `length` bytes. */
  distance(length: number): number {
    const slot = this.tree(M.SLOT + (Math.min(length - M.MIN_MATCH, M.LENGTH_CLASSES - 1) << 6), 6);
    if (slot < 4) return slot;
    const footerBits = (slot >> 1) - 1;
    const smallest = ((2 | (slot & 1)) << footerBits) >>> 0;
    if (smallest < M.FULL_DISTANCES) return smallest + this.#reverseTree(M.SPECIAL + smallest, footerBits);
    return smallest + this.#evenBits(footerBits - 4) * 16 + this.#reverseTree(M.ALIGN, 4);
  }

  /** A number of `count` bits, lowest first. */
  #reverseTree(base: number, count: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** A number of `count` bits without a model, highest first. */
  #evenBits(count: number): number {
    const coder = this.#coder;
    let range = coder[0]!;
    let code = coder[1]!;
    let value = 0;
    for (let i = 0; i < count; i++) {
      if (range >>> 24 === 0) {
        range <<= 8;
        code = (code << 8) | this.#stream[this.#at++]!;
      }
      range >>>= 1;
      value <<= 1;
      if (code >>> 0 >= range >>> 0) {
        code -= range;
        value |= 1;
      }
    }
    coder[0] = range;
    coder[1] = code;
    return value;
  }
}
