/** The QuecPython script by which a module takes a package and updates itself (docs/quecpython.md#calls). */
import { changesFirmware, comesInTwo } from "../contract/formats.ts";
import { pythonComment, pythonString } from "../quoting/python.ts";
import {
  guardConstants,
  guardLines,
  NOT_COUNTED,
  noteFunctions,
  readsVersion,
  TAKEN,
  versionFunctions,
} from "./guard.ts";
import type { ScriptChoices, ScriptWords } from "./script-choices.ts";

/** Bytes that a local upgrade reads and writes at a time. */
const CHUNK = 4096;

/** Lines of a script; those of a block are indented by the block. */
type Lines = readonly (string | false)[];

/** Text may be anything: it is written as Python strings and comments. */
export function upgradeScript(choices: ScriptChoices, words: ScriptWords): string {
  const sections: readonly Lines[] = [
    [...heading(choices, words), ...imports(choices)],
    constants(choices, words),
    ...functions(choices, words),
    ["run()"],
  ];
  const kept = sections.map((lines) => lines.filter((line) => line !== false));
  const [top = [], named = [], ...others] = kept;
  return `${[[...top, "", ...named].join("\n"), ...others.map((lines) => lines.join("\n"))].join("\n\n\n")}\n`;
}

function heading({ type, module, oldVersion, newVersion }: ScriptChoices, words: ScriptWords): Lines {
  return [
    pythonComment(words.heading[type]),
    changesFirmware(type) &&
      oldVersion !== "" &&
      newVersion !== "" &&
      pythonComment(words.versions(oldVersion, newVersion)),
    module !== null && pythonComment(words.module(module)),
  ];
}

function imports(choices: ScriptChoices): Lines {
  return [
    "import fota",
    (readsVersion(choices) || choices.source.kind === "file") && "import uos",
    "import utime",
    restarts(choices) && "from misc import Power",
  ];
}

function constants(choices: ScriptChoices, words: ScriptWords): Lines {
  const { source } = choices;
  return [
    ...sourceConstants(choices, words),
    ...(source.kind === "server" && source.apn !== null && choices.api.apn
      ? [
          pythonComment(words.apn),
          `APN = ${pythonString(source.apn.name)}`,
          `APN_USER = ${pythonString(source.apn.user)}`,
          `APN_PASSWORD = ${pythonString(source.apn.password)}`,
        ]
      : []),
    ...guardConstants(choices, words),
  ];
}

function sourceConstants({ type, source }: ScriptChoices, words: ScriptWords): Lines {
  if (source.kind === "file") return [pythonComment(words.path), `PACKAGE = ${pythonString(source.path)}`];
  const [first = "", second = ""] = source.urls;
  if (!comesInTwo(type)) return [pythonComment(words.url), `URL = ${pythonString(first)}`];
  return [pythonComment(words.urls), `URL1 = ${pythonString(first)}`, `URL2 = ${pythonString(second)}`];
}

function functions(choices: ScriptChoices, words: ScriptWords): Lines[] {
  return [
    ...versionFunctions(choices),
    ...noteFunctions(choices),
    ...(reports(choices) ? [errorTable(words), reportFunction(words)] : []),
    [
      "def run():",
      ...guardLines(choices, words),
      ...(choices.source.kind === "file" ? localRun(words) : serverRun(choices, words)),
    ],
  ];
}

/** Error codes are those of the AT firmware; that QuecPython reports the same ones is inferred. */
function errorTable(words: ScriptWords): Lines {
  const [started, downloading, ready] = words.states;
  return [
    pythonComment(words.reports),
    `STATES = {0: ${pythonString(started)}, 1: ${pythonString(downloading)}, 2: ${pythonString(ready)}}`,
    pythonComment(words.errors),
    "ERRORS = {",
    ...Object.entries(words.errorNames).map(([code, name]) => `    ${code}: ${pythonString(name)},`),
    "}",
  ];
}

/** Some modules give the error code in the place of the progress. */
function reportFunction(words: ScriptWords): Lines {
  return [
    "def report(args):",
    "    state, value = args[0], args[1]",
    "    if state in STATES:",
    "        print(STATES[state], value)",
    "        if state == 2:",
    `            ${TAKEN}`,
    "        return",
    `    ${NOT_COUNTED}`,
    "    code = value if state == -1 else state",
    `    print(${pythonString(words.failed)}, code, ERRORS.get(code, ${pythonString(words.unknownError)}))`,
  ];
}

function serverRun(choices: ScriptChoices, words: ScriptWords): Lines {
  const { type, api, source } = choices;
  const bySelf = restarts(choices);
  const asked = comesInTwo(type) ? "url1=URL1, url2=URL2" : "url1=URL, callback=report";
  const setsApn = source.kind === "server" && source.apn !== null && api.apn;
  return [
    `    upgrade = fota(${bySelf ? "reset_disable=1" : ""})`,
    setsApn && "    upgrade.apn_set(fota_apn=APN, ip_type=0, fota_user=APN_USER, fota_password=APN_PASSWORD)",
    `    if upgrade.httpDownload(${asked}) != 0:`,
    `        ${NOT_COUNTED}`,
    `        print(${pythonString(words.refused)})`,
    "        return",
    api.zeroMeans === "downloaded" && !comesInTwo(type) && `    ${TAKEN}`,
    ...(bySelf
      ? [
          `    print(${pythonString(words.downloaded)})`,
          ...comments(words.restartWhen),
          "    utime.sleep(2)",
          `    print(${pythonString(words.restarting)})`,
          "    Power.powerRestart()",
        ]
      : [
          `    print(${pythonString(
            comesInTwo(type)
              ? words.acceptedMini
              : api.zeroMeans === "accepted"
                ? words.accepted
                : words.downloadedRestarts,
          )})`,
          "    utime.sleep(2)",
        ]),
  ];
}

function localRun(words: ScriptWords): Lines {
  return [
    "    upgrade = fota()",
    "    size = uos.stat(PACKAGE)[6]",
    "    done = 0",
    "    with open(PACKAGE, 'rb') as package:",
    "        while True:",
    `            piece = package.read(${CHUNK})`,
    "            if not piece:",
    "                break",
    "            if upgrade.write(piece, size) != 0:",
    `                ${NOT_COUNTED}`,
    `                print(${pythonString(words.notRead)}, done)`,
    "                return",
    "            done += len(piece)",
    `            print(${pythonString(words.written)}, done * 100 // size)`,
    "    if upgrade.flush() != 0 or upgrade.verify() != 0:",
    `        ${NOT_COUNTED}`,
    `        print(${pythonString(words.damaged)})`,
    "        return",
    `    ${TAKEN}`,
    `    print(${pythonString(words.restarting)})`,
    "    utime.sleep(2)",
    "    Power.powerRestart()",
  ];
}

/** Mini-system calls no callback, and a file is written by the script itself. */
function reports({ type, source }: ScriptChoices): boolean {
  return !comesInTwo(type) && source.kind === "server";
}

/** Whether the script itself restarts the module. */
function restarts({ source, restart, api, type }: ScriptChoices): boolean {
  return source.kind === "file" || (restart === "by-script" && api.resetDisable && !comesInTwo(type));
}

function comments(text: string): Lines {
  return [`    ${pythonComment(text)}`];
}
