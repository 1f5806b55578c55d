/**
 * A module whose REPL is real MicroPython (the WASM port), with stand-ins for what QuecPython adds.
 * It restarts, is away for a while, and comes back with another version.
 */
import type { Peer } from "./serial-bench.ts";
import { QUECPYTHON } from "./quecpython.py.ts";

/** A string of which nobody knows the type: the package brings none. */
const MICROPYTHON: string = "@micropython/micropython-webassembly-pyscript/micropython.mjs";

interface MicroPython {
  replInit(): void;
  replProcessChar(character: number): number;
  registerJsModule(name: string, module: object): void;
  runPython(code: string): unknown;
  readonly FS: {
    mkdir(path: string): void;
    readdir(path: string): string[];
    readFile(path: string): Uint8Array;
    writeFile(path: string, contents: Uint8Array): void;
  };
}

export interface ModuleKind {
  /** As `uos.uname()` says, e.g. EC600N-CNLC. */
  readonly model: string;
  readonly version: string;
  /** QuecPython's own, e.g. V0006. */
  readonly release: string;
  /** Free blocks of 4 KiB on /usr. */
  readonly freeBlocks: number;
  /** What `httpDownload` does: the module restarts under the script, accepts and restarts later, or fails. */
  readonly download: "restarts" | "accepts" | "fails";
  /** SHA-256 of the package that `verify` is content with; null for any. */
  readonly package: string | null;
}

export const EC600N: ModuleKind = {
  model: "EC600N-CNLC",
  version: "EC600NCNLCR01A01M16_OCPU_QPY",
  release: "V0006_EC600N_CNLC_FW",
  freeBlocks: 100,
  download: "restarts",
  package: null,
};

export class QuecPythonModule implements Peer {
  send: (bytes: Uint8Array) => void = () => undefined;
  /** Called when the module restarts; the test unplugs its ports, calls {@link boot}, and plugs them in again. */
  onRestart: () => void = () => undefined;
  readonly requests: string[] = [];
  /** Everything that the page sent. */
  received = "";
  /** Damages what is received, e.g. to see that it is noticed. */
  distort: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;
  #kind: ModuleKind;
  #python: MicroPython | null = null;
  #alive = false;
  #restartAfterwards = false;
  #output: number[] = [];

  constructor(kind: ModuleKind) {
    this.#kind = kind;
  }

  change(kind: Partial<ModuleKind>): void {
    this.#kind = { ...this.#kind, ...kind };
  }

  get files(): string[] {
    return this.#python?.FS.readdir("/usr").filter((name) => !name.startsWith(".")) ?? [];
  }
  readFile(path: string): Uint8Array {
    if (this.#python === null) throw new Error("not started");
    return this.#python.FS.readFile(path);
  }
  writeFile(path: string, contents: Uint8Array): void {
    this.#python?.FS.writeFile(path, contents);
  }

  /** Starts anew; /usr stays unless it is wiped, which is what a full package does. */
  async boot(change: Partial<ModuleKind> = {}, wipe = false): Promise<void> {
    this.change(change);
    const kept = wipe ? [] : this.files.map((name) => [name, this.readFile(`/usr/${name}`)] as const);
    const { loadMicroPython } = (await import(MICROPYTHON)) as {
      loadMicroPython: (options: object) => Promise<MicroPython>;
    };
    const python = await loadMicroPython({
      linebuffer: false,
      heapsize: 4 << 20,
      stdout: (bytes: Uint8Array) => {
        if (this.#alive) this.#output.push(...bytes);
      },
    });
    python.registerJsModule("_bench", {
      model: () => this.#kind.model,
      version: () => this.#kind.version,
      release: () => this.#kind.release,
      free_blocks: () => this.#kind.freeBlocks,
      restart: () => this.#restart(),
      download: (first: string, second: string) => this.#download(first, second),
      verify: (sha256: string) => (this.#kind.package === null || this.#kind.package === sha256 ? 0 : -1),
    });
    python.FS.mkdir("/usr");
    for (const [name, contents] of kept) python.FS.writeFile(`/usr/${name}`, contents);
    python.runPython(QUECPYTHON);
    this.#python = python;
    this.#restartAfterwards = false;
    this.#alive = true;
    python.replInit();
    this.#output = [];
  }

  /** A character that it is given may restart it. */
  #isDown(): boolean {
    return !this.#alive;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#alive || this.#python === null) return;
    this.received += Buffer.from(bytes).toString("latin1");
    for (const byte of this.distort(bytes)) {
      this.#python.replProcessChar(byte);
      if (this.#isDown()) break;
    }
    this.#flush();
    if (this.#isDown()) this.onRestart();
    else if (this.#restartAfterwards) {
      this.#restartAfterwards = false;
      // The download goes on beside the script, and its callback prints.
      setTimeout(() => {
        this.send(Buffer.from("download status: 2 download process: 100\r\n"));
        this.powerCycle();
      }, 50);
    }
  }

  /** The module restarts by itself. */
  powerCycle(): void {
    this.#alive = false;
    this.onRestart();
  }

  #flush(): void {
    const bytes = Uint8Array.from(this.#output);
    this.#output = [];
    if (bytes.length > 0) this.send(bytes);
  }

  #restart(): void {
    this.#flush();
    this.#alive = false;
  }

  #download(first: string, second: string): number {
    this.requests.push(...[first, second].filter((url) => url !== ""));
    switch (this.#kind.download) {
      case "fails":
        return -1;
      case "accepts":
        this.#restartAfterwards = true;
        return 0;
      case "restarts":
        return 1;
    }
  }
}
