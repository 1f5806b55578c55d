import type { Fbf } from "./reader.ts";

/**
 * Writes images as the module does: from the last to the first, those with XOR 0 left out.
 * @returns how many were written
 */
export function writeImages({ images }: Fbf, flash: Uint8Array): number {
  let written = 0;
  for (const { flashAddress, data, sum } of [...images].reverse()) {
    if (sum === 0) continue;
    flash.set(data, flashAddress);
    written++;
  }
  return written;
}
