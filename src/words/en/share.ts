import { count } from "../format.ts";
import type { shareZh } from "../zh/share.ts";

export const shareEn: typeof shareZh = {
  share: "Share",
  contains: "What is in the link",
  dialog: {
    title: "Share this package",
    lead: "Whoever opens the link and drops the same firmware gets the same package, byte for byte.",
    privacy: "The link holds choices, names and hashes only: no files, no contents.",
    link: "Link",
    copy: "link",
    send: "Send with another app",
    leaveNames: "Leave out file names and the download address",
    leaveNamesAbout: "Hashes stay, and so do version names: they are part of the package.",
    qr: "QR code of the link",
    qrAbout: "Scan to open on a phone",
    tooLong:
      "The link is too long for a QR code. The link itself works all the same; without file names it is shorter.",
    notMade:
      "The package is not made yet, so its hash is not in the link. Share it afterwards, and the receiver can check the result.",
    userFiles:
      "You replaced or edited the user partition; a link cannot carry its contents. Send customer_fs.bin along.",
    close: "Close",
  },
  facts: {
    module: "Module",
    type: "Package type",
    options: "Options",
    old: "Old firmware",
    new: "New firmware",
    userPartition: "User partition",
    package: "Package",
    first: "First file",
    second: "Second file",
    url: "Download address",
  },
  options: {
    rules: (rules) => `Rules: ${rules}`,
    version: { old: "Old version name", new: "New version name" },
    versionIs: (what, name) => `${what}: ${name === "" ? "none" : name}`,
    methods: (number) => `${count(number)} ${number === 1 ? "file is" : "files are"} treated in another way`,
    apps: (names) => `With ${names}`,
    cut: "Without the unused blocks at the end",
    scripts: { with: "With the user partition", without: "Without the user partition" },
    packageClass: { safe: "Safe package", compact: "Compact package" },
  },
  panel: {
    title: "Made by link",
    lead: {
      same: "Drop the firmware that the link asks for, and you get the sender’s package, byte for byte.",
      choices: "The link brought the sender’s options. Drop the firmware that it asks for.",
      damaged: "The link is incomplete; what can be read of it is in use.",
    },
    leave: "Leave this link",
    changed: (what) => `You changed ${what}: the package will differ from the sender’s.`,
    restore: "Back to the link’s options",
    damagedTitle: "The link is damaged",
    damaged: (names) => `This cannot be read and is not in use: ${names}.`,
    damagedRemedy:
      "It may have been cut off or changed on its way. Ask the sender for it again, or choose the options yourself and go on.",
  },
  deviations: {
    platform: "the platform",
    type: "the package type",
    rules: "the rules",
    "old-version": "the old version name",
    "new-version": "the new version name",
    methods: "how files are treated",
    apps: "the application partitions",
    cut: "the unused blocks at the end",
    scripts: "whether the user partition comes along",
  },
  and: ", ",
  file: {
    missing: (name) => `Waiting for ${name}`,
    missingUnnamed: "Waiting for the link’s file",
    match: "The very file of the link",
    mismatch: "Not the file of the link",
    wanted: (name, sha256) => `The link asks for ${name ?? "a file"} whose SHA-256 begins with ${sha256}.`,
    remedy:
      "Please choose that file; an archive and the firmware inside it count as two. You may go on, but the package will differ.",
    isOther: {
      old: "This is the link’s old firmware, on the wrong side.",
      new: "This is the link’s new firmware, on the wrong side.",
    },
    exchange: "Swap old and new",
  },
  userPartition: {
    missing: "Checked with the new firmware",
    match: "The same as the sender’s",
    mismatch: "Not the sender’s. Ask for their customer_fs.bin, and put it in under “User partition” below.",
  },
  package: {
    identical: "Byte-identical to the sender’s package",
    identicalAbout: "Its SHA-256 is the one in the link.",
    different: "Not the sender’s package",
    differentAbout:
      "The package is proven and can be used, but its SHA-256 is not the one in the link. Possible reasons:",
    reasons: {
      files: "The firmware is not that of the link",
      choices: (what) => `Other options: ${what}`,
      packageClass: "Another class of power-cut safety is chosen",
      userPartition: "The user partition has other contents",
      unnamed: "The link does not say which firmware; it may be another one",
      release: "The sender uses another release of this app: both reload the page and make the package again",
    },
    wanted: "SHA-256 in the link",
  },
};
