import type {
  NetworkLoss,
  NetworkSpeed,
  PackageChecks,
  PowerCutChoice,
  RehearsalFault,
  RehearsalNote,
  ServerState,
} from "../../contract/rehearsal.ts";
import { reasonEn } from "./reasons.ts";
import { durationEn } from "../durations.ts";
import { count, size } from "../format.ts";
import type { RefusalText } from "../refusals.ts";
import type { rehearsalZh } from "../zh/rehearsal.ts";

const checks: Record<PackageChecks, string> = {
  rdaota02: "length, CRC, free space, version, old firmware",
  "asr-diff": "signature, length, room for the backup, checksums",
  "asr-full": "format version, checksums, place in flash",
  "asr-mini-1": "signature, length, checksums",
  "asr-mini-2": "signature, length, checksums, belongs to the first file",
  "ec200a-diff": "header, length, checksums",
  par: "length, SHA-256, image headers, free space",
};

const notes: Record<RehearsalNote, string> = {
  "reset-disable-ignored": "This module has no reset_disable: it restarts by itself after the download",
  "no-callback-in-mini": "No callback is called for mini-system updates",
  "call-not-supported": "This module does not have that call; it returns -1",
  "second-file-again": "The mini-system will try the second file again",
};

const faults: Record<RehearsalFault, RefusalText> = {
  "script-error": {
    title: "The script failed, no update began",
    wrong: "It raised an exception; the terminal shows where.",
    remedy: "Correct the script and rehearse again.",
  },
  "nothing-asked": {
    title: "The script asked for no update",
    wrong: "It came to its end without calling httpDownload or writing a package.",
    remedy: "See whether it really gets to the lines that start the update.",
  },
  "waits-for-ever": {
    title: "The script waits for ever",
    wrong: "Nothing more is going to happen, and it still waits in a loop.",
    remedy: "Give the wait a limit, and handle a download that fails.",
  },
  "no-restart": {
    title: "The package is ready, but nothing restarts the module",
    wrong: "The update begins at the next boot, and the script ended without one.",
    remedy: "Call Power.powerRestart() at the end of the script.",
  },
  "url-too-long": {
    title: "The address is too long",
    wrong: "The module does not take addresses of this length: httpDownload returned -1.",
    remedy: "Use a shorter path or file name on the server.",
  },
  "url-scheme": {
    title: "The module cannot fetch from this kind of address",
    wrong: "httpDownload returned -1.",
    remedy: "Use an address that begins with http:// or https://.",
  },
  "url2-refused": {
    title: "This module does not take url2",
    wrong: "url2 is for mini-system updates, and this module's call does not have it.",
    remedy: "Make a differential package, or see whether the right module is chosen.",
  },
  "local-refused": {
    title: "This module has no local upgrade",
    wrong: "write, flush and verify are not there on this model.",
    remedy: "Have the module fetch the package with httpDownload.",
  },
  "not-found": {
    title: "The server does not have this file",
    wrong: "It answered 404. The module keeps its old firmware.",
    remedy: "Compare the address in the script with the name on the server; capitals count.",
  },
  "connection-lost": {
    title: "The download broke off",
    wrong: "The connection was lost and the script did not try again. The module keeps its old firmware.",
    remedy: "Have the script try again; each download begins at its start.",
  },
  "second-file-missing": {
    title: "The module waits in the mini-system for the second file",
    wrong:
      "The first file is applied and there is no way back: the mini-system tries until it gets the right second file.",
    remedy:
      "Put the .mini_2 file where the script says, and the module goes on by itself. Before a release, make sure that both can be fetched.",
  },
  "package-refused": {
    title: "The module refused this file",
    wrong: "It is incomplete, damaged, or no package at all. The module keeps its old firmware.",
    remedy: "Upload the package again, and compare size and SHA-256.",
  },
  "other-firmware": {
    title: "The package is for another firmware",
    wrong: "What the module has is not the old firmware of this package. Nothing was changed.",
    remedy: "Make the package again, with the module's own firmware as the old one.",
  },
  "no-room": {
    title: "The module has no room",
    wrong: "The package, or what the update needs meanwhile, does not fit. Nothing was changed.",
    remedy: "Free space on the module, or make a smaller package.",
  },
  stuck: {
    title: "The update cannot be completed",
    wrong: "It fails at the same place at every boot; a real module would have to be flashed over USB.",
    remedy: "Use the safe package: it goes on after a power cut at any moment.",
  },
  "package-lost": {
    title: "The package is lost with the power",
    wrong:
      "It lay in the user partition, which was being written when the power failed. A real module would start with an incomplete file system.",
    remedy:
      "Keep the power on during the update. Send a full package again to a module to which this has happened, or flash it by cable.",
  },
  "wrong-outcome": {
    title: "The update ended, but the module does not hold what it should",
    wrong: "The bytes differ. This is a fault of the app.",
    remedy: "Do not use this package, and tell the maintainers the code below.",
  },
};

