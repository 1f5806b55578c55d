import { exactSize } from "../format.ts";
import type { ImageListFault, LoadTableFault } from "../../contract/refusal.ts";
import type { Ec200aRefusals } from "../refusals.ts";

const listFaults: Record<ImageListFault, string> = {
  "no-list": "it has no image list (.blf)",
  "several-lists": "it has more than one image list (.blf)",
  "no-images": "its image list names no images",
  "too-many-images": "its image list names more images than a module has",
  "image-skipped": "its image list leaves out image",
  "field-missing": "its image list lacks what is needed of image",
};

const tableFaults: Record<LoadTableFault, string> = {
  "no-regions": "it has no regions",
  outside: "a region lies outside of the program",
  overlap: "a region lies in the one before it",
  uneven: "a region is not in whole words",
};

/** What is wrong with EC200A firmware, and which of it takes no packages. */
export const ec200aRefusalsEn: Ec200aRefusals = {
  "image-list-damaged": ({ file, why, image }) => ({
    title: "The release is not complete",
    wrong: `“${file}”: ${listFaults[why]}${image === "" ? "" : ` ${image}`}.`,
    remedy: "Get the release again from its supplier, in one piece.",
  }),
  "load-table-damaged": ({ file, image, why, region }) => ({
    title: "The program in this release is damaged",
    wrong: `The load table in ${image} of “${file}” contradicts itself: ${tableFaults[why]}${region === "" ? "" : ` (${region})`}.`,
    remedy: "Get the release again from its supplier.",
  }),
  "linux-build": ({ file }) => ({
    title: "This is the EC200A build with Linux",
    wrong: `By its name “${file}” is the build with Linux, which is updated in another way.`,
    remedy: "Use the release for QuecPython, or the tool of Quectel's Linux SDK.",
  }),
  "trusted-boot": ({ file }) => ({
    title: "Modules with this firmware check signatures",
    wrong: `“${file}” is a trusted-boot release. Signatures lie in images that no package carries, so an updated module would not match them.`,
    remedy: "Ask Quectel for a package, or update by cable.",
  }),
  "flash-nand": ({ file }) => ({
    title: "Modules with NAND flash are not supported",
    wrong: `“${file}” is for NAND flash. How such modules are updated was never seen.`,
    remedy: "Ask Quectel for a package, or update by cable.",
  }),
  "updater-missing": ({ file }) => ({
    title: "These modules have no updater",
    wrong: `The image list of “${file}” has no updater (UPTE), so nothing on the module could take a package.`,
    remedy: "Ask for a release with an updater, flash it once by cable, and update from there.",
  }),
  "image-type-unknown": ({ file, images }) => ({
    title: "Some images are of a type that is not known",
    wrong: `${images.join(", ")} in “${file}” are neither RAW nor LZMA; how packages treat them was never seen.`,
    remedy: "Ask Quectel for a package, or update by cable.",
  }),
  "image-never-updated": ({ file, images }) => ({
    title: "The list asks for what no package can carry",
    wrong: `The image list of “${file}” marks ${images.join(", ")} for updates. Header, boot loader and updater can never be in a package.`,
    remedy: "Ask the supplier for a release whose list leaves them out, or update by cable.",
  }),
  "no-images-for-updates": ({ file }) => ({
    title: "Nothing in this release is for updates",
    wrong: `The image list of “${file}” enables no image.`,
    remedy: "Ask the supplier for a release whose list has images for updates.",
  }),
  "image-file-missing": ({ file, images }) => ({
    title: "The release is not complete",
    wrong: `“${file}” does not hold ${images.join(", ")}, or only an empty file of that name.`,
    remedy: "Get the release again from its supplier, in one piece.",
  }),
  "image-lists-differ": ({ images }) => ({
    title: "Old and new are laid out differently",
    wrong:
      images.length === 0
        ? "The two releases are for different flash."
        : `The image lists differ in ${images.join(", ")}. One list goes for both sides of an update.`,
    remedy: "Choose two releases for the same module and flash, or update by cable.",
  }),
  "images-not-carried": ({ images, nothingElse }) => ({
    title: nothingElse ? "Only what no package carries is different" : "Some images stay as they are",
    wrong: `${images.join(", ")} differ between old and new, but their list leaves them out of packages.${nothingElse ? " Nothing else differs." : " The module keeps its own."}`,
    remedy: nothingElse
      ? "Update by cable."
      : "Go on if the new firmware runs with the old ones; its supplier knows.",
  }),
  "program-gap-differs": ({ image }) => ({
    title: "The program differs where no package reaches",
    wrong: `${image} differs between its head and its regions, or behind them. No piece of a package carries those bytes.`,
    remedy: "Update by cable.",
  }),
  "package-too-large": ({ size, limit }) => ({
    title: "The package is too large for the module",
    wrong: `The package has ${exactSize(size)}; beside its backup the updater has room for ${exactSize(limit)}.`,
    remedy: "Choose versions that are closer to each other and update in steps.",
  }),
  "format-experimental": ({ file }) => ({
    title: "Packages for EC200A are experimental",
    wrong: `“${file}”: the format is that of the vendor's tool. It was checked against its packages, but no code of such a module was ever run.`,
    remedy: "Try the update on a module that you can restore by cable.",
  }),
};
