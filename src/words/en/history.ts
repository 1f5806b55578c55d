import { count } from "../format.ts";
import type { historyZh } from "../zh/history.ts";

const records = (number: number): string => `${count(number)} ${number === 1 ? "record" : "records"}`;

export const historyEn: typeof historyZh = {
  title: "What was made",
  lead: "Packages that were made and proved are remembered in this browser: versions, file names, hashes and choices. No firmware is kept, and nothing is uploaded.",
  notStored:
    "This browser does not let the page keep anything: records last as long as this page is open. Export them if you need them.",
  privateWindow: "In a private window, records are gone once the window is closed.",
  keep: "Remember what I make",
  notKept: "Switched off: new packages are not remembered. The records that are here stay.",
  search: "Search",
  searchHint: "Name, version, module or hash",
  find: "Find by file",
  findHint: "Choose or drop a package or firmware to see whether it is here",
  dropHere: "Drop here to look it up",
  looking: "Hashing the file…",
  found: (fileName, number) => `“${fileName}” is in ${records(number)}.`,
  notFound: (fileName) => `“${fileName}” is not among these records.`,
  hashed: "Its SHA-256:",
  unreadable: (fileName) =>
    `“${fileName}” cannot be read. Make sure that it was not moved or deleted, and choose it again.`,
  noHashing:
    "Browsers hash files on https and local addresses only. Open this page by https, or search for the hash itself.",
  clear: "Show all",
  total: (number) => records(number),
  shown: (number, of) => `${count(number)} of ${records(of)}`,
  nothingFound: "No record matches.",
  empty: "Nothing yet",
  emptyAbout:
    "Packages appear here once they are made. On another computer or browser, import what you exported before.",
  toMake: "Make a package",
  anyVersion: "any version",
  firmware: "Firmware",
  roles: { package: "Package", first: "First file", second: "Second file" },
  details: "Hashes and choices",
  url: "Address",
  made: "Made",
  took: (duration) => `in ${duration}`,
  moduleUnknown: "module not stated",
  oldFirmware: "Old firmware",
  newFirmware: "New firmware",
  options: "Choices",
  defaults: "defaults",
  option: {
    ruleSet: (name) => `rules: ${name}`,
    apps: (names) => `along with ${names.join(", ")}`,
    cutErased: "without unused blocks at the end",
    withUserPartition: (along) => (along ? "with the user partition" : "without the user partition"),
    fileMethods: (number) => `${count(number)} ${number === 1 ? "file" : "files"} treated otherwise`,
  },
  again: "Make again",
  againHint: "Back to the make screen with these choices; the firmware has to be chosen again",
  delete: "Delete",
  deleted: (name) => `Deleted ${name}`,
  undo: "Undo",
  export: "Export",
  import: "Import",
  imported: (added, known) =>
    `Imported ${records(added)}${known === 0 ? "" : `; ${count(known)} more ${known === 1 ? "was" : "were"} here already`}.`,
  damaged: (number) => `${records(number)} could not be read and ${number === 1 ? "was" : "were"} left out.`,
  importProblems: {
    "not-json": "This is no file of records, or not all of it. Choose a .json file that was exported here.",
    "not-history": "This JSON file holds something else. Choose a file that was exported here.",
    "newer-version":
      "A newer release of the app exported this file. Reload the page to update, then import it.",
    unreadable: "The file cannot be read. Make sure that it was not moved or deleted, and choose it again.",
  },
  erase: "Erase all",
  eraseTitle: "Erase all records?",
  eraseAbout: (number) =>
    `${records(number)} will be deleted from this browser for good. The packages themselves are not touched.`,
  eraseYes: "Erase all",
  eraseNo: "Keep them",
  erased: "The records are erased.",
};
