/*
 * What a word of the delta costs after LZMA, estimated from how often each difference occurs. The first estimate is a
 * guess that fits firmware, byte by byte; the second one counts: words that differ in the same way, which LZMA takes
 * from where it has seen them, and the bytes of all others by their place in the word. Costs are in 1024ths of a bit.
 */
export const COST_OF_BIT: i32 = 1024;

/** Cost of a new piece: its header, and what the break costs the streams. */
export const NEW_PIECE: i32 = 60 * COST_OF_BIT;
/** Cost of ending the differences of a piece and starting its literals. */
export const TO_EXTRA: i32 = 16 * COST_OF_BIT;
/** Cost of a literal byte in the extra stream. */
export const EXTRA: i32 = (13 * COST_OF_BIT) / 2;

/** Of a word without a difference, and of one with any: [whether the word before differs]. */
export const zeroWord = new StaticArray<i32>(2);
export const otherWord = new StaticArray<i32>(2);
/** Of the bytes of a word that differs: [place in the word][difference]. */
export const byteCost = new StaticArray<i32>(4 * 256);

/** Words that differ in a way seen before, in a hash table: the word, how often, and what it costs beside otherWord. */
const SLOTS: i32 = 1 << 17;
const words = new StaticArray<u32>(SLOTS);
const counts = new StaticArray<i32>(SLOTS);
const costs = new StaticArray<i32>(SLOTS);
const MULTIPLIER: u32 = 0x9e3779b1;
let wordsAreKnown: bool = false;

/** What a word that differs costs, beside otherWord. */
export function costOfWord(word: u32): i32 {
  const bytes =
    byteCost[word & 255] +
    byteCost[256 + ((word >> 8) & 255)] +
    byteCost[512 + ((word >> 16) & 255)] +
    byteCost[768 + (word >> 24)];
  if (!wordsAreKnown) return bytes;
  const slot = slotOf(word);
  return words[slot] === word ? min(bytes, costs[slot]) : bytes;
}

/** Where a word is or would be; words are never 0. */
function slotOf(word: u32): i32 {
  let slot = <i32>((word * MULTIPLIER) >>> 15);
  while (words[slot] !== 0 && words[slot] !== word) slot = (slot + 1) & (SLOTS - 1);
  return slot;
}

export function guessCosts(): void {
  wordsAreKnown = false;
  zeroWord[0] = costOf(4 * 0.03);
  zeroWord[1] = costOf(1.2 + 3 * 0.03);
  otherWord[0] = costOf(7);
  otherWord[1] = costOf(1.5);
  byteCost.fill(costOf(1.5 + 7.5));
  for (let place = 0; place < 4; place++) byteCost[256 * place] = costOf(1.2);
}

const byteCounts = new StaticArray<i32>(4 * 256);

/** Costs from the differences of a first parse, all of them in order. */
export function countCosts(diff: StaticArray<u8>, length: i32): void {
  byteCounts.fill(0);
  words.fill(0);
  counts.fill(0);
  let known = 0;
  // [whether the word before differs]
  const zeros: StaticArray<i32> = [0, 0];
  const others: StaticArray<i32> = [0, 0];
  let before = 0;
  for (let at = 0; at + 4 <= length; at += 4) {
    const word = load<u32>(changetype<usize>(diff) + at);
    if (word === 0) {
      zeros[before] = zeros[before] + 1;
      before = 0;
      continue;
    }
    others[before] = others[before] + 1;
    before = 1;
    for (let place = 0; place < 4; place++) {
      const row = 256 * place + ((word >> (8 * place)) & 255);
      byteCounts[row] = byteCounts[row] + 1;
    }
    const slot = slotOf(word);
    if (words[slot] === 0 && known++ >= SLOTS / 2) continue;
    words[slot] = word;
    counts[slot] = counts[slot] + 1;
  }
  const total = others[0] + others[1];
  for (let i = 0; i < 2; i++) {
    zeroWord[i] = costOf(bits(zeros[i], zeros[i] + others[i]));
    otherWord[i] = costOf(bits(others[i], zeros[i] + others[i]));
  }
  for (let row = 0; row < 4 * 256; row++) byteCost[row] = costOf(bits(byteCounts[row], total));
  // One that occurs once costs its bytes.
  for (let slot = 0; slot < SLOTS; slot++)
    costs[slot] = counts[slot] < 2 ? 1 << 28 : costOf(KNOWN_WORD + bits(counts[slot], total));
  wordsAreKnown = true;
}

/** Bits for telling that a word is a known one, and where it is taken from. */
const KNOWN_WORD: f64 = 4;

function bits(part: i32, whole: i32): f64 {
  return -Math.log2((<f64>part + 0.5) / (<f64>whole + 1));
}

function costOf(bitCount: f64): i32 {
  return <i32>Math.round(bitCount * COST_OF_BIT);
}
