import { hex, readLayout, viewOf } from "../../bytes/layout.ts";
import { type Place, within } from "../../contract/reason.ts";
import { isRefusal, Refusal, type RefusalCode } from "../../contract/refusal.ts";
import { Blocks, damaged, type Directory, type Entry, type Pair } from "./directory.ts";
import {
  FILE_BODY,
  FILE_ENTRY,
  FOLDER_BODY,
  FOLDER_ENTRY,
  LINK_BODY_SIZE,
  linksOf,
  roomIn,
} from "./layout.ts";
import { readSuperblock, type Superblock } from "./superblock.ts";
import { compareBytes, DEEPEST_FOLDER, nameBytes, nameFault } from "./user-path.ts";
import type { UserEntry, UserPartition } from "./user-partition.ts";

export interface ReadOptions {
  /** Name for refusals. */
  readonly file?: string;
  /** The image may be shorter than the file system: blocks behind the last one in use were cut. */
  readonly mayBeCut?: boolean;
}

/**
 * Reads an image of littlefs version 1.
 * @throws Refusal user-partition-not-littlefs, user-partition-littlefs2, user-partition-damaged
 */
export function readLittleFs1(image: Uint8Array, options: ReadOptions = {}): UserPartition {
  try {
    const superblock = readSuperblock(image);
    const { blockSize, blockCount } = superblock;
    if (blockCount * blockSize > image.length && options.mayBeCut !== true) {
      throw damaged({ code: "wrong-length", bytes: image.length, expected: blockCount * blockSize });
    }
    return new PartitionReader(image, superblock).read();
  } catch (error) {
    throw isRefusal(error) ? named(error, options.file ?? "customer_fs.bin") : error;
  }
}

function named(refusal: Refusal, file: string): Refusal {
  return new Refusal<RefusalCode>(refusal.code, { ...refusal.detail, file });
}

/**
 * Bytes up to the end of the last block in use, trailing erased blocks left out.
 * @throws Refusal as {@link readLittleFs1}
 */
export function usedEnd(image: Uint8Array, options: ReadOptions = {}): number {
  return readLittleFs1(image, options).usedEnd;
}

const THREAD: Place = { part: "folder-thread" };

class PartitionReader {
  readonly #superblock: Superblock;
  readonly #blocks: Blocks;
  readonly #surplus: number;
  /** Every block belongs to one owner: that rules out cycles, and more data than the image can hold. */
  readonly #claimed = new Set<number>();
  /** Both blocks of every pair of the thread. */
  readonly #threaded = new Map<number, Directory>();
  /** Pairs of the thread that the tree has not come to yet. */
  readonly #unseen = new Set<Directory>();
  /** Bodies of all entries that are where they belong. */
  readonly #settled = new Set<string>();
  readonly #warnings: string[] = [];

  constructor(image: Uint8Array, superblock: Superblock) {
    this.#superblock = superblock;
    this.#blocks = new Blocks(image, superblock);
    this.#surplus = image.length - superblock.blockCount * superblock.blockSize;
  }

