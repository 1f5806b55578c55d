/** Repeatable numbers: the same seed gives the same sequence on every machine (xorshift, 32 bits). */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Spread neighbouring seeds, and keep out of the one state that never changes.
    this.#state = Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995 || 1;
  }

  /** A whole number of 0 … below - 1. */
  below(below: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return Math.floor(((state >>> 0) / 0x1_0000_0000) * below);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** A small number mostly, as field values in code and tables are: halves in frequency with each bit. */
  small(bits: number): number {
    return this.below(1 << (1 + this.below(bits)));
  }
}
