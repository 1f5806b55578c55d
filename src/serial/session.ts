/**
 * The way of a package to a module: find its REPL, read what it is, compare, send, run, wait for the restarts,
 * confirm the version. Each step is asked for by the user; every way it can fail is a state with a way back.
 */
import type { PackageType } from "../../workers/maker-api.ts";
import type { Clock, PortHandle, PortList, UsbId } from "./byte-port.ts";
import { awaitReturn, findRepl } from "./find-repl.ts";
import { Lost } from "./incoming.ts";
import { localScript, PACKAGE_PATH, SCRIPT_PATH } from "./local-script.ts";
import { compare, readFacts, type Comparison, type ModuleFacts, type Wanted } from "./module-facts.ts";
import {
  isSerialProblem,
  problemOf,
  recoveryFrom,
  SerialProblem,
  Stopped,
  type Recovery,
  type SerialProblemValue,
} from "./problem.ts";
import { lastLine, type Repl } from "./repl.ts";
import { removeFiles, sizeOf, upload } from "./upload.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

export type SessionState =
  | { readonly step: "idle" }
  | { readonly step: "connecting"; readonly number: number; readonly of: number }
  | { readonly step: "ready" }
  | {
      readonly step: "sending";
      readonly what: "package" | "script";
      readonly done: number;
      readonly total: number;
    }
  | { readonly step: "running" }
  /** The script is over; the module may still be downloading. */
  | { readonly step: "settling" }
  | { readonly step: "restarting"; readonly restarts: number; readonly forgotten: boolean }
  | { readonly step: "confirming" }
  | { readonly step: "done"; readonly verdict: Verdict; readonly version: string; readonly restarts: number }
  | { readonly step: "problem"; readonly problem: SerialProblemValue; readonly recovery: Recovery };

/** What happens on the way, for the record. */
export type SessionNote =
  | { readonly kind: "connected" }
  | { readonly kind: "run" }
  | { readonly kind: "restart"; readonly number: number }
  | { readonly kind: "back" }
  | { readonly kind: "stopped" };

export interface SessionListener {
  onState(state: SessionState): void;
  /** What the module prints. */
  onOutput(text: string): void;
  onNote(note: SessionNote): void;
}

export type Job =
  /** The script downloads the package. */
  | { readonly mode: "url"; readonly type: PackageType; readonly script: string }
  /** The package goes over the serial port. */
  | { readonly mode: "local"; readonly type: PackageType; readonly package: Uint8Array };

const MINUTE = 60_000;
/** Until the first restart; modules whose download goes on beside the script need longer. */
const RESTART_WITHIN = { beside: 20 * MINUTE, otherwise: 3 * MINUTE } as const;
/** From the first restart to the last; the vendor speaks of 5 minutes. */
const BACK_WITHIN: Readonly<Record<PackageType, number>> = {
  diff: 15 * MINUTE,
  full: 15 * MINUTE,
  mini: 25 * MINUTE,
};
/** A module that comes back unchanged may be about to restart once more. */
const UNCHANGED_GRACE = 20_000;

/** As the vendor's tools run scripts; what has no `example` has the usual means. */
const RUN_CODE = `try:
 from example import exec as _run
except ImportError:
 def _run(p):
  with open(p) as f:
   exec(f.read(), {'__name__': '__main__'})
_run('${SCRIPT_PATH}')
`;

export class Session {
  readonly #ports: PortList;
  readonly #clock: Clock;
  readonly #wanted: Wanted;
  readonly #listener: SessionListener;
  #state: SessionState = { step: "idle" };
  #repl: Repl | null = null;
  #usb: UsbId | null = null;
  #facts: ModuleFacts | null = null;
  /** Of the module before the update; what it says afterwards is compared with it. */
  #before: ModuleFacts | null = null;
  #job: Job | null = null;
  #offered: PortHandle[] = [];
  #restarts = 0;
  #action: AbortController | null = null;
  #watching: { readonly end: AbortController; readonly over: Promise<void> } | null = null;

  constructor(ports: PortList, clock: Clock, wanted: Wanted, listener: SessionListener) {
    this.#ports = ports;
    this.#clock = clock;
    this.#wanted = wanted;
    this.#listener = listener;
  }

  get state(): SessionState {
    return this.#state;
  }
  /** Of the module that was connected last. */
  get facts(): ModuleFacts | null {
    return this.#facts;
  }
  get comparison(): Comparison | null {
    return this.#facts === null ? null : compare(this.#facts, this.#wanted);
  }
  /** USB identity of the port that was connected last. */
  get usb(): UsbId | null {
    return this.#usb;
  }

