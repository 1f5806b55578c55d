import { moduleCrc32 } from "../../src/bytes/crc32.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import {
  type Bulk,
  type BulkOf,
  type Package,
  type Piece,
  type RawBlock,
  SFL1,
} from "../../src/platforms/unisoc/rdaota02/layout.ts";
import { writeBundle, writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import type { ModuleContents } from "../../src/platforms/unisoc/module/storage.ts";

/** Small packages of every kind of bulk, with blocks in any order, for tests of reader and virtual module. */

/** Bytes without a pattern, the same for the same seed. */
export function noise(seed: number, length: number): Uint8Array {
  let word = seed * 2654435761 + 1;
  return Uint8Array.from({ length }, () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return word >>> 24;
  });
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function count(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

export interface Edit {
  readonly old: Uint8Array;
  readonly new: Uint8Array;
  readonly blockSize: number;
  /** Which blocks, in which order; all, ascending when left out. */
  readonly order?: readonly number[];
  /** Each block is made from what lies this far behind it. */
  readonly shift?: number;
  /** Pieces use nothing from here on; the old size when left out. */
  readonly usable?: number;
}

/** One bundle in place: each block is made from what the blocks before it have left. */
function patch(edit: Edit, base: number, eraseUnit: number): Uint8Array {
  const { old, blockSize, shift = 0, usable = old.length } = edit;
  const now = new Uint8Array(Math.max(usable, old.length, edit.new.length));
  now.set(old);
  const blocks: RawBlock[] = [];
  const diffs: Uint8Array[] = [];
  const extras: Uint8Array[] = [];
  for (const block of edit.order ?? count(Math.ceil(edit.new.length / blockSize))) {
    const from = block * blockSize;
    const data = edit.new.subarray(from, from + blockSize);
    const head = Math.min(data.length, Math.max(0, -(from + shift)));
    const source = from + shift + head;
    const diffSize = Math.max(0, Math.min(data.length - head, usable - source));
    const pieces: Piece[] = [];
    if (head > 0) pieces.push({ oldPos: base, diffSize: 0, extraSize: head });
    pieces.push({ oldPos: base + source, diffSize, extraSize: data.length - head - diffSize });
    extras.push(data.subarray(0, head), data.subarray(head + diffSize));
    diffs.push(data.slice(head, head + diffSize).map((byte, at) => byte - now[source + at]!));
    blocks.push({ newPos: base + from, newCrc: moduleCrc32(data), pieces });
    now.fill(0xff, from, Math.ceil((from + data.length) / eraseUnit) * eraseUnit);
    now.set(data, from);
  }
  return encodeLzmaAlone(writeBundle(blocks, joined(...diffs), joined(...extras)));
}

export function flashBulk(base: number, edit: Edit): BulkOf<"flash"> {
  const { old } = edit;
  const bundles = [patch(edit, base, 4096)];
  return { kind: "flash", device: SFL1, base, oldSize: old.length, oldCrc: moduleCrc32(old), bundles };
}

/** The whole old file is in parts; pieces and old CRC cover `usable` of it. */
export function blockedBulk(name: string, edit: Edit): BulkOf<"blocked"> {
  const stored = joined(...partsOf(name, edit.old, edit.blockSize).values());
  const usable = edit.old.subarray(0, edit.usable);
  return {
    kind: "blocked",
    name,
    oldFileSize: stored.length,
    oldFileCrc: moduleCrc32(stored),
    oldSize: usable.length,
    oldCrc: moduleCrc32(usable),
    newSize: edit.new.length,
    dataBlockSize: edit.blockSize,
    bundles: [patch(edit, 0, 1)],
  };
}

/** NAME.000, NAME.001, … as they are stored. */
export function partsOf(name: string, contents: Uint8Array, blockSize: number): Map<string, Uint8Array> {
  return new Map(
    count(Math.ceil(contents.length / blockSize)).map((part) => [
      `${name}.${String(part).padStart(3, "0")}`,
      encodeLzmar(contents.subarray(part * blockSize, (part + 1) * blockSize)),
    ]),
  );
}

export function plainBulk(name: string, old: Uint8Array, next: Uint8Array): BulkOf<"plain"> {
  return {
    kind: "plain",
    name,
    oldSize: old.length,
    oldCrc: moduleCrc32(old),
    newSize: next.length,
    bundle: patch({ old, new: next, blockSize: next.length }, 0, 1),
  };
}

export function insertBulk(name: string, data: Uint8Array): BulkOf<"insert"> {
  return {
    kind: "insert",
    name,
    newSize: data.length,
    newCrc: moduleCrc32(data),
    bundle: encodeLzmaAlone(data),
  };
}

export function removeBulk(name: string): BulkOf<"remove"> {
  return { kind: "remove", name, oldSize: 0, oldCrc: 0 };
}

export function packageOf(bulks: readonly Bulk[], more: Partial<Package> = {}): Uint8Array<ArrayBuffer> {
  return writePackage({
    oldVersion: "",
    newVersion: "",
    tmpFileSize: 65536,
    blockCount: 0,
    bulks,
    ...more,
  });
}

/** A module with these images in its first flash chip and these files. */
export function contentsOf(
  flash: Readonly<Record<number, Uint8Array>>,
  ...files: readonly ReadonlyMap<string, Uint8Array>[]
): ModuleContents {
  return {
    flash: Object.entries(flash).map(([offset, bytes]) => ({ device: SFL1, offset: Number(offset), bytes })),
    files: new Map(files.flatMap((map) => [...map])),
  };
}
