/**
 * Compares version names that come from different places: file names, `modem.getDevFwVersion()`, `uos.uname2()`.
 * Spellings (docs/quecpython.md#names): EC600NCNLFR01A02M16_OCPU_QPY, QPY_OCPU_V0006_EC600N_CNLA_FW,
 * V0006_EC600N_CNLA, and either with the date of a merge (_20231209-1231) behind it.
 *
 * {@link knownAnswer} is what of such a name modules are known to say of themselves; {@link says} finds it in what a
 * module says, by the same rule as the script does on the module (src/script/guard.ts).
 */
export type Match = "same" | "different" | "unknown";

interface Parts {
  /** Quectel's name, e.g. EC600NCNLFR01A02M16; null when there is none. */
  readonly core: string | null;
  /** Number of the QuecPython release, e.g. V0006; null when there is none. */
  readonly release: string | null;
  /** What tells builds of one release apart, e.g. BETA1215. */
  readonly rest: readonly string[];
  /** Letters and digits alone. */
  readonly whole: string;
}

/** Says nothing about which firmware it is. */
const NOISE = new Set(["OCPU", "QPY", "QUECPYTHON", "PY", "FW", "BIN", "PAC", "ZIP", "V1", "AIO"]);
const CORE = /(?<![0-9A-Z])([A-Z]{2}\d{2,3}[0-9A-Z]*?R\d{2}A\d{2}(?:V\d{2})?(?:M\d{2})?)/;
const RELEASE = /(?<![0-9A-Z])V(\d{4})(?![0-9])/;
const MERGED = /[_-]20\d{6}[-_]\d{4}(?!\d)/g;

/** QuecPython's own releases: V0001, V0006 … */
const QUECPYTHON_RELEASE = /(?<![0-9A-Z])V0\d{3}(?![0-9A-Z])/;
/** What tells a release of QuecPython from the numbers that people give to their own builds. */
const OF_QUECPYTHON = /(?<![0-9A-Z])(?:QPY|QUECPYTHON|(?:EC|EG|BC|BG|UC)\d{2,3}[A-Z]*)(?![0-9])/;

/**
 * What a module with this firmware is known to answer when it is asked for its version: Quectel's name, or the number
 * of the QuecPython release, which is all that some modules say. What browsers, people and merges add to file names is
 * no part of it.
 * @param names of the firmware, the vendor's innermost name first.
 * @returns empty when no name tells: a guess would end every update before it begins, or begin it again and again.
 */
export function knownAnswer(names: readonly string[]): string {
  for (const name of names) {
    const upper = name.toUpperCase();
    const core = new RegExp(`${CORE.source}(?![0-9A-Z])`).exec(upper)?.[1];
    if (core !== undefined) return core;
    const release = QUECPYTHON_RELEASE.exec(upper)?.[0];
    if (release !== undefined && OF_QUECPYTHON.test(upper)) return release;
  }
  return "";
}

/** Whether a name is the number of a QuecPython release, e.g. V0006, and nothing else. */
export function isRelease(name: string): boolean {
  return QUECPYTHON_RELEASE.exec(name.toUpperCase())?.[0].length === name.length;
}

/** Whether a name is Quectel's of a firmware, e.g. EC600NCNLFR01A02M16, and nothing else. */
export function isFirmwareName(name: string): boolean {
  return CORE.exec(name.toUpperCase())?.[0].length === name.length;
}

/** Whether a module says the wanted name of itself: its words, letters and digits alone, one after the other. */
export function says(told: string, wanted: string): boolean {
  const words = wordsOf(wanted);
  return words.length > 0 && ` ${wordsOf(told).join(" ")} `.includes(` ${words.join(" ")} `);
}

function wordsOf(text: string): readonly string[] {
  return text
    .toUpperCase()
    .split(/[^0-9A-Z]+/)
    .filter((word) => word !== "");
}

/** The verdict over all that a module says of itself: one that fits is enough. */
export function matchVersions(expected: string, told: readonly string[]): Match {
  const verdicts = told.map((one) => matchOne(expected, one));
  if (verdicts.includes("same")) return "same";
  return verdicts.includes("different") ? "different" : "unknown";
}

function matchOne(expected: string, told: string): Match {
  const one = partsOf(expected);
  const other = partsOf(told);
  if (one.whole === "" || other.whole === "") return "unknown";
  if (one.whole === other.whole) return "same";
  // An answer alone stands for all that says it.
  if ((isRelease(expected) || isFirmwareName(expected)) && says(told, expected)) return "same";
  if (one.core !== null && other.core !== null) {
    if (one.core !== other.core) return "different";
    if (one.release !== null && other.release !== null && one.release !== other.release) return "different";
    return matchRest(one.rest, other.rest);
  }
  if (one.release !== null && other.release !== null) {
    if (one.release !== other.release) return "different";
    return matchRest(one.rest, other.rest);
  }
  return "unknown";
}

/** A name that says less than the other may be the same build or not. */
function matchRest(one: readonly string[], other: readonly string[]): Match {
  const missing = (from: readonly string[], those: readonly string[]): boolean =>
    those.some((token) => !from.includes(token));
  const [less, more] = [missing(one, other), missing(other, one)];
  if (!less && !more) return "same";
  return less && more ? "different" : "unknown";
}

function partsOf(name: string): Parts {
  const upper = name.toUpperCase().replace(MERGED, "");
  const core = CORE.exec(upper)?.[1] ?? null;
  const release = RELEASE.exec(upper)?.[1] ?? null;
  const rest = upper
    .replace(core ?? "", " ")
    .replace(RELEASE, " ")
    .split(/[^0-9A-Z]+/)
    .filter((token) => token !== "" && !NOISE.has(token));
  return { core, release, rest, whole: upper.replace(/[^0-9A-Z]/g, "") };
}
