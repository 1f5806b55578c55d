import { compareUtf8 } from "../../../bytes/utf8-order.ts";
import type { FileTree } from "../firmware/firmware.ts";
import { isLzmar } from "../lzmar/decode.ts";

/** The files of a tree, with the parts of blocked files drawn together. Names are byte-sorted. */
export interface SortedFiles {
  /** Path below the mount to contents. */
  readonly plain: ReadonlyMap<string, Uint8Array>;
  /** Path below the mount, without suffix, to parts as stored. */
  readonly blocked: ReadonlyMap<string, readonly Uint8Array[]>;
}

const MOST_PARTS = 1000;

export function partName(name: string, part: number): string {
  return `${name}.${String(part).padStart(3, "0")}`;
}

export function sortFiles(tree: FileTree): SortedFiles {
  const names = [...tree.keys()].sort(compareUtf8);
  const blocked = new Map<string, readonly Uint8Array[]>();
  const taken = new Set<string>();
  for (const first of names) {
    if (!first.endsWith(".000") || !isLzmar(tree.get(first) ?? new Uint8Array(0))) continue;
    const name = first.slice(0, -4);
    const parts: Uint8Array[] = [];
    for (let part = 0; part < MOST_PARTS; part++) {
      const bytes = tree.get(partName(name, part));
      if (bytes === undefined) break;
      parts.push(bytes);
      taken.add(partName(name, part));
    }
    blocked.set(name, parts);
  }
  const plain = new Map<string, Uint8Array>();
  for (const name of names) {
    const bytes = tree.get(name);
    if (bytes !== undefined && !taken.has(name)) plain.set(name, bytes);
  }
  return { plain, blocked };
}
