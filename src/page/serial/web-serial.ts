/** The browser's serial ports, as src/serial wants them. */
import type { BytePort, PortHandle, PortList, UsbId } from "../../serial/byte-port.ts";
import { SerialProblem } from "../../serial/problem.ts";
import { PORT_FILTERS } from "../../serial/usb-ids.ts";

/** Modules on USB take any rate; this one is theirs on a UART. */
const BAUD_RATE = 115_200;
/** Of the operating system's side; a script may print faster than the page reads. */
const BUFFER_BYTES = 16_384;

/** Null where the browser has no Web Serial. */
export function webSerial(): Serial | null {
  return "serial" in navigator ? navigator.serial : null;
}

/** One handle for each port, so that they can be compared. */
const handles = new WeakMap<SerialPort, PortHandle>();

function handleOf(port: SerialPort): PortHandle {
  const known = handles.get(port);
  if (known !== undefined) return known;
  const made: PortHandle = { usb: usbOf(port), open: () => open(port) };
  handles.set(port, made);
  return made;
}

function usbOf(port: SerialPort): UsbId | null {
  const { usbVendorId: vendorId, usbProductId: productId } = port.getInfo();
  return vendorId === undefined || productId === undefined ? null : { vendorId, productId };
}

export function portList(serial: Serial): PortList {
  return { granted: async () => (await serial.getPorts()).map(handleOf) };
}

/**
 * Lets the user choose a port in the browser's list; only within a click.
 * @throws SerialProblem no-port, permission.
 */
export async function choosePort(serial: Serial, all: boolean): Promise<PortHandle> {
  try {
    return handleOf(await serial.requestPort(all ? {} : { filters: [...PORT_FILTERS] }));
  } catch (error) {
    if (nameOf(error) === "NotFoundError") throw new SerialProblem("no-port", {});
    if (nameOf(error) === "SecurityError") throw new SerialProblem("permission", { why: messageOf(error) });
    throw error;
  }
}

async function open(port: SerialPort): Promise<BytePort> {
  try {
    await port.open({ baudRate: BAUD_RATE, bufferSize: BUFFER_BYTES });
  } catch (error) {
    // Browsers do not tell a port that is in use from one that the system forbids.
    if (nameOf(error) === "SecurityError") throw new SerialProblem("permission", { why: messageOf(error) });
    throw new SerialProblem("port-busy", { why: messageOf(error) });
  }
  return new OpenPort(port);
}

class OpenPort implements BytePort {
  readonly #port: SerialPort;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #writer: WritableStreamDefaultWriter<Uint8Array> | null = null;
  #closing: Promise<void> | null = null;

  constructor(port: SerialPort) {
    this.#port = port;
  }

  async read(): Promise<Uint8Array | null> {
    while (this.#closing === null && this.#port.readable !== null) {
      this.#reader ??= this.#port.readable.getReader();
      try {
        const { value, done } = await this.#reader.read();
        if (done) return null;
        return value;
      } catch {
        // After a framing error or an overrun the port has a new stream; when it is lost it has none.
        this.#reader.releaseLock();
        this.#reader = null;
      }
    }
    return null;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#port.writable === null) throw new Error("the port is gone");
    this.#writer ??= this.#port.writable.getWriter();
    await this.#writer.write(bytes);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async #end(): Promise<void> {
    // Each of these fails on a port that is gone, which is closed by itself.
    await this.#reader?.cancel().catch(() => undefined);
    this.#reader?.releaseLock();
    await this.#writer?.abort().catch(() => undefined);
    this.#writer?.releaseLock();
    await this.#port.close().catch(() => undefined);
  }
}

function nameOf(error: unknown): string {
  return error instanceof DOMException ? error.name : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
