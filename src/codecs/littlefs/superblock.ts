import { hex, readLayout } from "../../bytes/layout.ts";
import { type Reason, within } from "../../contract/reason.ts";
import { Refusal } from "../../contract/refusal.ts";
import { Blocks, type Directory, damaged, type Pair, validPart } from "./directory.ts";
import {
  DIRECTORY_SIZE,
  ENTRY_SIZE,
  type Geometry,
  SUPERBLOCK_BODY,
  SUPERBLOCK_BODY_SIZE,
  SUPERBLOCK_ENTRY,
  SUPERBLOCK_NAME,
  VERSION,
  VERSION_2,
} from "./layout.ts";

export interface Superblock extends Geometry {
  readonly root: Pair;
}

const USUAL_BLOCK_SIZE = 4096;
const SMALLEST_BLOCK_SIZE = 128;
const LARGEST_BLOCK_SIZE = 0x20000;
/** Larger than the flash of any module; keeps a cut image from claiming more. */
const LARGEST_FILE_SYSTEM = 0x10000000;
/** Two for the superblock, two for the top folder. */
const FEWEST_BLOCKS = 4;

const NAME = new TextEncoder().encode(SUPERBLOCK_NAME);

/**
 * The superblock in the pair of blocks 0 and 1; it says how large these are.
 * @throws Refusal user-partition-not-littlefs, user-partition-littlefs2, user-partition-damaged
 */
export function readSuperblock(image: Uint8Array): Superblock {
  const candidate = firstSuperblock(image);
  if (candidate === null) throw noSuperblock(image);
  const fault = geometryFault(candidate);
  if (fault !== null) throw damaged(fault);
  const newest = superblockOf(new Blocks(image, candidate).directory([0, 1], { part: "superblock" }));
  if (newest?.blockSize !== candidate.blockSize || newest.blockCount !== candidate.blockCount) {
    throw damaged(within({ part: "superblock" }, { code: "copies-differ" }));
  }
  return newest;
}

/** Whether an image has a superblock of littlefs v1; nothing else is checked. */
export function looksLikeLittleFs(image: Uint8Array): boolean {
  return firstSuperblock(image) !== null;
}

/** The first of the two that is valid. The second one lies a block further on. */
function firstSuperblock(image: Uint8Array): Superblock | null {
  const first = superblockAt(image, 0);
  if (first !== null) return first;
  for (const blockSize of blockSizes()) {
    const second = superblockAt(image, blockSize);
    if (second?.blockSize === blockSize) return second;
  }
  return null;
}

function* blockSizes(): Generator<number> {
  yield USUAL_BLOCK_SIZE;
  for (let size = SMALLEST_BLOCK_SIZE; size <= LARGEST_BLOCK_SIZE; size *= 2) yield size;
}

function superblockAt(image: Uint8Array, at: number): Superblock | null {
  const part = validPart(image.subarray(at, at + LARGEST_BLOCK_SIZE));
  const bodyEnd = DIRECTORY_SIZE + ENTRY_SIZE + SUPERBLOCK_BODY_SIZE;
  if (part === null || part[DIRECTORY_SIZE] !== SUPERBLOCK_ENTRY || part.length < bodyEnd) return null;
  return superblockFrom(part.subarray(bodyEnd - SUPERBLOCK_BODY_SIZE, bodyEnd));
}

function superblockOf(directory: Directory): Superblock | null {
  const [entry] = directory.entries;
  if (directory.entries.length !== 1 || entry?.type !== SUPERBLOCK_ENTRY) return null;
  if (entry.body.length !== SUPERBLOCK_BODY_SIZE || !sameBytes(entry.name, NAME)) return null;
  const { version } = readLayout(SUPERBLOCK_BODY, entry.body);
  // The module takes older minor versions, too; there are none but 1.0.
  if (version >>> 16 !== VERSION >>> 16 || version > VERSION) {
    throw damaged({ code: "field", field: "version", value: hex(version, 8) });
  }
  return superblockFrom(entry.body);
}

function superblockFrom(body: Uint8Array): Superblock {
  const { root0, root1, blockSize, blockCount } = readLayout(SUPERBLOCK_BODY, body);
  return { root: [root0, root1], blockSize, blockCount };
}

/** What the module could not work with. */
export function geometryFault({ blockSize, blockCount }: Geometry): Reason | null {
  const powerOfTwo = blockSize > 0 && (blockSize & (blockSize - 1)) === 0;
  if (!powerOfTwo || blockSize < SMALLEST_BLOCK_SIZE || blockSize > LARGEST_BLOCK_SIZE) {
    return { code: "field", field: "block-size", value: blockSize };
  }
  if (!Number.isInteger(blockCount) || blockCount < FEWEST_BLOCKS) {
    return { code: "field", field: "block-count", value: blockCount };
  }
  if (blockCount * blockSize > LARGEST_FILE_SYSTEM) {
    return { code: "impossible-size", bytes: blockCount * blockSize };
  }
  return null;
}

/** Tells apart what has no valid superblock. */
function noSuperblock(image: Uint8Array): Refusal {
  const blocks = [0, ...blockSizes()].map((at) => image.subarray(at));
  const nameAt1 = DIRECTORY_SIZE + ENTRY_SIZE + SUPERBLOCK_BODY_SIZE;
  const has = (at: number) => blocks.some((block) => sameBytes(block.subarray(at, at + NAME.length), NAME));
  if (has(nameAt1)) return damaged(within({ part: "superblock" }, { code: "pair-invalid", blocks: [0, 1] }));
  if (has(VERSION_2.name.at)) return new Refusal("user-partition-littlefs2", { file: "" });
  return new Refusal("user-partition-not-littlefs", { file: "" });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
