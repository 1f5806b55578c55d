/** One update of a module: send, run, wait for the restarts, confirm the version. */
import { changesFirmware } from "../contract/formats.ts";
import { NOTE_PATH } from "../modules/update-note.ts";
import type { Clock, PortHandle, PortList, UsbId } from "./byte-port.ts";
import { awaitReturn } from "./find-repl.ts";
import { Lost } from "./incoming.ts";
import { BACK_WITHIN, MINUTE, RESTART_WITHIN, SCRIPT_PATH, UNCHANGED_GRACE, type Job } from "./job.ts";
import { readFacts, type ModuleFacts, type Wanted } from "./module-facts.ts";
import { isSerialProblem, SerialProblem } from "./problem.ts";
import type { Repl } from "./repl.ts";
import { awaitRestart, isMarked, MARK_CODE, type RestartWatch } from "./restart-watch.ts";
import { runScript } from "./run-script.ts";
import type { SessionListener } from "./session-state.ts";
import { removeFiles, sizeOf, upload } from "./upload.ts";
import { staysAtRestart } from "./usb-ids.ts";
import { verdictOf } from "./verdict.ts";

/** What is connected; an update replaces it at every restart. */
export interface Connection {
  /** Null while the module is away. */
  repl: Repl | null;
  handle: PortHandle | null;
  usb: UsbId | null;
  facts: ModuleFacts | null;
}

export interface Surroundings {
  readonly ports: PortList;
  readonly clock: Clock;
  readonly wanted: Wanted;
  readonly listener: SessionListener;
}

export class Update {
  /** Ports that the user chose while the module is awaited. */
  offered: readonly PortHandle[] = [];
  readonly #connection: Connection;
  readonly #around: Surroundings;
  readonly #job: Job;
  /** Of the module before the update; what it says afterwards is compared with it. */
  readonly #before: ModuleFacts | null;
  #restarts = 0;

  constructor(connection: Connection, around: Surroundings, job: Job) {
    this.#connection = connection;
    this.#around = around;
    this.#job = job;
    this.#before = connection.facts;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** @throws SerialProblem of any kind; Stopped. */
  async start(repl: Repl, signal: AbortSignal): Promise<void> {
    const { file, script } = this.#job;
    // Whoever runs a script here means it: what a module took note of earlier does not count.
    await removeFiles(repl, [NOTE_PATH], "send-script");
    if (file !== null) await this.#send(repl, "package", file.path, file.bytes, signal);
    await this.#send(repl, "script", SCRIPT_PATH, new TextEncoder().encode(script), signal);
    const { listener } = this.#around;
    listener.onState({ step: "running" });
    listener.onNote({ kind: "run" });
    const ended = await runScript(repl, {
      signal,
      onOutput: (text) => listener.onOutput(text),
      silence: this.#stays ? this.#restartWithin : null,
    });
    if (ended === "ended") await this.#settle(repl, signal);
    await this.#follow(signal);
  }

  /** Goes on waiting: for the first restart while the module is here, else for it to come back. */
  async resume(signal: AbortSignal): Promise<void> {
    const { repl } = this.#connection;
    if (repl !== null && !repl.incoming.lost) await this.#settle(repl, signal);
    await this.#follow(signal);
  }

  get #stays(): boolean {
    return staysAtRestart(this.#connection.usb);
  }

  get #restartWithin(): number {
    return this.#before?.downloadsBeside === false ? RESTART_WITHIN.otherwise : RESTART_WITHIN.beside;
  }

  #watch(signal: AbortSignal): RestartWatch {
    const { clock, listener } = this.#around;
    return { clock, stays: this.#stays, signal, onOutput: (text) => listener.onOutput(text) };
  }

  async #send(
    repl: Repl,
    what: "package" | "script",
    path: string,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<void> {
    const { listener } = this.#around;
    const total = bytes.length;
    listener.onState({ step: "sending", what, done: 0, total });
    await upload(repl, path, bytes, {
      during: what === "package" ? "send-package" : "send-script",
      signal,
      onProgress: (done) => listener.onState({ step: "sending", what, done, total }),
    });
  }

