import type { SerialStep } from "../../serial/problem.ts";
import { size } from "../format.ts";
import type { SerialProblems, System } from "../serial.ts";

const steps: Readonly<Record<SerialStep, string>> = {
  connect: "while connecting",
  facts: "while reading what the module is",
  "send-script": "while sending the script",
  "send-package": "while sending the package",
  run: "while the script ran",
  confirm: "while confirming the version",
};

const noPort: Readonly<Record<System, readonly string[]>> = {
  windows: [
    "Install the module's USB driver from Quectel. Device Manager must show several Quectel ports without a warning sign.",
  ],
  linux: [
    "Run dmesg after plugging in: ttyUSB or ttyACM ports must appear. If not, load the option driver and register the module's VID and PID.",
  ],
  mac: [
    "macOS brings its own CDC driver; ports named cu.usbmodem… must appear. Some modules have none on macOS: use Windows or Linux.",
  ],
  other: ["Make sure that the system has recognised the module's ports."],
};

const busy: Readonly<Record<System, readonly string[]>> = {
  windows: ["If no program has it, unplug the module and plug it in again."],
  linux: [
    "Add yourself to the group dialout (uucp on some distributions) and log in again: sudo usermod -aG dialout $USER",
    "ModemManager takes the ports of modules: exclude yours by a udev rule, or stop it for now.",
  ],
  mac: ["Choose the port whose name begins with cu., not the one with tty."],
  other: [],
};

const heard = {
  at: "This port takes AT commands; it is not the Python prompt.",
  noise: "This port sends logs or position data; it is not the Python prompt.",
  silence: "This port does not answer at all.",
} as const;

