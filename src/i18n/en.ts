import type { ImageFact, PackageWarning } from "../../workers/maker-api.ts";
import type { Dictionary } from "./dictionary.ts";
import { refusalsEn } from "./en-refusals.ts";
import { count, moment, size } from "./format.ts";
import { platformsEn } from "./platforms.ts";

const sides = { old: "Old firmware", new: "New firmware" };

function items(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

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
  }
}

export const en: Dictionary = {
  htmlLang: "en",
  title: "FOTA Workshop",
  skipToContent: "Skip to content",
  screens: { make: "Make", inspect: "Inspect" },
  language: { label: "Language" },
  scheme: {
    label: "Appearance",
    system: "As the system",
    light: "Light",
    dark: "Dark",
  },
  offline: {
    preparing: "Preparing for offline use",
    ready: "Works offline",
    update: "New version: update now",
    updateWhileWorking: "New version, update when done",
  },
  platforms: platformsEn,
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
  copied: "Copied",
  close: "Close",
  errorCode: "Error code",
  report: "report",
  make: {
    title: "Make an update package",
    lead: "Drop the old and the new firmware and get a proven FOTA package. All the work is done by the browser on this computer; your files do not leave it.",
    files: "Firmware",
    aboutSide: { old: "the version that modules run now", new: "the version to update to" },
    choose: "Choose file",
    chooseOther: "Change",
    orDrop: "or drop it here; .pac, or a .zip that holds it",
    dropHere: { old: "Drop as the old firmware", new: "Drop as the new firmware" },
    reading: "Reading and checking…",
    remove: (side) => `Remove ${side.toLowerCase()}`,
    swap: "Swap old and new",
    swapped: "Old and new are swapped",
    sample: "Try with sample firmware",
    sampleAbout: "No firmware at hand?",
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
    expert: "Expert options",
    ruleSet: "Packaging rules",
    ruleSets: {
      unisoc8910: {
        name: "Standard",
        about: "Firmware without a separate application image; right for most modules",
      },
      "unisoc8910-ext": {
        name: "Application in external flash",
        about: "Updates APPIMG in the external flash as well",
      },
      "unisoc8910-win32": {
        name: "Application in internal flash",
        about: "Updates APPIMG in the internal flash as well, by the rules of the vendor's Windows tool",
      },
    },
    versions: "Version names in the package",
    versionOf: { old: "Old version name", new: "New version name" },
    versionsAbout: "A module can check the old name against its own version. Leave both empty to write none.",
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
      "platform-mismatch": "The platform chosen is not that of the firmware.",
      "type-unavailable": "Choose a type that is available.",
      ready: "The two belong together. Ready.",
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
    container: "Container version",
    wrapping: "Inside archive",
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
    cancel: "Cancel",
    leave: "Just keep the page open; you can change to other tabs.",
  },
  result: {
    title: "The package is ready",
    verified: "Proven",
    ofFull: (part) => `${part} of the full images`,
    full: (bytes) => `full images ${bytes}`,
    madeIn: (time) => `made in ${time}`,
    download: "Download package",
    inspect: "Inspect",
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
    proofs: {
      flash: (bytes) =>
        `A simulated module was updated from your old firmware: ${bytes} of flash are the new firmware, byte for byte`,
      files: (number) =>
        number === 1
          ? "1 file is that of the new firmware, byte for byte"
          : `${count(number)} files are those of the new firmware, byte for byte`,
      steps: (steps) => `The update takes ${items(steps, "step")}; what each one wrote was checked`,
    },
    needs: "What the module needs",
    freeSpace: (bytes) => `${bytes} free in the file system, once the package is stored`,
    loaderMemory: (bytes) => `about ${bytes} of memory in the boot loader at most`,
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
    },
    orders: { ascending: "ascending", descending: "descending", "tail-last": "descending, tail last" },
  },
  next: {
    title: "What comes next",
    steps: {
      upload: "Upload the package to an HTTP server, at an address that the module can reach.",
      address: "Enter that address here; the script follows:",
      run: "Run the script on the module (for example with QPYcom):",
      wait: "The module restarts and updates by itself; keep it powered. Afterwards uos.uname2() shows the version.",
    },
    url: "Address of the package",
    urlTooLong: "The address has more than 255 characters; some modules do not take it.",
    urlScheme: "The address should start with http:// or https://.",
    script: "script",
    trial: "Try the package on one module of yours before you send it to many.",
    comments: {
      heading: "Differential update",
      url: "where the package can be downloaded",
      report: "args[0]: 0, 1, 2 are good, anything else is an error; args[1]: progress",
    },
  },
  inspect: {
    title: "Inspect firmware or a package",
    lead: "Drop a file to see what is inside and whether it is intact. It does not leave this computer.",
    choose: "Choose file",
    chooseOther: "Change",
    orDrop: "or drop it here; firmware .pac, .zip, or a package .pack, .bin",
    dropHere: "Drop to inspect",
    reading: "Reading and checking…",
    kinds: { firmware: "Firmware", rdaota02: "Differential package for UNISOC 8910 (RDAOTA02)" },
    oldVersion: "Old version name",
    newVersion: "New version name",
    none: "none",
    warnings: "This package has problems",
    fine: "The checksum is right and the order is safe at power cuts.",
  },
};
