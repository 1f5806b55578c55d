/** Ports of the bench as src/serial wants them, with a clock that runs when nobody has anything to do. */
import type { BytePort, Clock, PortHandle, PortList } from "../../src/serial/byte-port.ts";
import { SerialProblem } from "../../src/serial/problem.ts";
import type { BenchPort } from "./serial-bench.ts";

/** Jumps to the next timer whenever all else is done. */
export class LeisureClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];
  #running = false;
  #busy = 0;

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.#now + milliseconds, action };
    this.#timers.push(timer);
    void this.#run();
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  /** Time stands still while something real is waited for. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work;
    } finally {
      this.#busy -= 1;
    }
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#timers.length > 0) {
      // Promises that are settled go first, however long their chain.
      for (let turn = 0; turn < 3 || this.#busy > 0; turn++) await new Promise((done) => setImmediate(done));
      const [next] = [...this.#timers].sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#running = false;
  }
}

class NodePort implements BytePort {
  #waiting: Uint8Array[] = [];
  #reader: ((bytes: Uint8Array | null) => void) | null = null;
  #gone = false;
  readonly #port: BenchPort;
  readonly #cut: (bytes: Uint8Array) => Uint8Array[];

  constructor(port: BenchPort, cut: (bytes: Uint8Array) => Uint8Array[]) {
    this.#port = port;
    this.#cut = cut;
    port.peer.send = (bytes) => this.#arrive(bytes);
  }

  async read(): Promise<Uint8Array | null> {
    const next = this.#waiting.shift();
    if (next !== undefined) return next;
    if (this.#gone) return null;
    return await new Promise((done) => (this.#reader = done));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await Promise.resolve();
    if (this.#gone) throw new Error("The device has been lost.");
    this.#port.peer.receive(bytes);
  }

  close(): Promise<void> {
    this.#port.peer.send = () => undefined;
    this.lose();
    return Promise.resolve();
  }

  lose(): void {
    this.#gone = true;
    this.#reader?.(null);
    this.#reader = null;
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#gone) return;
    this.#waiting.push(...this.#cut(bytes));
    if (this.#reader === null) return;
    const [reader, next] = [this.#reader, this.#waiting.shift()];
    this.#reader = null;
    reader(next ?? null);
  }
}

export class NodeBench implements PortList {
  readonly ports: BenchPort[];
  /** How answers are cut into reads. */
  cut: (bytes: Uint8Array) => Uint8Array[] = (bytes) => [bytes];
  readonly #open = new Map<BenchPort, NodePort>();
  readonly #handles = new Map<BenchPort, PortHandle>();

  constructor(ports: readonly Omit<BenchPort, "busy" | "plugged" | "granted">[]) {
    this.ports = ports.map((port) => ({ ...port, busy: false, plugged: true, granted: true }));
    for (const port of this.ports) {
      this.#handles.set(port, {
        usb: port.usb,
        open: async () => {
          await Promise.resolve();
          if (port.busy || !port.plugged) throw new SerialProblem("port-busy", { why: "Failed to open" });
          const opened = new NodePort(port, (bytes) => this.cut(bytes));
          this.#open.set(port, opened);
          return opened;
        },
      });
    }
  }

  granted(): Promise<readonly PortHandle[]> {
    return Promise.resolve(this.handles);
  }

  get handles(): PortHandle[] {
    return this.ports
      .filter((port) => port.plugged && port.granted)
      .map((port) => this.#handles.get(port))
      .filter((handle) => handle !== undefined);
  }

  unplug(): void {
    for (const port of this.ports) {
      port.plugged = false;
      this.#open.get(port)?.lose();
      this.#open.delete(port);
    }
  }

  plug(): void {
    for (const port of this.ports) port.plugged = true;
  }
}
