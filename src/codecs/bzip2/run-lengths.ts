import { LONGEST_RUN, RUN } from "./format.ts";

/** A block: what it stands for, and that with its long runs shortened. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly shortened: Uint8Array;
}

/**
 * Cuts bytes into blocks that have at most `limit` bytes once their runs are shortened. Runs are not cut.
 * @param limit at least 5
 */
export function cutIntoBlocks(bytes: Uint8Array, limit: number): Block[] {
  const blocks: Block[] = [];
  let shortened: number[] = [];
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const value = bytes[at]!;
    let end = at + 1;
    while (end < bytes.length && bytes[end] === value && end - at < LONGEST_RUN) end++;
    const length = end - at;
    const needed = length < RUN ? length : RUN + 1;
    if (shortened.length + needed > limit) {
      blocks.push({ bytes: bytes.subarray(start, at), shortened: Uint8Array.from(shortened) });
      shortened = [];
      start = at;
    }
    for (let i = 0; i < Math.min(length, RUN); i++) shortened.push(value);
    if (length >= RUN) shortened.push(length - RUN);
    at = end;
  }
  if (start < at) blocks.push({ bytes: bytes.subarray(start, at), shortened: Uint8Array.from(shortened) });
  return blocks;
}
