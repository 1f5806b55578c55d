/**
 * The Python prompt of a module: interrupting it, raw mode, running code.
 * Control characters as in MicroPython: 0x01 raw mode, 0x02 back, 0x03 interrupt, 0x04 run
 * (docs/quecpython.md#serial). Raw-paste mode is never used: older firmware does not know it.
 */
import { pause, writeWithin, type BytePort, type Clock } from "./byte-port.ts";
import { Incoming, Late, Lost, Utf8Text, upTo } from "./incoming.ts";
import { SerialProblem, Stopped, type SerialStep } from "./problem.ts";
import { RawReply } from "./raw-reply.ts";

export const PROMPT = ">>> ";
const RAW_PROMPT = "raw REPL; CTRL-B to exit\r\n>";

/** Milliseconds. Modules answer within a few; some are busy with the network for a second or two. */
export const PATIENCE = {
  write: 10_000,
  prompt: 1500,
  rawMode: 2000,
  accept: 5000,
  answer: 15_000,
  interrupt: 3000,
} as const;

/** Asks for raw mode without interrupting: a prompt answers, a script that runs does not hear it. */
const KNOCK = "\r\x01";
const KNOCK_EVERY = 5000;

/** Characters that are written at once: the input buffers of modules are small. */
const WRITE_SIZE = 256;

export interface CodeResult {
  /** What the code printed. */
  readonly output: string;
  /** Empty when the code ended well. */
  readonly traceback: string;
  /** Only with {@link RunOptions.knock}: the prompt is back, or all was silent, and the code did not end. */
  readonly gone: boolean;
}

export interface RunOptions {
  readonly during: SerialStep;
  /** Longest time without a sign of life, in milliseconds; Infinity for scripts, which may be silent. */
  readonly patience?: number;
  /** For ports that stay when the module restarts: now and then looks whether it is at its prompt again. */
  readonly knock?: boolean;
  readonly signal?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

export class Repl {
  readonly incoming: Incoming;
  readonly #port: BytePort;
  readonly #clock: Clock;
  #raw = false;

  constructor(port: BytePort, clock: Clock, incoming = new Incoming(port, clock)) {
    this.#port = port;
    this.#clock = clock;
    this.incoming = incoming;
  }

