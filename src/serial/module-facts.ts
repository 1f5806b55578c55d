/** What a module says of itself, and whether a package is for it. */
import { CATALOGUE, moduleLabel, recogniseModule, type CatalogueEntry } from "../modules/catalogue.ts";
import type { SerialStep } from "./problem.ts";
import type { Repl } from "./repl.ts";
import { matchVersions, type Match } from "../modules/version-match.ts";

export type { Match };

export interface ModuleFacts {
  /** Firmware version as the module spells it; empty when it tells none. */
  readonly version: string;
  /** QuecPython's own version, e.g. V0006; empty when it tells none. */
  readonly quecPython: string;
  /** As in shops, e.g. EC600N CNLF; empty when the module tells none. */
  readonly module: string;
  /** Free bytes of /usr; null when the module does not tell. */
  readonly freeBytes: number | null;
  /** Bytes of the files right in /usr, by their absolute paths: what is there of a package already. */
  readonly usrFiles: ReadonlyMap<string, number>;
  /** Whether the module takes a package from its own file system; null when it is not known which one it is. */
  readonly localUpgrade: boolean | null;
  /** Whether its downloads go on after the script, so that the restart may be long in coming. */
  readonly downloadsBeside: boolean;
  /** Everything that may name a version. */
  readonly names: readonly string[];
}

/** What a package is for. */
export interface Wanted {
  /** Version names of the package; empty when it has none. */
  readonly oldVersion: string;
  readonly newVersion: string;
  /** E.g. EC600N CNLF; null when the firmware did not tell. */
  readonly module: string | null;
}

export interface Comparison {
  readonly match: Match;
  /** The package is for another module, whatever the versions say. */
  readonly otherModule: boolean;
}

/** Each line: a sign, what it is, and its Python repr. What a module does not have is left out. */
const FACTS_CODE = `def _say(k, f):
 try:
  print('@fact', k, repr(f()))
 except Exception:
  pass
def _fw():
 import modem
 return modem.getDevFwVersion()
def _model():
 import modem
 return modem.getDevModel()
def _un():
 import uos
 return uos.uname()
def _un2():
 import uos
 return uos.uname2()
def _free():
 import uos
 s = uos.statvfs('/usr')
 return s[0] * s[3]
def _files():
 import uos
 return [(uos.stat('/usr/' + n)[6], n) for n in uos.listdir('/usr')]
for _k, _f in (('fw', _fw), ('model', _model), ('uname', _un), ('uname2', _un2), ('free', _free), ('files', _files)):
 _say(_k, _f)
del _say, _fw, _model, _un, _un2, _free, _files, _k, _f
`;

export async function readFacts(repl: Repl, during: SerialStep, signal?: AbortSignal): Promise<ModuleFacts> {
  return parseFacts(await repl.ask(FACTS_CODE, { during, ...(signal && { signal }) }));
}

export function parseFacts(answer: string): ModuleFacts {
  const told = new Map<string, string>();
  for (const line of answer.split(/\r?\n/)) {
    const [, key, value] = /@fact (\w+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) told.set(key, value);
  }
  const uname = { ...fields(told.get("uname") ?? ""), ...fields(told.get("uname2") ?? "") };
  const version = plain(told.get("fw"));
  const quecPython = uname.qpyver ?? "";
  const model = plain(told.get("model"));
  const free = /^\d+$/.test(told.get("free") ?? "") ? Number(told.get("free")) : null;
  const nameSources = [
    version,
    quecPython,
    model,
    uname.sysname ?? "",
    uname.nodename ?? "",
    uname.machine ?? "",
  ];
  const entry = entryOf(nameSources);
  return {
    version: version === "" ? quecPython : version,
    quecPython,
    module: entry === null ? model : moduleLabel(entry),
    freeBytes: free,
    usrFiles: filesIn(told.get("files") ?? ""),
    localUpgrade: entry === null ? null : localUpgradeOf(entry),
    downloadsBeside: entry === null || entry.api.zeroMeans === "accepted",
    names: [version, quecPython, uname.version ?? ""].filter((name) => name !== ""),
  };
}

export function compare(facts: ModuleFacts, wanted: Wanted): Comparison {
  return {
    match: matchVersions(wanted.oldVersion, facts.names),
    otherModule: wanted.module !== null && facts.module !== "" && differ(wanted.module, facts.module),
  };
}

/** Whether they cannot be the same; one that names no variant may be any. */
function differ(one: string, other: string): boolean {
  const [module, variant] = one.split(" ");
  const [otherModule, otherVariant] = other.split(" ");
  if (module !== otherModule) return true;
  return variant !== undefined && otherVariant !== undefined && variant !== otherVariant;
}

function entryOf(names: readonly string[]): CatalogueEntry | null {
  const platforms = new Set(CATALOGUE.flatMap((entry) => entry.platforms));
  for (const platform of platforms) {
    const found = recogniseModule(names, platform, null);
    if (found !== null) return found;
  }
  return null;
}

/** Where variants differ, a module that does not name its own may be any of them. */
function localUpgradeOf({ module, variant, api }: CatalogueEntry): boolean | null {
  const alike = variant === null ? CATALOGUE.filter((one) => one.module === module) : [];
  return alike.every((one) => one.api.localUpgrade === api.localUpgrade) ? api.localUpgrade : null;
}

/** Of a repr like [(1234, 'main.py')]; names with anything but plain ASCII are left out. */
function filesIn(repr: string): ReadonlyMap<string, number> {
  const found = repr.matchAll(/\((\d+), (['"])([^\\]*?)\2\)/g);
  return new Map([...found].map(([, bytes, , name = ""]) => [`/usr/${name}`, Number(bytes)]));
}

/** A Python str repr without its quotes; what is no str (a return code) is nothing. */
function plain(repr: string | undefined): string {
  const [, , text = ""] = /^(['"])(.*)\1$/.exec(repr ?? "") ?? [];
  return text.trim();
}

/**
 * QuecPython's uname is a tuple of strs like 'sysname=EC600N', MicroPython's a named tuple:
 * in both a name, an equals sign, the value, and a quote behind it.
 */
function fields(repr: string): Partial<Record<string, string>> {
  const found = repr.matchAll(/(\w+)=['"]?([^'"]*)['"]/g);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value.trim()]));
}
