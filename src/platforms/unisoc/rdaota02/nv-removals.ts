import type { NvRule } from "../rules.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

type NvItems = ReadonlyMap<number, Uint8Array>;

/** A running NV file that the update removes, with the old item that the package names. */
export interface NvRemoval {
  readonly path: string;
  readonly old: Uint8Array;
}

/** The running NV files to remove, in the order of the rules (docs/formats/rdaota02.md#rules). */
export function nvRemovals(rule: NvRule, old: NvItems, next: NvItems): NvRemoval[] {
  const changed = new Set(rule.items.map(({ item }) => item).filter((item) => itemChanged(item, old, next)));
  return rule.items.flatMap(({ item, running, clean }) => {
    const data = old.get(item);
    if (data === undefined) return [];
    const removed =
      !next.has(item) ||
      clean === "always" ||
      (clean === "any" && changed.size > 0) ||
      (clean === "own" && changed.has(item));
    return removed ? [{ path: running, old: data }] : [];
  });
}

function itemChanged(item: number, old: NvItems, next: NvItems): boolean {
  const before = old.get(item);
  const after = next.get(item);
  if (before === undefined || after === undefined) return before !== after;
  return !sameBytes(before, after);
}
