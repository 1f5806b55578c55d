import { viewOf, writeLayout } from "../../bytes/layout.ts";
import { Refusal } from "../../contract/refusal.ts";
import { type Pair, storedCrc } from "./directory.ts";
import {
  CRC_SIZE,
  DIRECTORY,
  DIRECTORY_SIZE,
  ENTRY,
  ENTRY_SIZE,
  FILE_BODY,
  FILE_ENTRY,
  FOLDER_BODY,
  FOLDER_ENTRY,
  type Geometry,
  GOES_ON,
  LINK_BODY_SIZE,
  linksOf,
  NO_BLOCK,
  roomIn,
  SUPERBLOCK_BODY,
  SUPERBLOCK_BODY_SIZE,
  SUPERBLOCK_ENTRY,
  SUPERBLOCK_NAME,
  VERSION,
} from "./layout.ts";
import { geometryFault } from "./superblock.ts";
import { compareBytes, nameBytes, pathFault } from "./user-path.ts";

/** As the vendor's tool leaves the rest of a block, and blocks that are not in use. */
const PADDING = 0xff;
const ERASED = 0x00;

/** Both blocks of a pair are written, so that one may go bad; the first one is the newer. */
const REVISIONS = [3, 2] as const;

interface Folder {
  readonly entries: Map<string, Folder | Uint8Array>;
}

/**
 * An image with these files, packed towards its start; the same for the same files, whatever their order.
 * @param files by path without leading "/"; folders above them come by themselves.
 * @param emptyFolders paths of further folders; those of files may be among them.
 * @throws Refusal user-partition-name, user-partition-full
 */
export function writeLittleFs1(
  files: ReadonlyMap<string, Uint8Array>,
  geometry: Geometry,
  emptyFolders: Iterable<string> = [],
): Uint8Array<ArrayBuffer> {
  const fault = geometryFault(geometry);
  if (fault !== null) throw new RangeError(`littlefs: ${fault.code}`);
  const { blockSize, blockCount } = geometry;
  const plan = planOf(files, blockSize, emptyFolders);
  if (plan.blocks > blockCount) {
    throw new Refusal("user-partition-full", {
      needed: plan.blocks * blockSize,
      available: blockCount * blockSize,
    });
  }
  return new ImageWriter(geometry, plan).write();
}

/**
 * Blocks that an image with these files has in use.
 * @throws Refusal user-partition-name
 */
export function blocksNeeded(
  files: ReadonlyMap<string, Uint8Array>,
  blockSize: number,
  emptyFolders: Iterable<string> = [],
): number {
  return planOf(files, blockSize, emptyFolders).blocks;
}

interface PlannedFile {
  readonly name: Uint8Array;
  readonly bytes: Uint8Array;
  /** Of the skip list, from the start of the file; in a row from here. */
  readonly firstBlock: number;
  readonly blocks: number;
}

interface PlannedFolder {
  readonly name: Uint8Array;
  readonly folder: PlannedDirectory[];
}

/** A pair with the entries that fit into it. */
interface PlannedDirectory {
  readonly pair: Pair;
  readonly goesOn: boolean;
  readonly entries: (PlannedFile | PlannedFolder)[];
}

interface Plan {
  /** In the order of the thread. */
  readonly directories: PlannedDirectory[];
  readonly files: PlannedFile[];
  readonly root: Pair;
  readonly blocks: number;
}

function planOf(
  files: ReadonlyMap<string, Uint8Array>,
  blockSize: number,
  emptyFolders: Iterable<string>,
): Plan {
  return new Planner(blockSize).plan(treeOf(files, emptyFolders));
}

function treeOf(files: ReadonlyMap<string, Uint8Array>, emptyFolders: Iterable<string>): Folder {
  const top: Folder = { entries: new Map() };
  for (const path of emptyFolders) folderAt(top, checked(path).split("/"), path);
  for (const [path, bytes] of files) {
    const names = checked(path).split("/");
    const name = names.pop() ?? "";
    const { entries } = folderAt(top, names, path);
    if (entries.has(name)) throw new Refusal("user-partition-name", { path, why: "exists" });
    entries.set(name, bytes);
  }
  return top;
}

function checked(path: string): string {
  const why = pathFault(path);
  if (why !== null) throw new Refusal("user-partition-name", { path, why });
  return path;
}

function folderAt(top: Folder, names: readonly string[], path: string): Folder {
  let folder = top;
  for (const name of names) {
    const next = folder.entries.get(name) ?? { entries: new Map() };
    if (next instanceof Uint8Array) throw new Refusal("user-partition-name", { path, why: "below-a-file" });
    folder.entries.set(name, next);
    folder = next;
  }
  return folder;
}

/** Hands out blocks in the order of the tree: a folder's pairs, then what is in it. */
class Planner {
  readonly #blockSize: number;
  readonly #directories: PlannedDirectory[] = [];
  readonly #files: PlannedFile[] = [];
  /** Blocks 0 and 1 are the superblock's. */
  #next = 2;

  constructor(blockSize: number) {
    this.#blockSize = blockSize;
  }

  plan(top: Folder): Plan {
    this.#folder(top);
    return { directories: this.#directories, files: this.#files, root: [2, 3], blocks: this.#next };
  }

  #folder(folder: Folder): PlannedDirectory[] {
    const sorted = [...folder.entries]
      .map(([name, content]) => ({ name: nameBytes(name), content }))
      .sort((a, b) => compareBytes(a.name, b.name));
    const groups = this.#groups(sorted);
    const directories = groups.map((_, i): PlannedDirectory => ({
      pair: this.#pair(),
      goesOn: i + 1 < groups.length,
      entries: [],
    }));
    this.#directories.push(...directories);
    directories.forEach(({ entries }, i) => {
      for (const { name, content } of groups[i] ?? []) {
        entries.push(
          content instanceof Uint8Array ? this.#file(name, content) : { name, folder: this.#folder(content) },
        );
      }
    });
    return directories;
  }

