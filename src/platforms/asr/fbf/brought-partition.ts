import type { Chosen, Difference } from "../../../contract/verification.ts";
import type { Partition } from "../firmware/partition-table.ts";
import { readLittleFs1 } from "../../../codecs/littlefs/reader.ts";
import { looksLikeLittleFs } from "../../../codecs/littlefs/superblock.ts";
import type { UserEntry } from "../../../codecs/littlefs/user-partition.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { orRefusal } from "../../verification.ts";

/** A partition that a package brought whole. */
export interface BroughtPartition {
  readonly partition: Partition;
  /** All of the partition as it lies in flash after the update. */
  readonly held: Uint8Array;
  /** Bytes from its start on that the package wrote. */
  readonly written: number;
  /** File of the new firmware for it; null when there is none. */
  readonly own: Uint8Array | null;
  /** Image that was chosen in its place; null when none was. */
  readonly chosen: Uint8Array | null;
}

export interface ComparedPartition {
  /** Bytes and files that are as in the new firmware. */
  readonly flashBytes: number;
  readonly files: number;
  readonly chosen: Chosen | null;
  readonly differences: readonly Difference[];
}

/**
 * Compares a partition that was brought whole with what it should be: the chosen image, else that of the new
 * firmware; a user partition file by file. Bytes count where they are the same, one and all.
 * @returns null when there is nothing to compare with
 */
export function compareBrought({
  partition,
  held,
  written,
  own,
  chosen,
}: BroughtPartition): ComparedPartition | null {
  const wanted = chosen ?? own;
  if (wanted === null) return null;
  const { differences, files } = compareImage(partition, held, wanted);
  const length = Math.min(written, wanted.length);
  const isSame = sameBytes(held.subarray(0, length), wanted.subarray(0, length));
  const flashBytes = isSame && length > 0 ? length : 0;
  if (chosen === null || (own !== null && sameBytes(chosen, own))) {
    return { flashBytes, files, chosen: null, differences };
  }
  const places =
    own === null
      ? [partition.name]
      : compareImage(partition, held, own).differences.map(({ place }) => place);
  return {
    flashBytes: 0,
    files: 0,
    chosen: { partition: partition.name, flashBytes, files, places },
    differences,
  };
}

function compareImage(
  { name, start }: Partition,
  held: Uint8Array,
  wanted: Uint8Array,
): { readonly files: number; readonly differences: readonly Difference[] } {
  const at = wanted.findIndex((byte, i) => held[i] !== byte);
  const differs: Difference = { place: name, kind: "differs", address: start + Math.max(0, at) };
  if (looksLikeLittleFs(wanted)) {
    const compared = orRefusal(() => compareUserFiles(held, wanted));
    return "refusal" in compared ? { files: 0, differences: [differs] } : compared.value;
  }
  return { files: 0, differences: at === -1 ? [] : [differs] };
}

/**
 * Compares a user partition as it lies in flash with the image that it should be, file by file.
 * @param expected may be cut behind the last block in use
 * @returns `files` that are the same
 * @throws Refusal those of {@link readLittleFs1}
 */
function compareUserFiles(
  held: Uint8Array,
  expected: Uint8Array,
): { readonly files: number; readonly differences: readonly Difference[] } {
  const entries = byPath(readLittleFs1(held).entries);
  const wanted = byPath(readLittleFs1(expected, { mayBeCut: true }).entries);
  const differences: Difference[] = [];
  let files = 0;
  for (const [path, want] of wanted) {
    const entry = entries.get(path);
    if (entry === undefined) differences.push({ place: path, kind: "missing", address: null });
    else if (!isSame(entry, want)) differences.push({ place: path, kind: "differs", address: null });
    else if (want.kind === "file") files++;
  }
  for (const path of entries.keys()) {
    if (!wanted.has(path)) differences.push({ place: path, kind: "left-over", address: null });
  }
  return { files, differences };
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
