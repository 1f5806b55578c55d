/**
 * Web Serial in a page, with the ports of the bench behind it: true streams, the errors that browsers give,
 * a list of ports that only a click opens. The ports themselves live in the test's process.
 */
import type { Page } from "@playwright/test";
import type { BenchPort } from "./serial-bench.ts";

type NewPort = Pick<BenchPort, "id" | "usb" | "peer"> & Partial<BenchPort>;

interface PageSide {
  receive(id: string, latin1: string): void;
  plugged(id: string, plugged: boolean): void;
}

declare global {
  interface Window {
    serialBench(action: string, id: string, data: string): Promise<string>;
    fakeSerial: PageSide;
  }
}

export class FakeSerial {
  readonly ports: BenchPort[];
  /** Which port the user picks in the browser's list; null closes it. */
  pick: string | null = null;
  /** Filters of the last list, as JSON; empty when all ports were listed. */
  filters = "";
  /** Ids of the ports in the last list. */
  listed: readonly string[] = [];
  /** The page may not use serial ports at all. */
  forbidden = false;
  /** What the page asked of ports, in its order: e.g. "open port0". */
  readonly asked: string[] = [];
  readonly #page: Page;

  constructor(page: Page, ports: readonly NewPort[]) {
    this.#page = page;
    this.ports = ports.map((port) => ({ granted: false, busy: false, plugged: true, ...port }));
    this.pick = this.ports[0]?.id ?? null;
  }

  /** To be called before the page is opened. */
  async install(): Promise<void> {
    await this.#page.exposeFunction("serialBench", (action: string, id: string, data: string) =>
      this.#answer(action, id, data),
    );
    await this.#page.addInitScript(installInPage);
  }

  async unplug(): Promise<void> {
    for (const port of this.ports) await this.setPlugged(port, false);
  }

  async plug(): Promise<void> {
    for (const port of this.ports) await this.setPlugged(port, true);
  }

  async setPlugged(port: BenchPort, plugged: boolean): Promise<void> {
    port.plugged = plugged;
    await this.#page.evaluate(([id, is]) => window.fakeSerial.plugged(id, is), [port.id, plugged] as const);
  }

  #answer(action: string, id: string, data: string): string {
    const port = this.ports.find((one) => one.id === id);
    if (action !== "list") this.asked.push(`${action} ${id}`.trim());
    switch (action) {
      case "list":
        return JSON.stringify(
          this.ports.filter((one) => one.plugged && one.granted).map((one) => ({ id: one.id, usb: one.usb })),
        );
      case "request": {
        if (this.forbidden) return "forbidden";
        this.filters = data;
        this.listed = this.ports.filter((one) => one.plugged && isListed(one, data)).map((one) => one.id);
        const picked = this.ports.find((one) => one.id === this.pick && this.listed.includes(one.id));
        if (picked === undefined) return "none";
        picked.granted = true;
        return JSON.stringify({ id: picked.id, usb: picked.usb });
      }
      case "open":
        if (port === undefined || port.busy || !port.plugged) return "busy";
        port.peer.send = (bytes) => void this.#send(port, bytes);
        return "open";
      case "write":
        if (port?.plugged !== true) return "lost";
        port.peer.receive(Buffer.from(data, "latin1"));
        return "written";
      case "close":
        if (port !== undefined) port.peer.send = () => undefined;
        return "closed";
      default:
        throw new Error(`unknown action ${action}`);
    }
  }

  async #send(port: BenchPort, bytes: Uint8Array): Promise<void> {
    const latin1 = Buffer.from(bytes).toString("latin1");
    // The page may have gone in the meantime.
    await this.#page
      .evaluate(([id, text]) => window.fakeSerial.receive(id, text), [port.id, latin1] as const)
      .catch(() => undefined);
  }
}

