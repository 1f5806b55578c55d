import { encodeLzmaAlone, suitableProps } from "./encode.ts";

/**
 * Compresses as {@link encodeLzmaAlone} does, with the properties that suit the data best.
 *
 * @param onProgress gets a number of bytes that grows up to the size of the data.
 */
export function bestLzmaAlone(
  data: Uint8Array,
  onProgress?: (done: number) => void,
): Uint8Array<ArrayBuffer> {
  return encodeLzmaAlone(data, suitableProps(data), onProgress);
}
