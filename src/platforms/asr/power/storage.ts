import type { PowerCutWork } from "../../../contract/verification.ts";
import type { FlashArea } from "../fota-all/flash-in-update.ts";
import { SECTOR } from "../patch/container.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

/**
 * What an ASR module keeps without power while it updates itself. It never changes: landing an operation gives the next
 * one, so that every moment of an update can be kept and gone on from.
 */
export interface Storage {
  readonly areas: readonly { readonly address: number; readonly sectors: readonly Uint8Array[] }[];
  /** Sectors as they were, by address, in the backup partition. */
  readonly backup: ReadonlyMap<number, Uint8Array>;
  /** A piece that is being moved, likewise. */
  readonly lifted: Uint8Array;
  /** Both copies of the note of progress: the stage that comes next; null for one that is not whole. */
  readonly notes: readonly [number | null, number | null];
}

/** Everything that changes a storage; the power can fail at each of them. */
export interface Operation {
  readonly what: PowerCutWork;
  /** `half`: the first half is there, the rest is garbage. */
  land(storage: Storage, portion: "half" | "whole"): Storage;
}

/** What a write that lost power leaves behind its first half. */
const GARBAGE = 0x5a;

export function storageOf(areas: readonly FlashArea[]): Storage {
  return {
    areas: areas.map(({ address, bytes }) => ({
      address,
      sectors: Array.from({ length: Math.ceil(bytes.length / SECTOR) }, (_, i) => {
        return bytes.slice(i * SECTOR, (i + 1) * SECTOR);
      }),
    })),
    backup: new Map(),
    lifted: new Uint8Array(0),
    notes: [0, 0],
  };
}

/** The stage that comes next: the first copy counts where it is whole and not older. */
export function notedStage({ notes: [first, second] }: Storage): number {
  return Math.max(first ?? 0, second ?? 0);
}

/** Null where no part of the update lies. */
export function readFlash({ areas }: Storage, address: number, length: number): Uint8Array | null {
  const area = areas.find((one) => {
    return address >= one.address && address + length <= one.address + SECTOR * one.sectors.length;
  });
  if (area === undefined) return null;
  const bytes = new Uint8Array(length);
  for (let at = address - ((address - area.address) % SECTOR); at < address + length; at += SECTOR) {
    const sector = area.sectors[(at - area.address) / SECTOR] ?? new Uint8Array(0);
    const from = Math.max(0, address - at);
    bytes.set(sector.subarray(from, Math.min(sector.length, address + length - at)), at + from - address);
  }
  return bytes;
}

export function writeFlash(address: number, bytes: Uint8Array): Operation {
  return {
    what: { kind: "program", address },
    land(storage, portion) {
      const landed = torn(bytes, portion);
      return { ...storage, areas: storage.areas.map((area) => changed(area, address, landed)) };
    },
  };
}

function changed(
  area: Storage["areas"][number],
  address: number,
  bytes: Uint8Array,
): Storage["areas"][number] {
  const at = address - area.address;
  if (at < 0 || at >= SECTOR * area.sectors.length) return area;
  const sectors = area.sectors.slice();
  for (let from = at - (at % SECTOR); from < at + bytes.length; from += SECTOR) {
    const sector = sectors[from / SECTOR]?.slice();
    if (sector === undefined) break;
    const begin = Math.max(0, at - from);
    sector.set(bytes.subarray(from + begin - at, from + sector.length - at), begin);
    sectors[from / SECTOR] = sector;
  }
  return { ...area, sectors };
}

export function backUp(address: number): Operation {
  return {
    what: { kind: "backup", address },
    land(storage, portion) {
      const sector = readFlash(storage, address, SECTOR) ?? new Uint8Array(0);
      return { ...storage, backup: new Map(storage.backup).set(address, torn(sector, portion)) };
    },
  };
}

export function lift(from: number, bytes: Uint8Array): Operation {
  return {
    what: { kind: "lift", address: from },
    land: (storage, portion) => ({ ...storage, lifted: torn(bytes, portion) }),
  };
}

export function note(copy: 0 | 1, stage: number): Operation {
  return {
    what: { kind: "progress", stage },
    land(storage, portion) {
      const noted = portion === "whole" ? stage : null;
      const [first, second] = storage.notes;
      return { ...storage, notes: copy === 0 ? [noted, second] : [first, noted] };
    },
  };
}

function torn(bytes: Uint8Array, portion: "half" | "whole"): Uint8Array {
  if (portion === "whole") return bytes;
  const half = bytes.slice();
  half.fill(GARBAGE, bytes.length >> 1);
  return half;
}

/** Equal in flash, and in the copies that are still needed. */
export function sameStorage(a: Storage, b: Storage, kept: readonly number[], withLifted: boolean): boolean {
  const same = a.areas.every((area, i) => {
    const other = b.areas[i]?.sectors;
    return area.sectors.every((sector, at) => {
      const one = other?.[at];
      return one !== undefined && sameBytes(sector, one);
    });
  });
  return same && sameCopies(a, b, kept) && (!withLifted || sameBytes(a.lifted, b.lifted));
}

function sameCopies(a: Storage, b: Storage, kept: readonly number[]): boolean {
  return kept.every((sector) => {
    const [one, other] = [a.backup.get(sector), b.backup.get(sector)];
    return one !== undefined && other !== undefined && sameBytes(one, other);
  });
}
