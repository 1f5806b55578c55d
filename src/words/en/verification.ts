import type { Difference, PowerCut, PowerCutWork } from "../../contract/verification.ts";
import { reasonEn } from "./reasons.ts";
import { address, count, exactSize } from "../format.ts";
import type { verificationZh } from "../zh/verification.ts";

const differenceKinds: Record<Difference["kind"], string> = {
  differs: "differs",
  missing: "is missing",
  "left-over": "is left over",
  "not-written": "is not written",
  stray: "is written outside the firmware",
};

const portions: Record<PowerCut["portion"], string> = {
  nothing: "before it",
  destroyed: "old contents destroyed",
  emptied: "just emptied",
  half: "half done",
  whole: "just done",
};

function during(work: PowerCutWork): string {
  switch (work.kind) {
    case "erase":
      return `erase flash ${address(work.address)}`;
    case "program":
      return `program flash ${address(work.address)}`;
    case "backup":
      return `back up flash ${address(work.address)}`;
    case "lift":
      return `back up flash ${address(work.address)} before it is moved`;
    case "progress":
      return `note progress ${work.stage}`;
    case "write":
      return `write file ${work.path}`;
    case "unlink":
      return `remove file ${work.path}`;
    case "stage":
      return `note progress ${work.stage} ${work.block}`;
    case "keep-block":
      return `write ${work.partition} block ${count(work.block)} aside`;
    case "mark-kept":
      return `note that ${work.partition} block ${count(work.block)} lies aside`;
    case "mark-done":
      return `note that ${work.partition} block ${count(work.block)} is done`;
  }
}

function of(number: number, one: string, more: string): string {
  return `${count(number)} ${number === 1 ? one : more}`;
}

