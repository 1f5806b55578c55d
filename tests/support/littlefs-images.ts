import { crc32 } from "../../src/bytes/crc32.ts";
import type { UserEntry, UserPartition } from "../../src/codecs/littlefs/user-partition.ts";

/** Bytes that differ from size to size and do not repeat. */
export function content(size: number, salt = size): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.imul(i + salt, 0x9e3779b1) >>> 24);
}

/** Paths of folders end in "/". */
export function flat(partition: UserPartition): Map<string, Uint8Array> {
  const all = new Map<string, Uint8Array>();
  const collect = (entries: readonly UserEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "file") all.set(entry.path, entry.bytes);
      else {
        all.set(`${entry.path}/`, new Uint8Array());
        collect(entry.entries);
      }
    }
  };
  collect(partition.entries);
  return all;
}

/** One word for what differs, so that no failure prints megabytes. */
export function difference(
  actual: ReadonlyMap<string, Uint8Array>,
  expected: ReadonlyMap<string, Uint8Array>,
): string {
  const paths = new Set([...actual.keys(), ...expected.keys()]);
  const differing = [...paths].filter((path) => {
    const [one, other] = [actual.get(path), expected.get(path)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
  return differing.join(", ");
}

/** The image with its directory blocks changed, with good CRCs. */
export function edited(
  image: Uint8Array,
  blocks: readonly number[],
  edit: (block: DataView) => void,
  blockSize = 4096,
): Uint8Array {
  const copy = image.slice();
  for (const number of blocks) {
    const block = copy.subarray(number * blockSize, (number + 1) * blockSize);
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    edit(view);
    const end = (view.getUint32(4, true) & 0x7fffffff) - 4;
    if (end < 0 || end + 4 > block.length) continue;
    view.setUint32(end, ~crc32(block.subarray(0, end)) >>> 0, true);
  }
  return copy;
}

/** Position of an entry's type in a directory block, found by the entry's name. */
export function entryAt(block: DataView, name: string): number {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const at = bytes.indexOf(name);
  if (at < 0) throw new Error(`no entry ${name}`);
  return at - 12;
}

/**
 * Blocks in use as the module finds them when it looks for free ones: along the tails of the directories from
 * block 0 on, and along the first link of each block of a file. For small images without moves.
 */
export function blocksByThread(image: Uint8Array, blockSize = 4096): Set<number> {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  const used = new Set<number>();
  for (let pair = [0, 1]; pair[0] !== 0xffffffff;) {
    const [newer = 0] = pair;
    const start = newer * blockSize;
    for (const block of pair) used.add(block);
    const end = start + (view.getUint32(start + 4, true) & 0x7fffffff) - 4;
    for (let at = start + 16; at < end;) {
      const [type, body, attributes, name] = image.subarray(at, at + 4);
      if (type === 0x11) {
        const size = view.getUint32(at + 8, true);
        let block = view.getUint32(at + 4, true);
        for (let index = lastIndex(size, blockSize); index >= 0; index--) {
          used.add(block);
          block = view.getUint32(block * blockSize, true);
        }
      }
      at += 4 + body! + attributes! + name!;
    }
    pair = [view.getUint32(start + 8, true), view.getUint32(start + 12, true)];
  }
  return used;
}

/** Index of the last block of a file, -1 for an empty one. */
function lastIndex(size: number, blockSize: number): number {
  let index = -1;
  for (let left = size; left > 0;) {
    index++;
    let links = 0;
    for (let i = index; index > 0; i >>= 1) {
      links++;
      if (i & 1) break;
    }
    left -= blockSize - 4 * links;
  }
  return index;
}
