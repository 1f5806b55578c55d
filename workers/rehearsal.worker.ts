import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";
import wasmUrl from "@micropython/micropython-webassembly-pyscript/micropython.wasm?url";
import { expose } from "comlink";
import { interpreterOf } from "./micropython.ts";
import { Rehearser } from "../src/workshop/rehearsal.ts";

// A worker that starts from a blob has no address of its own from which a path could go on.
const url = new URL(wasmUrl, import.meta.url).href;

expose(new Rehearser((print) => interpreterOf((output) => loadMicroPython({ ...output, url }), print)));