  /** Until the first restart. */
  async #settle(repl: Repl, signal: AbortSignal): Promise<void> {
    this.#around.listener.onState({ step: "settling" });
    const span = this.#restartWithin;
    if ((await awaitRestart(repl, span, this.#watch(signal))) === "late")
      throw new SerialProblem("no-restart", { minutes: span / MINUTE, scriptEnded: true });
  }

  /** From a restart to the version afterwards. */
  async #follow(signal: AbortSignal): Promise<void> {
    for (;;) {
      const earlier = this.#restarts;
      const repl = await this.#return(signal);
      try {
        // A port that stays may have been silent, or been unplugged itself, without any restart.
        if (this.#stays && (await isMarked(repl, this.#watch(signal))) === true) {
          this.#restarts = earlier;
          await repl.leaveRaw("confirm");
          await this.#settle(repl, signal);
          continue;
        }
        this.#around.listener.onState({ step: "confirming" });
        this.#around.listener.onNote({ kind: "back" });
        if (await this.#confirm(repl, signal)) return;
      } catch (error) {
        // One more restart, while it was being asked.
        if (!(error instanceof Lost || (isSerialProblem(error) && error.code === "unplugged"))) throw error;
      }
    }
  }

  /** Waits for the module to be back with its prompt. */
  async #return(signal: AbortSignal): Promise<Repl> {
    const { ports, clock, listener } = this.#around;
    const connection = this.#connection;
    await connection.repl?.close();
    connection.repl = null;
    const earlier = this.#restarts;
    let noted = earlier;
    const found = await awaitReturn(ports, clock, {
      usb: connection.usb,
      // Other adapters of the same kind have other devices behind them.
      only: this.#stays ? connection.handle : null,
      milliseconds: BACK_WITHIN[this.#job.type],
      signal,
      offered: () => this.offered,
      onWait: (restarts, forgotten) => {
        this.#restarts = earlier + restarts;
        for (; noted < this.#restarts; noted++) listener.onNote({ kind: "restart", number: noted + 1 });
        listener.onState({ step: "restarting", restarts: this.#restarts, forgotten });
      },
    });
    this.offered = [];
    const { repl, handle, usb } = found;
    Object.assign(connection, { repl, handle, usb });
    return repl;
  }

  /** @returns false when the module restarted once more. */
  async #confirm(repl: Repl, signal: AbortSignal): Promise<boolean> {
    const { type, file } = this.#job;
    const { wanted, listener } = this.#around;
    const facts = await readFacts(repl, "confirm", signal);
    const kept = (await sizeOf(repl, SCRIPT_PATH, "confirm")) >= 0;
    const verdict = verdictOf({ type, before: this.#before, after: facts, wanted, scriptKept: kept });
    if (verdict === "unchanged") {
      await repl.ask(MARK_CODE, { during: "confirm", signal });
      await repl.leaveRaw("confirm");
      if ((await awaitRestart(repl, UNCHANGED_GRACE, this.#watch(signal))) === "restarted") return false;
      this.#connection.facts = facts;
      if (!changesFirmware(type)) throw new SerialProblem("old-files", { path: SCRIPT_PATH });
      // What the new version would say must be known to tell that this is not it.
      if (wanted.newVersion !== "") throw new SerialProblem("old-version", { version: facts.version });
    }
    const left = [SCRIPT_PATH, NOTE_PATH, ...(file === null ? [] : [file.path])];
    if (kept) await removeFiles(repl, left, "confirm");
    await repl.leaveRaw("confirm");
    this.#connection.facts = facts;
    const known = verdict === "unchanged" ? "unknown" : verdict;
    listener.onState({ step: "done", verdict: known, version: facts.version, restarts: this.#restarts });
    return true;
  }
}
