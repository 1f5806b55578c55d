import { hex } from "../../../bytes/layout.ts";
import { SECTOR } from "../patch/container.ts";
import { Reasoned, within } from "../../../contract/reason.ts";

/** A stretch of flash. */
export interface FlashArea {
  /** Mapped address. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** The simulated flash cannot do what the package asks for. */
export class FlashError extends Reasoned {}

/** Of flash that holds nothing yet. */
export const ERASED = 0xff;

/**
 * Flash while the updater works on it: areas that can be read and written, copies of sectors that were overwritten
 * although old bytes in them are still needed, and what the updater has compressed anew. How the device compresses is
 * not simulated; of a region it is known what it decompresses to.
 */
export class FlashInUpdate {
  readonly #areas: readonly FlashArea[];
  /** Sectors as they were, by address. */
  readonly #backup = new Map<number, Uint8Array>();
  /** Decompressed contents, by the address of the region. */
  readonly #regions = new Map<number, { readonly length: number; readonly contents: Uint8Array }>();

  /** @param areas are copied; none begins inside a sector. */
  constructor(areas: readonly FlashArea[]) {
    this.#areas = areas.map(({ address, bytes }) => ({ address, bytes: bytes.slice() }));
  }

  /** A view of what is there now. */
  read(address: number, length: number): Uint8Array {
    const { bytes, from } = this.#place(address, length);
    return bytes.subarray(from, from + length);
  }

  /** What was there before the update, from the copies where it was overwritten. */
  readOld(address: number, length: number): Uint8Array {
    const old = this.read(address, length).slice();
    for (const [at, sector] of this.#backup) {
      const from = Math.max(address, at);
      const to = Math.min(address + length, at + sector.length);
      if (from < to) old.set(sector.subarray(from - at, to - at), from - address);
    }
    return old;
  }

  /** Copies the sectors of a stretch; those that are copied already stay as they are. */
  backUp(address: number, length: number): void {
    const first = address - (address % SECTOR);
    for (let at = first; at < address + length; at += SECTOR) {
      if (this.#backup.has(at)) continue;
      const { bytes, from } = this.#place(at, 1);
      this.#backup.set(at, bytes.slice(from, from + SECTOR));
    }
  }

  dropBackup(address: number, length: number): void {
    for (const at of [...this.#backup.keys()]) {
      if (at + SECTOR > address && at < address + length) this.#backup.delete(at);
    }
  }

  get backedUpBytes(): number {
    return SECTOR * this.#backup.size;
  }

  write(address: number, bytes: Uint8Array): void {
    this.read(address, bytes.length).set(bytes);
    this.#forgetRegions(address, bytes.length);
  }

  /** Compresses, in the way of the device, into a region of this length. */
  writeRegion(address: number, length: number, contents: Uint8Array): void {
    this.read(address, length).fill(ERASED);
    this.#forgetRegions(address, length);
    this.#regions.set(address, { length, contents });
  }

  /** What a region of exactly this place decompresses to; null when the updater built none there. */
  region(address: number, length: number): Uint8Array | null {
    const region = this.#regions.get(address);
    return region?.length === length ? region.contents : null;
  }

  /** Moves a stretch that the updater has built; the places may overlap. */
  move(from: number, to: number, length: number): void {
    const region = this.#regions.get(from);
    this.write(to, this.read(from, length).slice());
    if (region?.length === length) this.#regions.set(to, region);
  }

  #place(address: number, length: number): { readonly bytes: Uint8Array; readonly from: number } {
    for (const area of this.#areas) {
      const from = address - area.address;
      if (from >= 0 && from + length <= area.bytes.length) return { bytes: area.bytes, from };
    }
    throw new FlashError(within(`${hex(address)} + ${hex(length)}`, { code: "outside-old" }));
  }

  #forgetRegions(address: number, length: number): void {
    for (const [at, region] of this.#regions) {
      if (at < address + length && address < at + region.length) this.#regions.delete(at);
    }
  }
}
