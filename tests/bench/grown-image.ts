/**
 * A pair of images that behave like code of any size: words of which some are frequent, functions, and pointers to
 * them. In the new one, words are put in here and there, so that the pointers to all that follows change.
 */
const INSERTION_EVERY = 16_384;

export function grownPair(words: number): { readonly old: Uint8Array; readonly new: Uint8Array } {
  const random = randomNumbers(8910);
  const kinds = Uint32Array.from({ length: 4096 }, () => random() * 0xffffffff);
  const old = new Uint32Array(words);
  const isPointer = new Uint8Array(words);
  for (let at = 0; at < words; at++) {
    if (random() < 0.04) {
      old[at] = Math.floor(random() * words);
      isPointer[at] = 1;
    } else {
      old[at] = kinds[Math.floor(random() ** 3 * kinds.length)] ?? 0;
    }
  }
  const insertions: { readonly at: number; readonly size: number }[] = [];
  for (let at = INSERTION_EVERY; at < words; at += INSERTION_EVERY) {
    insertions.push({ at: at - Math.floor(random() * 1000), size: 1 + Math.floor(random() * 20) });
  }
  const next = new Uint32Array(words + 20 * insertions.length);
  let size = 0;
  const shifts = new Uint32Array(words);
  let shift = 0;
  for (let at = 0, i = 0; at < words; at++) {
    if (insertions[i]?.at === at) shift += insertions[i++]?.size ?? 0;
    shifts[at] = shift;
  }
  let coming = 0;
  for (let at = 0; at < words; at++) {
    if (insertions[coming]?.at === at) {
      const inserted = insertions[coming++]?.size ?? 0;
      for (let i = 0; i < inserted; i++) next[size++] = random() * 0xffffffff;
    }
    const word = old[at] ?? 0;
    next[size++] = isPointer[at] === 1 ? word + (shifts[word] ?? 0) : word;
  }
  return { old: new Uint8Array(old.buffer), new: new Uint8Array(next.buffer, 0, 4 * size) };
}

/** 0 … 1, the same ones for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