/** Whether the browser's list has a port, by the filters of the page; without any, all are there. */
function isListed({ usb }: BenchPort, filters: string): boolean {
  if (filters === "") return true;
  const wanted = JSON.parse(filters) as { usbVendorId: number; usbProductId?: number }[];
  return wanted.some(
    ({ usbVendorId, usbProductId = usb.productId }) =>
      usb.vendorId === usbVendorId && usb.productId === usbProductId,
  );
}

/** Runs in the page. */
function installInPage(): void {
  interface Description {
    readonly id: string;
    readonly usb: { readonly vendorId: number; readonly productId: number };
  }

  class FakePort extends EventTarget {
    readable: ReadableStream<Uint8Array> | null = null;
    writable: WritableStream<Uint8Array> | null = null;
    incoming: ReadableStreamDefaultController<Uint8Array> | null = null;
    readonly described: Description;

    constructor(described: Description) {
      super();
      this.described = described;
    }

    getInfo(): SerialPortInfo {
      const { vendorId, productId } = this.described.usb;
      return { usbVendorId: vendorId, usbProductId: productId };
    }

    async open({ baudRate }: { baudRate: number }): Promise<void> {
      if (!(baudRate > 0)) throw new TypeError("baudRate");
      if (this.readable !== null) throw new DOMException("The port is already open.", "InvalidStateError");
      const { id } = this.described;
      if ((await window.serialBench("open", id, "")) !== "open")
        throw new DOMException("Failed to open serial port.", "NetworkError");
      this.readable = new ReadableStream<Uint8Array>({
        start: (controller) => void (this.incoming = controller),
      });
      this.writable = new WritableStream<Uint8Array>({
        async write(chunk) {
          const text = Array.from(chunk, (byte) => String.fromCharCode(byte)).join("");
          if ((await window.serialBench("write", id, text)) === "lost")
            throw new DOMException("The device has been lost.", "NetworkError");
        },
      });
    }

    async close(): Promise<void> {
      if (this.readable === null) throw new DOMException("The port is already closed.", "InvalidStateError");
      if (this.readable.locked || this.writable?.locked === true)
        throw new TypeError("Cannot cancel a locked stream");
      this.readable = this.writable = this.incoming = null;
      await window.serialBench("close", this.described.id, "");
    }

    lose(): void {
      this.incoming?.error(new DOMException("The device has been lost.", "NetworkError"));
      this.readable = this.writable = this.incoming = null;
    }
  }

  const ports = new Map<string, FakePort>();
  const portOf = (described: Description): FakePort => {
    const known = ports.get(described.id) ?? new FakePort(described);
    ports.set(described.id, known);
    return known;
  };

  class Serial extends EventTarget {
    async getPorts(): Promise<FakePort[]> {
      return (JSON.parse(await window.serialBench("list", "", "")) as Description[]).map(portOf);
    }

    async requestPort(options: { filters?: object[] } = {}): Promise<FakePort> {
      if (!navigator.userActivation.isActive)
        throw new DOMException(
          "Must be handling a user gesture to show a permission request.",
          "SecurityError",
        );
      const filters = options.filters === undefined ? "" : JSON.stringify(options.filters);
      const answer = await window.serialBench("request", "", filters);
      if (answer === "forbidden")
        throw new DOMException("Access to the feature is disallowed.", "SecurityError");
      if (answer === "none") throw new DOMException("No port selected by the user.", "NotFoundError");
      return portOf(JSON.parse(answer) as Description);
    }
  }

  const serial = new Serial();
  window.fakeSerial = {
    receive(id, latin1) {
      ports.get(id)?.incoming?.enqueue(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
    },
    plugged(id, plugged) {
      // A device that comes back is a new port.
      if (!plugged) {
        ports.get(id)?.lose();
        ports.delete(id);
      }
      serial.dispatchEvent(new Event(plugged ? "connect" : "disconnect"));
    },
  };
  Object.defineProperty(Navigator.prototype, "serial", { configurable: true, get: () => serial });
}
