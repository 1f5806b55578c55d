import { scriptFaultsEn } from "./user-files.ts";
import { count, size } from "../format.ts";
import type { userPartitionZh } from "../zh/user-partition.ts";

function files(number: number): string {
  return `${count(number)} ${number === 1 ? "file" : "files"}`;
}

export const userPartitionEn: typeof userPartitionZh = {
  title: "User partition",
  lead: {
    full: "Scripts and settings in /usr on the module. A full update replaces the whole user partition by what is here.",
    mini: "The scripts and settings in the module's /usr. Mini-system can write them together with the firmware, or leave them alone.",
  },
  sources: { firmware: "from the new firmware", file: "from your file", edited: "edited" },
  from: (fileName) => `from ${fileName}`,
  reading: "Reading the user partition…",
  none: "The new firmware has no user partition file (customer_fs.bin). You can choose one of yours.",
  noneMini:
    "The new firmware has no user partition: the package holds the firmware alone, and modules keep their scripts and settings.",
  noFirmware:
    "Shows the user partition of the new firmware; you can also choose a user partition file right away.",
  unreadable: "The user partition in the new firmware cannot be read. You can use a file of yours instead.",
  usage: (used, all) => `${count(used)} of ${count(all)} blocks used`,
  usageBytes: (used, all) => `${used} / ${all}`,
  files: "Files",
  noFiles: "No files yet. Add scripts, or drop files or a folder here.",
  folderHolds: (number, bytes) => `${files(number)}, ${size(bytes)}`,
  choose: "Choose a file to see what is in it; drop files or a folder here to add them.",
  add: "Add files",
  addFolder: "Add folder",
  addFolderHint: "Takes what is in the folder, without the folder's own name",
  target: "into /usr/",
  targetRoot: "top",
  undo: "Undo",
  dropHere: "Drop to add to the user partition",
  archive: "Download all files (.zip)",
  image: "Download customer_fs.bin",
  replaceAll: "Use a user partition file of yours",
  replaceAllHint: "littlefs v1 image, such as a customer_fs.bin merged or saved by QPYcom",
  restore: "Back to that of the new firmware",
  along: "Update the user partition, too",
  alongAbout:
    "Replaces all scripts and settings on the module by what is here. Otherwise the module keeps its own, and only the firmware is updated.",
  cutAbout:
    "Makes the package much smaller; no file is in the blocks that are not written, and what the module has there does no harm.",
  file: {
    download: "Download",
    replace: "Replace",
    rename: "Rename or move",
    newPath: "New path",
    save: "OK",
    cancel: "Cancel",
    delete: "Delete",
    loading: "Reading…",
    notText: "This is not a text file and not shown here.",
    empty: "empty file",
    cut: "The file is long; only its beginning is shown.",
    contents: (path) => `Contents of ${path}`,
    line: (line) => `line ${count(line)}`,
  },
  problems: (number) =>
    number === 1
      ? "There may be an error in a script"
      : `There may be ${count(number)} errors in the scripts`,
  problemsHint: "The package can be made, but the module will most likely fail there.",
  problem: (line, fault) => `line ${count(line)}: ${fault}`,
  faults: scriptFaultsEn,
  done: {
    added: (number, replaced) =>
      `Added ${files(number)}${replaced === 0 ? "" : `, ${count(replaced)} of them replaced`}.`,
    leftOut: (number) => `Left out ${files(number)} that modules have no use for.`,
    replaced: (path) => `Replaced ${path}.`,
    renamed: (path) => `Renamed to ${path}.`,
    deleted: (path) => `Deleted ${path}.`,
    undone: "The last step is undone.",
    image: (fileName) => `Now using ${fileName}.`,
    restored: "Back to the user partition of the new firmware.",
    unreadable: "Some file could not be read; nothing was added.",
    nothing: "There is nothing here that could be added.",
  },
};
