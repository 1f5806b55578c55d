import type { BlockState } from "../contract/comparison.ts";
import { sameBytes } from "../bytes/same-bytes.ts";
import { SharedContent } from "./shared-content.ts";

/** What the bytes of a row of blocks stand for: a state has its place in this list. */
export const blockStates = ["same", "patched", "new", "gone", "erased"] as const satisfies BlockState[];

/** An image and the address of its first byte. */
export interface PlacedImage {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface Blocks {
  /** Of the first block, a multiple of the block size. */
  readonly address: number;
  readonly states: Uint8Array;
}

const ERASED = 0xff;
const NOTHING = new Uint8Array();

/**
 * What became of every block from the lower start to the higher end of two images in the same flash. Blocks
 * are compared at the same address, so an image that moved has changed; what a state means is said at
 * {@link BlockState}. Images that are both null or empty give no blocks.
 * @param blockSize in bytes, a power of two.
 */
export function compareBlocks(old: PlacedImage | null, fresh: PlacedImage | null, blockSize: number): Blocks {
  const images = [old, fresh].filter((image) => image !== null && image.bytes.length > 0) as PlacedImage[];
  if (images.length === 0) return { address: 0, states: new Uint8Array() };
  const start = Math.min(...images.map(({ address }) => address));
  const end = Math.max(...images.map(({ address, bytes }) => address + bytes.length));
  const address = start - (start % blockSize);
  const states = new Uint8Array(Math.ceil((end - address) / blockSize));

  // Made when it is first needed: images are often the same.
  let oldContent: SharedContent | null = null;
  const isOfOld = (block: Uint8Array): boolean => {
    oldContent ??= new SharedContent(old?.bytes ?? NOTHING);
    return oldContent.shares(block);
  };
  for (let index = 0; index < states.length; index++) {
    const at = address + index * blockSize;
    const state = stateOf(pieceOf(old, at, blockSize), pieceOf(fresh, at, blockSize), isOfOld);
    states[index] = blockStates.indexOf(state);
  }
  return { address, states };
}

function stateOf(old: Piece, fresh: Piece, isOfOld: (block: Uint8Array) => boolean): BlockState {
  const [hadSomething, hasSomething] = [!isErased(old.bytes), !isErased(fresh.bytes)];
  if (!hasSomething) return hadSomething ? "gone" : "erased";
  if (!hadSomething) return "new";
  if (old.address === fresh.address && sameBytes(old.bytes, fresh.bytes)) return "same";
  return isOfOld(fresh.bytes) ? "patched" : "new";
}

/** What an image has in a block; an image may begin or end within it. */
interface Piece {
  readonly address: number;
  readonly bytes: Uint8Array;
}

function pieceOf(image: PlacedImage | null, blockAt: number, blockSize: number): Piece {
  if (image === null) return { address: blockAt, bytes: NOTHING };
  const from = Math.max(0, blockAt - image.address);
  const to = Math.max(from, Math.min(image.bytes.length, blockAt + blockSize - image.address));
  return { address: image.address + from, bytes: image.bytes.subarray(from, to) };
}

/** True for nothing at all. */
function isErased(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== ERASED) return false;
  }
  return true;
}
