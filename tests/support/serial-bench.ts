/** Serial ports of a computer that is not there: what is plugged in, who may use it, what is behind it. */
import type { UsbId } from "../../src/serial/byte-port.ts";

/** What is at the other end of a port. */
export interface Peer {
  /** Bytes from the computer. */
  receive(bytes: Uint8Array): void;
  /** Sends bytes to the computer; set by the port while it is open. */
  send: (bytes: Uint8Array) => void;
}

export interface BenchPort {
  readonly id: string;
  readonly usb: UsbId;
  readonly peer: Peer;
  granted: boolean;
  /** Another program has it. */
  busy: boolean;
  plugged: boolean;
}

export const ASR_USB: UsbId = { vendorId: 0x2c7c, productId: 0x6001 };
export const UNISOC_USB: UsbId = { vendorId: 0x2c7c, productId: 0x0901 };
/** A CH340, as on many boards; behind it may be anything. */
export const ADAPTER_USB: UsbId = { vendorId: 0x1a86, productId: 0x7523 };

/** Answers to what is received, byte for byte; null stays silent. */
export class ScriptedPeer implements Peer {
  send: (bytes: Uint8Array) => void = () => undefined;
  received = "";
  readonly #answer: (received: string, all: string) => string | null;

  constructor(answer: (received: string, all: string) => string | null) {
    this.#answer = answer;
  }

  receive(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString("latin1");
    this.received += text;
    const answer = this.#answer(text, this.received);
    if (answer !== null) this.say(answer);
  }

  say(text: string): void {
    this.send(Buffer.from(text, "latin1"));
  }
}

export const silent = (): ScriptedPeer => new ScriptedPeer(() => null);

/** A modem's AT port, with echo. */
export const atPort = (): ScriptedPeer =>
  new ScriptedPeer((text, all) => {
    if (!text.includes("\r")) return null;
    return /AT\r$/.test(all) ? "AT\r\r\nOK\r\n" : null;
  });

export const passwordPort = (): ScriptedPeer =>
  new ScriptedPeer((text) => (text.includes("\x03") ? "\r\nPlease enter password:" : null));

/** main.py prints for ever and swallows interrupts. */
export const stubbornMain = (): ScriptedPeer =>
  new ScriptedPeer(() => "temperature 21.5\r\ntemperature 21.6\r\n");

export const positionPort = (): ScriptedPeer =>
  new ScriptedPeer(() => "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n");
