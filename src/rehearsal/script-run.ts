import { hexToBytes } from "@noble/hashes/utils.js";
import { NOTE_PATH } from "../modules/update-note.ts";
import { moduleAnswer } from "./module-answer.ts";
import { STAND_INS } from "./stand-ins.ts";
import type { Failure, Interruption, VirtualFota } from "./virtual-fota.ts";

/** A Python interpreter that was just started. */
export interface Interpreter {
  registerJsModule(name: string, module: object): void;
  /** Throws an Error with the traceback as its message. */
  runPython(code: string): unknown;
  writeFile(path: string, bytes: Uint8Array): void;
  /** Files right in a folder, by their paths. */
  filesIn(folder: string): ModuleFiles;
}

/** What lies in /usr, by path: it outlives the script. */
export type ModuleFiles = Map<string, Uint8Array>;

/** What is printed comes in pieces of lines. */
export type StartInterpreter = (print: (text: string) => void) => Promise<Interpreter>;

/** What a script finds on its module. */
export interface ScriptSetting {
  readonly fota: VirtualFota;
  /** What the firmware that runs says of itself; empty where nobody knows. */
  readonly answer: string;
  /** What scripts wrote before; becomes what is there afterwards. */
  readonly files: ModuleFiles;
  readonly moduleName: string;
  /** Simulated seconds. */
  readonly now: () => number;
  /** First file of the package: it lies wherever a script for a local upgrade looks for it below /usr. */
  readonly packageFile: Uint8Array;
}

export type ScriptEnd =
  | {
      readonly kind: "interrupted";
      readonly interruption: Interruption;
      /** By force: the script did not end. */ readonly caught: boolean;
    }
  /** It came to its end and nothing more happened. */
  | { readonly kind: "ended"; readonly failure: Failure | null };

const MAIN = "/usr/main.py";

/**
 * Runs a script as main.py on a module with stand-ins for QuecPython's modules, and then what goes on beside it, until
 * the module restarts or nothing more happens. A script that neither ends nor waits keeps this from coming back.
 */
export async function runScript(
  script: string,
  setting: ScriptSetting,
  start: StartInterpreter,
  print: (text: string) => void,
): Promise<ScriptEnd> {
  const { fota } = setting;
  const faults: unknown[] = [];
  const interpreter = await start(print);
  interpreter.registerJsModule("_module", bridge(setting, faults));
  for (const [path, bytes] of setting.files) interpreter.writeFile(path, bytes);
  interpreter.writeFile(MAIN, new TextEncoder().encode(script));
  const local = localPaths(script);
  for (const path of local) interpreter.writeFile(path, setting.packageFile);
  interpreter.runPython(STAND_INS);

  const traceback = run(
    interpreter,
    fota,
    `exec(compile(open('${MAIN}').read(), 'main.py', 'exec'), {'__name__': '__main__'})`,
  );
  if (traceback !== null) print(traceback);
  // What was accepted goes on beside the script, or after it.
  if (fota.interruption === null) run(interpreter, fota, "_pass_time(-1)");
  if (faults.length > 0) throw faults[0];
  setting.files.clear();
  for (const [path, bytes] of interpreter.filesIn("/usr")) {
    if (path !== MAIN && !local.has(path)) setting.files.set(path, bytes);
  }

  const { interruption } = fota;
  if (interruption !== null) return { kind: "interrupted", interruption, caught: traceback !== null };
  const text = traceback?.trim().split("\n").at(-1) ?? "";
  return {
    kind: "ended",
    failure:
      fota.failure ??
      (traceback === null ? null : { fault: "script-error", detail: { code: "quoted", text } }),
  };
}

/** The traceback; null when it came to its end, or the module was gone. */
function run(interpreter: Interpreter, fota: VirtualFota, code: string): string | null {
  try {
    interpreter.runPython(code);
    return null;
  } catch (error) {
    if (fota.interruption !== null || !(error instanceof Error)) return null;
    // Scripts may end themselves so.
    if (/^SystemExit/m.test(error.message)) return null;
    return withoutOurLines(error.message);
  }
}

/** The line that called the script is none of its author's. */
function withoutOurLines(traceback: string): string {
  const kept = traceback.split("\n").filter((line) => !line.includes('File "<stdin>"'));
  const text = kept.join("\n");
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** Files below /usr that the script names. */
function localPaths(script: string): Set<string> {
  const named = [...script.matchAll(/['"](\/usr\/[^'"/\n]+)['"]/g)].map((match) => match[1] ?? "");
  return new Set(named.filter((path) => path !== NOTE_PATH && !path.endsWith(".py")));
}

function bridge({ fota, answer, moduleName, now }: ScriptSetting, faults: unknown[]): object {
  /** The interpreter turns whatever is thrown into an exception of the script's: it is kept for us here. */
  const kept =
    <A extends readonly unknown[], R>(call: (...values: A) => R): ((...values: A) => R) =>
    (...values) => {
      try {
        return call(...values);
      } catch (error) {
        faults.push(error);
        throw error;
      }
    };
  return {
    now,
    release: () => moduleAnswer(answer).release,
    firmware: () => moduleAnswer(answer).firmware,
    name: () => moduleName,
    blocking: () => fota.blocking,
    status: () => fota.status,
    value: () => fota.value,
    result: () => fota.result,
    create: (resetDisabled: number) => {
      fota.create(resetDisabled !== 0);
      return 0;
    },
    http_download: kept((url1: string, url2: string, hasCallback: number) =>
      fota.httpDownload(url1, url2 === "" ? null : url2, hasCallback !== 0),
    ),
    advance: kept((seconds: number) => fota.advance(seconds)),
    wait: kept(() => fota.wait()),
    power_restart: () => {
      fota.powerRestart();
      return 0;
    },
    // Bytes cross as text: as an object they would take up the interpreter's memory for good.
    write: kept((hexadecimal: string, fileSize: number) => fota.write(hexToBytes(hexadecimal), fileSize)),
    flush: kept(() => fota.flush()),
    verify: kept(() => fota.verify()),
    note: (note: "call-not-supported") => {
      fota.note(note);
      return 0;
    },
  };
}
