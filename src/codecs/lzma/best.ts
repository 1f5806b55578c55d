import { DEFAULT_PROPS, encodeLzmaAlone, Symbols } from "./encode.ts";
import type { LzmaProps } from "./model.ts";

/** Greatest lc + lp that every decoder knows. */
const MAX_LC_LP = 4;

/** From this size on, in bytes, one set of properties is tried in full instead of two. */
const LARGE = 1 << 18;

/**
 * Compresses as {@link encodeLzmaAlone} does, with the properties that make the smallest stream.
 * All data is parsed with the default properties first; writing the same symbols with other properties is cheap and
 * ranks those. The best are then parsed for themselves.
 *
 * @param onProgress gets a number of bytes that grows up to the size of the data.
 */
export function bestLzmaAlone(data: Uint8Array, onProgress?: (done: number) => void): Uint8Array {
  const fullTries = data.length < LARGE ? 2 : 1;
  let pass = 0;
  const parse = (props: LzmaProps, symbols?: Symbols): Uint8Array => {
    const done = pass++ * data.length;
    return encodeLzmaAlone(
      data,
      props,
      (more) => onProgress?.(Math.floor((done + more) / (1 + fullTries))),
      symbols,
    );
  };
  const symbols = new Symbols();
  let best = parse(DEFAULT_PROPS, symbols);
  for (const props of betterProps(data, symbols, best.length).slice(0, fullTries)) {
    const stream = parse(props);
    if (stream.length < best.length) best = stream;
  }
  onProgress?.(data.length);
  return best;
}

/** Properties that make less than `size` bytes of the symbols of the default ones, best first. */
function betterProps(data: Uint8Array, symbols: Symbols, size: number): LzmaProps[] {
  const tried: { readonly props: LzmaProps; readonly size: number }[] = [{ props: DEFAULT_PROPS, size }];
  const tryAlso = (props: LzmaProps): void => {
    tried.push({ props, size: symbols.encode(data, props).length });
    tried.sort((a, b) => a.size - b.size);
  };
  const best = (): LzmaProps => tried[0]!.props;
  for (const pb of [0, 1]) tryAlso({ ...DEFAULT_PROPS, pb });
  // Data in words wants lp, and little of lc, at once.
  const { pb } = best();
  for (const lp of [1, 2]) for (const lc of [0, MAX_LC_LP - lp]) tryAlso({ lc, lp, pb });
  for (const lc of [0, 1, 2, 4])
    if (lc + best().lp <= MAX_LC_LP && lc !== best().lc) tryAlso({ ...best(), lc });
  const known = tried.findIndex(({ props }) => props === DEFAULT_PROPS);
  return tried.slice(0, known).map(({ props }) => props);
}
