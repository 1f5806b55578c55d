import { DEFAULT_PROPS, encodeLzmaAlone, Symbols } from "./encode.ts";
import type { LzmaProps } from "./model.ts";

/** Below this size, in bytes, more sets of properties are tried in full. */
const SMALL = 1 << 18;
const FULL_TRIES_SMALL = 5;
const FULL_TRIES = 1;
const POSITION_BITS = [0, 1, 2];
/** Greatest lc + lp that every decoder knows. */
const MAX_LC_LP = 4;
/** By how much, as a share, a set may rank behind the default one and still be tried in full. */
const MARGIN_SMALL = 0.005;
const MARGIN = 0;

/**
 * Compresses as {@link encodeLzmaAlone} does, with the properties that make the smallest stream.
 * All data is parsed with the default properties first; writing the same symbols with other properties is cheap and
 * ranks those well. The best few are then parsed for themselves.
 *
 * @param onProgress gets a number of bytes that grows up to the size of the data.
 */
export function bestLzmaAlone(data: Uint8Array, onProgress?: (done: number) => void): Uint8Array {
  const small = data.length < SMALL;
  const fullTries = small ? FULL_TRIES_SMALL : FULL_TRIES;
  const passes = fullTries + 1;
  let pass = 0;
  const report = (done: number): void => onProgress?.(Math.floor((pass * data.length + done) / passes));

  const symbols = new Symbols();
  let best = encodeLzmaAlone(data, DEFAULT_PROPS, report, symbols);
  const worthwhile = best.length * (1 + (small ? MARGIN_SMALL : MARGIN));
  for (const { props, size } of rank(data, symbols).slice(0, fullTries)) {
    pass++;
    if (size > worthwhile) continue;
    const stream = encodeLzmaAlone(data, props, report);
    if (stream.length < best.length) best = stream;
  }
  onProgress?.(data.length);
  return best;
}

interface Ranked {
  readonly props: LzmaProps;
  /** Of the stream of the default properties' symbols. */
  readonly size: number;
}

/** Properties other than the default ones, best first, by the size of the same symbols. */
function rank(data: Uint8Array, symbols: Symbols): Ranked[] {
  const tried: Ranked[] = [];
  const smallestOf = (sets: readonly LzmaProps[]): LzmaProps => {
    const sized = sets.map((props) => ({ props, size: symbols.encode(data, props).length }));
    tried.push(...sized);
    return sized.reduce((best, one) => (one.size < best.size ? one : best)).props;
  };
  // First the position bits, with as much and as little of the byte before as there can be; then the rest of lc for
  // the best of those.
  const { lp, pb } = smallestOf(
    POSITION_BITS.flatMap((pb) =>
      POSITION_BITS.flatMap((lp) => [0, Math.min(3, MAX_LC_LP - lp)].map((lc) => ({ lc, lp, pb }))),
    ),
  );
  smallestOf([1, 2, 4].filter((lc) => lc + lp <= MAX_LC_LP).map((lc) => ({ lc, lp, pb })));
  return tried
    .filter(
      ({ props }, at) =>
        !same(props, DEFAULT_PROPS) && tried.findIndex((earlier) => same(earlier.props, props)) === at,
    )
    .sort((a, b) => a.size - b.size);
}

function same(a: LzmaProps, b: LzmaProps): boolean {
  return a.lc === b.lc && a.lp === b.lp && a.pb === b.pb;
}
