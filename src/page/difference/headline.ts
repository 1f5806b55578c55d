import type { FileState } from "../../contract/comparison.ts";
import { platformTraits } from "../../contract/formats.ts";
import type { FirmwareFacts, PartitionFacts } from "../../contract/maker.ts";

export interface PartitionChange {
  readonly id: string;
  readonly state: FileState;
  /** It has changed in nothing but its place. */
  readonly moved: boolean;
}

/** What the facts of two firmwares tell about their differences, without asking anybody. */
export interface Headline {
  readonly partitions: readonly PartitionChange[];
  /** Of partitions. */
  readonly counts: Readonly<Record<FileState, number>>;
  /** Of files that facts list; all 0 on platforms without. */
  readonly files: Readonly<Record<FileState, number>>;
}

const none: Readonly<Record<FileState, number>> = { same: 0, changed: 0, added: 0, removed: 0 };

/** Platforms whose flash can be compared block by block. */
export function hasComparison(old: FirmwareFacts, fresh: FirmwareFacts): boolean {
  const { platform } = fresh;
  return old.platform === platform && platformTraits(platform)?.comparable === true;
}

/** Partitions in the order of the new firmware, those that are gone last. */
export function headlineOf(old: FirmwareFacts, fresh: FirmwareFacts): Headline {
  const [before, after] = [innermost(old.partitions), innermost(fresh.partitions)];
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  const partitions = ids.map((id) => {
    const [was, is] = [before, after].map((all) => all.find((one) => one.id === id));
    const state = stateOf(was?.sha256, is?.sha256);
    const moved = state === "same" && was?.address !== is?.address;
    return { id, state: moved ? ("changed" as const) : state, moved };
  });
  const counts = { ...none };
  for (const { state } of partitions) counts[state] += 1;
  const files = { ...none };
  const oldFiles = new Map(old.files.map(({ path, sha256 }) => [path, sha256]));
  const newFiles = new Map(fresh.files.map(({ path, sha256 }) => [path, sha256]));
  for (const path of new Set([...oldFiles.keys(), ...newFiles.keys()])) {
    files[stateOf(oldFiles.get(path), newFiles.get(path))] += 1;
  }
  return { partitions, counts, files };
}

function stateOf(old: string | null | undefined, fresh: string | null | undefined): FileState {
  if (old === null || old === undefined) return "added";
  if (fresh === null || fresh === undefined) return "removed";
  return old === fresh ? "same" : "changed";
}

/** Partitions with data and a place, without those that are made up of others (system holds cp and dsp). */
function innermost(partitions: readonly PartitionFacts[]): readonly PartitionFacts[] {
  const placed = partitions.filter(({ sha256, address }) => sha256 !== null && address !== null);
  return placed.filter((outer) => !placed.some((inner) => inner !== outer && liesIn(inner, outer)));
}

function liesIn(inner: PartitionFacts, outer: PartitionFacts): boolean {
  const [innerAt, outerAt] = [inner.address ?? 0, outer.address ?? 0];
  return inner.size < outer.size && innerAt >= outerAt && innerAt + inner.size <= outerAt + outer.size;
}
