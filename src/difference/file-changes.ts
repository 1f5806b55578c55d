import { concatenate } from "../bytes/concatenate.ts";
import { sameBytes } from "../bytes/same-bytes.ts";
import { compareUtf8 } from "../bytes/utf8-order.ts";
import type { FileComparison, FileState } from "../contract/comparison.ts";
import type { FileContent, FilePiece } from "./contents.ts";

/** Files of two firmwares, by path. */
export function compareFiles(old: readonly FileContent[], fresh: readonly FileContent[]): FileComparison[] {
  const [before, after] = [byPath(old), byPath(fresh)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort(compareUtf8);
  return paths.map((path) => compareFile(path, before.get(path) ?? null, after.get(path) ?? null));
}

type Pieces = readonly FilePiece[];

function byPath(files: readonly FileContent[]): ReadonlyMap<string, Pieces> {
  return new Map(files.map(({ path, pieces }) => [path, pieces]));
}

function compareFile(path: string, old: Pieces | null, fresh: Pieces | null): FileComparison {
  const isBlocked = (fresh ?? old)?.some(({ packed }) => packed !== null) === true;
  return {
    path,
    state: old === null ? "added" : fresh === null ? "removed" : sameFile(old, fresh) ? "same" : "changed",
    oldSize: old === null ? null : sizeOf(old),
    newSize: fresh === null ? null : sizeOf(fresh),
    parts: isBlocked ? stateOfParts(old ?? [], fresh ?? []) : null,
  };
}

function stateOfParts(old: Pieces, fresh: Pieces): readonly FileState[] {
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) => {
    const [before, after] = [old[index], fresh[index]];
    if (before === undefined) return "added";
    if (after === undefined) return "removed";
    return samePiece(before, after) ? "same" : "changed";
  });
}

/** Whether the module reads the same bytes, wherever the file is cut. */
function sameFile(old: Pieces, fresh: Pieces): boolean {
  if (sizeOf(old) !== sizeOf(fresh)) return false;
  const pairs = old.flatMap((piece, i) => {
    const other = fresh[i];
    return other === undefined ? [] : [{ piece, other }];
  });
  const sameCuts =
    old.length === fresh.length && pairs.every(({ piece, other }) => rawSize(piece) === rawSize(other));
  if (sameCuts) return pairs.every(({ piece, other }) => samePiece(piece, other));
  return sameBytes(concatenate(old.map(unpacked)), concatenate(fresh.map(unpacked)));
}

/** The same contents can be packed in several ways; they are unpacked only where nothing else tells. */
function samePiece(a: FilePiece, b: FilePiece): boolean {
  if (rawSize(a) !== rawSize(b)) return false;
  if ((a.packed === null) === (b.packed === null) && sameBytes(a.stored, b.stored)) return true;
  if (haveOtherSums(a, b)) return false;
  return sameBytes(unpacked(a), unpacked(b));
}

/** True when the blocks that both are made of cannot have the same contents. */
function haveOtherSums(a: FilePiece, b: FilePiece): boolean {
  if (a.packed === null || b.packed === null) return false;
  const others = b.packed.sums;
  return a.packed.sums.some(({ size, sum }, i) => size === others[i]?.size && sum !== others[i].sum);
}

function unpacked({ stored, packed }: FilePiece): Uint8Array {
  return packed === null ? stored : packed.unpack();
}

function rawSize({ stored, packed }: FilePiece): number {
  return packed?.rawSize ?? stored.length;
}

function sizeOf(file: Pieces): number {
  return file.reduce((sum, piece) => sum + rawSize(piece), 0);
}