export const verificationEn: typeof verificationZh = {
  title: "Verify against firmware",
  lead: "Drop the firmware before and after the update. A simulated module takes the package, and what it writes is compared with the new firmware, whoever made the package; what it leaves alone is named.",
  sides: { old: "Firmware before", new: "Firmware after" },
  oldOptional: "optional",
  second: { first: "First file (.mini_1)", second: "Second file (.mini_2)" },
  choose: "Choose a file",
  chooseOther: "Choose another",
  remove: (what) => `Remove: ${what}`,
  reading: "Reading…",
  dropHere: "Drop it here",
  takeFromMake: "Use the firmware of the make screen",
  swap: "Swap old and new",
  run: "Verify",
  runAgain: "Verify again",
  cancel: "Cancel",
  cancelled: "Cancelled; the files are still here.",
  stages: {
    check: "Checking the package",
    apply: "Updating the simulated module",
    compare: "Comparing with the new firmware",
  },
  readiness: {
    "choose-both": "Drop the firmware before and after the update.",
    "choose-old": "The firmware before the update is missing.",
    "choose-new": "The firmware after the update is missing.",
    "choose-second": "The other file of the package is missing.",
    reading: "Reading the firmware…",
    refused: "Replace the file that has a problem.",
    platform: "Firmware and package are of different platforms.",
    "mini-kind": "The other file is not the one that is missing.",
    ready: "Ready to verify.",
  },
  verdicts: {
    applies: "It applies: what it writes is as in the new firmware",
    partly: "It applies, but leaves out part of the new firmware",
    "applies-with-differences": "The update finishes, but the outcome is not the new firmware",
    refused: "It cannot be used",
  },
  otherwise: {
    applies:
      "Nothing else is wrong: with proper version names it applies, and what it writes is as in the new firmware.",
    "applies-with-differences":
      "With proper version names the update finishes, but the outcome is not the new firmware.",
  },
  differences: (number) => `Different from the new firmware (${count(number)})`,
  difference: ({ place, kind, address: at }) =>
    `${place}: ${differenceKinds[kind]}${at === null ? "" : ` from ${address(at)} on`}`,
  moreDifferences: (number) => `${count(number)} more`,
  hazards: "Hazards",
  powerCuts: {
    title: "Power cuts",
    sampling: "Trying a sample…",
    running: "Trying every moment…",
    recovered: ({ wanted, cuts, moments, momentsTried }) =>
      wanted === "all"
        ? `Power was cut at all ${count(moments)} moments, and again during recoveries, ${count(cuts)} times in all: the module always recovers and finishes`
        : `Power was cut at ${count(momentsTried)} of ${count(moments)} moments: the module always recovers and finishes`,
    failed: ({ cuts, failureCount }) =>
      `${of(failureCount, "power cut", "power cuts")} of ${count(cuts)} that were tried cannot be recovered from, except by flashing by cable`,
    expected:
      "Compact packages write in the order of the vendor's tool, in which a few steps of large files cannot bear a power cut. That is what sets them apart from safe ones.",
    foreign:
      "A few steps of large files cannot bear a power cut. A safe package made here from the same firmware avoids that.",
    stuck:
      "Do not send out this package: a module that loses power at these moments can only be flashed by cable.",
    list: "At which moments",
    failure: ({ cuts, why }) => {
      const moments = cuts.map(({ during: what, portion }) => `${during(what)}, ${portions[portion]}`);
      return `${moments.join("; and again while recovering: ")} (${reasonEn(why)})`;
    },
    more: (number) => `${count(number)} more`,
    runAll: (moments) => `Try all ${count(moments)} moments`,
    runFirst: "Try power cuts",
    cancelled: "Cancelled.",
    notes: {
      "asr-diff":
        "Recovery is simulated as a real updater does it (EC600S, 2021): it backs up before it overwrites, and notes its progress twice. Other updaters may differ; keep the power on during the update.",
      "asr-full":
        "There is no recovery: the updater notes no progress and writes all of it again. Where the package lies in the user partition itself (EC600S, 2021), it is overwritten by then, and the module starts with an incomplete file system. Keep the power on during the update.",
      "asr-mini":
        "Recovery in the first file is simulated as a real updater does it; the second file is written by the small system, and how that goes on after a power cut is not documented. Keep the power on during the update.",
      "ec200a-diff":
        "How the updater of EC200A recovers from a power cut is not known, so it is not simulated. Keep the power on during the update.",
    },
  },
  report: {
    title: "Verification report",
    about: "Plain text, to keep with the package or to send to a customer.",
    what: "report",
    download: "Download the report",
    suffix: "verification",
    heading: "Verification report of a firmware package",
    app: (release) => `FOTA Workshop ${release}`,
    made: (date) => `Written: ${date}`,
    sections: {
      verdict: "Verdict",
      pack: "Package",
      firmware: "Firmware",
      proved: "What was verified",
      differences: "Different from the new firmware",
      uncovered: "What the package leaves alone",
      powerCuts: "Power cuts",
      hazards: "Hazards",
      limits: "Limits",
    },
    type: (name) => `Type: ${name}`,
    versions: (old, fresh) => `Version names inside: ${old || "(none)"} → ${fresh || "(none)"}`,
    file: (name, bytes) => `${name}, ${exactSize(bytes)}`,
    side: { old: "Old firmware", new: "New firmware" },
    none: "not used",
    version: (version) => `Version: ${version}`,
    madeVerdict: "The package was made by this app, and what it writes was verified on a simulated module.",
    madePartly: "Part of the new firmware is not in it: see what the package leaves alone, below.",
    noCuts: "Power cuts were not tried.",
    noHazards: "None found.",
    limits: {
      all: [
        "All of this comes from a simulated module, written after what is known of the format; nothing was run on a real module. Try the package on a module that you can flash by cable before you send it out.",
        "It holds for the files listed above only: compare their SHA-256.",
      ],
      rdaota02: ["The simulated module knows no wear or timing of flash, and no faults of its file system."],
      "asr-full": [
        "Where a module stores the package, and whether it has room for it, depends on its firmware and was not verified.",
      ],
      "asr-diff": [
        "Regions that the module compresses itself are compared by what is in them; whether they fit was asked of the module's own encoder. Memory was compared with the heap of updaters that are known; others may have less.",
      ],
      "ec200a-diff": [
        "The format is known from the vendor's tool and its packages; no code of such a module was ever run. In which order it writes and how it recovers is assumed; regions that the module compresses itself are compared decompressed.",
      ],
      "asr-mini": [
        "Download and second phase of mini-system are done by the firmware and simulated after what is known; regions that the module compresses itself are compared decompressed.",
      ],
      par: [
        "How the module keeps a block aside and notes its progress is inferred, not documented; the power cuts that were tried are those of that model.",
      ],
    },
    colon: ": ",
  },
  kinds: {
    rdaota02: "UNISOC 8910 differential package (RDAOTA02)",
    "asr-full": "ASR full package (FBF)",
    "asr-diff": "ASR differential package (FOTA_ALL)",
    "asr-mini": "ASR mini-system package",
    "ec200a-diff": "EC200A differential package (200A Fota)",
    par: "Eigencomm differential package (.par)",
  },
};
