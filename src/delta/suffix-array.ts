/**
 * Suffix array by induced sorting (SA-IS; Nong, Zhang and Chan, 2009), linear in time and memory.
 *
 * One type of array throughout: the first level copies its bytes into an Int32Array, so that the hot
 * loops see a single element kind at every level of the recursion.
 */

/** Start offsets of all suffixes of `bytes` in lexicographic order; an end of text sorts before any byte. */
export function suffixArray(bytes: Uint8Array): Int32Array {
  return sortSuffixes(Int32Array.from(bytes), 256);
}

function sortSuffixes(text: Int32Array, alphabet: number): Int32Array {
  const n = text.length;
  const sa = new Int32Array(n);
  if (n < 2) return sa;

  // Type of each suffix: 1 = S (smaller than the next one), 0 = L.
  const isS = new Uint8Array(n);
  for (let i = n - 2; i >= 0; i--) {
    const a = text[i]!;
    const b = text[i + 1]!;
    isS[i] = a < b || (a === b && isS[i + 1] === 1) ? 1 : 0;
  }

  // Where the L and the S suffixes of each first symbol start in the array.
  const startL = new Int32Array(alphabet + 1);
  const startS = new Int32Array(alphabet + 1);
  for (let i = 0; i < n; i++) {
    const symbol = text[i]!;
    if (isS[i] === 1) startL[symbol + 1]!++;
    else startS[symbol]!++;
  }
  for (let symbol = 0; symbol < alphabet; symbol++) {
    startS[symbol]! += startL[symbol]!;
    startL[symbol + 1]! += startS[symbol]!;
  }

  const next = new Int32Array(alphabet + 1);
  const induce = (lms: Int32Array): void => {
    sa.fill(-1);
    next.set(startS);
    for (let i = 0; i < lms.length; i++) {
      const at = lms[i]!;
      sa[next[text[at]!]!++] = at;
    }
    next.set(startL);
    sa[next[text[n - 1]!]!++] = n - 1;
    for (let i = 0; i < n; i++) {
      const at = sa[i]! - 1;
      if (at >= 0 && isS[at] === 0) sa[next[text[at]!]!++] = at;
    }
    next.set(startL);
    for (let i = n - 1; i >= 0; i--) {
      const at = sa[i]! - 1;
      if (at >= 0 && isS[at] === 1) sa[--next[text[at]! + 1]!] = at;
    }
  };

  // Leftmost S positions, in text order.
  let count = 0;
  for (let i = 1; i < n; i++) if (isS[i] === 1 && isS[i - 1] === 0) count++;
  const lms = new Int32Array(count);
  const rankOf = new Int32Array(n).fill(-1);
  count = 0;
  for (let i = 1; i < n; i++) {
    if (isS[i] === 1 && isS[i - 1] === 0) {
      rankOf[i] = count;
      lms[count++] = i;
    }
  }
  induce(lms);
  if (count === 0) return sa;

  // Name the LMS substrings in their induced order; equal substrings share a name.
  const sorted = new Int32Array(count);
  let filled = 0;
  for (let i = 0; i < n; i++) {
    const at = sa[i]!;
    if (at >= 0 && rankOf[at] !== -1) sorted[filled++] = at;
  }
  const names = new Int32Array(count);
  let name = 0;
  for (let i = 1; i < count; i++) {
    let left = sorted[i - 1]!;
    let right = sorted[i]!;
    const endLeft = rankOf[left]! + 1 < count ? lms[rankOf[left]! + 1]! : n;
    const endRight = rankOf[right]! + 1 < count ? lms[rankOf[right]! + 1]! : n;
    let same = endLeft - left === endRight - right;
    if (same) {
      while (left < endLeft && text[left] === text[right]) {
        left++;
        right++;
      }
      same = left !== n && right !== n && text[left] === text[right];
    }
    if (!same) name++;
    names[rankOf[sorted[i]!]!] = name;
  }

  // All names differ: the induced order is already the order of the LMS suffixes.
  if (name + 1 < count) {
    const order = sortSuffixes(names, name + 1);
    for (let i = 0; i < count; i++) sorted[i] = lms[order[i]!]!;
  }
  induce(sorted);
  return sa;
}
