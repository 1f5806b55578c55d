import type { ImageFact, PackageType, PackageWarning } from "../../contract/maker.ts";
import type { pageZh } from "../zh/page.ts";
import { ruleSetsEn } from "./rule-sets.ts";
import { refusalsEn } from "./refusals.ts";
import { address, count, exactSize, moment, size } from "../format.ts";
import { typeReasonsEn } from "./modules.ts";
import { platformsEn } from "./platforms.ts";
import { durationEn } from "../durations.ts";

const sides = { old: "Old firmware", new: "New firmware" };

function items(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

const packageTypes: Record<PackageType, string> = {
  diff: "differential",
  full: "full",
  mini: "mini-system",
};

function imageFact(fact: ImageFact): string {
  switch (fact.kind) {
    case "uimage":
      return `uImage “${fact.name}”, ${moment(fact.builtAt)}${fact.crcOk ? "" : ", CRC wrong"}`;
    case "app2":
      return `APP2, interface version ${fact.stubVersion}${fact.crcOk ? "" : ", CRC wrong"}`;
    case "simage":
      return `signed image “${fact.name}”`;
    case "signature":
      return `signature of ${items(fact.bytes, "byte")}${fact.signer === "" ? "" : ` (${fact.signer})`}`;
    case "sffs":
      return `SFFS file system, ${items(fact.files, "file")}, ${size(fact.bytes)}${fact.warnings === 0 ? "" : `, ${items(fact.warnings, "oddity", "oddities")}`}`;
    case "nv":
      return `${items(fact.items, "NV item")}, stamp ${fact.stamp}`;
    case "cpio":
      return `cpio archive, ${items(fact.files, "file")}, ${size(fact.bytes)}`;
    case "compressed": {
      const name = fact.region === "" ? "compressed" : `${fact.region} at ${address(fact.address)}`;
      const packed = fact.coding === "none" ? "not compressed" : fact.coding.toUpperCase();
      const unpacked = fact.unpacked === null ? "" : ` from ${size(fact.unpacked)}`;
      return `${name}: ${packed}, ${size(fact.stored)}${unpacked}`;
    }
    case "updater": {
      const takes = fact.takes.map((type) => packageTypes[type]).join(", ");
      const compares = fact.comparesRecompressed ? "; compares what it compresses anew" : "";
      return `updater${fact.version === "" ? "" : ` ${fact.version}`}: takes ${takes}${compares}`;
    }
    case "updater-unknown":
      return "an updater that is not known; which packages it takes cannot be seen";
    case "overlap":
      return `overlaps with ${fact.partition}`;
    case "file-missing":
      return `${fact.file} is not in the package`;
  }
}

function packageWarning(warning: PackageWarning): string {
  switch (warning.code) {
    case "version-not-terminated":
      return "The version name is not terminated: modules refuse this package. Make it again.";
    case "not-ascending":
      return `${warning.target} is not written in ascending order: a power cut may not be recoverable.`;
    case "short-tail-lost-parts":
      return `${warning.target} gets shorter and ends in a short part: a power cut in the last step is not recoverable.`;
    case "image-left-out":
      return `The XOR of the image at ${warning.target} happens to be 0: the module leaves it out without a word. Change the contents and make the package anew.`;
    case "image-tail-unchecked":
      return `The length of the image at ${warning.target} is no multiple of 4: the module does not check its last bytes.`;
    case "backup-in-file-system":
      return "This package keeps its backup in the file system (fsall). An updater that does not know this erases flash from address 0, the boot loader first. It is for modules only whose updater knows fsall.";
    case "too-large":
      return `It has ${exactSize(warning.need)}, and modules with this chip keep ${exactSize(warning.have)} for packages: they refuse it.`;
  }
}

export const pageEn: typeof pageZh = {
  title: "FOTA Workshop",
  skipToContent: "Skip to content",
  screens: { make: "Make", fleet: "Fleet", inspect: "Inspect", history: "History" },
  language: { label: "Language" },
  scheme: {
    label: "Appearance",
    system: "As the system",
    light: "Light",
    dark: "Dark",
  },
  offline: {
    preparing: "Saving for offline",
    ready: "Works offline",
    update: "Update the page",
    updateWhileWorking: "Update when done",
  },
  install: {
    name: "Install",
    about: "Install as an app that opens firmware and packages from the file manager",
  },
  platforms: platformsEn,
  typeReasons: typeReasonsEn,
  refusals: refusalsEn,
  sides,
  types: {
    diff: { name: "Differential", about: "Only what differs between two versions; updates the firmware" },
    full: { name: "Full", about: "The whole user partition; updates your scripts" },
    mini: { name: "Mini-system", about: "Updates firmware and scripts together" },
  },
  imageFact,
  packageWarning,
  aside: (text) => ` (${text})`,
  copy: (what) => `Copy ${what}`,
  duration: durationEn,
  copied: "Copied",
  close: "Close",
  partMissing:
    "This part of the page did not load: there may be a new release, or the connection was lost. After reloading, files have to be chosen again.",
  reload: "Reload page",
  errorCode: "Error code",
  report: "report",
  make: {
    title: "Make an update package",
    lead: "Drop the old and the new firmware and get a proven FOTA package. All the work is done by the browser on this computer; your files do not leave it.",
    oldUnused: "not needed for a full package",
    oldKept: {
      none: "A full package is made of the user partition in the new firmware alone.",
      kept: "Not used for a full package; still here when you choose another type.",
    },
    files: "Firmware",
    aboutSide: { old: "the version that modules run now", new: "the version to update to" },
    choose: "Choose file",
    chooseOther: "Change",
    orDrop: "or drop it here; .pac, .bin, .binpkg, or a .zip with one inside",
    dropHere: { old: "Drop as the old firmware", new: "Drop as the new firmware" },
    reading: "Reading and checking…",
    remove: (side) => `Remove ${side.toLowerCase()}`,
    swap: "Swap old and new",
    swapped: "Old and new are swapped",
    samples: {
      unisoc8910: "UNISOC 8910 sample",
      asr: "ASR sample with scripts",
      ec200a: "EC200A sample",
      eigen618: "Eigencomm EC618 sample",
      eigen718: "Eigencomm EC718 sample",
    },
    sampleAbout: "No firmware at hand? Try a",
    sampleMaking: "Making the sample…",
    type: "Type of update",
    platform: "Platform",
    platformSelect: "Choose the platform",
    platformMismatch: (found) => `The firmware is for ${found}, not for the platform chosen here.`,
    takePlatform: (found) => `Back to ${found}`,
    typeUnavailable: {
      "not-yet": "this version cannot make it for this platform",
      "not-on-platform": "on ASR platforms only",
    },
    typeDenied: (wished, used) => `${wished} cannot be made of this firmware; ${used} is chosen instead.`,
    experimental: "experimental",
    experimentalAbout: {
      "asr-mini":
        "Mini-system packages are experimental: their space rules and second phase were only read in the vendor's code and never run on a module. Try one on a module of yours first, with a cable at hand to recover it.",
      "ec200a-diff":
        "Packages for EC200A are experimental: the format is that of the vendor's tool, and no code of such a module was ever run. Try one on a module of yours first, with a cable at hand to recover it.",
    },
    cutErased: "Leave out unused blocks at the end",
    apps: "Application partitions to update along",
    appsAbout:
      "By default the system alone is updated. With these the package also holds what differs in them; the module must have exactly what the old firmware has.",
    expert: "Expert options",
    ownFileMethods: (number) => `${count(number)} ${number === 1 ? "file" : "files"} set by you`,
    undoFileMethod: "Back to the rules",
    ruleSet: "Packaging rules",
    ruleSets: ruleSetsEn,
    versions: "Version names in the package",
    versionOf: { old: "Old version name", new: "New version name" },
    versionsAbout:
      "Usually empty: no names are written. If you do, write what the module itself reports, for it may refuse a package whose old name is not exactly its own.",
    build: "Make package",
    buildAgain: "Make again",
    readiness: {
      "choose-both": "Start with the old and the new firmware.",
      "choose-old": "The old firmware is missing.",
      "choose-new": "The new firmware is missing.",
      reading: "Reading the firmware…",
      "file-refused": "Replace the file that was refused.",
      judging: "Checking that the two belong together…",
      "pair-refused": "No package can be made of these two; the reason is above.",
      "new-refused": "No full package can be made of this firmware; the reason is above.",
      "platform-mismatch": "The platform chosen is not that of the firmware.",
      "type-unavailable": "Choose a type that is available.",
      "no-type": "No package can be made of this firmware; the reason is at “Type of update”.",
      ready: "The two belong together. Ready.",
      "ready-doubtful":
        "A package can be made, but by their names the two do not belong together; see above.",
      "ready-full": "The user partition is sound. Ready.",
    },
    cancelled: "Cancelled. Your files and choices are still here.",
    warnings: "Please note",
  },
  facts: {
    size: "Size",
    product: "Product",
    version: "Version",
    built: "Built",
    platform: "Platform",
    module: "Module",
    flash: "Flash",
    types: "Packages that can be made",
    allowed: { yes: "yes", warn: "with care", no: "no" },
    container: "Container version",
    wrapping: "Inside archive",
    passedOver: "Also in it, not taken",
    taken: (name: string, others: readonly string[]) =>
      `${name} was taken; also in the archive: ${others.join(", ")}`,
    details: (side, partitions, files) =>
      `${sides[side]}: ${items(partitions, "partition")}${files === 0 ? "" : `, ${items(files, "file")}`}`,
    partitions: "Partitions",
    files: (number) => `Files in the file system (${count(number)})`,
    unknown: "not stated",
    changes: { changed: "changed", "only-here": "only here", same: "same" },
    columns: {
      partition: "Partition",
      address: "Address",
      size: "Size",
      limit: "Limit",
      image: "Image",
      path: "Path",
      parts: "Parts",
      operation: "operation",
    },
  },
  working: {
    title: "Making the package",
    stages: {
      read: "Reading the firmware",
      delta: "Comparing old and new",
      compress: "Compressing the differences",
      assemble: "Writing the package",
      prove: "Proving it on a simulated module",
    },
    elapsed: "Elapsed",
    leftUnknown: "Estimating the time left…",
    left: ({ unit, value }) => `About ${items(value, unit)} left`,
    cancel: "Cancel",
    leave: "Just keep the page open; you can change to other tabs.",
    passedOver:
      "The files you dropped were not taken: wait for this package, or cancel it and drop them again.",
  },
  result: {
    title: "The package is ready",
    verified: "Proven",
    ofFull: (part) => `${part} of the full images`,
    full: (bytes) => `full images ${bytes}`,
    ofPartition: (bytes) => `user partition of ${bytes}`,
    madeIn: (time) => `made in ${time}`,
    downloads: {
      package: "Download package",
      first: "Download first file",
      second: "Download second file",
      merged: "Download merged file",
    },
    mergedAbout: "both in one, for tools that want a single file",
    inspects: {
      package: "Inspect",
      first: "Inspect first file",
      second: "Inspect second file",
      merged: "Inspect merged file",
    },
    class: "Safety at power cuts",
    classes: {
      safe: { name: "Safe", about: "Resumes after a power cut at any moment" },
      compact: { name: "Compact", about: "Smaller, in the order of the vendor's tool" },
    },
    notSmaller: "no smaller here",
    saves: (bytes, part) => `saves ${bytes} (${part})`,
    compactRisk:
      "A compact package carries a risk: if the power fails in certain steps while big files are written, the module stays in the middle of the update, does not recover by itself and must be flashed by cable. Use it where the supply is reliable.",
    proof: "What was proved",
    contents: (number) => `Contents of the package (${items(number, "item")})`,
  },
  bulks: {
    columns: {
      target: "Target",
      kind: "Operation",
      oldSize: "Old size",
      newSize: "New size",
      packed: "Packed",
      blocks: "Blocks",
      order: "Order",
    },
    kinds: {
      flash: "flash image",
      blocked: "file in parts",
      plain: "file",
      remove: "remove file",
      insert: "new file",
      uncompressed: "uncompressed part",
      region: "compressed region",
      dsp: "DSP",
      later: "after the DSP",
      app: "application partition",
      whole: "written whole",
    },
    orders: { ascending: "ascending", descending: "descending", "tail-last": "descending, tail last" },
  },
  inspect: {
    title: "Inspect firmware or a package",
    offer: "Inspect this file",
    lead: "Drop a file to see what is inside and whether it is intact. It does not leave this computer.",
    choose: "Choose file",
    chooseOther: "Change",
    orDrop: "or drop it here; firmware .pac, .bin, .binpkg, .zip, a package, or a user partition file",
    dropHere: "Drop to inspect",
    reading: "Reading and checking…",
    kinds: {
      firmware: "Firmware",
      rdaota02: "Differential package for UNISOC 8910 (RDAOTA02)",
      "rdaota02-8850": "Differential package for UNISOC 8850 (RDAOTA02)",
      "asr-full": "Full package for ASR (FBF)",
      "asr-diff": "Differential package for ASR (FOTA_ALL)",
      "asr-diff-fsall": "Differential package for ASR, backup in the file system (FOTA_ALL, fsall)",
      "asr-mini-1": "Mini-system package for ASR, first file (FOTA_FIR)",
      "asr-mini-2": "Mini-system package for ASR, second file (FOTA_SEC)",
      "asr-mini": "Mini-system package for ASR, both files in one",
      "ec200a-diff": "Differential package for EC200A (FOTA_ALL, 200A Fota)",
      "par-618": "Differential package for Eigencomm EC618 (.par)",
      "par-718": "Differential package for Eigencomm EC716 and EC718 (.par)",
      "user-partition": "User partition file (littlefs v1)",
      nvm: "Partition of the modem's settings (nvm, littlefs v1), not the user's",
      customer_backup_fs: "Backup partition (customer_backup_fs, littlefs v1), not the user's",
    },
    oldVersion: "Old version name",
    newVersion: "New version name",
    none: "none",
    warnings: "This package has problems",
    fine: "The checksum is right and the order is safe at power cuts.",
    checksums: "The format is intact and the checksums are right.",
  },
};