  /** Entries, as many to a block as fit; one group, if there are none. */
  #groups<E extends { readonly name: Uint8Array }>(entries: readonly E[]): E[][] {
    const room = this.#blockSize - DIRECTORY_SIZE - CRC_SIZE;
    let group: E[] = [];
    const groups = [group];
    let left = room;
    for (const entry of entries) {
      const size = ENTRY_SIZE + LINK_BODY_SIZE + entry.name.length;
      if (size > left) {
        group = [];
        groups.push(group);
        left = room;
      }
      group.push(entry);
      left -= size;
    }
    return groups;
  }

  #pair(): Pair {
    this.#next += 2;
    return [this.#next - 2, this.#next - 1];
  }

  #file(name: Uint8Array, bytes: Uint8Array): PlannedFile {
    let blocks = 0;
    for (let end = 0; end < bytes.length; blocks++) end += roomIn(blocks, this.#blockSize);
    const file = { name, bytes, firstBlock: this.#next, blocks };
    this.#next += blocks;
    this.#files.push(file);
    return file;
  }
}

class ImageWriter {
  readonly #geometry: Geometry;
  readonly #plan: Plan;
  readonly #image: Uint8Array<ArrayBuffer>;

  constructor(geometry: Geometry, plan: Plan) {
    this.#geometry = geometry;
    this.#plan = plan;
    this.#image = new Uint8Array(geometry.blockSize * geometry.blockCount).fill(ERASED);
  }

  write(): Uint8Array<ArrayBuffer> {
    const { directories, files, root } = this.#plan;
    this.#writePair([0, 1], [this.#superblockEntry(root)], root, false);
    directories.forEach(({ pair, entries, goesOn }, i) => {
      this.#writePair(pair, entries.map(entryOf), directories[i + 1]?.pair ?? null, goesOn);
    });
    for (const file of files) this.#writeFile(file);
    return this.#image;
  }

  #superblockEntry(root: Pair): Uint8Array {
    const { blockSize, blockCount } = this.#geometry;
    const body = new Uint8Array(SUPERBLOCK_BODY_SIZE);
    writeLayout(
      SUPERBLOCK_BODY,
      { root0: root[0], root1: root[1], blockSize, blockCount, version: VERSION },
      body,
    );
    return entryBytes(SUPERBLOCK_ENTRY, body, nameBytes(SUPERBLOCK_NAME));
  }

  #writePair(pair: Pair, entries: readonly Uint8Array[], tail: Pair | null, goesOn: boolean): void {
    const size = entries.reduce((sum, entry) => sum + entry.length, DIRECTORY_SIZE + CRC_SIZE);
    const [tail0, tail1] = tail ?? [NO_BLOCK, NO_BLOCK];
    pair.forEach((number, i) => {
      const block = this.#block(number);
      writeLayout(
        DIRECTORY,
        { revision: REVISIONS[i] ?? 1, size: (goesOn ? size | GOES_ON : size) >>> 0, tail0, tail1 },
        block,
      );
      let at = DIRECTORY_SIZE;
      for (const entry of entries) {
        block.set(entry, at);
        at += entry.length;
      }
      viewOf(block).setUint32(at, storedCrc(block.subarray(0, at)), true);
    });
  }

  #writeFile({ bytes, firstBlock, blocks }: PlannedFile): void {
    for (let index = 0, start = 0; index < blocks; index++) {
      const block = this.#block(firstBlock + index);
      const view = viewOf(block);
      const links = linksOf(index);
      for (let link = 0; link < links; link++) view.setUint32(4 * link, firstBlock + index - 2 ** link, true);
      const end = start + roomIn(index, this.#geometry.blockSize);
      block.set(bytes.subarray(start, end), 4 * links);
      start = end;
    }
  }

  /** A block to be written, padded. */
  #block(number: number): Uint8Array {
    const { blockSize } = this.#geometry;
    return this.#image.subarray(number * blockSize, (number + 1) * blockSize).fill(PADDING);
  }
}

function entryOf(planned: PlannedFile | PlannedFolder): Uint8Array {
  const body = new Uint8Array(LINK_BODY_SIZE);
  if ("bytes" in planned) {
    const { bytes, firstBlock, blocks } = planned;
    const head = blocks === 0 ? NO_BLOCK : firstBlock + blocks - 1;
    writeLayout(FILE_BODY, { head, size: bytes.length }, body);
    return entryBytes(FILE_ENTRY, body, planned.name);
  }
  const [pair0, pair1] = planned.folder[0]?.pair ?? [NO_BLOCK, NO_BLOCK];
  writeLayout(FOLDER_BODY, { pair0, pair1 }, body);
  return entryBytes(FOLDER_ENTRY, body, planned.name);
}

function entryBytes(type: number, body: Uint8Array, name: Uint8Array): Uint8Array {
  const entry = new Uint8Array(ENTRY_SIZE + body.length + name.length);
  writeLayout(ENTRY, { type, bodySize: body.length, attributesSize: 0, nameSize: name.length }, entry);
  entry.set(body, ENTRY_SIZE);
  entry.set(name, ENTRY_SIZE + body.length);
  return entry;
}
