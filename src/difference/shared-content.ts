/** Tells which bytes have something in common with an image. */

/** Bytes that must agree for something to be shared. */
export const SHARED_RUN = 32;
/** Places of the image where shared runs may begin: every multiple of this. */
export const SHARED_STEP = 16;

const FACTOR = 0x01000193;
/** Weight of the oldest byte of a window, to take it out again. */
const OLDEST = power(FACTOR, SHARED_RUN - 1);
const EMPTY = -1;

/**
 * An image, prepared for {@link shares}. Runs are looked for at multiples of 16 bytes of the image, so that
 * common runs of 47 bytes are always found, shorter ones by their place.
 */
export class SharedContent {
  readonly #image: Uint8Array;
  /** Places in the image by hash, open addressing, at most half full. */
  readonly #slots: Int32Array;
  readonly #shift: number;

  constructor(image: Uint8Array) {
    this.#image = image;
    const bits = Math.max(4, Math.ceil(Math.log2(image.length / SHARED_STEP + 1)) + 1);
    this.#slots = new Int32Array(2 ** bits).fill(EMPTY);
    this.#shift = 32 - bits;
    for (let at = 0; at + SHARED_RUN <= image.length; at += SHARED_STEP) this.#add(at);
  }

  /**
   * Whether any 32 bytes of a piece, at any place of it, are also in the image at a multiple of 16. One byte
   * repeated does not count: all images have runs of 00 or FF.
   */
  shares(piece: Uint8Array): boolean {
    if (piece.length < SHARED_RUN) return false;
    let hash = hashOf(piece, 0);
    for (let at = 0; ; at++) {
      if (this.#has(piece, at, hash)) return true;
      const next = at + SHARED_RUN;
      if (next >= piece.length) return false;
      hash = (Math.imul(hash - Math.imul(piece[at] ?? 0, OLDEST), FACTOR) + (piece[next] ?? 0)) | 0;
    }
  }

  #add(at: number): void {
    const image = this.#image;
    if (isOneByte(image, at)) return;
    let slot = this.#slotOf(hashOf(image, at));
    for (;;) {
      const there = this.#slots[slot] ?? EMPTY;
      if (there === EMPTY) break;
      // The same run again, as in tables, would only make the search longer.
      if (sameRun(image, there, image, at)) return;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    this.#slots[slot] = at;
  }

  #has(piece: Uint8Array, at: number, hash: number): boolean {
    for (let slot = this.#slotOf(hash); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const there = this.#slots[slot] ?? EMPTY;
      if (there === EMPTY) return false;
      if (sameRun(this.#image, there, piece, at)) return true;
    }
  }

  #slotOf(hash: number): number {
    return Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> this.#shift;
  }
}

function hashOf(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = at; i < at + SHARED_RUN; i++) hash = (Math.imul(hash, FACTOR) + (bytes[i] ?? 0)) | 0;
  return hash;
}

function sameRun(a: Uint8Array, atA: number, b: Uint8Array, atB: number): boolean {
  for (let i = 0; i < SHARED_RUN; i++) {
    if (a[atA + i] !== b[atB + i]) return false;
  }
  return true;
}

function isOneByte(bytes: Uint8Array, at: number): boolean {
  for (let i = 1; i < SHARED_RUN; i++) {
    if (bytes[at + i] !== bytes[at]) return false;
  }
  return true;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base);
  return result;
}
