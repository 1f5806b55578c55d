/** The QuecPython script by which a module takes a package and updates itself (specs/quecpython.md section 1.1). */
import { pythonString } from "../python/literals.ts";
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
    comment(words.heading[type]),
    type !== "full" &&
      oldVersion !== "" &&
      newVersion !== "" &&
      comment(words.versions(oldVersion, newVersion)),
    module !== null && comment(words.module(module)),
  ];
}

function imports(choices: ScriptChoices): Lines {
  return [
    "import fota",
    readsVersion(choices) && choices.platform === "asr" && "import modem",
    ((readsVersion(choices) && choices.platform !== "asr") || choices.source.kind === "file") && "import uos",
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
          comment(words.apn),
          `APN = ${pythonString(source.apn.name)}`,
          `APN_USER = ${pythonString(source.apn.user)}`,
          `APN_PASSWORD = ${pythonString(source.apn.password)}`,
        ]
      : []),
    ...(readsVersion(choices)
      ? [comment(words.expected), `EXPECTED = ${pythonString(expectedVersion(choices))}`]
      : []),
  ];
}

function sourceConstants({ type, source }: ScriptChoices, words: ScriptWords): Lines {
  if (source.kind === "file") return [comment(words.path), `PACKAGE = ${pythonString(source.path)}`];
  const [first = "", second = ""] = source.urls;
  if (type !== "mini") return [comment(words.url), `URL = ${pythonString(first)}`];
  return [comment(words.urls), `URL1 = ${pythonString(first)}`, `URL2 = ${pythonString(second)}`];
}

function functions(choices: ScriptChoices, words: ScriptWords): Lines[] {
  return [
    ...(readsVersion(choices) ? [currentVersions(choices)] : []),
    ...(reports(choices) ? [errorTable(words), reportFunction(words)] : []),
    [
      "def run():",
      ...versionCheck(choices, words),
      ...(choices.source.kind === "file" ? localRun(choices, words) : serverRun(choices, words)),
    ],
  ];
}

function versionCheck(choices: ScriptChoices, words: ScriptWords): Lines {
  if (!readsVersion(choices)) return [];
  return [
    "    versions = current_versions()",
    `    print(${pythonString(words.current)}, ', '.join(versions))`,
    "    if EXPECTED and any(EXPECTED in version for version in versions):",
    `        print(${pythonString(words.already)})`,
    "        return",
  ];
}

/** Error codes are those of the AT firmware; that QuecPython reports the same ones is inferred. */
function errorTable(words: ScriptWords): Lines {
  const [started, downloading, ready] = words.states;
  return [
    comment(words.reports),
    `STATES = {0: ${pythonString(started)}, 1: ${pythonString(downloading)}, 2: ${pythonString(ready)}}`,
    comment(words.errors),
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
    "        return",
    "    code = value if state == -1 else state",
    `    print(${pythonString(words.failed)}, code, ERRORS.get(code, ${pythonString(words.unknownError)}))`,
  ];
}

function serverRun(choices: ScriptChoices, words: ScriptWords): Lines {
  const { type, api, source } = choices;
  const bySelf = restarts(choices);
  const asked = type === "mini" ? "url1=URL1, url2=URL2" : "url1=URL, callback=report";
  const setsApn = source.kind === "server" && source.apn !== null && api.apn;
  return [
    `    upgrade = fota(${bySelf ? "reset_disable=1" : ""})`,
    setsApn && "    upgrade.apn_set(fota_apn=APN, ip_type=0, fota_user=APN_USER, fota_password=APN_PASSWORD)",
    `    if upgrade.httpDownload(${asked}) != 0:`,
    `        print(${pythonString(words.refused)})`,
    "        return",
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
            type === "mini"
              ? words.acceptedMini
              : api.zeroMeans === "accepted"
                ? words.accepted
                : words.downloadedRestarts,
          )})`,
          "    utime.sleep(2)",
        ]),
  ];
}

function localRun(_choices: ScriptChoices, words: ScriptWords): Lines {
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
    `                print(${pythonString(words.notRead)}, done)`,
    "                return",
    "            done += len(piece)",
    `            print(${pythonString(words.written)}, done * 100 // size)`,
    "    if upgrade.flush() != 0 or upgrade.verify() != 0:",
    `        print(${pythonString(words.damaged)})`,
    "        return",
    `    print(${pythonString(words.restarting)})`,
    "    utime.sleep(2)",
    "    Power.powerRestart()",
  ];
}

/**
 * What a module says of its version: ASR modules by `modem`, the others by `uos` (section 1.1, post-check). Whether
 * `uos` names the firmware or QuecPython alone is not stated, so `modem` is asked as well where it is there.
 */
function currentVersions({ platform }: ScriptChoices): Lines {
  if (platform === "asr") return ["def current_versions():", "    return [str(modem.getDevFwVersion())]"];
  return [
    "def current_versions():",
    "    names = list(uos.uname2())",
    "    try:",
    "        import modem",
    "        names.append(modem.getDevFwVersion())",
    "    except (ImportError, AttributeError):",
    "        pass",
    "    return [str(name) for name in names]",
  ];
}

/** A full package brings scripts, the version of the firmware stays. */
function readsVersion({ type }: ScriptChoices): boolean {
  return type !== "full";
}

/** A name that the old version has in it, too, would end every update before it begins. */
function expectedVersion({ oldVersion, newVersion }: ScriptChoices): string {
  return oldVersion.includes(newVersion) ? "" : newVersion;
}

/** Mini-system calls no callback, and a file is written by the script itself. */
function reports({ type, source }: ScriptChoices): boolean {
  return type !== "mini" && source.kind === "server";
}

/** Whether the script itself restarts the module. */
function restarts({ source, restart, api, type }: ScriptChoices): boolean {
  return source.kind === "file" || (restart === "by-script" && api.resetDisable && type !== "mini");
}

function comment(text: string): string {
  return `# ${text.replace(/\s+/g, " ").trim()}`;
}

function comments(text: string): Lines {
  return [`    ${comment(text)}`];
}
