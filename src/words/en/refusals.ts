import type { FileMethodFault, VersionNameFault } from "../../contract/refusal.ts";
import { eigenRefusalsEn } from "./eigen-refusals.ts";
import { count, exactSize, size } from "../format.ts";
import { placeEn, reasonEn } from "./reasons.ts";
import { pathFaultsEn, scriptFaultsEn } from "./user-files.ts";
import { platformName } from "../platforms.ts";
import { platformsEn } from "./platforms.ts";
import { asrRefusalsEn } from "./asr-refusals.ts";
import { ec200aRefusalsEn } from "./ec200a-refusals.ts";
import type { RefusalDictionary } from "../refusals.ts";
import { ruleSetNames } from "../rule-sets.ts";
import { ruleSetsEn } from "./rule-sets.ts";
import { fileRefusalsEn } from "./file-refusals.ts";
import { pairRefusalsEn } from "./pair-refusals.ts";
import { verificationRefusalsEn } from "./verification-refusals.ts";

const fileMethodFaultsEn: Readonly<Record<FileMethodFault, string>> = {
  missing: "is not among the files of these two firmwares",
  part: "is one part of a file in parts; a method is chosen for the whole file",
  folder: "is a folder; methods are chosen file by file",
};

const versionNameFaultsEn: Readonly<Record<VersionNameFault, (limit: number) => string>> = {
  "old-missing": () => "the old name is missing, and a module that checks it refuses such a package",
  "nul-character": () => "it has a NUL character",
  "not-text": () => "it has an invalid character",
  "too-long": (limit) => `it has more than ${count(limit)} bytes`,
};

/** What the worker is asked to do. */
const stagesEn: ReadonlyMap<string, string> = new Map([
  ["open", "reading the firmware"],
  ["judge", "comparing the firmwares"],
  ["make", "making the package"],
  ["inspect", "reading the file"],
]);

/** The first of `number` names. */
function listEn(names: readonly string[], number = names.length): string {
  return `${names.join(", ")}${names.length < number ? " and more" : ""}`;
}

