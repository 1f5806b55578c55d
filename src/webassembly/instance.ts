/**
 * Instances of what compile.mjs made. Each has a memory of its own, which goes with it: one instance, one job.
 * Compiled synchronously, which browsers allow in workers.
 */
const modules = new Map<string, WebAssembly.Module>();

/**
 * @param wasm base64
 * @returns what the instance exports: the caller knows its functions
 */
export function newInstance(wasm: string): WebAssembly.Exports {
  let module = modules.get(wasm);
  if (module === undefined) {
    module = new WebAssembly.Module(Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)));
    modules.set(wasm, module);
  }
  return new WebAssembly.Instance(module).exports;
}

/** Writes bytes into the memory of an instance. */
export function putBytes(
  { memory }: { readonly memory: WebAssembly.Memory },
  at: number,
  bytes: Uint8Array,
): void {
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
}

/** A copy of bytes in the memory of an instance. */
export function takeBytes(
  { memory }: { readonly memory: WebAssembly.Memory },
  at: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer).slice(at, at + length);
}
