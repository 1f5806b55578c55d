import type { MicroPython, MicroPythonOptions } from "@micropython/micropython-webassembly-pyscript";
import type { Interpreter } from "../src/rehearsal/script-run.ts";

/** More than modules have, so that a script fails here for other reasons only. */
const HEAP_BYTES = 8 << 20;

/** An interpreter whose output is text, with the folder /usr that modules have. */
export async function interpreterOf(
  load: (options: MicroPythonOptions) => Promise<MicroPython>,
  print: (text: string) => void,
): Promise<Interpreter> {
  const decoder = new TextDecoder();
  const take = (bytes: Uint8Array): void => {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== "") print(text);
  };
  const python = await load({ linebuffer: false, heapsize: HEAP_BYTES, stdout: take, stderr: take });
  keepWhatItLends();
  python.FS.mkdir("/usr");
  return {
    registerJsModule: (name, module) => python.registerJsModule(name, module),
    runPython: (code) => python.runPython(code),
    writeFile: (path, bytes) => python.FS.writeFile(path, bytes),
    filesIn: (folder) => {
      const paths = python.FS.readdir(folder).map((name) => `${folder}/${name}`);
      const files = paths.filter((path) => python.FS.isFile(python.FS.stat(path).mode));
      return new Map(files.map((path) => [path, python.FS.readFile(path)]));
    },
  };
}

/**
 * Interpreters are thrown away as a whole. What one of them lent to JavaScript it would take back whenever that is
 * collected, also when another interpreter runs by then: all of them keep their books in the same global variables,
 * and the call fails where nobody catches it.
 */
function keepWhatItLends(): void {
  Object.assign(globalThis, { pyProxyFinalizationRegistry: { register: () => undefined } });
}
