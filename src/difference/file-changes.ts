import type { FileComparison, FileState } from "../contract/comparison.ts";
import { compareUtf8 } from "../platforms/unisoc/firmware/sffs.ts";
import type { ModuleFile } from "../platforms/unisoc/firmware/module-files.ts";
import type { UserEntry } from "../codecs/littlefs/user-partition.ts";
import { decodeLzmar, describeLzmar } from "../platforms/unisoc/lzmar/decode.ts";
import { sameBytes } from "../bytes/same-bytes.ts";

/** A file in pieces: the parts of a blocked file, one piece of every other. */
type PiecedFile = readonly Piece[];

interface Piece {
  readonly stored: Uint8Array;
  readonly packed: boolean;
}

/** Where the module shows the user partition. */
const USER_MOUNT = "/usr/";

/** Files of two firmwares for UNISOC 8910, by path. */
export function compareModuleFiles(
  old: readonly ModuleFile[],
  fresh: readonly ModuleFile[],
): FileComparison[] {
  return compareFiles(moduleFilesByPath(old), moduleFilesByPath(fresh));
}

/** Files of two user partitions, by path; a partition that is not there has none. */
export function compareUserFiles(old: readonly UserEntry[], fresh: readonly UserEntry[]): FileComparison[] {
  return compareFiles(new Map(userFilesByPath(old)), new Map(userFilesByPath(fresh)));
}

function moduleFilesByPath(files: readonly ModuleFile[]): Map<string, PiecedFile> {
  return new Map(
    files.map(({ path, parts, contents }) => [
      path,
      parts === null
        ? [{ stored: contents, packed: false }]
        : parts.map(({ stored }) => ({ stored, packed: true })),
    ]),
  );
}

function userFilesByPath(entries: readonly UserEntry[]): [string, PiecedFile][] {
  return entries.flatMap((entry): [string, PiecedFile][] =>
    entry.kind === "folder"
      ? userFilesByPath(entry.entries)
      : [[USER_MOUNT + entry.path, [{ stored: entry.bytes, packed: false }]]],
  );
}

function compareFiles(
  old: ReadonlyMap<string, PiecedFile>,
  fresh: ReadonlyMap<string, PiecedFile>,
): FileComparison[] {
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort(compareUtf8);
  return paths.map((path) => compareFile(path, old.get(path) ?? null, fresh.get(path) ?? null));
}

function compareFile(path: string, old: PiecedFile | null, fresh: PiecedFile | null): FileComparison {
  const isBlocked = (fresh ?? old)?.some(({ packed }) => packed) === true;
  return {
    path,
    state: old === null ? "added" : fresh === null ? "removed" : sameFile(old, fresh) ? "same" : "changed",
    oldSize: old === null ? null : sizeOf(old),
    newSize: fresh === null ? null : sizeOf(fresh),
    parts: isBlocked ? stateOfParts(old ?? [], fresh ?? []) : null,
  };
}

function stateOfParts(old: PiecedFile, fresh: PiecedFile): readonly FileState[] {
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) => {
    const [before, after] = [old[index], fresh[index]];
    if (before === undefined) return "added";
    if (after === undefined) return "removed";
    return samePiece(before, after) ? "same" : "changed";
  });
}

/** Whether the module reads the same bytes, wherever the file is cut. */
function sameFile(old: PiecedFile, fresh: PiecedFile): boolean {
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
function samePiece(a: Piece, b: Piece): boolean {
  if (rawSize(a) !== rawSize(b)) return false;
  if (a.packed === b.packed && sameBytes(a.stored, b.stored)) return true;
  if (a.packed && b.packed && haveOtherSums(a.stored, b.stored)) return false;
  return sameBytes(unpacked(a), unpacked(b));
}

/** True when the blocks that both are made of cannot have the same contents. */
function haveOtherSums(a: Uint8Array, b: Uint8Array): boolean {
  const [blocksOfA, blocksOfB] = [describeLzmar(a).blocks, describeLzmar(b).blocks];
  return blocksOfA.some(({ size, sum }, i) => size === blocksOfB[i]?.size && sum !== blocksOfB[i].sum);
}

function unpacked({ stored, packed }: Piece): Uint8Array {
  return packed ? decodeLzmar(stored) : stored;
}

function rawSize({ stored, packed }: Piece): number {
  return packed ? describeLzmar(stored).rawSize : stored.length;
}

function sizeOf(file: PiecedFile): number {
  return file.reduce((sum, piece) => sum + rawSize(piece), 0);
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
