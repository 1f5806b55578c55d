import type { ReleaseImage } from "../firmware/release.ts";

interface Area {
  readonly at: number;
  readonly end: number;
}

/** Flash that nobody knows: erased would look like a coincidence. */
const UNKNOWN = 0xa5;
const MEBIBYTE = 1024 * 1024;

/**
 * Flash of a module with a release on it. What the module compresses is kept decompressed, with the room that it has:
 * modules compress in their own way.
 */
export class Ec200aFlash {
  readonly #bytes: Uint8Array;
  readonly #written: Area[] = [];
  readonly #regions = new Map<number, { readonly length: number; readonly contents: Uint8Array }>();

  constructor(images: readonly ReleaseImage[], flashMiB: number) {
    const ends = images.map(({ flashAddress, bytes }) => flashAddress + (bytes?.length ?? 0));
    this.#bytes = new Uint8Array(Math.max(flashMiB * MEBIBYTE, ...ends)).fill(UNKNOWN);
    for (const { flashAddress, bytes } of images) if (bytes !== null) this.#bytes.set(bytes, flashAddress);
  }

  /** A view; null outside the flash. */
  read(address: number, length: number): Uint8Array | null {
    return address + length <= this.#bytes.length ? this.#bytes.subarray(address, address + length) : null;
  }

  /** False outside the flash. */
  write(address: number, bytes: Uint8Array): boolean {
    const place = this.read(address, bytes.length);
    place?.set(bytes);
    this.#mark(address, bytes.length);
    return place !== null;
  }

  /** Compresses, in the way of the module, into exactly this room. */
  writeRegion(address: number, length: number, contents: Uint8Array): boolean {
    const place = this.read(address, length);
    place?.fill(UNKNOWN);
    this.#mark(address, length);
    this.#regions.set(address, { length, contents });
    return place !== null;
  }

  /** A write that lost power; it does not count, because it is done again. */
  interrupt(address: number, length: number): void {
    this.read(address, length >> 1)?.fill(UNKNOWN);
  }

  /** What was compressed into exactly this room; null when nothing was. */
  region(address: number, length: number): Uint8Array | null {
    const region = this.#regions.get(address);
    return region?.length === length ? region.contents : null;
  }

  /** Where two writes meet, or one lies in none of these areas; null when that is nowhere. */
  strayWrite(allowed: readonly { readonly address: number; readonly length: number }[]): number | null {
    const sorted = [...this.#written].sort((a, b) => a.at - b.at);
    const stray = sorted.find(({ at, end }, i) => {
      const meets = at < (sorted[i - 1]?.end ?? 0);
      return meets || !allowed.some(({ address, length }) => at >= address && end <= address + length);
    });
    return stray?.at ?? null;
  }

  #mark(at: number, length: number): void {
    this.#written.push({ at, end: at + length });
  }
}
