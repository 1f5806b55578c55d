import type { FileState } from "../../contract/comparison.ts";
import type { differenceZh } from "../zh/difference.ts";
import { count } from "../format.ts";

const fileStates: Record<FileState, string> = {
  changed: "changed",
  added: "added",
  removed: "removed",
  same: "the same",
};

function changes(counts: Readonly<Record<FileState, number>>): string {
  const told = (["changed", "added", "removed"] as const).flatMap((state) =>
    counts[state] === 0 ? [] : [`${count(counts[state])} ${fileStates[state]}`],
  );
  if (told.length === 0) return counts.same === 1 ? "1, the same" : `all ${count(counts.same)} the same`;
  return `${told.join(", ")}${counts.same === 0 ? "" : `; ${count(counts.same)} the same`}`;
}

export const differenceEn: typeof differenceZh = {
  title: "Old and new compared",
  partitions: "Partitions",
  files: "Files",
  changes,
  marks: { changed: "", added: " (added)", removed: " (removed)", moved: " (moved)", same: "" },
  show: "Flash map and list of files",
  comparing: "Comparing…",
  afterMaking: "Shown when the package is made.",
  map: "Flash map",
  mapAbout: (blockSize) =>
    `Each cell is ${blockSize}, the unit in which flash is erased. Compressed contents mostly show as new throughout once anything in them has changed.`,
  blockStates: {
    same: { name: "Same", about: "Same contents in both" },
    patched: { name: "Changed", about: "Still has contents of the old firmware" },
    new: { name: "New", about: "The old firmware has nothing here, or nothing like it" },
    gone: { name: "No longer used", about: "The old firmware has contents here, the new one has none" },
    erased: { name: "Blank", about: "Neither has contents here" },
  },
  block: (area, address, state) => `${area}, ${address}, ${state}`,
  hint: "Point at or tap a cell to see what it is; arrow keys move.",
  area: (id) => `Blocks of ${id}`,
  onlyIn: { old: "only in the old firmware", new: "only in the new firmware" },
  table: "Blocks of each partition as a table",
  columns: {
    partition: "Partition",
    address: "Address",
    oldSize: "Old size",
    newSize: "New size",
    limit: "Limit",
  },
  fileStates: { changed: "Changed", added: "Added", removed: "Removed", same: "Same" },
  fileList: "Files",
  filter: "Which files to show",
  noFiles: "There are no such files.",
  userFilesUnreadable: "The user partition of one firmware cannot be read, so its files are not listed.",
  parts: (changed, all) => `${count(changed)} of ${count(all)} ${all === 1 ? "part" : "parts"} changed`,
  shares: "Where the bytes go",
  more: (number) => `${count(number)} more`,
};
