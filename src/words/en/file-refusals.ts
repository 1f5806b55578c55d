import type { ArchiveKind, LittleFsOwner, ReadablePackage } from "../../contract/refusal.ts";
import { exactSize, size } from "../format.ts";
import type { FileRefusals } from "../refusals.ts";

const archivesEn: Readonly<Record<ArchiveKind, string>> = {
  "7z": "7z",
  rar: "RAR",
  gzip: "gzip",
  tar: "tar",
  xz: "xz",
  zstd: "Zstandard",
  bzip2: "bzip2",
};

const packagesEn: Readonly<Record<ReadablePackage, string>> = {
  rdaota02: "a differential update package for UNISOC (RDAOTA02)",
  "asr-diff": "a differential update package for ASR (FOTA_ALL)",
  "asr-full": "a full update package for ASR (FBF)",
  "asr-mini": "a mini-system update package for ASR",
  "ec200a-diff": "a differential update package for EC200A (200A Fota)",
  par: "a differential update package for Eigencomm (.par)",
};

const littleFsEn: Readonly<Record<LittleFsOwner, string>> = {
  customer_fs: "the image of a user partition (customer_fs.bin), which holds the user's files alone",
  customer_backup_fs: "the image of the backup partition (customer_backup_fs.bin)",
  nvm: "the image of the modem's settings (nvm.bin)",
};

/** Files that are something else than what belongs there. */
export const fileRefusalsEn: FileRefusals = {
  "file-empty": ({ file }) => ({
    title: "This file is empty",
    wrong: `“${file}” has no contents.`,
    remedy: "A download or copy probably failed. Get the file again.",
  }),
  "file-is-web-page": ({ file }) => ({
    title: "This is a web page, not a firmware",
    wrong: `“${file}” holds a page that the server sent instead of the file: the link has expired, or one must log in first.`,
    remedy: "Open the link in the browser, look at what it says, and download the file again.",
  }),
  "file-is-git-lfs-pointer": ({ file }) => ({
    title: "This is a note of Git LFS, not the file itself",
    wrong: `“${file}” only says where the real file is kept.`,
    remedy:
      "Run “git lfs pull” in the repository, or download the file from its page with the download button.",
  }),
  "archive-of-other-kind": ({ file, kind }) => ({
    title: `This is a ${archivesEn[kind]} archive: unpack it first`,
    wrong: `“${file}” is a ${archivesEn[kind]} archive, whatever its ending says. The app itself unpacks zip only.`,
    remedy:
      "Unpack it on your computer, then drop the firmware that is inside (.pac, .bin, .binpkg or .zip).",
  }),
  "file-too-large": ({ file, bytes, limit }) => ({
    title: "This file is larger than any firmware of these modules",
    wrong: `“${file}” has ${exactSize(bytes)}; files of this kind have ${size(limit)} at most. It was not read.`,
    remedy: "Check that it is the right file. Of a large archive, unpack it and drop only the firmware.",
  }),
  "package-in-other-place": ({ file, package: kind, place }) => ({
    title: "This is an update package, not a firmware",
    wrong: `“${file}” is ${packagesEn[kind]}. ${
      place === "firmware"
        ? "What belongs here is the whole firmware of the old or the new version."
        : "What belongs here is a customer_fs.bin."
    }`,
    remedy:
      "To see what is in it, or to verify it, open it under “Inspect”. To make a package, drop the two firmwares that it leads from and to.",
  }),
  "packages-in-archive": ({ file, names }) => ({
    title: "This archive holds an update package, not a firmware",
    wrong: `In “${file}” there is no firmware, but there is: ${names.join(", ")}.`,
    remedy:
      "To see what is in it, or to verify it, unpack it and open it under “Inspect”. To make a package, drop the two firmwares.",
  }),
  "littlefs-in-other-place": ({ file, partition, place }) => ({
    title:
      place === "firmware"
        ? "This is one partition, not a firmware"
        : "This is another partition, not the user's",
    wrong: `“${file}” is ${littleFsEn[partition]}.`,
    remedy:
      place === "firmware"
        ? partition === "customer_fs"
          ? "Drop the whole firmware here. The scripts of this file can be looked at under “Inspect”, and used for a full package in the user partition of the new firmware."
          : "Drop the whole firmware here. What is in this file can be looked at under “Inspect”."
        : "Choose the customer_fs.bin of the same firmware.",
  }),
  "firmware-in-other-place": ({ file }) => ({
    title: "This is a firmware or an archive, not a user partition",
    wrong: `“${file}” is a whole firmware or an archive. What belongs here is one file of it, the customer_fs.bin.`,
    remedy: "Drop the firmware as the new firmware: its user partition is taken out by itself.",
  }),
  "package-rdaota01": ({ file }) => ({
    title: "This is an update package of an older form, for another chip",
    wrong: `“${file}” is an RDAOTA01 package. GSM chips of the same family use that form; the modules here take RDAOTA02.`,
    remedy: "Check which module it was made for. To make a package here, drop the old and the new firmware.",
  }),
  "package-8850": ({ file }) => ({
    title: "This package is for UNISOC 8850, and cannot be verified yet",
    wrong: `“${file}” is for modules like EC800G, EC600G or EG800G. What is in it is shown, but the simulated module is an 8910: whether it leads to the new firmware, and what a power cut does, is not checked.`,
    remedy: "Try it on a module that you can restore by cable before you send it out.",
  }),
  "pac-application-only": ({ file }) => ({
    title: "This pac holds an application alone",
    wrong: `“${file}” has an application image (APPIMG), but not the system that it runs on. An update cannot be made of it.`,
    remedy: "Take the complete pac of the release; where there are two, the one that ends in _merge.pac.",
  }),
  "pac-erases-only": ({ file }) => ({
    title: "This pac only erases",
    wrong: `“${file}” has commands to erase parts of flash, and nothing to write. It is no firmware.`,
    remedy: "Take the complete pac of the release; where there are two, the one that ends in _merge.pac.",
  }),
};