export const refusalsEn: RefusalDictionary = {
  "not-firmware": ({ file }) => ({
    title: "This file is not recognised",
    wrong: `“${file}” is neither a known firmware nor an archive that holds one.`,
    remedy:
      "Choose the .pac or .bin file of the release, or drop the whole .zip as it is; no need to unpack it.",
  }),
  "no-firmware-in-archive": ({ file }) => ({
    title: "No firmware in this archive",
    wrong: `“${file}” was opened, but there is no firmware inside.`,
    remedy:
      "Check that it is a firmware release, not a document or a tool. If the firmware is in an inner .rar or .7z, unpack that first.",
  }),
  "several-firmwares-in-archive": ({ file, names }) => ({
    title: "More than one firmware in this archive",
    wrong: `“${file}” holds ${listEn(names)}. The app cannot choose for you.`,
    remedy: "Unpack it and drop only the file that belongs to your module.",
  }),
  "archive-encrypted": ({ file, entry }) => ({
    title: "The archive has a password",
    wrong: `“${entry}” in “${file}” is encrypted.`,
    remedy: "Unpack it with the password first, then drop the firmware that is inside.",
  }),
  "archive-unsupported": ({ file, entry, why }) => ({
    title: "This kind of archive is not supported",
    wrong: `“${entry}” in “${file}” cannot be read: ${reasonEn(why)}.`,
    remedy: "Unpack it with your archive program, then drop the firmware that is inside.",
  }),
  "archive-damaged": ({ file, entry, why }) => ({
    title: "The archive is damaged",
    wrong: `${entry === "" ? "" : `“${entry}” in `}“${file}” is incomplete or wrong: ${reasonEn(why)}.`,
    remedy: "Download the file again and retry.",
  }),
  "archive-too-large": ({ file, limitMiB }) => ({
    title: "Too large when unpacked",
    wrong: `“${file}” would unpack to more than ${limitMiB} MiB; that does not look like firmware.`,
    remedy: "Unpack it on your computer and drop only the firmware.",
  }),
  "firmware-truncated": ({ file, expected, actual }) => ({
    title: "The firmware is incomplete",
    wrong: `The header of “${file}” states ${exactSize(expected)}, the file has only ${exactSize(actual)}.`,
    remedy: "A download or copy was probably interrupted. Get the file again and retry.",
  }),
  "firmware-crc": ({ file, part, expected, actual }) => ({
    title: "A checksum of the firmware is wrong",
    wrong: `“${file}”, ${placeEn(part)}: the checksum should be ${expected} and is ${actual}. The contents are not those that were released.`,
    remedy: "Download the original firmware again; do not use modified or merged files.",
  }),
  "firmware-damaged": ({ file, part, why }) => ({
    title: "The firmware contradicts its format",
    wrong: `“${file}”, ${part}: ${reasonEn(why)}.`,
    remedy:
      "Get the original firmware again. If other tools accept this file, please tell the maintainers the code below and the SHA-256 of the file.",
  }),
  "asr-no-system-image": ({ file }) => ({
    title: "The firmware has no system.img",
    wrong: `“${file}” does not hold the system image, which differential and mini-system packages are made of.`,
    remedy:
      "Take the complete package of the module's maker. A full package (user scripts) can be made of this one as well.",
  }),
  "asr-partition-table": ({ file, why }) => ({
    title: "The partition table cannot be used",
    wrong: `The partition table of “${file}” is missing, damaged or contradicts the firmware (${reasonEn(why)}).`,
    remedy:
      "Download the firmware package again. With a wrong table a module would be written in wrong places.",
  }),
  "asr-load-table": ({ file, why }) => ({
    title: "The program's regions cannot be read",
    wrong: `In the system.img of “${file}” the table of compressed regions is missing or contradicts itself (${reasonEn(why)}).`,
    remedy:
      "Download the firmware package again. If it is the original one, please tell the maintainers its exact name.",
  }),
  "platform-unsupported": ({ file, platform }) => ({
    title: "This platform is not supported yet",
    wrong: `“${file}” is firmware for ${platformName(platformsEn, platform)}; this version makes no packages for it.`,
    remedy:
      "Supported now: .pac firmware for UNISOC 8910 (EC200U, EC600U, EG912U, EG915U) and .bin firmware for ASR (EC600N, EC800N, EC600M, EC800M and others).",
  }),
  "same-firmware": ({ file }) => ({
    title: "Both are the same firmware",
    wrong: `Old and new have the same contents (“${file}”): there is nothing to update.`,
    remedy: "You may have chosen one file twice. Replace one of the two.",
  }),
  "different-platform": ({ old, new: fresh }) => ({
    title: "The platforms differ",
    wrong: `The old firmware is for ${platformName(platformsEn, old)}, the new one for ${platformName(platformsEn, fresh)}.`,
    remedy: "A package works on one kind of module only. Choose two firmwares for the same module.",
  }),
  "different-board": ({ old, new: fresh }) => ({
    title: "The firmwares are for different modules",
    wrong: `The old firmware belongs to “${old}”, the new one to “${fresh}”.`,
    remedy:
      "Compare with the full name on the module's label, suffix included, and choose two versions for it.",
  }),
  "partition-moved": ({ partition, old, new: fresh }) => ({
    title: "A partition has moved",
    wrong: `Partition ${partition} is ${old} in the old firmware and ${fresh} in the new one.`,
    remedy:
      "Versions with different partition tables cannot be updated over the air, only by cable. Choose versions with the same table, or ask your supplier for an update path.",
  }),
  "partition-missing": ({ partition, missingIn, byRules = false }) => ({
    title: "A partition is missing",
    wrong: `The ${missingIn} firmware has no partition ${partition}.`,
    remedy: byRules
      ? "Check that both files are complete firmware for the same module; all packaging rules need this partition in both."
      : "Check that both files are complete firmware packages for the same module. Versions with different partition tables can be updated by cable only.",
  }),
  "partition-too-small": ({ partition, size: needed, limit }) => ({
    title: "The new firmware does not fit",
    wrong: `Partition ${partition} holds ${exactSize(limit)}; the new image has ${exactSize(needed)}, ${size(needed - limit)} too much.`,
    remedy: "Check that the new firmware is for this module (same flash size), or take a smaller version.",
  }),
  "part-size": ({ file, size: actual, expected }) => ({
    title: "A part of a file has a size that cannot be patched",
    wrong: `${file} unpacks to ${count(actual)} bytes; modules take parts of ${count(expected)} bytes (the last one may be shorter).`,
    remedy: "This firmware allows no differential update. Take another version, or update by cable.",
  }),
  "nothing-to-update": ({ differing, ignored = [], ruleSets = [] }) => ({
    title: "There is nothing to update",
    wrong:
      ignored.length === 0
        ? `The two differ only in what updates do not carry${differing.length === 0 ? "" : ` (${listEn(differing)})`}; the package would be empty.`
        : `Without the files that you chose to keep (${listEn(ignored)})${differing.length === 0 ? "" : ` and what updates do not carry (${listEn(differing)})`} the two are the same; the package would be empty.`,
    remedy:
      ignored.length === 0
        ? ruleSets.length === 0
          ? "Check that you chose the right files. To change those parts, update by cable."
          : `Under “Expert options”, choose ${ruleSetNames(ruleSetsEn, ruleSets)
              .map((name) => `“${name}”`)
              .join(" or ")} for the packaging rules: they carry some of it.`
        : "Under “Expert options”, let at least one file go by the rules.",
  }),
  "file-method": ({ path, why }) => ({
    title: "A choice for a file cannot be applied",
    wrong: `“${path}” ${fileMethodFaultsEn[why]}.`,
    remedy: "In the file list under “Expert options”, set it back to “By the rules”.",
  }),
  "files-ignored": ({ files, count: number }) => ({
    title: "Changed files stay as they are",
    wrong: `By your choice the module keeps the old version of ${number === 1 ? "this file" : `these ${count(number)} files`}: ${listEn(files, number)}.`,
    remedy:
      "The new firmware may not work with old files. Make sure that you want this, and try it on one module first.",
  }),
  "files-removed": ({ files, count: number }) => ({
    title: "Files of the new firmware are removed",
    wrong: `By your choice the module will not have ${number === 1 ? "this file" : `these ${count(number)} files`}: ${listEn(files, number)}.`,
    remedy:
      "The new firmware may not work without them. Make sure that you want this, and try it on one module first.",
  }),

  "old-and-new-swapped": ({ old, new: fresh }) => ({
    title: "Old and new may be swapped",
    wrong: `The old firmware (${old}) is newer than the new one (${fresh}).`,
    remedy: "To update, swap the two files. If you do want to go back to the older version, just go on.",
  }),
  "versions-named": () => ({
    title: "The package names versions",
    wrong:
      "A module that checks them takes the package only if the old name is exactly the version that it reports itself.",
    remedy:
      "Write what the module itself reports. If you are not sure, leave both names empty under “Expert options”.",
  }),
  "version-name": ({ name, why, limit }) => ({
    title: "This version name cannot be used",
    wrong: `“${name}” cannot be written into the package: ${versionNameFaultsEn[why](limit)}.`,
    remedy:
      "Under “Expert options”, write both names as the module itself reports them, or leave both empty.",
  }),
  "proof-failed": ({ why }) => ({
    title: "The package did not pass its proof",
    wrong: `After the update, the simulated module is not as it should be: ${reasonEn(why)}. The package is not offered.`,
    remedy: "This is a fault of the app, not yours. Please copy the report and send it to the maintainers.",
  }),
  "backup-partition-missing": ({ file }) => ({
    title: "The firmware has no partition fota_pkg",
    wrong: `The partition table of “${file}” has no fota_pkg. In a differential update the module backs up there what it overwrites; without it there is no safe update.`,
    remedy: "Make a full package instead, or ask your supplier for a version whose table has fota_pkg.",
  }),
  "backup-too-small": ({ need, have }) => ({
    title: "The module has too little room for its backup",
    wrong: `This update takes ${exactSize(need)} of the partition fota_pkg (package and backup against power cuts), which has ${exactSize(have)}: ${size(need - have)} too little.`,
    remedy:
      "Choose versions that are closer to each other and update in steps; if only the user's scripts changed, make a full package.",
  }),
  "region-compression": ({ file, region }) => ({
    title: "This firmware is compressed in a way that is not supported",
    wrong: `${region} in “${file}” is not compressed with LZMA (early 1601 firmware uses LZOP). The app cannot make a differential package of it.`,
    remedy: "Take a newer version of the firmware, or use the tool of the module's maker.",
  }),
  "region-count": ({ old, new: fresh }) => ({
    title: "The two are built too differently",
    wrong: `The old firmware has ${old} compressed regions, the new one ${fresh}; a differential package allows one more or less.`,
    remedy: "Update by way of a version in between, or by cable.",
  }),
  "image-count": ({ count: images, limit }) => ({
    title: "The update has too many parts",
    wrong: `The package would have ${images} images; ${limit} are the most it can have.`,
    remedy: "Under “Expert options”, take away the application partitions that go along, and retry.",
  }),
  "app-count": ({ count: apps, limit }) => ({
    title: "Too many application partitions",
    wrong: `${apps} application partitions are chosen; a differential package carries ${limit} at most.`,
    remedy: "Choose fewer under “Expert options”.",
  }),
  "app-missing": ({ app, missingIn }) => ({
    title: "The file of an application partition is missing",
    wrong: `The ${missingIn} firmware has no file for the partition ${app}, so it cannot go along.`,
    remedy: "Leave this partition out under “Expert options”, or take a firmware that has the file.",
  }),
  "partition-unaligned": ({ partition, size: actual }) => ({
    title: "A partition is not in whole sectors",
    wrong: `Partition ${partition} has ${exactSize(actual)}, which is no multiple of 4 KiB: the module cannot update it.`,
    remedy:
      "Check that the firmware is complete and as its maker published it, or leave this partition out under “Expert options”.",
  }),
  "partitions-overlap": ({ pairs }) => ({
    title: "Partitions overlap",
    wrong: `These share the same flash: ${listEn(pairs.map((pair) => pair.join(" / ")))}. When an update uses one of them, it may destroy what is in the other.`,
    remedy:
      "Have your supplier confirm the partition table, and try the update on a module that you can restore by cable.",
  }),
  "user-partition-not-littlefs": ({ file }) => ({
    title: "This is not a user partition file",
    wrong: `“${file}” is no littlefs image: there are no user files in it.`,
    remedy:
      "Choose the customer_fs.bin of the firmware package, or drop the whole package: the app takes the file out by itself.",
  }),
  "user-partition-littlefs2": ({ file }) => ({
    title: "The user partition file has the wrong version",
    wrong: `“${file}” is an image of littlefs version 2; these ASR modules read version 1 only.`,
    remedy:
      "Use the customer_fs.bin of this module's own firmware package; version 2 images are for other platforms.",
  }),
  "user-partition-damaged": ({ file, why }) => ({
    title: "The user partition file is damaged",
    wrong: `“${file}” contradicts itself; the module may be unable to mount it (${reasonEn(why)}).`,
    remedy: "Take customer_fs.bin out of the original firmware package again and try once more.",
  }),
  "user-partition-full": ({ needed, available }) => ({
    title: "The user partition is too small",
    wrong: `In whole blocks these files need ${exactSize(needed)}; the user partition has ${exactSize(available)}, ${size(needed - available)} too little.`,
    remedy:
      "Remove files or make them smaller. Even a tiny file takes a whole block (4 KiB as a rule), a folder takes two.",
  }),
  "user-partition-name": ({ path, why }) => ({
    title: "This path cannot be used",
    wrong: `“${path}”: ${pathFaultsEn[why]}.`,
    remedy: "Choose another name. Letters, digits, dots, hyphens and underscores are always safe.",
  }),
  "script-syntax": ({ path, line, why }) => ({
    title: "A script has a syntax error",
    wrong: `“${path}”, line ${count(line)}: ${scriptFaultsEn[why]}.`,
    remedy:
      "The module will fail when it runs or reads this file. Correct it and drop it again, or go on if you are sure.",
  }),
  "no-user-partition": ({ file }) => ({
    title: "This firmware has no user partition",
    wrong: `“${file}” has no customer_fs partition in its partition table, or no image of it.`,
    remedy:
      "If only the image is missing, choose a customer_fs.bin. Without the partition, user files cannot be updated this way; choose another type of package.",
  }),
  "user-partition-geometry": ({ blocks, blockSize, partitionSize }) => ({
    title: "The user partition file is for another module",
    wrong: `Its file system has ${count(blocks)} blocks of ${exactSize(blockSize)}; the partition has ${exactSize(partitionSize)}.`,
    remedy: "Take the customer_fs.bin of a firmware for this very module, flash size included.",
  }),
  "image-length": ({ partition, size: actual }) => ({
    title: "The image has an odd length",
    wrong: `The image for partition ${partition} has ${exactSize(actual)}, which is not a multiple of 4; modules do not check the rest.`,
    remedy: "Take the original image; its length is a multiple of 4096 bytes.",
  }),
  "image-xor-zero": ({ partition }) => ({
    title: "The module would leave this image out",
    wrong: `The checksum of the image for partition ${partition} happens to be 0, and modules silently skip such images.`,
    remedy:
      "Change any file in the user partition, for instance add an empty line to a script, and try again.",
  }),
  "image-misplaced": ({ address }) => ({
    title: "An image is in the wrong place",
    wrong: `No partition of this firmware starts at ${address}; modules refuse such a package.`,
    remedy: "Choose the firmware that runs on the module, so that its partition table can be used.",
  }),
  "full-package-storage": ({ needed, available }) => ({
    title: "Some modules have no room for this package",
    wrong: `The package has ${exactSize(needed)}. Modules that keep it in the user partition (U:/FotaFile.bin) have at most ${exactSize(available)} free there, so a package with a full-size image cannot be stored on them.`,
    remedy:
      "Leave out erased blocks, or remove files. Whether your module keeps the package elsewhere is not known: try it on one module first.",
  }),
  "mini-regions": ({ old, new: fresh }) => ({
    title: "No mini-system package for this firmware",
    wrong: `Load table of the old firmware: ${listEn(old)}; of the new one: ${listEn(fresh)}. Mini-system packages are known for two kinds of load table only, the same in old and new.`,
    remedy: "Choose a differential package if your module takes one, or update by cable.",
  }),
  "mini-layout": ({ why }) => ({
    title: "No mini-system package for this pair",
    wrong: `It is not known how modules treat this case, so the app declines it: ${reasonEn(why)}.`,
    remedy:
      "Choose versions closer to each other, a differential package if your module takes one, or the cable.",
  }),
  "mini-core-size": ({ size: actual, limit }) => ({
    title: "The mini-system would be too large",
    wrong: `The modem program without its read-only part has ${exactSize(actual)}; modules take ${exactSize(limit)} at most.`,
    remedy: "Take another version, or update by cable.",
  }),
  "mini-space": ({ payload, backup, reserved, readOnly, nonOta }) => ({
    title: "Old and new differ too much for a mini-system package",
    wrong: `Patches need ${exactSize(payload)} and the backup ${exactSize(backup)}; there are ${exactSize(reserved)} reserved, ${exactSize(readOnly)} read-only and ${exactSize(nonOta)} of non-OTA area. Cases whose rule is only partly known are declined, too.`,
    remedy: "Update in smaller steps over versions in between, or by cable.",
  }),
  "file-unreadable": ({ file }) => ({
    title: "The file can no longer be read",
    wrong: `“${file}” was moved, changed or deleted after you chose it, or its disk is gone.`,
    remedy: "Choose the file again.",
  }),
  "not-package": ({ file }) => ({
    title: "This file is not recognised",
    wrong: `“${file}” is neither a package of a known format nor firmware.`,
    remedy:
      "The inspector reads packages and firmware for UNISOC 8910 and ASR, and user partition files (customer_fs.bin).",
  }),
  "package-damaged": ({ file, why }) => ({
    title: "The package is damaged",
    wrong: `“${file}”: ${reasonEn(why)}. A module will refuse it.`,
    remedy: "Download it again, or make it again.",
  }),
  ...fileRefusalsEn,
  ...pairRefusalsEn,
  ...verificationRefusalsEn,
  "page-part-missing": () => ({
    title: "A part of the page did not load",
    wrong:
      "The program for this step could not be fetched: there may be a new release, or the connection was lost.",
    remedy:
      "Check the connection and try again. If it stays, reload the page, then choose the files once more.",
  }),
  ...asrRefusalsEn,
  ...ec200aRefusalsEn,
  ...eigenRefusalsEn,
  "out-of-memory": ({ stage }) => ({
    title: "Not enough memory",
    wrong: `The browser has not enough memory for this step (${stagesEn.get(stage) ?? stage}).`,
    remedy: "Close other tabs and programs and retry; on a phone, change to a computer.",
  }),
  unexpected: () => ({
    title: "Something went wrong in the app",
    wrong: "An error happened that nobody foresaw; the report below says which.",
    remedy:
      "Please try again. If it stays, copy the report and send it to the maintainers; it holds no firmware contents.",
  }),
};
