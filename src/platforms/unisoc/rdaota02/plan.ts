import type { FileMethod } from "../../../contract/maker.ts";
import type { FileTree, FlashImage, Unisoc8910Firmware } from "../firmware/firmware.ts";
import { decodeLzmar } from "../lzmar/decode.ts";
import type { FilesRule, FlashRule, Unisoc8910RuleSet } from "../rules.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { byTheRules, checkFileMethods, type FileMethods, methodFor } from "./file-methods.ts";
import { nvRemovals } from "./nv-removals.ts";
import { partName, sortFiles } from "./sorted-files.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

/**
 * What an update has to change, bulk by bulk, before anything is encoded
 * (docs/formats/rdaota02.md#rules).
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

/** Of QuecPython, beside the system; releases come with it and without. */
const APPLICATION = "APPIMG";

const nothing = new Uint8Array(0);

/**
 * @throws Refusal file-method, application-in-one-only, partition-missing, partition-moved, partition-too-small, part-size, firmware-damaged
 */
export function planUpdate(
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
  fileMethods: FileMethods = byTheRules,
): PlannedBulk[] {
  checkFileMethods(fileMethods, old, next, ruleSet);
  return ruleSet.rules.flatMap((rule): PlannedBulk[] => {
    switch (rule.kind) {
      case "flash":
        return planFlash(rule, old, next);
      case "file-system":
        return planFiles(rule, old.fileSystems.get(rule.id), next.fileSystems.get(rule.id), fileMethods);
      case "archive":
        return planFiles(rule, old.archives.get(rule.id), next.archives.get(rule.id), fileMethods);
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

/** What is not where the rule has it may be in the other chip. @throws Refusal partition-moved */
function refuseOtherChip({ id }: FlashRule, old: Unisoc8910Firmware, next: Unisoc8910Firmware): void {
  const address = ({ flash }: Unisoc8910Firmware) => flash.find((one) => one.id === id)?.address;
  const [from, to] = [address(old), address(next)];
  if (from === undefined || to === undefined) return;
  throw new Refusal("partition-moved", {
    partition: id,
    old: `0x${from.toString(16)}`,
    new: `0x${to.toString(16)}`,
  });
}

function planFlash(rule: FlashRule, old: Unisoc8910Firmware, next: Unisoc8910Firmware): PlannedBulk[] {
  const from = imageFor(rule, old);
  const to = imageFor(rule, next);
  if (from === null && to === null) return [];
  if (from === null || to === null) {
    refuseOtherChip(rule, old, next);
    if (rule.id === APPLICATION) {
      throw new Refusal("application-in-one-only", { missingIn: from === null ? "old" : "new" });
    }
    throw new Refusal("partition-missing", {
      partition: rule.id,
      missingIn: from === null ? "old" : "new",
      byRules: true,
    });
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

function planFiles(
  rule: FilesRule,
  old: FileTree | undefined,
  next: FileTree | undefined,
  chosen: FileMethods,
): PlannedBulk[] {
  if (old === undefined && next === undefined) return [];
  if (old === undefined || next === undefined) {
    throw new Refusal("partition-missing", {
      partition: rule.id,
      missingIn: old === undefined ? "old" : "new",
      byRules: true,
    });
  }
  const from = sortFiles(old);
  const to = sortFiles(next);
  const plain = [...from.plain.keys(), ...namesOnlyIn(to.plain, from.plain)];
  const blocked = [...from.blocked.keys(), ...namesOnlyIn(to.blocked, from.blocked)];
  const path = (name: string): string => `${rule.mount}/${name}`;
  return [
    ...plain.flatMap((name) =>
      planPlain(path(name), from.plain.get(name), to.plain.get(name), methodFor(rule, name, chosen)),
    ),
    ...blocked.flatMap((name) =>
      planBlocked(
        path(name),
        from.blocked.get(name) ?? [],
        to.blocked.get(name) ?? [],
        methodFor(rule, name, chosen),
      ),
    ),
  ];
}

function namesOnlyIn<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): string[] {
  return [...one.keys()].filter((name) => !other.has(name));
}

/** One of `before` and `after` is there at least. */
function planPlain(
  name: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  method: FileMethod,
): PlannedBulk[] {
  switch (method) {
    case "ignore":
      return [];
    case "remove":
      return [{ kind: "remove", name, old: before ?? nothing }];
    case "replace":
      return putAnew(name, before, after);
    case "patch":
      if (before === undefined || after === undefined) return putAnew(name, before, after);
      if (sameBytes(before, after)) return [];
      // A file that becomes empty has no block to patch: it is written anew.
      if (after.length === 0) return [{ kind: "insert", name, new: after }];
      return [{ kind: "plain", name, old: before, new: after }];
  }
}

/**
 * Removed and written anew, whichever of the two applies. Neither step looks at what the module holds, so that
 * one that lost power is simply done again.
 */
function putAnew(name: string, before: Uint8Array | undefined, after: Uint8Array | undefined): PlannedBulk[] {
  return [
    ...(before === undefined ? [] : [{ kind: "remove", name, old: before } as const]),
    ...(after === undefined ? [] : [{ kind: "insert", name, new: after } as const]),
  ];
}

/** Parts as stored; none where the file is not there. */
function planBlocked(
  name: string,
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
  method: FileMethod,
): PlannedBulk[] {
  const parts = Array.from({ length: Math.max(before.length, after.length) }, (_, part) => ({
    path: partName(name, part),
    from: before[part],
    to: after[part],
  }));
  const anew = (): PlannedBulk[] => parts.flatMap(({ path, from, to }) => putAnew(path, from, to));
  switch (method) {
    case "ignore":
      return [];
    case "remove":
      return parts.map(({ path, from }) => ({ kind: "remove", name: path, old: from ?? nothing }));
    case "replace":
      return anew();
    case "patch":
      if (parts.every(({ from, to }) => from !== undefined && isSame(from, to))) return [];
      if (before.length === 0 || after.length === 0) return anew();
      return [
        {
          kind: "blocked",
          name,
          oldParts: before,
          newParts: after,
          old: unpack(name, before),
          new: unpack(name, after),
          partSize: PART_SIZE,
        },
        // Parts that the new file no longer has; those that it gains are part of the patch.
        ...parts
          .slice(after.length)
          .map(({ path, from }): PlannedBulk => ({ kind: "remove", name: path, old: from ?? nothing })),
      ];
  }
}

function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && sameBytes(a, b);
}

/** By their first part, so that a plan for other choices need not decompress them again. */
const unpacked = new WeakMap<
  Uint8Array,
  { readonly parts: readonly Uint8Array[]; readonly contents: Uint8Array }
>();

/** All parts decompressed, in a row; the same parts always give the same view. */
function unpack(name: string, parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  const known = first === undefined ? undefined : unpacked.get(first);
  if (known?.parts.length === parts.length && known.parts.every((part, i) => part === parts[i])) {
    return known.contents;
  }
  const contents = decompressed(name, parts);
  if (first !== undefined) unpacked.set(first, { parts, contents });
  return contents;
}

function decompressed(name: string, parts: readonly Uint8Array[]): Uint8Array {
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
