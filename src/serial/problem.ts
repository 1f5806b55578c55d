/**
 * Everything that may go wrong between the page and a module, one code a cause. Codes are stable and the same
 * in both languages; `src/words/serial.ts` says for each what happened and what to do.
 */
export interface SerialProblemDetails {
  /** No port was chosen: the list was empty, or it was closed. */
  "no-port": Record<string, never>;
  /** The port does not open: another program has it, or the system does not let the browser. */
  "port-busy": { why: string };
  /** Serial ports are forbidden for this page. */
  permission: { why: string };
  /** The module waits to be flashed by a tool; there is no REPL in this mode. */
  "download-mode": { usb: string };
  /** No REPL on the port. `heard`: what was there instead; `tried`: number of ports. */
  "wrong-port": { heard: "at" | "silence" | "noise"; tried: number };
  /** The REPL asks for a password. */
  password: Record<string, never>;
  /** A program prints to the port and does not let itself be interrupted. */
  "main-blocks": { last: string };
  /** The port was lost when no restart was due. */
  unplugged: { during: SerialStep };
  /** No answer. */
  "time-out": { during: SerialStep };
  /** The module says something else than the protocol provides. */
  "unexpected-answer": { during: SerialStep; answer: string };
  /** The module's file system is too small, in bytes. */
  "no-space": { needed: number; free: number };
  /** What arrived in a file on the module is not what was sent. */
  "hash-mismatch": { path: string };
  /** The module could not write or read the file. */
  "file-failed": { path: string; error: string };
  /** The script ended with a traceback. */
  "script-failed": { error: string; traceback: string };
  /** The script ended, or its time was up, and the module did not restart. */
  "no-restart": { minutes: number; scriptEnded: boolean };
  /** The module did not come back with a REPL. */
  "not-back": { minutes: number; restarts: number };
  /** The module came back with the version it had before. */
  "old-version": { version: string };
  /** The module came back, but its user partition is the one it had before. */
  "old-files": { path: string };
  /** Something nobody foresaw: a fault of the app. */
  unexpected: { message: string };
}

/** What was being done. */
export type SerialStep = "connect" | "facts" | "send-script" | "send-package" | "run" | "confirm";

export type SerialProblemCode = keyof SerialProblemDetails;

export type SerialProblemValue = {
  [C in SerialProblemCode]: { readonly code: C; readonly detail: SerialProblemDetails[C] };
}[SerialProblemCode];

/** Thrown inside this room, turned into a value by the session. */
export class SerialProblem<C extends SerialProblemCode = SerialProblemCode> extends Error {
  readonly code: C;
  readonly detail: SerialProblemDetails[C];

  constructor(code: C, detail: SerialProblemDetails[C]) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = "SerialProblem";
    this.code = code;
    this.detail = detail;
  }
}

/** Of any code; `instanceof` alone would lose the type of the code. */
export function isSerialProblem(error: unknown): error is SerialProblem {
  return error instanceof SerialProblem;
}

/** The user ended it. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
    this.name = "Stopped";
  }
}

export function endIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new Stopped();
}

export function problemOf(error: unknown): SerialProblemValue {
  if (isSerialProblem(error)) return { code: error.code, detail: error.detail } as SerialProblemValue;
  return { code: "unexpected", detail: { message: error instanceof Error ? error.message : String(error) } };
}

/** How one goes on after a problem. */
export type Recovery =
  /** Choose a port in the browser's list. */
  | "choose"
  /** Connect to the same port again; what was sent already is not sent twice. */
  | "reconnect"
  /** The connection stands: run again. */
  | "run"
  /** Go on waiting for the module. */
  | "wait";

export function recoveryFrom(code: SerialProblemCode): Recovery {
  switch (code) {
    case "no-port":
    case "wrong-port":
    case "download-mode":
    case "permission":
      return "choose";
    case "port-busy":
    case "password":
    case "main-blocks":
    case "unplugged":
    case "time-out":
    case "unexpected-answer":
    case "unexpected":
      return "reconnect";
    case "no-space":
    case "hash-mismatch":
    case "file-failed":
    case "script-failed":
    case "old-version":
    case "old-files":
      return "run";
    case "no-restart":
    case "not-back":
      return "wait";
  }
}
