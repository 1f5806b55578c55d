import { count } from "../format.ts";
import type { releaseZh } from "../zh/release.ts";

export const releaseEn: typeof releaseZh = {
  title: "All that a release needs",
  about: "Package, script for the module, read-me, manifest and hashes",
  zip: "Everything in one zip",
  folder: "Save into a folder…",
  packing: "Packing…",
  zipGiven: (fileName) => `Handed to the browser’s downloads: ${fileName}`,
  saved: (folder) => `Saved in “${folder}”`,
  unchanged: (folder) => `“${folder}” has the very same files already; nothing to write.`,
  taken: (folder) => `“${folder}” has other files of the same names`,
  takenFiles: (fileNames) => `${count(fileNames.length)}: ${fileNames.join(", ")}`,
  replace: "Replace them",
  secondName: "Save as a new folder",
  leave: "Do not save",
  again: "Another folder…",
  problems: {
    denied: {
      title: "The browser may not write into this folder",
      remedy: "Try again and allow it when the browser asks; or choose another folder, or download the zip.",
    },
    "disk-full": {
      title: "The disk is full; not everything was written",
      remedy: "Make room and try again, or use another disk. The files that were written are complete.",
    },
    "name-in-use": {
      title: "The name of a file is taken",
      remedy:
        "There is a folder of that name, or another program has the file open. Close that program, or choose another folder.",
    },
    "folder-gone": {
      title: "The folder is no longer there",
      remedy: "It was moved or deleted, or its disk is gone. Choose a folder again.",
    },
    blocked: {
      title: "The system does not let the page write there",
      remedy:
        "System folders cannot be written, and a virus scanner may object. Choose an ordinary folder, or download the zip.",
    },
    failed: {
      title: "It was not saved",
      remedy: "Try another folder, or download the zip.",
    },
  },
};
