import type { OpenedFirmware } from "../../../workshop/open-firmware.ts";
import type { Pac } from "../firmware/pac.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import type { Unisoc8910RuleSet } from "../rules.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { byTheRules, fileMethodWarnings, type FileMethods } from "./file-methods.ts";
import { unruledNvItems } from "./nv-removals.ts";
import { imageFor, type PlannedBulk, planUpdate } from "./plan.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

/** Two firmwares that belong together, and what has to be changed. */
export interface Fit {
  readonly plan: readonly PlannedBulk[];
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

/** An opened firmware of this platform. */
export interface Opened8910 extends OpenedFirmware {
  readonly unisoc8910: Unisoc8910Firmware;
}

/**
 * Whether an update leads from old to new.
 * @throws Refusal same-firmware, different-board, nothing-to-update, and all of {@link planUpdate}
 */
export function fitTogether(
  old: Opened8910,
  next: Opened8910,
  ruleSet: Unisoc8910RuleSet,
  fileMethods: FileMethods = byTheRules,
): Fit {
  const from = old.unisoc8910;
  const to = next.unisoc8910;
  if (samePac(from.pac, to.pac)) throw new Refusal("same-firmware", { file: next.fileName });
  const oldBoard = boardOf(from);
  const newBoard = boardOf(to);
  if (oldBoard !== newBoard) throw new Refusal("different-board", { old: oldBoard, new: newBoard });

  const plan = planUpdate(from, to, ruleSet, fileMethods);
  const notCovered = partitionsNotCovered(from, to, ruleSet);
  const byChoice = fileMethodWarnings(fileMethods, from, to, ruleSet);
  if (plan.every((bulk) => bulk.kind === "remove" && isRunningNv(bulk.name, ruleSet))) {
    const kept = byChoice.flatMap((warning) =>
      warning.code === "files-ignored" ? warning.detail.files : [],
    );
    throw new Refusal("nothing-to-update", {
      differing: notCovered,
      ...(kept.length === 0 ? {} : { ignored: kept }),
    });
  }
  const warnings: RefusalValue[] = [...byChoice];
  if (from.builtAt !== null && to.builtAt !== null && from.builtAt > to.builtAt) {
    warnings.push({ code: "old-and-new-swapped", detail: { old: day(from.builtAt), new: day(to.builtAt) } });
  }
  // No stock rule updates the boot loader: nobody expects it.
  const surprising = notCovered.filter((id) => id !== "BOOTLOADER");
  if (surprising.length > 0) {
    warnings.push({ code: "partition-not-covered", detail: { partitions: surprising } });
  }
  const unruled = ruleSet.rules.flatMap((rule) =>
    rule.kind === "nv" && from.nvItems !== null && to.nvItems !== null
      ? unruledNvItems(rule, from.nvItems, to.nvItems)
      : [],
  );
  if (unruled.length > 0) {
    const items = unruled.map((item) => `0x${item.toString(16)}`);
    warnings.push({ code: "nv-rules-unknown", detail: { items } });
  }
  return { plan, warnings };
}

function samePac(a: Pac, b: Pac): boolean {
  if (a.entries.length !== b.entries.length) return false;
  return a.entries.every((entry, i) => {
    const other = b.entries[i];
    return other?.id === entry.id && sameBytes(entry.data, other.data);
  });
}

function boardOf({ pac }: Unisoc8910Firmware): string {
  return [pac.product, pac.alias].filter((text) => text !== "").join(" / ");
}

function isRunningNv(name: string, ruleSet: Unisoc8910RuleSet): boolean {
  return ruleSet.rules.some(
    (rule) => rule.kind === "nv" && rule.items.some(({ running }) => running === name),
  );
}

/** Flash images, file systems and archives that differ and that no rule is about. */
export function partitionsNotCovered(
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
  ruleSet: Unisoc8910RuleSet,
): string[] {
  const covered = new Set(
    ruleSet.rules.flatMap((rule) =>
      rule.kind !== "flash" || imageFor(rule, old) !== null || imageFor(rule, next) !== null ? [rule.id] : [],
    ),
  );
  const before = partitionData(old);
  const after = partitionData(next);
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => {
    if (covered.has(id)) return false;
    const a = before.get(id);
    const b = after.get(id);
    return a === undefined || b === undefined || !sameBytes(a, b);
  });
}

/** What the module keeps after flashing; loaders in RAM and operations are not among it. */
function partitionData({ pac, flash, archives }: Unisoc8910Firmware): Map<string, Uint8Array> {
  const kept = new Set([...flash.map(({ id }) => id), ...archives.keys()]);
  return new Map(pac.entries.filter(({ id }) => kept.has(id)).map(({ id, data }) => [id, data]));
}

function day(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}
