/*
 * Suffix array by induced sorting (SA-IS; Nong, Zhang and Chan, 2009), linear in time. All of it happens inside of the
 * array itself: the names of the leftmost S substrings and the recursion over them use what it has free, so that
 * little is needed beside text and result.
 *
 * Words: a suffix is of type S if it is smaller than the next one, else L; an LMS suffix is an S after an L. A place
 * in the array is negative (the complement) when what lies there induces nothing in the running pass.
 */

/** Start offsets of all suffixes of text[0, n) in lexicographic order; an end of text sorts before any byte. */
export function sortSuffixes(text: StaticArray<u8>, n: i32, sa: StaticArray<i32>): void {
  if (n === 1) sa[0] = 0;
  if (n > 1) sort<u8>(changetype<usize>(text), changetype<usize>(sa), n, 256);
}

function symbol<T>(text: usize, at: i32): i32 {
  return <i32>load<T>(text + ((<usize>at) << alignof<T>()));
}
function get(sa: usize, at: i32): i32 {
  return load<i32>(sa + ((<usize>at) << 2));
}
function set(sa: usize, at: i32, value: i32): void {
  store<i32>(sa + ((<usize>at) << 2), value);
}

function sort<T>(text: usize, sa: usize, n: i32, alphabet: i32): void {
  const counts = heap.alloc(4 * alphabet);
  const ends = heap.alloc(4 * alphabet);
  memory.fill(counts, 0, 4 * alphabet);
  for (let at = 0; at < n; at++) {
    const bucket = symbol<T>(text, at);
    set(counts, bucket, get(counts, bucket) + 1);
  }

  memory.fill(sa, 0, (<usize>n) << 2);
  bucketEnds(counts, ends, alphabet);
  const count = placeLms<T>(text, sa, ends, n);
  let names = count;
  if (count > 1) {
    induceLms<T>(text, sa, counts, ends, n, alphabet);
    names = nameLms<T>(text, sa, n, count);
  }
  if (names < count) {
    // Names lie by position; the text over them goes to the end of the array, and its suffixes to the start.
    const reduced = sa + ((<usize>(n - count)) << 2);
    let to = count - 1;
    for (let at = count + (n >> 1) - 1; at >= count; at--) {
      const name = get(sa, at);
      if (name !== 0) set(reduced, to--, name - 1);
    }
    sort<i32>(reduced, sa, count, names);
    listLms<T>(text, reduced, n, count);
    for (let at = 0; at < count; at++) set(sa, at, get(reduced, get(sa, at)));
  }
  if (count > 1) {
    bucketEnds(counts, ends, alphabet);
    spreadLms<T>(text, sa, ends, n, count);
  }
  induceAll<T>(text, sa, counts, ends, n, alphabet);
  heap.free(ends);
  heap.free(counts);
}

function bucketStarts(counts: usize, starts: usize, alphabet: i32): void {
  let sum = 0;
  for (let bucket = 0; bucket < alphabet; bucket++) {
    set(starts, bucket, sum);
    sum += get(counts, bucket);
  }
}

function bucketEnds(counts: usize, ends: usize, alphabet: i32): void {
  let sum = 0;
  for (let bucket = 0; bucket < alphabet; bucket++) {
    sum += get(counts, bucket);
    set(ends, bucket, sum);
  }
}

/** Takes the next free place of a bucket from its start. */
function fromStart(starts: usize, bucket: i32): i32 {
  const place = get(starts, bucket);
  set(starts, bucket, place + 1);
  return place;
}

/** Takes the next free place of a bucket from its end. */
function fromEnd(ends: usize, bucket: i32): i32 {
  const place = get(ends, bucket) - 1;
  set(ends, bucket, place);
  return place;
}

/**
 * Puts the position before each LMS into the bucket of the LMS; not that of the first one, which induces nothing that
 * is looked for. A single LMS is put there itself: it needs no sorting. Returns how many there are.
 */
function placeLms<T>(text: usize, sa: usize, ends: usize, n: i32): i32 {
  let count = 0;
  let place = 0;
  let before = 0;
  let isS = false;
  let next = symbol<T>(text, n - 1);
  for (let at = n - 2; at >= 0; at--) {
    const here = symbol<T>(text, at);
    if (here < next) isS = true;
    else if (here > next) {
      if (isS) {
        if (count > 0) set(sa, place, before);
        place = fromEnd(ends, next);
        before = at;
        count++;
      }
      isS = false;
    }
    next = here;
  }
  if (count === 1) set(sa, place, before + 1);
  return count;
}

