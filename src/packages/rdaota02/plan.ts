import { compareUtf8 } from "../../firmware/sffs.ts";
import type { FileTree, FlashImage, Unisoc8910Firmware } from "../../firmware/unisoc8910.ts";
import { decodeLzmar, isLzmar } from "../../lzmar/decode.ts";
import type { FilesRule, FlashRule, Unisoc8910RuleSet } from "../../modules/unisoc8910-rules.ts";
import { Refusal } from "../../refusal.ts";
import { nvRemovals } from "./nv-removals.ts";
import { sameBytes } from "../same-bytes.ts";

/**
 * What an update has to change, bulk by bulk, before anything is encoded
 * (specs/unisoc-rdaota02.md section 6).
 */
export type PlannedBulk =
  | {
      readonly kind: "flash";
      readonly id: string;
      readonly device: number;
      /** Offset in the chip. */
      readonly base: number;
      readonly blockSize: number;
      readonly old: Uint8Array;
      readonly new: Uint8Array;
    }
  | {
      readonly kind: "blocked";
      /** Absolute path without the suffix of the parts. */
      readonly name: string;
      /** Parts as stored. */
      readonly oldParts: readonly Uint8Array[];
      readonly newParts: readonly Uint8Array[];
      /** Decompressed. */
      readonly old: Uint8Array;
      readonly new: Uint8Array;
      readonly partSize: number;
    }
  | { readonly kind: "plain"; readonly name: string; readonly old: Uint8Array; readonly new: Uint8Array }
  | { readonly kind: "remove"; readonly name: string; readonly old: Uint8Array }
  | { readonly kind: "insert"; readonly name: string; readonly new: Uint8Array };

export type PlannedOf<K extends PlannedBulk["kind"]> = Extract<PlannedBulk, { kind: K }>;

/** Decompressed bytes of every part of a blocked file but the last; the module knows no other size. */
export const PART_SIZE = 0x10000;
const MOST_PARTS = 1000;

/**
 * @throws Refusal partition-missing, partition-moved, partition-too-small, part-size, firmware-damaged
 */
export function planUpdate(
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
): PlannedBulk[] {
  return ruleSet.rules.flatMap((rule): PlannedBulk[] => {
    switch (rule.kind) {
      case "flash":
        return planFlash(rule, old, next);
      case "file-system":
        return planFiles(rule, old.fileSystems.get(rule.id), next.fileSystems.get(rule.id));
      case "archive":
        return planFiles(rule, old.archives.get(rule.id), next.archives.get(rule.id));
      case "nv":
        if (old.nvItems === null || next.nvItems === null) return [];
        return nvRemovals(rule, old.nvItems, next.nvItems).map(({ path, old: data }) => ({
          kind: "remove",
          name: path,
          old: data,
        }));
    }
  });
}

/** The image that a flash rule is about; null when the firmware has none on that chip. */
export function imageFor(rule: FlashRule, firmware: Unisoc8910Firmware): FlashImage | null {
  return firmware.flash.find(({ id, address }) => id === rule.id && address >>> 28 === rule.chip) ?? null;
}

function planFlash(rule: FlashRule, old: Unisoc8910Firmware, next: Unisoc8910Firmware): PlannedBulk[] {
  const from = imageFor(rule, old);
  const to = imageFor(rule, next);
  if (from === null && to === null) return [];
  if (from === null || to === null) {
    throw new Refusal("partition-missing", { partition: rule.id, missingIn: from === null ? "old" : "new" });
  }
  if (from.address !== to.address) {
    throw new Refusal("partition-moved", {
      partition: rule.id,
      old: `0x${from.address.toString(16)}`,
      new: `0x${to.address.toString(16)}`,
    });
  }
  // The last block is erased in whole sectors.
  const erased = Math.ceil(to.image.length / 4096) * 4096;
  for (const { limit } of [from, to]) {
    if (limit !== null && erased > limit) {
      throw new Refusal("partition-too-small", { partition: rule.id, size: to.image.length, limit });
    }
  }
  if (sameBytes(from.image, to.image)) return [];
  return [
    {
      kind: "flash",
      id: rule.id,
      device: from.device,
      base: from.offset,
      blockSize: rule.blockSize,
      old: from.image,
      new: to.image,
    },
  ];
}