  read(): UserPartition {
    const { blockSize, blockCount, root } = this.#superblock;
    if (this.#surplus > 0) this.#warnings.push(`${this.#surplus} bytes follow the file system`);
    this.#walkThread();
    const entries = this.#folder(root, "", 0);
    for (const directory of this.#unseen) this.#orphan(directory);
    let last = 0;
    for (const block of this.#claimed) last = Math.max(last, block);
    return {
      blockSize,
      blockCount,
      entries,
      usedBlocks: this.#claimed.size,
      usedEnd: (last + 1) * blockSize,
      warnings: this.#warnings,
    };
  }

  /** From the superblock's pair on, as the module does to find the blocks in use. */
  #walkThread(): void {
    for (let pair: Pair | null = [0, 1]; pair !== null;) {
      for (const block of pair) this.#claim(block, THREAD);
      const directory: Directory = this.#blocks.directory(pair, THREAD);
      for (const block of pair) this.#threaded.set(block, directory);
      if (directory.newerLost) {
        this.#warnings.push(
          `the newer block of the pair ${pair.join(", ")} is not valid, the older one was read`,
        );
      }
      if (this.#threaded.size > 2) {
        this.#unseen.add(directory);
        for (const { moving, body } of directory.entries) if (!moving) this.#settled.add(keyOf(body));
      }
      pair = directory.tail;
    }
  }

  /** All pairs of the folder that begins with `first`. */
  #folder(first: Pair, path: string, depth: number): UserEntry[] {
    if (depth > DEEPEST_FOLDER) throw damaged(within(path, { code: "too-deep" }));
    const where: Place = path === "" ? { part: "top-folder" } : path;
    const found = new Map<string, UserEntry>();
    for (let pair: Pair | null = first; pair !== null;) {
      const directory: Directory = this.#directory(pair, where);
      for (const entry of directory.entries) {
        if (entry.moving && this.#settled.has(keyOf(entry.body))) continue;
        const name = this.#name(entry, where);
        if (found.has(name)) throw damaged(within(where, within(name, { code: "twice" })));
        found.set(name, this.#entry(entry, path === "" ? name : `${path}/${name}`, depth));
      }
      pair = directory.goesOn ? directory.tail : null;
    }
    return [...found]
      .map(([name, entry]) => ({ key: nameBytes(name), entry }))
      .sort((a, b) => compareBytes(a.key, b.key))
      .map(({ entry }) => entry);
  }

  /** A pair that the tree leads to; the thread should have it, too. */
  #directory(pair: Pair, where: Place): Directory {
    const threaded = this.#threaded.get(pair[0]) ?? this.#threaded.get(pair[1]);
    if (threaded !== undefined) {
      if (!this.#unseen.delete(threaded)) {
        throw damaged(within(where, { code: "block-twice", block: pair[0] }));
      }
      if (pair.every((block) => threaded.pair.includes(block))) return threaded;
    }
    // Half known: one block was bad and replaced, and the power went before the thread knew.
    this.#warnings.push(`pair ${pair.join(", ")} is not in the thread of directories`);
    for (const block of pair) if (threaded?.pair.includes(block) !== true) this.#claim(block, where);
    return this.#blocks.directory(pair, where);
  }

  #entry(entry: Entry, path: string, depth: number): UserEntry {
    if (entry.hasAttributes) this.#warnings.push(`${path}: attributes are left out`);
    if (entry.body.length !== LINK_BODY_SIZE) {
      throw damaged(within(path, { code: "field", field: "entry-size", value: entry.body.length }));
    }
    if (entry.type === FILE_ENTRY) return { kind: "file", path, bytes: this.#contents(entry.body, path) };
    if (entry.type !== FOLDER_ENTRY) {
      throw damaged(within(path, { code: "field", field: "entry-type", value: hex(entry.type) }));
    }
    const { pair0, pair1 } = readLayout(FOLDER_BODY, entry.body);
    return { kind: "folder", path, entries: this.#folder([pair0, pair1], path, depth + 1) };
  }

  #name(entry: Entry, where: Place): string {
    const name = decoded(entry.name, "utf-8") ?? decoded(entry.name, "gbk");
    if (name === null) throw damaged(within(where, { code: "name-not-text" }));
    if (nameFault(name) !== null) {
      throw damaged(within(where, { code: "bad-name", name: JSON.stringify(name) }));
    }
    if (decoded(entry.name, "utf-8") === null) {
      this.#warnings.push(`the name ${name} is GBK, not UTF-8; it will be UTF-8 when written again`);
    }
    return name;
  }

  /** Contents of the file's skip list, which is read from its last block back to its first. */
  #contents(body: Uint8Array, path: Place): Uint8Array {
    const { head, size } = readLayout(FILE_BODY, body);
    if (size === 0) return new Uint8Array();
    const { blockSize, blockCount } = this.#superblock;
    if (size > blockCount * blockSize) throw damaged(within(path, { code: "impossible-size", bytes: size }));
    const ends: number[] = [];
    for (let end = 0; end < size;) {
      end += roomIn(ends.length, blockSize);
      ends.push(end);
    }
    const numbers: number[] = [];
    const parts: Uint8Array[] = [];
    let number = head;
    for (let index = ends.length - 1; index >= 0; index--) {
      this.#claim(number, path);
      const block = this.#blocks.block(number, path);
      numbers[index] = number;
      parts[index] = block.subarray(4 * linksOf(index));
      if (index > 0) number = viewOf(block).getUint32(0, true);
    }
    numbers.forEach((block, index) => this.#checkLinks(numbers, block, index, path));
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only.subarray(0, size);
    const contents = new Uint8Array(size);
    parts.forEach((part, index) => {
      const start = ends[index - 1] ?? 0;
      contents.set(part.subarray(0, Math.min(part.length, size - start)), start);
    });
    return contents;
  }

  /** The module jumps by the other links when it reads from the middle of a file. */
  #checkLinks(numbers: readonly number[], block: number, index: number, path: Place): void {
    const view = viewOf(this.#blocks.block(block, path));
    for (let link = 0; link < linksOf(index); link++) {
      if (view.getUint32(4 * link, true) !== numbers[index - 2 ** link]) {
        throw damaged(within(path, { code: "wrong-link", block }));
      }
    }
  }

  /** In the thread, but not in the tree: what is left of a folder whose making or removal was cut short. */
  #orphan({ pair, entries }: Directory): void {
    this.#warnings.push(
      `the directory in the pair ${pair.join(", ")} is in no folder; the module removes it`,
    );
    for (const { type, moving, body } of entries) {
      if (type === FILE_ENTRY && !moving && body.length === LINK_BODY_SIZE) {
        this.#contents(body, { part: "orphan" });
      }
    }
  }

  #claim(block: number, owner: Place): void {
    if (this.#claimed.has(block)) throw damaged(within(owner, { code: "block-twice", block }));
    this.#claimed.add(block);
  }
}

function keyOf(body: Uint8Array): string {
  return body.join();
}

function decoded(name: Uint8Array, encoding: "utf-8" | "gbk"): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return null;
  }
}
