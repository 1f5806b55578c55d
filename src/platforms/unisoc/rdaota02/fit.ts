import type { Opened } from "../../platform.ts";
import type { Pac } from "../firmware/pac.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { UNISOC8910_RULE_SETS, type Unisoc8910RuleSet, type Unisoc8910RuleSetId } from "../rules.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { byTheRules, fileMethodWarnings, type FileMethods } from "./file-methods.ts";
import { nvRemovals } from "./nv-removals.ts";
import { imageFor, type PlannedBulk, planUpdate } from "./plan.ts";
import { changedScripts, scriptPartitions } from "./user-scripts.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

/** Two firmwares that belong together, and what has to be changed. */
export interface Fit {
  readonly plan: readonly PlannedBulk[];
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

/**
 * Whether an update leads from old to new.
 * @throws Refusal same-firmware, different-board, nothing-to-update, only-scripts-differ, and all of {@link planUpdate}
 */
export function fitTogether(
  old: Opened<Unisoc8910Firmware>,
  next: Opened<Unisoc8910Firmware>,
  ruleSet: Unisoc8910RuleSet,
  fileMethods: FileMethods = byTheRules,
): Fit {
  const from = old.firmware;
  const to = next.firmware;
  if (samePac(from.pac, to.pac)) throw new Refusal("same-firmware", { file: next.fileName });
  const oldBoard = boardOf(from);
  const newBoard = boardOf(to);
  if (oldBoard !== newBoard) throw new Refusal("different-board", { old: oldBoard, new: newBoard });

  const plan = planUpdate(from, to, ruleSet, fileMethods);
  const notCovered = partitionsNotCovered(from, to, ruleSet);
  const scriptIds = scriptPartitions(notCovered, from, to);
  const scripts = scriptIds.length === 0 ? null : changedScripts(scriptIds, from, to);
  // No stock rule updates the boot loader: nobody expects it.
  const others = notCovered.filter((id) => id !== "BOOTLOADER" && !scriptIds.includes(id));
  const byChoice = fileMethodWarnings(fileMethods, from, to, ruleSet);
  const anyway = removedAnyway(from, ruleSet);
  if (plan.every((bulk) => bulk.kind === "remove" && anyway.has(bulk.name))) {
    const kept = byChoice.flatMap((warning) =>
      warning.code === "files-ignored" ? warning.detail.files : [],
    );
    const isFirmwareSame = notCovered.length === scriptIds.length && kept.length === 0;
    if (isFirmwareSame && scripts !== null) throw new Refusal("only-scripts-differ", scripts);
    throw new Refusal("nothing-to-update", {
      differing: notCovered,
      ruleSets: ruleSetsCarrying(notCovered, from, to),
      ...(kept.length === 0 ? {} : { ignored: kept }),
    });
  }
  const warnings: RefusalValue[] = [...byChoice];
  if (from.builtAt !== null && to.builtAt !== null && from.builtAt > to.builtAt) {
    warnings.push({ code: "old-and-new-swapped", detail: { old: day(from.builtAt), new: day(to.builtAt) } });
  }
  if (others.length > 0) {
    const ruleSets = ruleSetsCarrying(others, from, to);
    warnings.push({ code: "partition-not-covered", detail: { partitions: others, ruleSets } });
  }
  if (scripts !== null) warnings.push({ code: "scripts-not-carried", detail: scripts });
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

/** Running copies of NV items that go even when nothing has changed. */
function removedAnyway({ nvItems }: Unisoc8910Firmware, { rules }: Unisoc8910RuleSet): ReadonlySet<string> {
  if (nvItems === null) return new Set();
  return new Set(
    rules.flatMap((rule) =>
      rule.kind === "nv" ? nvRemovals(rule, nvItems, nvItems).map(({ path }) => path) : [],
    ),
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

/** Rule sets by which an update carries some of these partitions, which both firmwares have then. */
function ruleSetsCarrying(
  ids: readonly string[],
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
): Unisoc8910RuleSetId[] {
  return Object.values(UNISOC8910_RULE_SETS).flatMap(({ id, rules }) =>
    rules.some(
      (rule) =>
        rule.kind === "flash" &&
        ids.includes(rule.id) &&
        imageFor(rule, old) !== null &&
        imageFor(rule, next) !== null,
    )
      ? [id]
      : [],
  );
}

/** What the module keeps after flashing; loaders in RAM and operations are not among it. */
function partitionData({ pac, flash, archives }: Unisoc8910Firmware): Map<string, Uint8Array> {
  const kept = new Set([...flash.map(({ id }) => id), ...archives.keys()]);
  return new Map(pac.entries.filter(({ id }) => kept.has(id)).map(({ id, data }) => [id, data]));
}

function day(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 10);
}
