import { encodeLzmaAlone, lookQuickly } from "./encode.ts";

/** Share of the work that is the quick look. */
const LOOK = 0.2;

/**
 * Compresses as {@link encodeLzmaAlone} does, with the properties that make the smallest stream: those that suit the
 * symbols of a quick parse.
 *
 * @param onProgress gets a number of bytes that grows up to the size of the data.
 */
export function bestLzmaAlone(
  data: Uint8Array,
  onProgress?: (done: number) => void,
): Uint8Array<ArrayBuffer> {
  const { props } = lookQuickly(data, (done) => onProgress?.(Math.floor(LOOK * done)));
  return encodeLzmaAlone(data, props, (done) =>
    onProgress?.(Math.floor(LOOK * data.length + (1 - LOOK) * done)),
  );
}