/** Sorts the LMS substrings: leaves the complements of their positions in order, with zeros between. */
function induceLms<T>(text: usize, sa: usize, counts: usize, buckets: usize, n: i32, alphabet: i32): void {
  bucketStarts(counts, buckets, alphabet);
  const last = symbol<T>(text, n - 1);
  set(sa, fromStart(buckets, last), symbol<T>(text, n - 2) < last ? ~(n - 2) : n - 2);
  for (let i = 0; i < n; i++) {
    const at = get(sa, i);
    if (at > 0) {
      const here = symbol<T>(text, at);
      set(sa, fromStart(buckets, here), symbol<T>(text, at - 1) < here ? ~(at - 1) : at - 1);
      set(sa, i, 0);
    } else if (at < 0) {
      set(sa, i, ~at);
    }
  }
  bucketEnds(counts, buckets, alphabet);
  for (let i = n - 1; i >= 0; i--) {
    const at = get(sa, i);
    if (at <= 0) continue;
    const here = symbol<T>(text, at);
    set(sa, fromEnd(buckets, here), symbol<T>(text, at - 1) > here ? ~at : at - 1);
    set(sa, i, 0);
  }
}

/**
 * Gathers the sorted LMS at the start of the array and puts a name for each, from 1 on, at count + position / 2; equal
 * substrings share a name. Returns how many names there are.
 */
function nameLms<T>(text: usize, sa: usize, n: i32, count: i32): i32 {
  let to = 0;
  for (let i = 0; to < count; i++) {
    const at = get(sa, i);
    if (at >= 0) continue;
    set(sa, i, 0);
    set(sa, to++, ~at);
  }
  memory.fill(sa + ((<usize>count) << 2), 0, (<usize>(n - count)) << 2);
  measureLms<T>(text, sa, n, count);
  let names = 0;
  let known = n;
  let knownLength = 0;
  for (let i = 0; i < count; i++) {
    const at = get(sa, i);
    const length = get(sa, count + (at >> 1));
    let same = length === knownLength && known + length < n;
    for (let j = 0; same && j < length; j++) same = symbol<T>(text, at + j) === symbol<T>(text, known + j);
    if (!same) {
      names++;
      known = at;
      knownLength = length;
    }
    set(sa, count + (at >> 1), names);
  }
  return names;
}

/** Length of each LMS substring, up to the first byte of the next, at count + position / 2. */
function measureLms<T>(text: usize, sa: usize, n: i32, count: i32): void {
  let end = n;
  let isS = false;
  let next = symbol<T>(text, n - 1);
  for (let at = n - 2; at >= 0; at--) {
    const here = symbol<T>(text, at);
    if (here < next) isS = true;
    else if (here > next) {
      if (isS) {
        set(sa, count + ((at + 1) >> 1), end - at - 1);
        end = at + 2;
      }
      isS = false;
    }
    next = here;
  }
}

/** The LMS in the order of the text. */
function listLms<T>(text: usize, list: usize, n: i32, count: i32): void {
  let to = count - 1;
  let isS = false;
  let next = symbol<T>(text, n - 1);
  for (let at = n - 2; at >= 0; at--) {
    const here = symbol<T>(text, at);
    if (here < next) isS = true;
    else if (here > next) {
      if (isS) set(list, to--, at + 1);
      isS = false;
    }
    next = here;
  }
}

/** The sorted LMS, from the start of the array to the ends of their buckets; zeros elsewhere. */
function spreadLms<T>(text: usize, sa: usize, ends: usize, n: i32, count: i32): void {
  let free = n;
  for (let i = count - 1; i >= 0; i--) {
    const at = get(sa, i);
    const place = fromEnd(ends, symbol<T>(text, at));
    for (let j = place + 1; j < free; j++) set(sa, j, 0);
    set(sa, place, at);
    free = place;
  }
  for (let j = 0; j < free; j++) set(sa, j, 0);
}

/** All suffixes, from the LMS at the ends of their buckets. */
function induceAll<T>(text: usize, sa: usize, counts: usize, buckets: usize, n: i32, alphabet: i32): void {
  bucketStarts(counts, buckets, alphabet);
  const last = symbol<T>(text, n - 1);
  set(sa, fromStart(buckets, last), symbol<T>(text, n - 2) < last ? ~(n - 1) : n - 1);
  for (let i = 0; i < n; i++) {
    const next = get(sa, i);
    set(sa, i, ~next);
    if (next <= 0) continue;
    const at = next - 1;
    const here = symbol<T>(text, at);
    set(sa, fromStart(buckets, here), at > 0 && symbol<T>(text, at - 1) < here ? ~at : at);
  }
  bucketEnds(counts, buckets, alphabet);
  for (let i = n - 1; i >= 0; i--) {
    const next = get(sa, i);
    if (next <= 0) {
      set(sa, i, ~next);
      continue;
    }
    const at = next - 1;
    const here = symbol<T>(text, at);
    set(sa, fromEnd(buckets, here), at === 0 || symbol<T>(text, at - 1) > here ? ~at : at);
  }
}
