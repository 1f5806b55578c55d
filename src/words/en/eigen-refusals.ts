import { exactSize, size } from "../format.ts";
import { platformName } from "../platforms.ts";
import type { EigenRefusals } from "../refusals.ts";
import { platformsEn } from "./platforms.ts";

/** Why a package for Eigencomm modules is not made or not taken. */
export const eigenRefusalsEn: EigenRefusals = {
  "package-truncated": ({ file, expected, actual }) => ({
    title: "The package is not complete",
    wrong: `“${file}” should have ${exactSize(expected)} and has ${exactSize(actual)}: the end is missing.`,
    remedy: "Download or copy it again, to its end.",
  }),
  "par-too-large": ({ need, have, chip }) => ({
    title: "The package does not fit into the module",
    wrong: `The package has ${exactSize(need)}; ${platformName(platformsEn, chip)} has room for ${exactSize(have)}. That is ${size(need - have)} too much.`,
    remedy: "Update in smaller steps over versions in between, or by cable.",
  }),
  "par-signed": ({ file }) => ({
    title: "The package is signed",
    wrong: `“${file}” bears a signature of the maker of the device. How it is laid out is not known, so the app reads no further.`,
    remedy:
      "Get the package before it was signed. Only the owner of the key can sign a package; modules without such a check need none.",
  }),
  "par-method": ({ file, method }) => ({
    title: "The package is packed in a way that the app does not read",
    wrong: `“${file}” is packed with ${method}; the app reads packages packed with bzip2.`,
    remedy: "Make the package here from the same two firmwares; it is packed with bzip2.",
  }),
  "eigen-chip-unknown": ({ file, address }) => ({
    title: "It is not known which chip this firmware is for",
    wrong: `In “${file}” the AP lies at ${address}. On EC618 and EC718 it lies elsewhere, and packages differ from chip to chip.`,
    remedy: "Take the package from the maker of the module, or flash by cable.",
  }),
  "eigen-large-flash": ({ image, end, known }) => ({
    title: "The flash is larger than those that are known",
    wrong: `${image} ends at ${exactSize(end)}. How packages look is known for modules with ${exactSize(known)} of flash only.`,
    remedy: "Take the package from the maker of the module, or flash by cable.",
  }),
  "eigen-left-alone": ({ places }) => ({
    title: "Some of what differs is not part of the update",
    wrong: `${places.join(", ")}: old and new differ, but packages carry AP and CP alone. The module keeps the old contents.`,
    remedy:
      "For the boot loader (BL) this is normal. If an application is among them, make sure that the old one runs on the new firmware, or flash by cable.",
  }),
};
