/** Several files that were let go on the inspect screen at once: which is the package, which the firmware. */
import { placeOf } from "../../contract/formats.ts";
import type { FirmwareFacts, Inspection } from "../../contract/maker.ts";
import { isOlder } from "../make/make.svelte.ts";
import { fileMissing, isPackage, traitsOf } from "./shown-package.ts";

export interface LookedAt {
  readonly file: File;
  /** null: refused. */
  readonly inspection: Inspection | null;
}

export interface SortedFiles {
  /** What is shown: a package where there is one. */
  readonly shown: LookedAt | null;
  /** The other file of a package that comes in two. */
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
  const packages = files.flatMap(({ file, inspection }) =>
    inspection !== null && isPackage(inspection) ? [{ file, inspection }] : [],
  );
  const shown =
    packages.find(({ inspection }) => placeOf(inspection.kind) !== "second") ?? packages[0] ?? null;
  const wanted = fileMissing(shown?.inspection ?? null);
  const second = packages.find(({ inspection }) => inspection.kind === wanted) ?? null;
  const [one, other] = files.flatMap(({ file, inspection }): ReadFirmware[] =>
    inspection?.kind === "firmware" ? [{ file, facts: inspection.facts }] : [],
  );
  return {
    shown: shown ?? files.find(({ inspection }) => inspection !== null) ?? files[0] ?? null,
    second,
    ...sides(one ?? null, other ?? null, shown !== null && !traitsOf(shown.inspection).needsOld),
  };
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
