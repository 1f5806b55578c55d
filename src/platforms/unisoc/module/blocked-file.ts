import { ModuleDeclines } from "./received-package.ts";
import { type ModuleState, partContents } from "./storage.ts";
import { within } from "../../../contract/reason.ts";

/**
 * A blocked file (parts NAME.000, NAME.001, … of LZMAR) in the memory of the boot loader, one chunk of
 * decompressed data a part, with the loader's unfriendly habits when it goes on after a power cut
 * (docs/formats/rdaota02.md#power-cuts).
 */

export function partName(name: string, part: number): string {
  return `${name}.${String(part).padStart(3, "0")}`;
}

/** What memory nobody wrote to holds; anything but data. */
const UNWRITTEN = 0xa5;

export class BlockedFileInMemory {
  readonly #blockSize: number;
  /** One a part; a chunk is replaced, never changed. */
  readonly #chunks: (Uint8Array | undefined)[];

  private constructor(blockSize: number, chunks: (Uint8Array | undefined)[]) {
    this.#blockSize = blockSize;
    this.#chunks = chunks;
  }

  /**
   * Loads the parts that `oldSize` declares. All but the last must have exactly `blockSize` bytes.
   * `unread`: this part is not read, its length is taken to be that of the temp file. That is how the
   * loader resumes a block that was copied to the temp file, whichever part this block belongs to.
   */
  static load(
    state: ModuleState,
    name: string,
    oldSize: number,
    blockSize: number,
    unread: { readonly part: number; readonly length: number } | null,
  ): BlockedFileInMemory {
    const count = Math.ceil(oldSize / blockSize);
    const chunks: (Uint8Array | undefined)[] = [];
    for (let part = 0; part < count; part++) {
      let length: number;
      if (unread?.part === part) {
        length = unread.length;
        chunks.push(undefined);
      } else {
        const file = state.files.get(partName(name, part));
        const contents = file === undefined ? null : partContents(file);
        if (contents === null) {
          throw new ModuleDeclines(within(partName(name, part), { code: "no-lzmar" }));
        }
        length = contents.length;
        chunks.push(contents);
      }
      if (part < count - 1 ? length !== blockSize : length > blockSize) {
        const why = { code: "wrong-length", bytes: length, expected: blockSize } as const;
        throw new ModuleDeclines(within(partName(name, part), why));
      }
    }
    return new BlockedFileInMemory(blockSize, chunks);
  }

  /** The decompressed file. */
  contents(): Uint8Array {
    const size = this.#chunks.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
    const all = new Uint8Array(size);
    this.read(0, all);
    return all;
  }

  read(position: number, into: Uint8Array): void {
    for (let at = 0; at < into.length;) {
      const part = Math.floor((position + at) / this.#blockSize);
      const from = position + at - part * this.#blockSize;
      const count = Math.min(into.length - at, this.#blockSize - from);
      const chunk = this.#chunks[part]?.subarray(from, from + count) ?? new Uint8Array(0);
      into.set(chunk, at);
      into.fill(UNWRITTEN, at + chunk.length, at + count);
      at += count;
    }
  }

  /** A shorter block leaves the rest of the part as it was: memory is flat. */
  write(part: number, block: Uint8Array): void {
    const chunk = this.#chunks[part];
    if (chunk === undefined || chunk.length <= block.length) {
      this.#chunks[part] = block;
      return;
    }
    const merged = chunk.slice();
    merged.set(block);
    this.#chunks[part] = merged;
  }

  /** The chunks as they are now; they do not change later. */
  snapshot(): readonly (Uint8Array | undefined)[] {
    return this.#chunks.slice();
  }
}