  /** Interrupts what runs and enters raw mode. */
  async enterRaw(during: SerialStep, signal?: AbortSignal): Promise<void> {
    if (this.#raw) return;
    let heard = "";
    // Junk in the line, or a program that ends late, may swallow the first attempt.
    for (let attempt = 0; attempt < 3; attempt++) {
      this.incoming.take();
      await this.#write("\r\x03\x03", during);
      await pause(this.#clock, 50 * (attempt + 1));
      await this.#write("\r\x01", during);
      try {
        await this.incoming.until(upTo(RAW_PROMPT), PATIENCE.rawMode, signal);
        this.#raw = true;
        return;
      } catch (error) {
        if (!(error instanceof Late)) throw cause(error, during);
        heard = error.heard;
      }
    }
    if (heard === "") throw new SerialProblem("time-out", { during });
    throw new SerialProblem("unexpected-answer", { during, answer: tail(heard) });
  }

  /** Back to the usual prompt, in which the module's own output comes as it is. */
  async leaveRaw(during: SerialStep): Promise<void> {
    this.#raw = false;
    await this.#write("\r\x02", during);
    await this.incoming.until(upTo(PROMPT), PATIENCE.prompt).catch((error: unknown) => {
      if (error instanceof Lost) throw cause(error, during);
    });
  }

  /**
   * Enters raw mode without interrupting anything.
   * @returns whether there was a prompt, and what came before it.
   * @throws Lost; SerialProblem unplugged, time-out; Stopped.
   */
  async knock(during: SerialStep, signal?: AbortSignal): Promise<{ answered: boolean; heard: string }> {
    await this.#write(KNOCK, during);
    const text = new Utf8Text();
    try {
      const heard = await this.incoming.until(upTo(RAW_PROMPT), PATIENCE.prompt, signal);
      this.#raw = true;
      return { answered: true, heard: withoutPrompts(text.push(heard)) };
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      this.#raw = false;
      return { answered: false, heard: text.push(this.incoming.take()) };
    }
  }

  /**
   * Runs code in raw mode. A traceback is a value, not an exception.
   * @throws SerialProblem unplugged, time-out, unexpected-answer; Stopped after the code was interrupted.
   */
  async run(code: string, options: RunOptions): Promise<CodeResult> {
    const { during, patience = PATIENCE.answer, knock = false, signal, onOutput } = options;
    await this.enterRaw(during, signal);
    await this.#write(`${code}\x04`, during);
    const reply = new RawReply();
    const text = new Utf8Text();
    let output = "";
    let lately = "";
    const show = (printed: string): void => {
      if (printed === "") return;
      output += printed;
      onOutput?.(printed);
    };
    try {
      for (;;) {
        const { accepted } = reply;
        const wait = accepted ? patience : Math.min(patience, PATIENCE.accept);
        const piece =
          knock && accepted
            ? await this.#someOrKnock(wait, lately.endsWith(PROMPT), options)
            : await this.incoming.some(wait, signal);
        const printed = text.push(reply.push(piece));
        show(knock ? withoutPrompts(printed) : printed);
        // A script that has ended leaves the knocks to its prompt.
        if (reply.over) break;
        if (accepted) lately += piece;
        if (piece === "" || (knock && lately.includes(RAW_PROMPT))) {
          this.#raw = false;
          return { output, traceback: "", gone: true };
        }
        lately = lately.slice(-RAW_PROMPT.length);
      }
    } catch (error) {
      if (error instanceof Stopped) await this.#interrupt(reply);
      else this.#raw = false;
      if (error instanceof Late && reply.pending !== "")
        throw new SerialProblem("unexpected-answer", { during, answer: tail(reply.pending) });
      throw cause(error, during);
    }
    return { output, traceback: new Utf8Text().push(reply.error).trim(), gone: false };
  }

  /** As {@link run}, for code that has no reason to fail. */
  async ask(code: string, options: RunOptions): Promise<string> {
    const { output, traceback } = await this.run(code, options);
    if (traceback !== "")
      throw new SerialProblem("unexpected-answer", { during: options.during, answer: lastLine(traceback) });
    return output;
  }

  async close(): Promise<void> {
    await this.#port.close();
  }

  /** Text that comes by itself, outside of raw mode; ends when the port is lost or the time is up. */
  async *listen(milliseconds: number, signal?: AbortSignal): AsyncGenerator<string, "lost" | "late"> {
    const end = this.#clock.now() + milliseconds;
    const text = new Utf8Text();
    for (;;) {
      try {
        yield text.push(await this.incoming.some(end - this.#clock.now(), signal));
      } catch (error) {
        if (error instanceof Lost) return "lost";
        if (error instanceof Late) return "late";
        throw error;
      }
    }
  }

  /** @param atPrompt whether a prompt was seen, which may be that of a module that has restarted. */
  async #someOrKnock(patience: number, atPrompt: boolean, { during, signal }: RunOptions): Promise<string> {
    const end = this.#clock.now() + patience;
    for (let next = atPrompt ? 0 : KNOCK_EVERY; ; next = KNOCK_EVERY) {
      try {
        return await this.incoming.some(Math.min(next, end - this.#clock.now()), signal);
      } catch (error) {
        if (!(error instanceof Late)) throw error;
        if (this.#clock.now() >= end) return "";
        await this.#write(KNOCK, during);
      }
    }
  }

  async #interrupt(reply: RawReply): Promise<void> {
    try {
      await this.#write("\x03\x03", "run");
      while (!reply.over) reply.push(await this.incoming.some(PATIENCE.interrupt));
    } catch {
      // Whatever state it is in: the next one to come starts from the beginning.
      this.#raw = false;
    }
  }

  async #write(text: string, during: SerialStep): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const late = new SerialProblem("time-out", { during });
    try {
      for (let at = 0; at < bytes.length; at += WRITE_SIZE) {
        const piece = bytes.subarray(at, at + WRITE_SIZE);
        await writeWithin(PATIENCE.write, this.#port, piece, this.#clock, () => late);
      }
    } catch (error) {
      this.#raw = false;
      throw error === late ? late : new SerialProblem("unplugged", { during });
    }
  }
}

function cause(error: unknown, during: SerialStep): unknown {
  if (error instanceof Lost) return new SerialProblem("unplugged", { during });
  if (error instanceof Late) return new SerialProblem("time-out", { during });
  return error;
}

/** The line of a traceback that says what happened. */
export function lastLine(traceback: string): string {
  return traceback.trim().split(/\r?\n/).at(-1)?.trim() ?? "";
}

/** The end of what was heard, fit to be shown. */
export function tail(heard: string): string {
  // eslint-disable-next-line no-control-regex -- those are what is left out
  const shown = new Utf8Text().push(heard).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g, " ");
  return shown.trim().slice(-160);
}

/** Of the REPL itself, which nobody printed. */
function withoutPrompts(text: string): string {
  return text.replaceAll(RAW_PROMPT, "").replace(/(?:\r\n)?>>> $/, "");
}
