import { Refusal, type UserPathFault } from "../../contract/refusal.ts";
import type { Geometry } from "./layout.ts";
import { compareBytes, foldersAbove, nameBytes, newPathFault, pathFault } from "./user-path.ts";
import type { UserEntry, UserPartition } from "./user-partition.ts";
import { blocksNeeded, writeLittleFs1 } from "./writer.ts";

/** Files of the user partition as they are edited: a value, every change makes a new one. */
export interface UserFiles {
  /** By path, sorted by the bytes of the path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Paths of all folders but the top one, empty or not, sorted likewise. */
  readonly folders: ReadonlySet<string>;
}

export const noUserFiles: UserFiles = { files: new Map(), folders: new Set() };

export function userFilesOf(partition: UserPartition): UserFiles {
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  const collect = (entries: readonly UserEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "file") files.set(entry.path, entry.bytes);
      else {
        folders.add(entry.path);
        collect(entry.entries);
      }
    }
  };
  collect(partition.entries);
  return sorted(files, folders);
}

/**
 * With a further file; folders above it are made.
 * @throws Refusal user-partition-name
 */
export function addFile(all: UserFiles, path: string, bytes: Uint8Array): UserFiles {
  checkNew(all, path);
  return sorted(new Map([...all.files, [path, bytes]]), new Set([...all.folders, ...foldersAbove(path)]));
}

/**
 * With other contents of a file that is there.
 * @throws Refusal user-partition-name
 */
export function replaceFile(all: UserFiles, path: string, bytes: Uint8Array): UserFiles {
  if (!all.files.has(path)) throw refused(path, "missing");
  return { ...all, files: new Map([...all.files, [path, bytes]]) };
}

/**
 * With an empty folder, and those above it.
 * @throws Refusal user-partition-name
 */
export function makeFolder(all: UserFiles, path: string): UserFiles {
  checkNew(all, path);
  return sorted(new Map(all.files), new Set([...all.folders, ...foldersAbove(path), path]));
}

/**
 * Without a file, or a folder and all that is in it. The folder above stays, even when it is empty now.
 * @throws Refusal user-partition-name
 */
export function deleteEntry(all: UserFiles, path: string): UserFiles {
  if (!has(all, path)) throw refused(path, "missing");
  return {
    files: new Map([...all.files].filter(([file]) => !isIn(file, path))),
    folders: new Set([...all.folders].filter((folder) => !isIn(folder, path))),
  };
}

/**
 * With a file, or a folder and all that is in it, under another path; folders above that are made.
 * @throws Refusal user-partition-name
 */
export function renameEntry(all: UserFiles, from: string, to: string): UserFiles {
  if (!has(all, from)) throw refused(from, "missing");
  if (from === to) return all;
  if (all.folders.has(from) && isIn(to, from)) throw refused(to, "into-itself");
  checkNew(all, to);
  const moved = (path: string) => (isIn(path, from) ? to + path.slice(from.length) : path);
  const files = new Map([...all.files].map(([path, bytes]) => [moved(path), bytes]));
  const folders = new Set([...[...all.folders].map(moved), ...foldersAbove(to)]);
  for (const path of [...files.keys(), ...folders]) {
    // Names below stay as they were, but may lie too deep now.
    if (isIn(path, to) && pathFault(path) === "too-deep") throw refused(path, "too-deep");
  }
  return sorted(files, folders);
}

/** Room in blocks; the module mounts an image without a free block, but cannot write to it. */
export interface UserSpace {
  readonly usedBlocks: number;
  /** Negative when the files do not fit. */
  readonly freeBlocks: number;
  readonly blockSize: number;
}

export function userSpace(all: UserFiles, { blockSize, blockCount }: Geometry): UserSpace {
  const usedBlocks = blocksNeeded(all.files, blockSize, all.folders);
  return { usedBlocks, freeBlocks: blockCount - usedBlocks, blockSize };
}

/**
 * The image with these files.
 * @throws Refusal user-partition-full, user-partition-name
 */
export function writeUserFiles(all: UserFiles, geometry: Geometry): Uint8Array<ArrayBuffer> {
  return writeLittleFs1(all.files, geometry, all.folders);
}

function has(all: UserFiles, path: string): boolean {
  return all.files.has(path) || all.folders.has(path);
}

/** The entry itself, or below it. */
function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function checkNew(all: UserFiles, path: string): void {
  const why = newPathFault(path);
  if (why !== null) throw refused(path, why);
  if (has(all, path)) throw refused(path, "exists");
  if (foldersAbove(path).some((folder) => all.files.has(folder))) throw refused(path, "below-a-file");
}

function refused(path: string, why: UserPathFault): Refusal {
  return new Refusal("user-partition-name", { path, why });
}

function sorted(files: ReadonlyMap<string, Uint8Array>, folders: ReadonlySet<string>): UserFiles {
  const order = (paths: Iterable<string>) =>
    [...paths]
      .map((path) => ({ path, key: nameBytes(path) }))
      .sort((a, b) => compareBytes(a.key, b.key))
      .map(({ path }) => path);
  return {
    files: new Map(order(files.keys()).map((path) => [path, files.get(path) ?? new Uint8Array()])),
    folders: new Set(order(folders)),
  };
}
