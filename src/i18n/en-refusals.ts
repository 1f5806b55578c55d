import { count, exactSize, size } from "./format.ts";
import { platformName, platformsEn } from "./platforms.ts";
import type { RefusalDictionary } from "./refusals.ts";

export const refusalsEn: RefusalDictionary = {
  "not-firmware": ({ file }) => ({
    title: "This file is not recognised",
    wrong: `“${file}” is neither a known firmware nor an archive that holds one.`,
    remedy: "Choose the .pac file of the release, or drop the whole .zip as it is; no need to unpack it.",
  }),
  "no-firmware-in-archive": ({ file }) => ({
    title: "No firmware in this archive",
    wrong: `“${file}” was opened, but there is no firmware inside.`,
    remedy:
      "Check that it is a firmware release, not a document or a tool. If the firmware is in an inner .rar or .7z, unpack that first.",
  }),
  "several-firmwares-in-archive": ({ file, names }) => ({
    title: "More than one firmware in this archive",
    wrong: `“${file}” holds ${names}. The app cannot choose for you.`,
    remedy: "Unpack it and drop only the file that belongs to your module.",
  }),
  "archive-encrypted": ({ file, entry }) => ({
    title: "The archive has a password",
    wrong: `“${entry}” in “${file}” is encrypted.`,
    remedy: "Unpack it with the password first, then drop the firmware that is inside.",
  }),
  "archive-unsupported": ({ file, entry, why }) => ({
    title: "This kind of archive is not supported",
    wrong: `“${entry}” in “${file}” cannot be read: ${why}.`,
    remedy: "Unpack it with your archive program, then drop the firmware that is inside.",
  }),
  "archive-damaged": ({ file, entry, why }) => ({
    title: "The archive is damaged",
    wrong: `${entry === "" ? "" : `“${entry}” in `}“${file}” is incomplete or wrong: ${why}.`,
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
    wrong: `“${file}”, ${part}: the checksum should be ${expected} and is ${actual}. The contents are not those that were released.`,
    remedy: "Download the original firmware again; do not use modified or merged files.",
  }),
  "firmware-damaged": ({ file, part, why }) => ({
    title: "The firmware contradicts its format",
    wrong: `“${file}”, ${part}: ${why}.`,
    remedy:
      "Get the original firmware again. If other tools accept this file, please tell the maintainers the code below and the SHA-256 of the file.",
  }),
  "platform-unsupported": ({ file, platform }) => ({
    title: "This platform is not supported yet",
    wrong: `“${file}” is firmware for ${platformName(platformsEn, platform)}; this version makes no packages for it.`,
    remedy: "Supported now: .pac firmware for UNISOC 8910 (EC200U, EC600U, EG912U, EG915U).",
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
  "partition-missing": ({ partition, missingIn }) => ({
    title: "A partition is missing",
    wrong: `The ${missingIn} firmware has no partition ${partition}.`,
    remedy:
      "Check that both files are complete firmware for the same module, or take another rule set under “Expert options”.",
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
  "nothing-to-update": ({ differing }) => ({
    title: "There is nothing to update",
    wrong: `The two differ only in what updates do not carry${differing === "" ? "" : ` (${differing})`}; the package would be empty.`,
    remedy: "Check that you chose the right files. To change those parts, update by cable.",
  }),
  "nv-rules-unknown": ({ items }) => ({
    title: "There is no known rule for some NV items",
    wrong: `NV items ${items} changed, but it is not known whether the module's running copies have to go, so they stay.`,
    remedy: "You can go on. If the new values must take effect, write them separately after the update.",
  }),
  "partition-not-covered": ({ partitions }) => ({
    title: "Some partitions are not part of the update",
    wrong: `${partitions} differ between the two, but the chosen rules leave them alone: the module keeps the old contents.`,
    remedy:
      "For BOOTLOADER this is normal. If an application partition is among them, take another rule set under “Expert options”.",
  }),
  "old-and-new-swapped": ({ old, new: fresh }) => ({
    title: "Old and new may be swapped",
    wrong: `The old firmware (${old}) is newer than the new one (${fresh}).`,
    remedy: "To update, swap the two files. If you do want to go back to the older version, just go on.",
  }),
  "version-name": ({ name, why }) => ({
    title: "This version name cannot be used",
    wrong: `“${name}” cannot be written into the package: ${why}.`,
    remedy:
      "Under “Expert options”, take a shorter name of letters, digits, dots and hyphens, or leave it empty.",
  }),
  "proof-failed": ({ step, why }) => ({
    title: "The package did not pass its proof",
    wrong: `On the simulated module ${step} did not become the new firmware: ${why}. The package is not offered.`,
    remedy: "This is a fault of the app, not yours. Please copy the report and send it to the maintainers.",
  }),
  "file-unreadable": ({ file }) => ({
    title: "The file can no longer be read",
    wrong: `“${file}” was moved, changed or deleted after you chose it, or its disk is gone.`,
    remedy: "Choose the file again.",
  }),
  "not-package": ({ file }) => ({
    title: "This file is not recognised",
    wrong: `“${file}” is neither a package of a known format nor firmware.`,
    remedy: "The inspector reads UNISOC 8910 packages (RDAOTA02) and .pac firmware.",
  }),
  "package-damaged": ({ file, why }) => ({
    title: "The package is damaged",
    wrong: `“${file}”: ${why}. A module will refuse it.`,
    remedy: "Download it again, or make it again.",
  }),
  "out-of-memory": ({ stage }) => ({
    title: "Not enough memory",
    wrong: `The browser has not enough memory for this step (${stage}).`,
    remedy: "Close other tabs and programs and retry; on a phone, change to a computer.",
  }),
  unexpected: ({ message }) => ({
    title: "Something went wrong in the app",
    wrong: `An error that nobody foresaw: ${message}`,
    remedy:
      "Please try again. If it stays, copy the report and send it to the maintainers; it holds no firmware contents.",
  }),
};
