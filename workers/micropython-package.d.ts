/** What is used of the package, which has no types of its own. */
declare module "@micropython/micropython-webassembly-pyscript" {
  export interface MicroPython {
    registerJsModule(name: string, module: object): void;
    /** Throws an Error with the traceback as its message. */
    runPython(code: string): unknown;
    readonly FS: {
      writeFile(path: string, bytes: Uint8Array): void;
      mkdir(path: string): void;
      readdir(path: string): string[];
      readFile(path: string): Uint8Array;
      stat(path: string): { readonly mode: number };
      isFile(mode: number): boolean;
    };
  }

  export interface MicroPythonOptions {
    /** Address of micropython.wasm; in Node its path. */
    readonly url?: string;
    readonly linebuffer?: boolean;
    readonly heapsize?: number;
    readonly stdout?: (bytes: Uint8Array) => void;
    readonly stderr?: (bytes: Uint8Array) => void;
  }

  export function loadMicroPython(options: MicroPythonOptions): Promise<MicroPython>;
}