export const serialProblemsEn: SerialProblems = {
  "no-port": (_, system) => ({
    title: "No port chosen",
    wrong:
      "No port was chosen in the browser's list. If the list was empty, the system has probably not recognised the module.",
    remedies: [
      "Make sure that the module is switched on and that the USB cable carries data.",
      ...noPort[system],
      "For a module behind a USB serial adapter, tick “Show all ports”.",
    ],
  }),
  "port-busy": (_, system) => ({
    title: "The port does not open",
    wrong: `Another program uses it, or the system does not let the browser use it.`,
    remedies: ["Close QPYcom, Thonny, serial terminals, and other tabs that use the port.", ...busy[system]],
  }),
  permission: () => ({
    title: "The browser forbids serial ports",
    wrong: `This page is not allowed to use serial ports.`,
    remedies: [
      "Click the icon left of the address and allow “Serial ports” in the site settings.",
      "If your organisation manages the browser, ask its administrator.",
    ],
  }),
  "download-mode": ({ usb }) => ({
    title: "The module is in download mode",
    wrong: `This device (${usb}) waits to be flashed by cable; there is no Python prompt in this mode.`,
    remedies: ["Switch the module off and on, wait some seconds, and choose its port again."],
  }),
  "wrong-port": ({ heard: kind, tried }) => ({
    title: "Not the Python prompt",
    wrong: tried > 1 ? `None of ${tried} ports has the Python prompt >>>.` : heard[kind],
    remedies: [
      "The module has several ports: choose another one.",
      "If it has just been switched on, wait some seconds and try again.",
      "A program on the module may have closed or taken over the prompt, or its firmware is not QuecPython.",
    ],
  }),
  password: () => ({
    title: "The prompt asks for a password",
    wrong: "The module's Python prompt is protected by a password; this page does not enter it for you.",
    remedies: [
      "Connect with QPYcom, enter the password, lift the protection with misc.replSetEnable, close QPYcom, and connect here again.",
      "Or download the script and run it in QPYcom.",
    ],
  }),
  "main-blocks": ({ last }) => ({
    title: "A program on the module occupies the prompt",
    wrong: `The module keeps printing, and Ctrl-C does not interrupt it${last === "" ? "." : `. Last heard: ${last}`}`,
    remedies: [
      "Most likely a loop in main.py catches every exception (change except: to except Exception:).",
      "Switch the module off and on and reconnect at once, before the program enters its loop.",
      "If that does not help, delete or rename main.py with QPYcom and restart the module.",
    ],
  }),
  unplugged: ({ during }) => ({
    title: "The connection was lost",
    wrong: `The port went away ${steps[during]}: the cable came loose, the power failed, or the module restarted by itself.`,
    remedies: [
      "Check cable and power, and reconnect once the module is up.",
      "What was sent is still on the module; sending goes on from there.",
    ],
  }),
  "time-out": ({ during }) => ({
    title: "The module does not answer",
    wrong: `There was no answer in time ${steps[during]}.`,
    remedies: ["Reconnect and try again; if that does not help, restart the module."],
  }),
  "unexpected-answer": ({ during, answer }) => ({
    title: "The module's answer makes no sense",
    wrong: `Received ${steps[during]}: ${answer}`,
    remedies: [
      "A program on the module may print to the prompt, too. Stop it, or restart the module, and reconnect.",
    ],
  }),
  "no-space": ({ needed, free }) => ({
    title: "Not enough space in /usr",
    wrong: `${size(needed)} are needed, ${size(free)} are free. Nothing was written.`,
    remedies: [
      "Delete files from /usr that are not needed, and try again.",
      "Or let the module download the package.",
    ],
  }),
  "hash-mismatch": ({ path }) => ({
    title: "The file did not arrive intact",
    wrong: `${path} on the module differs from what was sent; it was not run.`,
    remedies: [
      "Trying again sends it anew. If it happens again, use another USB cable, or stop programs on the module that print.",
    ],
  }),
  "file-failed": ({ path, error }) => ({
    title: "The module cannot write the file",
    wrong: `${path}: ${error}`,
    remedies: [
      "Make sure that the folder is there, /usr is not full and the file not in use; restart the module and try again.",
    ],
  }),
  "script-failed": ({ error }) => ({
    title: "The script failed",
    wrong: `The module says: ${error}. The whole traceback is in its output below.`,
    remedies: [
      "Check the script and the address of the package, and try again.",
      "ImportError means that this firmware does not have a module which the script uses.",
    ],
  }),
  "no-restart": ({ minutes }) => ({
    title: "The module did not restart",
    wrong: `${minutes} minutes after the script ended, the module has not restarted to update itself.`,
    remedies: [
      "Look at its output: if the download failed, check SIM card, signal, and whether the address can be reached from the internet.",
      "If it is still downloading, keep waiting; otherwise mend it and start again.",
    ],
  }),
  "not-back": ({ minutes, restarts }) => ({
    title: "The module did not come back",
    wrong: `${minutes} minutes after ${restarts === 1 ? "it restarted" : `the first of ${restarts} restarts`}, there is still no Python prompt.`,
    remedies: [
      "It may be updating still: leave the power on and keep waiting.",
      "The browser may have forgotten its permission: choose the port again.",
      "If no port ever appears, recover the module by flashing it by cable.",
    ],
  }),
  "old-version": ({ version }) => ({
    title: "Still the old version",
    wrong: `The module restarted, but its version is still ${version}: the update did not take effect.`,
    remedies: [
      "Look for failed downloads or checks in its output.",
      "Make sure that the firmware on the module is the very old firmware of the package, to the byte.",
      "Differential updates need space and steady power; see “The module needs” above.",
    ],
  }),
  "old-files": ({ path }) => ({
    title: "The user partition was not replaced",
    wrong: `The module restarted, but ${path} is still in /usr: the full update did not take effect.`,
    remedies: [
      "Look for failed downloads or checks in its output.",
      "Make sure that the module takes full packages and has room to store this one.",
    ],
  }),
  unexpected: () => ({
    title: "A fault of this page",
    wrong: "Nobody foresaw this; the report says what it was.",
    remedies: ["Reconnect and try again; if it happens again, please report it."],
  }),
};
