import type { Piece } from "../../../delta/delta.ts";
import { computeDeltas } from "../../../delta/image-delta.ts";
import { indexOld } from "../../../delta/old-index.ts";
import { BSDIFF40, BSDIFF40_SIGNATURE, TRIPLE } from "./bsdiff40-layout.ts";

/** What builds the new image from the old one: pieces in order, their differences and literal bytes in a row. */
interface Difference {
  readonly pieces: readonly Piece[];
  readonly diff: Uint8Array;
  readonly extra: Uint8Array;
}

/** Images up to this size are tried in more than one way: it costs next to nothing. */
const SMALL = 1 << 18;

/**
 * BSDIFF40 patches of which the one that compresses best should be taken: the one that the search finds, and for small
 * images also the one without a search. The search guesses what compression makes of its bytes, and text that is new
 * at the end of a small image misleads it.
 *
 * @param onProgress 0 … 1
 */
export function bsdiff40Candidates(
  old: Uint8Array,
  next: Uint8Array,
  onProgress: (done: number) => void = () => undefined,
): readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]] {
  const found = writeBsdiff40(old, next, onProgress);
  if (next.length > SMALL) return [found];
  return [found, serialise(old, next, differenceInPlace(old, next))];
}

/**
 * A BSDIFF40 patch, not compressed (docs/formats/asr-patch.md#bsdiff40). Every position that the device reaches
 * lies inside the old image, and the sizes of the triples add up to the new one.
 *
 * @param onProgress 0 … 1
 */
export function writeBsdiff40(
  old: Uint8Array,
  next: Uint8Array,
  onProgress: (done: number) => void = () => undefined,
): Uint8Array<ArrayBuffer> {
  const inPlace = differenceInPlace(old, next);
  const patch = serialise(old, next, isUnchanged(inPlace) ? inPlace : search(old, next, onProgress));
  onProgress(1);
  return patch;
}

/** Every byte with the old one at the same position; what is longer than the old image is literal. */
function differenceInPlace(old: Uint8Array, next: Uint8Array): Difference {
  const shared = Math.min(old.length, next.length);
  const diff = new Uint8Array(shared);
  for (let i = 0; i < shared; i++) diff[i] = (next[i]! - old[i]!) & 255;
  const extra = next.subarray(shared);
  const pieces = next.length === 0 ? [] : [{ oldPos: 0, diffSize: shared, extraSize: extra.length }];
  return { pieces, diff, extra };
}

/** Nothing differs, so nothing better is to be found, and no index of the old image is needed. */
function isUnchanged({ diff, extra }: Difference): boolean {
  return extra.length === 0 && diff.every((byte) => byte === 0);
}

function search(old: Uint8Array, next: Uint8Array, onProgress: (done: number) => void): Difference {
  const job = {
    old,
    new: next,
    blockSize: next.length,
    order: "ascending",
    window: "old-only",
    usableOld: old.length,
    omitUnchanged: false,
  } as const;
  const [delta] = computeDeltas([job], indexOld(old, old.length), onProgress);
  if (delta === undefined) throw new RangeError("no delta");
  return { pieces: delta.blocks.flatMap(({ pieces }) => pieces), diff: delta.diff, extra: delta.extra };
}

function serialise(
  old: Uint8Array,
  next: Uint8Array,
  { pieces, diff, extra }: Difference,
): Uint8Array<ArrayBuffer> {
  const triples = withSeeks(pieces);
  const controlBytes = TRIPLE.size * triples.length;
  const patch = new Uint8Array(BSDIFF40.size + controlBytes + diff.length + extra.length);
  const view = new DataView(patch.buffer);
  patch.set(new TextEncoder().encode(BSDIFF40_SIGNATURE), BSDIFF40.signature);
  setSignMagnitude(view, BSDIFF40.controlBytes, controlBytes);
  setSignMagnitude(view, BSDIFF40.diffBytes, diff.length);
  setSignMagnitude(view, BSDIFF40.newSize, next.length);
  setSignMagnitude(view, BSDIFF40.oldSize, old.length);
  let at: number = BSDIFF40.size;
  for (const { diffSize, extraSize, seek } of triples) {
    setSignMagnitude(view, at + TRIPLE.diffSize, diffSize);
    setSignMagnitude(view, at + TRIPLE.extraSize, extraSize);
    setSignMagnitude(view, at + TRIPLE.seek, seek);
    at += TRIPLE.size;
  }
  patch.set(diff, at);
  patch.set(extra, at + diff.length);
  return patch;
}

interface Triple {
  readonly diffSize: number;
  readonly extraSize: number;
  readonly seek: number;
}

/** A device starts at old position 0 and moves after each triple, so a first piece elsewhere needs an empty one. */
function withSeeks(pieces: readonly Piece[]): Triple[] {
  const [first] = pieces;
  const all =
    first !== undefined && first.diffSize > 0 && first.oldPos !== 0
      ? [{ oldPos: 0, diffSize: 0, extraSize: 0 }, ...pieces]
      : pieces;
  let position = 0;
  return all.map(({ diffSize, extraSize }, i) => {
    position += diffSize;
    // A piece of literals alone needs no place of its own.
    const next = all[i + 1];
    const seek = next === undefined || next.diffSize === 0 ? 0 : next.oldPos - position;
    position += seek;
    return { diffSize, extraSize, seek };
  });
}

/** Sizes and seeks of images are far below 2^32. */
function setSignMagnitude(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.abs(value), true);
  view.setUint32(at + 4, value < 0 ? 0x80000000 : 0, true);
}
