import { type Place, type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { geometryFault, type LogicalBlocks, readLogicalBlocks } from "./fbd2.ts";
import { compareUtf8 } from "../../../bytes/utf8-order.ts";
import { bytes, hex, readLayout, u16, u32, viewOf } from "../../../bytes/layout.ts";

/**
 * SFFS, the file system in the PS partition of UNISOC 8910 (docs/formats/flash-file-system.md#sffs). A block of the
 * file system is a logical block of FBD2 below; links are block numbers, one past the device is no link.
 */

/** Block 0; links to the nodes at top level follow at {@link ROOT_SIZE}, gaps allowed. */
export const ROOT = {
  tag: u32(0),
  version: u32(4),
  blockSize: u32(8),
  blockCount: u32(12),
  children: u32(16),
};
export const ROOT_SIZE = 32;
export const ROOT_TAG = fourCharacters("ROOT");
export const VERSION = 0x00010001;

/** File or directory, a block of its own; contents, or links to them, follow at {@link NODE_SIZE}. */
export const NODE = {
  tag: u32(0),
  name: bytes(4, 64),
  /** Bytes of a file, children of a directory. */
  size: u32(68),
  /** All {@link NO_LINK} unless a rename is under way. */
  journal0: u16(78),
  journal1: u16(80),
  journal2: u16(82),
};
export const NODE_SIZE = 96;
export const FILE_TAG = fourCharacters("FILE");
export const DIRECTORY_TAG = fourCharacters("DIRE");

/** Table of links to data blocks, for big files; the links follow at {@link TABLE_SIZE}. */
export const TABLE = { tag: u32(0) };
export const TABLE_SIZE = 4;
export const TABLE_TAG = fourCharacters("TABL");

export const NO_LINK = 0xffff;
/** Real images have one level of directories. */
export const DEEPEST_DIRECTORY = 32;

function fourCharacters(tag: string): number {
  return viewOf(new TextEncoder().encode(tag)).getUint32(0, true);
}

export interface FlashFiles {
  /** Contents by path without leading "/", sorted by the bytes of the path; views where files lie in one block. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is odd but leaves no doubt about the files, in English. */
  readonly warnings: readonly string[];
}

/**
 * All files of an FBD2 image with SFFS on it.
 * @param start offset of the image in its flash chip: low 24 bits of the partition's address.
 * @throws Refusal firmware-damaged, file "", part SFFS
 */
export function readFlashFileSystem(
  image: Uint8Array,
  start: number,
  eraseBlock = 0x10000,
  physicalBlock = 0x200,
): FlashFiles {
  const geometry = { start, size: image.length, eraseBlock, physicalBlock };
  const fault = geometryFault(geometry);
  if (fault !== null) throw damaged(fault);
  return new FileSystemReader(readLogicalBlocks(image, geometry)).read();
}

function damaged(why: Reason): Refusal {
  return new Refusal("firmware-damaged", { file: "", part: "SFFS", why });
}

const ROOT_PLACE: Place = { part: "top-folder" };

class FileSystemReader {
  readonly #device: LogicalBlocks;
  readonly #blank: Uint8Array;
  /** Every block belongs to one owner: that rules out cycles, and more data than the image can hold. */
  readonly #linked = new Set<number>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #warnings: string[] = [];

  constructor(device: LogicalBlocks) {
    this.#device = device;
    this.#blank = new Uint8Array(device.blockSize).fill(0xff);
  }

  read(): FlashFiles {
    const { present, blockSize, count } = this.#device;
    if (present.size === 0) throw damaged({ code: "no-valid-block" });
    const block = this.#claim(0, ROOT_PLACE);
    const root = readLayout(ROOT, block);
    if (root.tag !== ROOT_TAG) throw damaged(within(ROOT_PLACE, { code: "wrong-block", block: 0 }));
    if (root.version !== VERSION) {
      throw damaged({ code: "field", field: "version", value: hex(root.version) });
    }
    if (root.blockSize !== blockSize) {
      throw damaged({ code: "field", field: "block-size", value: root.blockSize });
    }
    if (root.blockCount !== count) {
      throw damaged({ code: "field", field: "block-count", value: `${root.blockCount} ≠ ${count}` });
    }
    this.#readChildren(block, ROOT_SIZE, "", root.children, 0);
    const sorted = [...this.#files].sort(([a], [b]) => compareUtf8(a, b));
    return { files: new Map(sorted), warnings: this.#warnings };
  }

  #readChildren(block: Uint8Array, linksAt: number, folder: string, expected: number, depth: number): void {
    if (depth > DEEPEST_DIRECTORY) throw damaged(within(folder, { code: "too-deep" }));
    const where: Place = folder === "" ? ROOT_PLACE : folder;
    const names = new Set<string>();
    const view = viewOf(block);
    for (let at = linksAt; at + 2 <= block.length; at += 2) {
      const link = view.getUint16(at, true);
      if (link >= this.#device.count) continue;
      const name = this.#readNode(link, folder, where, depth);
      if (names.has(name)) throw damaged(within(where, within(name, { code: "twice" })));
      names.add(name);
    }
    if (names.size !== expected) {
      this.#warnings.push(
        `${folder === "" ? "the root" : folder}: ${expected} entries announced, ${names.size} found`,
      );
    }
  }

  /** Name of the node, without its folder. */
  #readNode(link: number, folder: string, where: Place, depth: number): string {
    const block = this.#claim(link, where);
    const node = readLayout(NODE, block);
    if (node.tag !== FILE_TAG && node.tag !== DIRECTORY_TAG) {
      throw damaged(within(where, { code: "wrong-block", block: link }));
    }
    const name = nameOf(node.name, where);
    const path = folder === "" ? name : `${folder}/${name}`;
    if ([node.journal0, node.journal1, node.journal2].some((journal) => journal !== NO_LINK)) {
      this.#warnings.push(`${path}: a rename was under way`);
    }
    if (node.tag === FILE_TAG) this.#files.set(path, this.#contents(block, node.size, path));
    else this.#readChildren(block, NODE_SIZE, path, node.size, depth + 1);
    return name;
  }

  #contents(node: Uint8Array, size: number, path: string): Uint8Array {
    const { blockSize } = this.#device;
    if (size <= blockSize - NODE_SIZE) return node.subarray(NODE_SIZE, NODE_SIZE + size);
    const needed = Math.ceil(size / blockSize);
    const slots = Math.floor((blockSize - NODE_SIZE) / 2);
    const tableSlots = Math.floor((blockSize - TABLE_SIZE) / 2);
    if (needed > this.#device.count || needed > slots * tableSlots) {
      throw damaged(within(path, { code: "impossible-size", bytes: size }));
    }
    const contents = new Uint8Array(size);
    const fill = (links: Uint8Array, linksAt: number, first: number, end: number) => {
      const view = viewOf(links);
      for (let index = first; index < end; index++) {
        const link = view.getUint16(linksAt + 2 * (index - first), true);
        const data = this.#claim(link, path);
        const at = index * blockSize;
        contents.set(data.subarray(0, Math.min(blockSize, size - at)), at);
        if (!this.#device.present.has(link)) this.#warnings.push(`${path}: block ${link} is missing`);
      }
    };
    if (needed <= slots) {
      fill(node, NODE_SIZE, 0, needed);
      return contents;
    }
    const nodeView = viewOf(node);
    for (let first = 0, slot = 0; first < needed; first += tableSlots, slot++) {
      const link = nodeView.getUint16(NODE_SIZE + 2 * slot, true);
      const table = this.#claim(link, path);
      if (readLayout(TABLE, table).tag !== TABLE_TAG) {
        throw damaged(within(path, { code: "wrong-block", block: link }));
      }
      fill(table, TABLE_SIZE, first, Math.min(first + tableSlots, needed));
    }
    return contents;
  }

  /** The block behind a link, which nothing else may link to. */
  #claim(link: number, owner: Place): Uint8Array {
    if (link >= this.#device.count) {
      throw damaged(within(owner, { code: "wrong-link", block: link }));
    }
    if (this.#linked.has(link)) throw damaged(within(owner, { code: "block-twice", block: link }));
    this.#linked.add(link);
    return this.#device.present.get(link) ?? this.#blank;
  }
}

function nameOf(field: Uint8Array, where: Place): string {
  const end = field.indexOf(0);
  let name: string;
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      end < 0 ? field : field.subarray(0, end),
    );
  } catch {
    throw damaged(within(where, { code: "name-not-text" }));
  }
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  if (name === "" || name === "." || name === ".." || /[/\\\u0000-\u001f\u007f]/.test(name)) {
    throw damaged(within(where, { code: "bad-name", name: JSON.stringify(name) }));
  }
  return name;
}
