import type { Difference } from "../../../contract/verification.ts";
import { readLittleFs1 } from "../../../codecs/littlefs/reader.ts";
import type { UserEntry } from "../../../codecs/littlefs/user-partition.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { Fbf } from "./reader.ts";

/**
 * Writes images as the module does: from the last to the first, those with XOR 0 left out.
 * @returns how many were written
 */
export function writeImages({ images }: Fbf, flash: Uint8Array): number {
  let written = 0;
  for (const { flashAddress, data, sum } of [...images].reverse()) {
    if (sum === 0) continue;
    flash.set(data, flashAddress);
    written++;
  }
  return written;
}

/**
 * Compares a user partition as it lies in flash with the image that it should be, file by file.
 * @param expected may be cut behind the last block in use
 * @throws Refusal those of {@link readLittleFs1}
 */
export function compareUserFiles(
  written: Uint8Array,
  expected: Uint8Array,
): { readonly files: number; readonly differences: readonly Difference[] } {
  const entries = byPath(readLittleFs1(written).entries);
  const wanted = byPath(readLittleFs1(expected, { mayBeCut: true }).entries);
  const differences: Difference[] = [];
  for (const [path, want] of wanted) {
    const entry = entries.get(path);
    if (entry === undefined) differences.push({ place: path, kind: "missing", address: null });
    else if (!isSame(entry, want)) differences.push({ place: path, kind: "differs", address: null });
  }
  for (const path of entries.keys()) {
    if (!wanted.has(path)) differences.push({ place: path, kind: "left-over", address: null });
  }
  return { files: [...wanted.values()].filter(({ kind }) => kind === "file").length, differences };
}

function isSame(a: UserEntry, b: UserEntry): boolean {
  if (a.kind === "folder" || b.kind === "folder") return a.kind === b.kind;
  return sameBytes(a.bytes, b.bytes);
}

function byPath(entries: readonly UserEntry[]): Map<string, UserEntry> {
  return new Map(flat(entries).map((entry) => [`/usr/${entry.path}`, entry]));
}

function flat(entries: readonly UserEntry[]): UserEntry[] {
  return entries.flatMap((entry) => (entry.kind === "folder" ? [entry, ...flat(entry.entries)] : [entry]));
}
