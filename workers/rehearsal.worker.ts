import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";
import wasmUrl from "@micropython/micropython-webassembly-pyscript/micropython.wasm?url";
import { expose } from "comlink";
import { interpreterOf } from "./micropython.ts";
import { Rehearser } from "./rehearsal.ts";

expose(
  new Rehearser((print) => interpreterOf((output) => loadMicroPython({ ...output, url: wasmUrl }), print)),
);
