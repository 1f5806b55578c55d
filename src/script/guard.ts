/**
 * What keeps a script that runs at every start from updating again and again: the version that the module tells, and a
 * note on the module of what was fetched already. Both end an update before it begins; neither begins one.
 */
import { changesFirmware, comesInTwo } from "../contract/formats.ts";
import { NOTE_PATH } from "../modules/update-note.ts";
import { says } from "../modules/version-match.ts";
import { pythonComment, pythonString } from "../quoting/python.ts";
import type { ScriptChoices, ScriptWords } from "./script-choices.ts";

/** Where this script keeps its note on the module; null for one that keeps none. */
export function notePathIn(script: string): string | null {
  return script.includes(`NOTE = ${pythonString(NOTE_PATH)}`) ? NOTE_PATH : null;
}

/** Times that a download may be begun and not be seen to its end: the power failed, or the module restarted under it. */
const MOST_TRIES = 3;

/** Between two version names in the note. */
const SEPARATOR = " | ";

/**
 * What the new version is known to answer and the old one is not.
 * @param oldAnswer what modules with the old firmware are known to answer, empty when nobody knows; likewise `newAnswer`.
 */
export function expectedAnswer(oldAnswer: string, newAnswer: string): string {
  return says(oldAnswer, newAnswer) ? "" : newAnswer;
}

export type ExpectedProblem =
  /** Found in texts that have nothing to do with it. */
  | "too-short"
  /** The old version says it as well. */
  | "old-says-it";

/** Characters of the shortest name that is taken from the user. */
const SHORTEST = 4;

/** What is wrong with a name that the user gave; null for nothing, also while there is none. */
export function expectedProblem(typed: string, oldAnswer: string): ExpectedProblem | null {
  if (typed === "") return null;
  if (typed.length < SHORTEST || !/\d/.test(typed)) return "too-short";
  return says(oldAnswer, typed) ? "old-says-it" : null;
}

/** A full package brings scripts, the version of the firmware stays. */
export function readsVersion({ type }: Pick<ScriptChoices, "type">): boolean {
  return changesFirmware(type);
}

export function guardConstants(choices: ScriptChoices, words: ScriptWords): readonly string[] {
  return [
    ...(readsVersion(choices)
      ? [pythonComment(words.expected), `EXPECTED = ${pythonString(choices.expected.trim())}`]
      : []),
    pythonComment(words.note),
    `PACKAGE_ID = ${pythonString(choices.packageId)}`,
    `NOTE = ${pythonString(NOTE_PATH)}`,
    `MOST_TRIES = ${MOST_TRIES}`,
    "earlier = [0]",
  ];
}

/**
 * What a module says of its version. Documents differ about where that is, and so do modules, so all of it is asked:
 * `version`, `machine` and `qpyver` of `uos`, and `modem` where it is there.
 */
export function versionFunctions(choices: ScriptChoices): readonly string[][] {
  if (!readsVersion(choices)) return [];
  return [
    [
      "def current_versions():",
      "    told = list(uos.uname2() if hasattr(uos, 'uname2') else uos.uname())[3:]",
      "    try:",
      "        import modem",
      "        told.append(modem.getDevFwVersion())",
      "    except (ImportError, AttributeError):",
      "        pass",
      "    return [name for name in told if isinstance(name, str) and name]",
    ],
    [
      "def words(text):",
      "    text = ''.join([c if '0' <= c <= '9' or 'A' <= c <= 'Z' else ' ' for c in text.upper()])",
      "    return ' ' + ' '.join(text.split()) + ' '",
    ],
  ];
}

/** The note: how often, what the module told then, and which package from where. */
export function noteFunctions(choices: ScriptChoices): readonly string[][] {
  const separator = pythonString(SEPARATOR);
  const told = readsVersion(choices) ? `${separator}.join(current_versions()).replace('\\n', ' ')` : "''";
  return [
    [
      "def read_note():",
      "    try:",
      "        with open(NOTE) as note:",
      "            tries, told, package = note.read().split('\\n', 2)",
      "        return (int(tries), told) if package == PACKAGE_ID + ' ' + SOURCE else (0, '')",
      "    except (OSError, ValueError):",
      "        return 0, ''",
    ],
    [
      "def write_note(tries):",
      `    told = ${told}`,
      "    with open(NOTE, 'w') as note:",
      "        note.write('\\n'.join([str(tries), told, PACKAGE_ID + ' ' + SOURCE]))",
    ],
  ].map((lines) => lines.map((line) => line.replaceAll("SOURCE", sourceOf(choices))));
}

function sourceOf({ source, type }: ScriptChoices): string {
  if (source.kind === "file") return "PACKAGE";
  return comesInTwo(type) ? "URL1" : "URL";
}

/** The beginning of `run`, up to where the update is begun. */
export function guardLines(choices: ScriptChoices, words: ScriptWords): readonly string[] {
  return [
    ...(readsVersion(choices)
      ? [
          "    versions = current_versions()",
          `    print(${pythonString(words.current)}, ', '.join(versions))`,
          "    if words(EXPECTED).strip() and any([words(EXPECTED) in words(name) for name in versions]):",
          `        print(${pythonString(words.already)})`,
          "        return",
        ]
      : []),
    "    tries, told = read_note()",
    ...(readsVersion(choices)
      ? [
          `    before = told.split(${pythonString(SEPARATOR)}) if told else versions`,
          "    gone = [name for name in before if name not in versions]",
          "    come = [name for name in versions if name not in before]",
          "    if (tries > 0 and gone and come) or tries >= MOST_TRIES:",
        ]
      : ["    if tries >= MOST_TRIES:"]),
    `        print(${pythonString(words.fetched)}, NOTE)`,
    "        return",
    "    earlier[0] = tries",
    "    try:",
    "        write_note(tries + 1)",
    "    except OSError:",
    `        print(${pythonString(words.noNote)}, NOTE)`,
    "        return",
  ];
}

/** The download failed in the sight of the script: it does not count. */
export const NOT_COUNTED = "write_note(earlier[0])";
/** The package is there and taken: it is not fetched again. */
export const TAKEN = "write_note(MOST_TRIES)";