  /** Looks for the REPL among the ports and reads what the module is. Nothing is written to its files. */
  async connect(handles: readonly PortHandle[]): Promise<void> {
    await this.#act(
      { step: "connecting", number: 1, of: handles.length },
      { step: "idle" },
      async (signal) => {
        await this.#letGo();
        this.#facts = null;
        const found = await findRepl(handles, this.#clock, {
          signal,
          onPort: (number, of) => this.#be({ step: "connecting", number, of }),
        });
        this.#repl = found.repl;
        this.#usb = found.usb;
        this.#facts = await readFacts(found.repl, "facts", signal);
        await found.repl.leaveRaw("facts");
        this.#listener.onNote({ kind: "connected" });
        this.#be({ step: "ready" });
      },
    );
  }

  /** Sends and runs. */
  async run(job: Job): Promise<void> {
    const repl = this.#repl;
    if (repl === null || this.#facts === null) return;
    this.#job = job;
    this.#before = this.#facts;
    this.#offered = [];
    this.#restarts = 0;
    const begin: SessionState =
      job.mode === "local"
        ? { step: "sending", what: "package", done: 0, total: job.package.length }
        : { step: "sending", what: "script", done: 0, total: job.script.length };
    await this.#act(begin, { step: "ready" }, async (signal) => {
      if (job.mode === "local") await this.#send(repl, "package", PACKAGE_PATH, job.package, signal);
      const script = job.mode === "local" ? localScript() : job.script;
      await this.#send(repl, "script", SCRIPT_PATH, new TextEncoder().encode(script), signal);
      this.#be({ step: "running" });
      this.#listener.onNote({ kind: "run" });
      if (await this.#runScript(repl, signal)) await this.#settle(repl, signal);
      await this.#follow(signal);
    });
  }

  /** Goes on waiting for a restart, or for the module to come back from one. */
  async wait(): Promise<void> {
    const repl = this.#repl;
    const here = repl !== null && !repl.incoming.lost;
    const end: SessionState = here ? { step: "ready" } : { step: "idle" };
    const begin: SessionState = here
      ? { step: "settling" }
      : { step: "restarting", restarts: Math.max(1, this.#restarts), forgotten: false };
    await this.#act(begin, end, async (signal) => {
      if (here) await this.#settle(repl, signal);
      await this.#follow(signal);
    });
  }

  /** A port that the user chose while the module is awaited. */
  offer(handle: PortHandle): void {
    this.#offered = [handle];
  }

  /** The user could not, or did not, choose a port. */
  fail(problem: SerialProblemValue): void {
    if (this.#action !== null) return;
    this.#be({ step: "problem", problem, recovery: recoveryFrom(problem.code) });
  }

  /** Leaves a problem for the choices before it, where the connection still stands. */
  lookAgain(): void {
    if (this.#action !== null || this.#state.step !== "problem") return;
    this.#be({ step: this.#repl === null ? "idle" : "ready" });
  }

  /** Ends what is going on; what runs on the module is interrupted. */
  stop(): void {
    this.#action?.abort();
  }

  async disconnect(): Promise<void> {
    this.#action?.abort();
    await this.#letGo();
    if (this.#action === null) this.#be({ step: "idle" });
  }

  /** One action at a time; how it ends is a state. */
  async #act(
    begin: SessionState,
    whenStopped: SessionState,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.#action !== null) return;
    const action = new AbortController();
    this.#action = action;
    this.#be(begin);
    await this.#endWatch();
    try {
      await work(action.signal);
    } catch (error) {
      // What fails because the user ended it did not fail.
      await this.#end(action.signal.aborted ? new Stopped() : error, whenStopped);
    } finally {
      this.#action = null;
    }
    if (this.#repl !== null) this.#watch(this.#repl);
  }

  async #end(error: unknown, whenStopped: SessionState): Promise<void> {
    const lost = this.#repl?.incoming.lost !== false;
    if (error instanceof Stopped) {
      this.#listener.onNote({ kind: "stopped" });
      if (whenStopped.step === "idle" || lost) await this.#letGo();
      else await this.#repl?.leaveRaw("run").catch(() => undefined);
      this.#be(lost ? { step: "idle" } : whenStopped);
      return;
    }
    const problem = problemOf(error);
    const recovery = recoveryFrom(problem.code);
    if (recovery === "reconnect" || recovery === "choose") await this.#letGo();
    else await this.#repl?.leaveRaw("run").catch(() => undefined);
    this.#be({ step: "problem", problem, recovery });
  }

  async #send(
    repl: Repl,
    what: "package" | "script",
    path: string,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<void> {
    const total = bytes.length;
    this.#be({ step: "sending", what, done: 0, total });
    await upload(repl, path, bytes, {
      during: what === "package" ? "send-package" : "send-script",
      signal,
      onProgress: (done) => this.#be({ step: "sending", what, done, total }),
    });
  }

  /** @returns whether the script came to its end; false when the module restarted under it. */
  async #runScript(repl: Repl, signal: AbortSignal): Promise<boolean> {
    try {
      const { output, traceback } = await repl.run(RUN_CODE, {
        during: "run",
        patience: Infinity,
        signal,
        onOutput: (text) => this.#listener.onOutput(text),
      });
      // `example.exec` prints tracebacks instead of passing them on.
      const failed = traceback || (/Traceback \(most recent call last\):[^]*/.exec(output)?.[0] ?? "");
      if (failed !== "") {
        if (traceback !== "") this.#listener.onOutput(`${traceback}\n`);
        throw new SerialProblem("script-failed", { error: lastLine(failed), traceback: failed });
      }
      await repl.leaveRaw("run");
      return true;
    } catch (error) {
      if (isSerialProblem(error) && error.code === "unplugged") return false;
      throw error;
    }
  }

  /** Until the port is lost, which is what a restart looks like from here. */
  async #settle(repl: Repl, signal: AbortSignal): Promise<void> {
    this.#be({ step: "settling" });
    const span = this.#facts?.downloadsBeside === false ? RESTART_WITHIN.otherwise : RESTART_WITHIN.beside;
    if ((await this.#relay(repl, span, signal)) === "late")
      throw new SerialProblem("no-restart", { minutes: span / MINUTE, scriptEnded: true });
  }

  /** From a lost port to the version afterwards. */
  async #follow(signal: AbortSignal): Promise<void> {
    const { type } = this.#job ?? { type: "diff" };
    for (;;) {
      await this.#repl?.close();
      this.#repl = null;
      const earlier = this.#restarts;
      let noted = earlier;
      const found = await awaitReturn(this.#ports, this.#clock, {
        usb: this.#usb,
        milliseconds: BACK_WITHIN[type],
        signal,
        offered: () => this.#offered,
        onWait: (restarts, forgotten) => {
          this.#restarts = earlier + restarts;
          for (; noted < this.#restarts; noted++)
            this.#listener.onNote({ kind: "restart", number: noted + 1 });
          this.#be({ step: "restarting", restarts: this.#restarts, forgotten });
        },
      });
      this.#offered = [];
      this.#repl = found.repl;
      this.#usb = found.usb;
      this.#be({ step: "confirming" });
      this.#listener.onNote({ kind: "back" });
      try {
        if (await this.#confirm(found.repl, type, signal)) return;
      } catch (error) {
        // One more restart, while it was being asked.
        if (!(error instanceof Lost || (isSerialProblem(error) && error.code === "unplugged"))) throw error;
      }
    }
  }

  /** @returns false when the module went away once more. */
  async #confirm(repl: Repl, type: PackageType, signal: AbortSignal): Promise<boolean> {
    const facts = await readFacts(repl, "confirm", signal);
    const kept = (await sizeOf(repl, SCRIPT_PATH, "confirm")) >= 0;
    const verdict = verdictOf({
      type,
      before: this.#before,
      after: facts,
      wanted: this.#wanted,
      scriptKept: kept,
    });
    if (verdict === "unchanged") {
      await repl.leaveRaw("confirm");
      if ((await this.#relay(repl, UNCHANGED_GRACE, signal)) === "lost") return false;
      this.#facts = facts;
      if (type === "full") throw new SerialProblem("old-files", { path: SCRIPT_PATH });
      throw new SerialProblem("old-version", { version: facts.version });
    }
    if (kept) await removeFiles(repl, [SCRIPT_PATH, PACKAGE_PATH], "confirm");
    await repl.leaveRaw("confirm");
    this.#facts = facts;
    this.#be({ step: "done", verdict, version: facts.version, restarts: this.#restarts });
    return true;
  }

  async #relay(repl: Repl, milliseconds: number, signal: AbortSignal): Promise<"lost" | "late"> {
    const heard = repl.listen(milliseconds, signal);
    for (;;) {
      const next = await heard.next();
      if (next.done === true) return next.value;
      this.#listener.onOutput(next.value);
    }
  }

  /** Between actions: what the module prints is shown, and a lost port is noticed. */
  #watch(repl: Repl): void {
    const end = new AbortController();
    const over = this.#relay(repl, Infinity, end.signal).then(
      () => {
        if (this.#repl !== repl || this.#action !== null) return;
        this.#repl = null;
        void repl.close();
        // A verdict stands, and a problem has its own way back, which starts by connecting again.
        if (this.#state.step === "ready") this.fail({ code: "unplugged", detail: { during: "connect" } });
        else if (this.#state.step === "problem" && this.#state.recovery === "run")
          this.#be({ ...this.#state, recovery: "reconnect" });
      },
      () => undefined,
    );
    this.#watching = { end, over };
  }

  async #endWatch(): Promise<void> {
    this.#watching?.end.abort();
    await this.#watching?.over;
    this.#watching = null;
  }

  async #letGo(): Promise<void> {
    await this.#endWatch();
    const repl = this.#repl;
    this.#repl = null;
    await repl?.close();
  }

  #be(state: SessionState): void {
    this.#state = state;
    this.#listener.onState(state);
  }
}