const speeds: Record<NetworkSpeed, string> = {
  good: "Good, 250 KB/s",
  weak: "Weak, 40 KB/s",
  poor: "Poor, 6 KB/s",
};
const losses: Record<NetworkLoss, string> = {
  none: "Stable",
  some: "Some losses",
  heavy: "Many losses",
  disconnect: "Breaks off once",
};
const servers: Record<ServerState, string> = {
  right: "Right file",
  missing: "No file (404)",
  "second-missing": "No second file",
  wrong: "Wrong file",
  truncated: "Incomplete file",
};
const cuts: Record<PowerCutChoice, string> = {
  none: "None",
  download: "In the download",
  update: "In the update",
  random: "4 at random",
};

export const rehearsalEn: typeof rehearsalZh = {
  title: "Rehearse on a virtual module",
  lead: "No module needed yet: the script above and the package just made go through the whole update, from the old firmware on. You decide about network and power. It all happens in this browser.",
  leadFull:
    "No module needed yet: the script above and the package just made go through the whole update. You decide about network and power. It all happens in this browser.",
  settings: {
    speed: "Signal",
    loss: "Connection",
    server: "Server",
    cut: "Power cuts",
    seed: "Random seed",
    seedAbout: "The same seed loses the same packets and cuts the power at the same moments",
  },
  speeds,
  losses,
  servers,
  cuts,
  run: "Start the rehearsal",
  again: "Rehearse again",
  stop: "Stop",
  pace: "Playback",
  paces: { normal: "Normal", fast: "Fast", instant: "At once" },
  preparing: "Preparing the virtual module…",
  stopped: "Stopped.",
  phases: {
    script: "Script",
    download: "Fetch",
    check: "Check",
    restart: "Restart",
    update: "Update",
    new: "Done",
  },
  phaseDone: "done",
  downloading: (file, files) => (files > 1 ? `Download, file ${file}` : "Download"),
  updating: "Update steps",
  bytesOf: (received, total) => `${size(received)} / ${size(total)}`,
  stepsOf: (done, total) => `${count(done)} / ${count(total)}`,
  areas: "What is written",
  smallFiles: "Other files",
  written: (done, all, isFiles) =>
    isFiles ? `${count(done)} / ${count(all)}` : `${size(done)} / ${size(all)}`,
  terminal: "Terminal",
  terminalText: "terminal text",
  lines: {
    bootOld: (version) => `Module starts with the old firmware ${version}`,
    bootNew: (version) => `Module starts with the new firmware ${version}`,
    bootSame: (version) => `Module starts, firmware ${version}`,
    bootUpdater: "Updater starts",
    bootMini: "Mini-system starts and fetches the second file",
    script: "Script runs",
    scriptAgain: "Script runs again, as main.py would",
    request: (url, status) => `GET ${url} → ${status}`,
    noAnswer: "no answer",
    checked: (what) => `Checked: ${checks[what]}`,
    flag: "Update flag is set",
    restart: {
      module: "Module restarts by itself",
      script: "Script restarts the module",
      power: "Power is back",
    },
    steps: (total) => `All ${count(total)} steps are written`,
    cutInDownload: "Power cut in the download",
    cutInUpdate: (step) => `Power cut in step ${count(step + 1)} of the update`,
    finished: (version) => `Updated, the version is ${version}`,
    finishedUserPartition: "Updated, with it the user partition",
    failed: (code) => `Ended: ${code}`,
  },
  notes,
  faults,
  technical: (detail) => `Technical detail: ${reasonEn(detail)}`,
  done: {
    titles: { firmware: "The update is complete", "user-partition": "The user partition is updated" },
    about: (cuts) =>
      cuts === 0
        ? "Script and package work together."
        : `It got there through ${count(cuts)} power ${cuts === 1 ? "cut" : "cuts"}.`,
    version: "Firmware version",
    image: (name, place) =>
      `SHA-256 of ${name} ${place === "module" ? "on the module" : "in the firmware file"}`,
    compared: "What was compared",
    cuts: "Power cuts",
    cutsValue: (cuts) => count(cuts),
    onNew: "Run on the new firmware",
    onNewValues: {
      content: "asks for no update any more",
      stops:
        "asks for the update again at the first starts, then stops by itself; tell it above how the new version names itself",
      asks: "asks for the update again: run it once, do not keep it as main.py",
      fails: "fails, see the terminal",
      gone: "is no longer there: the package has replaced all files in /usr",
    },
    time: "Simulated time",
    timeValue: (seconds) => `about ${durationEn(seconds)} (estimate)`,
  },
};
