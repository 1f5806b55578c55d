/** The files of two firmwares side by side, for choosing what an update does with each. */
import type { FileMethod, FirmwareFacts } from "../../contract/maker.ts";

export const fileMethods: readonly FileMethod[] = ["patch", "replace", "ignore", "remove"];

/** `missing`: neither firmware has it, but a method is chosen. */
export type FileState = "changed" | "added" | "removed" | "same" | "missing";

export interface FileRow {
  /** Absolute, of a file in parts without their suffix. */
  readonly path: string;
  readonly state: FileState;
  /** Bytes; null where the firmware does not have it. */
  readonly oldSize: number | null;
  readonly newSize: number | null;
  /** Updates leave it alone unless the user wants it otherwise. */
  readonly ignoredByRules: boolean;
}

/** Rows by path: of all files of both, and of those that something is chosen for. */
export function fileRows(old: FirmwareFacts, next: FirmwareFacts, chosen: readonly string[]): FileRow[] {
  const before = byPath(old);
  const after = byPath(next);
  const ignored = new Set([...old.ignoredFiles, ...next.ignoredFiles]);
  const paths = [...new Set([...before.keys(), ...after.keys(), ...chosen])].sort();
  return paths.map((path) => {
    const from = before.get(path);
    const to = after.get(path);
    return {
      path,
      state: stateOf(from, to),
      oldSize: from?.size ?? null,
      newSize: to?.size ?? null,
      ignoredByRules: ignored.has(path),
    };
  });
}

type File = FirmwareFacts["files"][number];

function byPath({ files }: FirmwareFacts): ReadonlyMap<string, File> {
  return new Map(files.map((file) => [file.path, file]));
}

function stateOf(before: File | undefined, after: File | undefined): FileState {
  if (before === undefined) return after === undefined ? "missing" : "added";
  if (after === undefined) return "removed";
  return before.sha256 === after.sha256 ? "same" : "changed";
}

/** What the rules do with a file. */
export type RuleOutcome = "patch" | "insert" | "remove" | "nothing" | "ignore";

export function byRules({ state, ignoredByRules }: FileRow): RuleOutcome {
  if (ignoredByRules) return "ignore";
  switch (state) {
    case "changed":
      return "patch";
    case "added":
      return "insert";
    case "removed":
      return "remove";
    case "same":
    case "missing":
      return "nothing";
  }
}

/** The methods that do something else than the rules, and the one that is chosen. */
export function methodsFor(row: FileRow, chosen: FileMethod | null): readonly FileMethod[] {
  const { state } = row;
  const same = new Set<FileMethod>();
  switch (byRules(row)) {
    case "ignore":
      same.add("ignore");
      if (state === "same") same.add("patch");
      break;
    case "nothing":
      same.add("patch").add("ignore");
      break;
    case "insert":
      same.add("patch").add("replace");
      break;
    case "remove":
      same.add("patch").add("replace").add("remove");
      break;
    case "patch":
      same.add("patch");
      break;
  }
  if (state === "missing") return fileMethods.filter((method) => method === chosen);
  return fileMethods.filter((method) => method === chosen || !same.has(method));
}

/** Those that differ or that something is chosen for, or all; of these the ones whose path has the text. */
export function shownRows(
  rows: readonly FileRow[],
  { all, text, chosen }: { all: boolean; text: string; chosen: ReadonlySet<string> },
): readonly FileRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    ({ path, state }) =>
      (all || wanted !== "" || state !== "same" || chosen.has(path)) && path.toLowerCase().includes(wanted),
  );
}
