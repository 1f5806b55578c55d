import { serialProblemsEn } from "./serial-problems.ts";
import type { serialZh } from "../zh/serial.ts";

export const serialEn: typeof serialZh = {
  title: "Run on a real module",
  lead: "Connect a module by USB; check its version, send the script, and watch the update to its end. Data goes between this computer and the module only.",
  unavailable: {
    title: "This browser has no serial ports",
    about:
      "Web Serial needs Chrome, Edge or Opera on a computer. Open this page there, or download the script and run it on the module with QPYcom.",
    script: "Download script",
  },
  connect: "Choose port",
  chooseAgain: "Choose port again",
  showAll: "Show all ports",
  showAllAbout: "For modules behind a USB serial adapter",
  severalPorts:
    "A module has several ports; one is the Python prompt. If you pick another, you can choose again. Connecting interrupts the program that runs on the module.",
  known: "Modules you have allowed",
  knownPort: (name, number) => (number === 1 ? name : `${name} (${number} ports)`),
  connectedTo: (name) => (name === "" ? "Connected" : `Connected to ${name}`),
  disconnect: "Disconnect",
  stop: "Stop",
  module: "Module",
  facts: {
    title: "Connected module",
    module: "Model",
    version: "Firmware version",
    quecPython: "QuecPython",
    free: "Free in /usr",
    needed: "Old version of the package",
    none: "not stated",
  },
  matches: { same: "matches the package", different: "does not match", unknown: "please check" },
  matchUnknown:
    "The names are spelled differently, or the old version is not known: please check yourself whether it is the same firmware.",
  versionDiffers: {
    title: "The module is not on the old version",
    about: (version, wanted) =>
      `Its firmware is ${version}; the package was made for ${wanted}. The package will have no effect there, and forcing it may leave the module unable to start.`,
    remedy: "Use a module with the old version, or make a package from the firmware that this one has.",
    confirm: "I am sure that this module has the old firmware; go on",
  },
  moduleDiffers: {
    title: "Another kind of module",
    about: (module, wanted) =>
      `This is ${module}; the package was made for ${wanted}. Firmware of another model may leave the module unable to start.`,
    remedy: "Connect a module of the right model.",
    confirm: "I am sure that the model is right; go on",
  },
  how: "How the package gets to the module",
  modes: {
    url: {
      name: "Module downloads it",
      about: "Sends and runs the script above; the module downloads the package over its mobile network.",
    },
    local: {
      name: "Send it from this computer",
      about: (bytes, path, scriptAbove) =>
        `Stores the package (${bytes}) as ${path} over the serial port and runs ${scriptAbove ? "the script above" : "a script for local updates"}; needs no server and no network.`,
    },
  },
  localUnavailable: {
    mini: "Mini-system packages are two files; the calls for local updates take one.",
    edited:
      "The script above was edited and is run as it is: the module downloads the package. To send the package instead, go back to the generated script first.",
    module: "This model has no calls for local updates.",
    unknown: "It is not known whether this model has calls for local updates.",
    space: (needed, free) => `Needs ${needed} in /usr, ${free} are free.`,
  },
  urlUnavailable: {
    "script-reads-file":
      "The script above takes the package from a file on the module. To download it, let the package come from a server there.",
    edited:
      "The script above was edited and is run as it is: it takes the package from a file on the module. To download it, go back to the generated script first.",
  },
  roomTwice: "Some firmware stores the package in /usr once more; the free space may not do.",
  addressMissing: "Fill in the address of the package above first.",
  confirmFirst: "Confirm the warning above first.",
  run: "Start the update",
  runAbout: "The module will restart. Leave its power on and its cable in.",
  working: {
    connecting: (number, of) =>
      of > 1 ? `Looking for the Python prompt (${number} of ${of})…` : "Looking for the Python prompt…",
    sendingPackage: (done, total) => `Sending the package: ${done} / ${total}`,
    sendingScript: "Sending the script…",
    running: "The script is running…",
    settling: "The script has ended; waiting for the module to download and restart…",
    restarting: (restarts) =>
      restarts === 1
        ? "The module restarts and updates; leave its power on…"
        : `The module is updating and has restarted ${restarts} times; leave its power on…`,
    confirming: "The module is back; reading its version…",
  },
  minutes: {
    diff: "This usually takes some minutes.",
    full: "This usually takes some minutes.",
    mini: "Mini-system restarts about 4 times; having no port in between is normal.",
  },
  forgotten:
    "The module is up, but nothing happens here? The browser may have forgotten its permission: choose the port once more.",
  progress: "Sending",
  terminal: "Module output",
  output: "output",
  clear: "Clear",
  note: {
    connected: "connected",
    run: "running the script",
    back: "the module is back",
    stopped: "stopped",
  },
  restartNote: (number) => `restart ${number}`,
  verdicts: {
    confirmed: {
      title: "Update confirmed",
      about: (version) => `The module now reports ${version}, the new version.`,
    },
    changed: {
      title: "The version has changed",
      about: (version, before) =>
        `It was ${before}, now it is ${version}. The name of the new firmware is spelled differently; please check that this is it.`,
    },
    replaced: {
      title: "User partition replaced",
      about: () => "The module has restarted, and /usr holds what the package brought.",
    },
    unknown: {
      title: "The module is running again",
      about: (version) =>
        `It restarted and answers${version === "" ? "" : `, with version ${version}`}; the version name does not tell whether the firmware has changed. Please check in your own way.`,
    },
  },
  restarts: (number) => `It restarted ${number === 1 ? "once" : `${number} times`}.`,
  recoveries: {
    choose: "Choose port again",
    reconnect: "Reconnect",
    run: "Try again",
    wait: "Keep waiting",
  },
  change: "Change the choices",
  problems: serialProblemsEn,
};
