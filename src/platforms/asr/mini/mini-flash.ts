import { type AsrSystemImage, FLASH_ADDRESS } from "../firmware/system-image.ts";
import type { PartitionTable } from "../firmware/partition-table.ts";

interface Area {
  /** Offset in flash. */
  readonly at: number;
  readonly end: number;
}

/**
 * Simulated flash of a module that takes a mini-system package; addresses are offsets or mapped ones. What the module compresses is kept decompressed,
 * with the room it has: modules compress in their own way.
 */
export class MiniFlash {
  readonly #bytes: Uint8Array;
  readonly #written: Area[] = [];
  readonly #compressed = new Map<number, { readonly length: number; readonly contents: Uint8Array }>();

  constructor({ partitions }: PartitionTable, { base, image }: AsrSystemImage) {
    const ends = partitions.map(({ start, size }) => start + size);
    this.#bytes = new Uint8Array(Math.max(...ends, (base % FLASH_ADDRESS) + image.length));
    // Other flash has some contents; erased would look like a coincidence.
    this.#bytes.fill(0xa5);
    this.#bytes.set(image, base % FLASH_ADDRESS);
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** A view; null outside the flash. */
  read(address: number, length: number): Uint8Array | null {
    const at = address % FLASH_ADDRESS;
    return at + length <= this.#bytes.length ? this.#bytes.subarray(at, at + length) : null;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#mark(address, bytes.length);
    this.#put(address, bytes);
  }

  /** A write that lost power; it does not count as written, because it is done again. */
  writeInterrupted(address: number, bytes: Uint8Array): void {
    this.#put(address, bytes);
  }

  writeCompressed(address: number, length: number, contents: Uint8Array): void {
    this.#mark(address, length);
    this.#compressed.set(address % FLASH_ADDRESS, { length, contents });
  }

  /** What was compressed into exactly this room. */
  compressedAt(address: number, length: number): Uint8Array | null {
    const found = this.#compressed.get(address % FLASH_ADDRESS);
    return found?.length === length ? found.contents : null;
  }

  #put(address: number, bytes: Uint8Array): void {
    const at = address % FLASH_ADDRESS;
    this.#bytes.set(
      bytes.subarray(0, Math.max(0, this.#bytes.length - at)),
      Math.min(at, this.#bytes.length),
    );
  }

  #mark(address: number, length: number): void {
    const at = address % FLASH_ADDRESS;
    if (length === 0) return;
    this.#written.push({ at, end: at + length });
    this.#written.sort((a, b) => a.at - b.at);
  }

  /** Where two writes meet; null when none do. */
  overlap(): number | null {
    const found = this.#written.find(({ at }, i) => at < (this.#written[i - 1]?.end ?? 0));
    return found?.at ?? null;
  }

  /** Whether all of it was written. */
  isWritten(address: number, length: number): boolean {
    let at = address % FLASH_ADDRESS;
    const end = at + length;
    for (const area of this.#written) {
      if (area.at > at || at >= end) break;
      at = Math.max(at, area.end);
    }
    return at >= end;
  }

  /** Where something was written that is in none of these areas; null when nothing was. Mapped addresses. */
  writtenOutside(allowed: readonly { readonly address: number; readonly length: number }[]): number | null {
    const isInside = ({ at, end }: Area): boolean =>
      allowed.some(
        ({ address, length }) => at >= address % FLASH_ADDRESS && end <= (address % FLASH_ADDRESS) + length,
      );
    return this.#written.find((area) => !isInside(area))?.at ?? null;
  }
}
