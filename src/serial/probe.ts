/** What is behind a port: modules have several that look the same, one of them is the REPL. */
import { writeWithin, type BytePort, type Clock } from "./byte-port.ts";
import { bytesOf, Incoming, Late } from "./incoming.ts";
import { PROMPT, Repl, tail } from "./repl.ts";

export type Found =
  | { readonly kind: "repl"; readonly repl: Repl }
  /** Answers AT commands. */
  | { readonly kind: "at" }
  | { readonly kind: "silence" }
  /** Log or position data. */
  | { readonly kind: "noise" }
  | { readonly kind: "password" }
  /** Text without end, and no prompt. */
  | { readonly kind: "main-blocks"; readonly last: string };

/** Milliseconds for the answers: interrupt, leaving raw mode, AT, further interrupts. */
const WAIT = { write: 2000, interrupt: 800, leaveRaw: 900, at: 700, again: 250 } as const;
const FURTHER_INTERRUPTS = 6;

const PASSWORD = /passwo?r?d|密码/i;
const POSITION = /\$(?:G[A-Z]|BD)[A-Z]{3},/;

/**
 * Interrupts what runs and looks for a prompt. Sends nothing that an AT port or a log port acts upon.
 * @throws Lost when the port goes away, Late when it takes nothing.
 */
export async function probe(port: BytePort, clock: Clock): Promise<Found> {
  const incoming = new Incoming(port, clock);
  let heard = "";
  const send = (characters: string): Promise<void> =>
    writeWithin(WAIT.write, port, bytesOf(characters), clock, () => new Late(heard));
  /** Whether the prompt, or a question for the password, comes in time. */
  const listen = async (milliseconds: number, also: RegExp): Promise<boolean> => {
    try {
      heard += await incoming.until(
        (waiting) => (waiting.includes(PROMPT) || also.test(heard + waiting) ? waiting.length : null),
        milliseconds,
      );
      return true;
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      heard += incoming.take();
      return false;
    }
  };
  const found = (): Found | null => {
    if (heard.includes(PROMPT)) return { kind: "repl", repl: new Repl(port, clock, incoming) };
    return PASSWORD.test(heard) ? { kind: "password" } : null;
  };

  await send("\x03\x03");
  await listen(WAIT.interrupt, PASSWORD);
  if (found() === null) {
    // It may be in raw mode still, from somebody who did not say goodbye.
    await send("\x02\r");
    await listen(WAIT.leaveRaw, PASSWORD);
  }
  if (found() === null && heard.trim() === "") {
    await send("AT\r");
    await listen(WAIT.at, /\r\n(?:OK|ERROR)\r\n/);
  }
  for (let time = 0; time < FURTHER_INTERRUPTS && found() === null && isProse(heard); time++) {
    await send("\x03");
    await listen(WAIT.again, PASSWORD);
  }
  return found() ?? judged(heard);
}

function judged(heard: string): Found {
  if (/\r\n(?:OK|ERROR|\+CME ERROR: \d+)\r\n/.test(heard)) return { kind: "at" };
  // An echo of what was sent is as good as nothing.
  // eslint-disable-next-line no-control-regex -- those were sent
  if (heard.replace(/AT|[\x02\x03\s]/g, "") === "") return { kind: "silence" };
  return isProse(heard) ? { kind: "main-blocks", last: tail(heard) } : { kind: "noise" };
}

/** Text as scripts print it, in ASCII or UTF-8. */
function isProse(heard: string): boolean {
  if (heard.trim() === "" || POSITION.test(heard) || /\r\n(?:OK|ERROR)\r\n/.test(heard)) return false;
  const text = new TextDecoder().decode(bytesOf(heard));
  // eslint-disable-next-line no-control-regex -- what text does not have
  const strange = text.match(/[\u0000-\u0002\u0004-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return strange * 10 < text.length;
}
