import { blockCountOf, blockSizeOf } from "./fbd2.ts";
import { writeLogicalBlocks } from "./fbd2-writer.ts";
import { viewOf, writeLayout } from "../../../bytes/layout.ts";
import { compareUtf8 } from "../../../bytes/utf8-order.ts";
import {
  DIRECTORY_TAG,
  FILE_TAG,
  NODE,
  NODE_SIZE,
  ROOT,
  ROOT_SIZE,
  ROOT_TAG,
  TABLE,
  TABLE_SIZE,
  TABLE_TAG,
  VERSION,
} from "./sffs.ts";

export interface FlashImageOptions {
  /** Offset of the image in its flash chip. */
  readonly start: number;
  /** Bytes of the image. */
  readonly size: number;
  readonly eraseBlock?: number;
  readonly physicalBlock?: number;
}

const LONGEST_NAME = 63;

/** What is to be written: a directory is a map of names, a file its bytes. */
type Folder = Map<string, Folder | Uint8Array>;

/**
 * An FBD2 image with SFFS and these files on it, as a generator makes it: every node before its data,
 * names in order of their bytes (docs/formats/flash-file-system.md).
 * @param files contents by path without leading "/".
 * @throws RangeError when something does not fit.
 */
export function writeFlashFileSystem(
  files: ReadonlyMap<string, Uint8Array>,
  { start, size, eraseBlock = 0x10000, physicalBlock = 0x200 }: FlashImageOptions,
): Uint8Array<ArrayBuffer> {
  const geometry = { start, size, eraseBlock, physicalBlock };
  const blocks = new FileSystemBlocks(blockSizeOf(geometry));
  blocks.root(folderOf(files), blockCountOf(geometry));
  return writeLogicalBlocks(blocks.all, geometry);
}

function folderOf(files: ReadonlyMap<string, Uint8Array>): Folder {
  const root: Folder = new Map();
  for (const [path, contents] of files) {
    const steps = path.split("/");
    const name = steps.pop() ?? "";
    let folder = root;
    for (const step of steps) {
      const known = folder.get(step);
      if (known instanceof Uint8Array) throw new RangeError(`${path}: ${step} is a file`);
      const next: Folder = known ?? new Map<string, Folder | Uint8Array>();
      folder.set(step, next);
      folder = next;
    }
    if (folder.has(name)) throw new RangeError(`${path} is there twice`);
    folder.set(name, contents);
  }
  return root;
}

class FileSystemBlocks {
  readonly all: Uint8Array[] = [];
  readonly #blockSize: number;

  constructor(blockSize: number) {
    this.#blockSize = blockSize;
  }

  root(folder: Folder, blockCount: number): void {
    const { block } = this.#add();
    const values = { tag: ROOT_TAG, version: VERSION, blockSize: this.#blockSize, blockCount };
    writeLayout(ROOT, { ...values, children: folder.size }, block);
    this.#children(folder, block, ROOT_SIZE);
  }

  #add(): { block: Uint8Array; number: number } {
    const block = new Uint8Array(this.#blockSize).fill(0xff);
    return { block, number: this.all.push(block) - 1 };
  }

  #children(folder: Folder, block: Uint8Array, linksAt: number): void {
    const sorted = [...folder].sort(([a], [b]) => compareUtf8(a, b));
    const links = sorted.map(([name, entry]) => this.#node(name, entry));
    putLinks(block, linksAt, links);
  }

  #node(name: string, entry: Folder | Uint8Array): number {
    const { block, number } = this.#add();
    const encoded = new TextEncoder().encode(name);
    if (encoded.length === 0 || encoded.length > LONGEST_NAME) throw new RangeError(`name ${name}`);
    const isFile = entry instanceof Uint8Array;
    block.fill(0, NODE.tag.at, NODE.journal0.at);
    const tag = isFile ? FILE_TAG : DIRECTORY_TAG;
    writeLayout(NODE, { tag, name: encoded, size: isFile ? entry.length : entry.size }, block);
    if (isFile) this.#contents(entry, block);
    else this.#children(entry, block, NODE_SIZE);
    return number;
  }

  #contents(contents: Uint8Array, node: Uint8Array): void {
    const blockSize = this.#blockSize;
    if (contents.length <= blockSize - NODE_SIZE) {
      node.set(contents, NODE_SIZE);
      return;
    }
    const slots = Math.floor((blockSize - NODE_SIZE) / 2);
    if (contents.length <= slots * blockSize) {
      putLinks(node, NODE_SIZE, this.#data(contents));
      return;
    }
    const tableReach = Math.floor((blockSize - TABLE_SIZE) / 2) * blockSize;
    const tables: number[] = [];
    for (let at = 0; at < contents.length; at += tableReach) {
      const { block, number } = this.#add();
      writeLayout(TABLE, { tag: TABLE_TAG }, block);
      putLinks(block, TABLE_SIZE, this.#data(contents.subarray(at, at + tableReach)));
      tables.push(number);
    }
    putLinks(node, NODE_SIZE, tables);
  }

  #data(contents: Uint8Array): number[] {
    const links: number[] = [];
    for (let at = 0; at < contents.length; at += this.#blockSize) {
      const { block, number } = this.#add();
      block.set(contents.subarray(at, at + this.#blockSize));
      links.push(number);
    }
    return links;
  }
}

function putLinks(block: Uint8Array, at: number, links: readonly number[]): void {
  if (at + 2 * links.length > block.length) throw new RangeError(`${links.length} links in one block`);
  const view = viewOf(block);
  links.forEach((link, i) => view.setUint16(at + 2 * i, link, true));
}
