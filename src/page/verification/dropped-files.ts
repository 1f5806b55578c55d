/** Several files that were let go on the inspect screen at once: which is the package, which the firmware. */
import type { FirmwareFacts, Inspection } from "../../contract/maker.ts";
import { isOlder } from "../make/make.svelte.ts";

export interface LookedAt {
  readonly file: File;
  /** null: refused. */
  readonly inspection: Inspection | null;
}

export interface SortedFiles {
  /** What is shown: a package where there is one. */
  readonly shown: LookedAt | null;
  /** The other file of a mini-system package. */
  readonly second: LookedAt | null;
  readonly old: File | null;
  readonly new: File | null;
}

interface ReadFirmware {
  readonly file: File;
  readonly facts: FirmwareFacts;
}

/** Of several packages the first one is taken, of several firmwares the first two. */
export function sortDropped(files: readonly LookedAt[]): SortedFiles {
  const packages = files.filter(({ inspection }) => inspection !== null && isPackage(inspection));
  const shown = packages.find(({ inspection }) => inspection?.kind !== "asr-mini-2") ?? packages[0] ?? null;
  const wanted = otherMini(shown?.inspection ?? null);
  const second = packages.find(({ inspection }) => inspection?.kind === wanted) ?? null;
  const [one, other] = files.flatMap(({ file, inspection }): ReadFirmware[] =>
    inspection?.kind === "firmware" ? [{ file, facts: inspection.facts }] : [],
  );
  return {
    shown: shown ?? files.find(({ inspection }) => inspection !== null) ?? files[0] ?? null,
    second,
    ...sides(one ?? null, other ?? null, shown?.inspection?.kind === "asr-full"),
  };
}

export function isPackage({ kind }: Inspection): boolean {
  return kind !== "firmware" && kind !== "user-partition";
}

/** Which file a mini-system package lacks; null when none. */
export function otherMini(inspection: Inspection | null): "asr-mini-1" | "asr-mini-2" | null {
  if (inspection?.kind === "asr-mini-1") return "asr-mini-2";
  return inspection?.kind === "asr-mini-2" ? "asr-mini-1" : null;
}

function sides(
  one: ReadFirmware | null,
  other: ReadFirmware | null,
  newAlone: boolean,
): { readonly old: File | null; readonly new: File | null } {
  if (one === null) return { old: null, new: null };
  if (other === null) return newAlone ? { old: null, new: one.file } : { old: one.file, new: null };
  const [old, fresh] = isOlder(other.facts, one.facts) ? [other, one] : [one, other];
  return { old: old.file, new: fresh.file };
}
