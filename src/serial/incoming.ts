/** The bytes of a port, one character a byte, kept until somebody takes them. */
import type { BytePort, Clock } from "./byte-port.ts";
import { Stopped } from "./problem.ts";

/** The port went away before the awaited bytes came. */
export class Lost extends Error {}

/** The awaited bytes did not come in time; `heard` is what came instead. */
export class Late extends Error {
  readonly heard: string;

  constructor(heard: string) {
    super("late");
    this.heard = heard;
  }
}

export class Incoming {
  #waiting = "";
  #lost = false;
  #wake: (() => void) | null = null;
  readonly #clock: Clock;

  constructor(port: BytePort, clock: Clock) {
    this.#clock = clock;
    void this.#pump(port);
  }

  get lost(): boolean {
    return this.#lost;
  }

  /**
   * Waits until `find` says how many of the waiting characters are what was awaited, and takes them.
   * @param find null as long as more is needed.
   * @param milliseconds Infinity waits for ever.
   * @throws Lost, Late, Stopped
   */
  async until(
    find: (waiting: string) => number | null,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<string> {
    const end = this.#clock.now() + milliseconds;
    for (;;) {
      const length = find(this.#waiting);
      if (length !== null) return this.take(length);
      if (this.#lost) throw new Lost();
      if (signal?.aborted === true) throw new Stopped();
      const left = end - this.#clock.now();
      if (left <= 0) throw new Late(this.#waiting);
      await this.#more(left, signal);
    }
  }

  /** The next characters, whatever they are. */
  async some(milliseconds: number, signal?: AbortSignal): Promise<string> {
    return await this.until((waiting) => (waiting === "" ? null : waiting.length), milliseconds, signal);
  }

  /** Takes what is there already. */
  take(length = this.#waiting.length): string {
    const taken = this.#waiting.slice(0, length);
    this.#waiting = this.#waiting.slice(length);
    return taken;
  }

  async #pump(port: BytePort): Promise<void> {
    for (;;) {
      const bytes = await port.read();
      if (bytes === null) break;
      for (let at = 0; at < bytes.length; at += 8192)
        this.#waiting += String.fromCharCode(...bytes.subarray(at, at + 8192));
      this.#wake?.();
    }
    this.#lost = true;
    this.#wake?.();
  }

  /** Until something came in, the port was lost, the time is up or somebody ended it. */
  async #more(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((done) => {
      const callOff = Number.isFinite(milliseconds)
        ? this.#clock.after(milliseconds, finish)
        : () => undefined;
      function finish(): void {
        callOff();
        signal?.removeEventListener("abort", finish);
        done();
      }
      this.#wake = finish;
      signal?.addEventListener("abort", finish);
    });
    this.#wake = null;
  }
}

/** Find function: up to and with the first occurrence. */
export function upTo(what: string): (waiting: string) => number | null {
  return (waiting) => {
    const at = waiting.indexOf(what);
    return at < 0 ? null : at + what.length;
  };
}

/** Bytes of characters that stand for one byte each. */
export function bytesOf(characters: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

/** What a module prints is UTF-8, and may be cut anywhere. */
export class Utf8Text {
  readonly #decoder = new TextDecoder("utf-8");

  push(characters: string): string {
    return this.#decoder.decode(bytesOf(characters), { stream: true });
  }
}