/** The files of a tree, with the parts of blocked files drawn together. */
interface SortedFiles {
  /** Names are byte-sorted; path below the mount. */
  readonly plain: ReadonlyMap<string, Uint8Array>;
  /** Name without suffix to parts as stored. */
  readonly blocked: ReadonlyMap<string, readonly Uint8Array[]>;
}

function planFiles(rule: FilesRule, old: FileTree | undefined, next: FileTree | undefined): PlannedBulk[] {
  if (old === undefined && next === undefined) return [];
  if (old === undefined || next === undefined) {
    throw new Refusal("partition-missing", {
      partition: rule.id,
      missingIn: old === undefined ? "old" : "new",
    });
  }
  const from = sortFiles(rule, old);
  const to = sortFiles(rule, next);
  const path = (name: string): string => `${rule.mount}/${name}`;
  const bulks: PlannedBulk[] = [];
  for (const [name, before] of from.plain) {
    const after = to.plain.get(name);
    if (after === undefined) bulks.push({ kind: "remove", name: path(name), old: before });
    // A file that becomes empty has no block to patch: it is written anew.
    else if (after.length === 0 && before.length > 0) {
      bulks.push({ kind: "insert", name: path(name), new: after });
    } else if (!sameBytes(before, after)) {
      bulks.push({ kind: "plain", name: path(name), old: before, new: after });
    }
  }
  for (const [name, after] of to.plain) {
    if (!from.plain.has(name)) bulks.push({ kind: "insert", name: path(name), new: after });
  }
  for (const [name, before] of from.blocked) {
    bulks.push(...planBlocked(path(name), before, to.blocked.get(name) ?? []));
  }
  for (const [name, after] of to.blocked) {
    if (from.blocked.has(name)) continue;
    for (const [part, bytes] of after.entries()) {
      bulks.push({ kind: "insert", name: partName(path(name), part), new: bytes });
    }
  }
  return bulks;
}

function planBlocked(
  name: string,
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
): PlannedBulk[] {
  const same = before.length === after.length && before.every((part, i) => isSame(part, after[i]));
  if (same) return [];
  const bulks: PlannedBulk[] = [];
  if (after.length > 0) {
    bulks.push({
      kind: "blocked",
      name,
      oldParts: before,
      newParts: after,
      old: unpack(name, before),
      new: unpack(name, after),
      partSize: PART_SIZE,
    });
  }
  for (const [part, bytes] of before.entries()) {
    if (part >= after.length) bulks.push({ kind: "remove", name: partName(name, part), old: bytes });
  }
  return bulks;
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && sameBytes(a, b);
}

export function partName(name: string, part: number): string {
  return `${name}.${String(part).padStart(3, "0")}`;
}

function sortFiles(rule: FilesRule, tree: FileTree): SortedFiles {
  const ignored = new Set(rule.ignore);
  const names = [...tree.keys()].filter((name) => !ignored.has(name)).sort(compareUtf8);
  const blocked = new Map<string, readonly Uint8Array[]>();
  const taken = new Set<string>();
  for (const first of names) {
    if (!first.endsWith(".000") || !isLzmar(tree.get(first) ?? new Uint8Array(0))) continue;
    const name = first.slice(0, -4);
    const parts: Uint8Array[] = [];
    for (let part = 0; part < MOST_PARTS; part++) {
      const bytes = tree.get(partName(name, part));
      if (bytes === undefined) break;
      parts.push(bytes);
      taken.add(partName(name, part));
    }
    blocked.set(name, parts);
  }
  const plain = new Map<string, Uint8Array>();
  for (const name of names) {
    const bytes = tree.get(name);
    if (bytes !== undefined && !taken.has(name)) plain.set(name, bytes);
  }
  return { plain, blocked };
}

/** All parts decompressed, in a row. */
function unpack(name: string, parts: readonly Uint8Array[]): Uint8Array {
  const raw = parts.map((part) => decodeLzmar(part));
  for (const [i, { length }] of raw.entries()) {
    const isLast = i === raw.length - 1;
    if (isLast ? length > PART_SIZE || length === 0 : length !== PART_SIZE) {
      throw new Refusal("part-size", { file: partName(name, i), size: length, expected: PART_SIZE });
    }
  }
  const all = new Uint8Array(raw.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of raw) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
