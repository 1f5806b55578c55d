/**
 * A module at hand: connecting to it, and doing one thing at a time with it. Each is asked for by the user; every
 * way it can fail is a state with a way back.
 */
import type { Clock, PortHandle, PortList, UsbId } from "./byte-port.ts";
import { findRepl } from "./find-repl.ts";
import type { Job } from "./job.ts";
import { compare, readFacts, type Comparison, type ModuleFacts, type Wanted } from "./module-facts.ts";
import { problemOf, recoveryFrom, Stopped, type SerialProblemValue } from "./problem.ts";
import type { Repl } from "./repl.ts";
import { relay } from "./restart-watch.ts";
import type { SessionListener, SessionState } from "./session-state.ts";
import { Update, type Connection, type Surroundings } from "./update.ts";

export class Session {
  readonly #around: Surroundings;
  readonly #connection: Connection = { repl: null, handle: null, usb: null, facts: null };
  #state: SessionState = { step: "idle" };
  #update: Update | null = null;
  #action: AbortController | null = null;
  #watching: { readonly end: AbortController; readonly over: Promise<void> } | null = null;

  constructor(ports: PortList, clock: Clock, wanted: Wanted, listener: SessionListener) {
    const onState = (state: SessionState): void => {
      this.#state = state;
      listener.onState(state);
    };
    this.#around = {
      ports,
      clock,
      wanted,
      listener: {
        onState,
        onOutput: (text) => listener.onOutput(text),
        onNote: (note) => listener.onNote(note),
      },
    };
  }

  get state(): SessionState {
    return this.#state;
  }
  /** Of the module that was connected last. */
  get facts(): ModuleFacts | null {
    return this.#connection.facts;
  }
  get comparison(): Comparison | null {
    const { facts } = this.#connection;
    return facts === null ? null : compare(facts, this.#around.wanted);
  }
  /** USB identity of the port that was connected last. */
  get usb(): UsbId | null {
    return this.#connection.usb;
  }

  /** Looks for the REPL among the ports and reads what the module is. Nothing is written to its files. */
  async connect(handles: readonly PortHandle[]): Promise<void> {
    await this.#act(
      { step: "connecting", number: 1, of: handles.length },
      { step: "idle" },
      async (signal) => {
        await this.#letGo();
        this.#connection.facts = null;
        const found = await findRepl(handles, this.#around.clock, {
          signal,
          onPort: (number, of) => this.#be({ step: "connecting", number, of }),
        });
        Object.assign(this.#connection, found);
        this.#connection.facts = await readFacts(found.repl, "facts", signal);
        await found.repl.leaveRaw("facts");
        this.#around.listener.onNote({ kind: "connected" });
        this.#be({ step: "ready" });
      },
    );
  }

  /** Sends and runs. */
  async run(job: Job): Promise<void> {
    const { repl, facts } = this.#connection;
    if (repl === null || facts === null || this.#action !== null) return;
    const update = new Update(this.#connection, this.#around, job);
    this.#update = update;
    const begin: SessionState =
      job.file !== null
        ? { step: "sending", what: "package", done: 0, total: job.file.bytes.length }
        : { step: "sending", what: "script", done: 0, total: job.script.length };
    await this.#act(begin, { step: "ready" }, (signal) => update.start(repl, signal));
  }

  /** Goes on waiting for a restart, or for the module to come back from one. */
  async wait(): Promise<void> {
    const update = this.#update;
    if (update === null) return;
    const { repl } = this.#connection;
    const here = repl !== null && !repl.incoming.lost;
    const begin: SessionState = here
      ? { step: "settling" }
      : { step: "restarting", restarts: Math.max(1, update.restarts), forgotten: false };
    await this.#act(begin, here ? { step: "ready" } : { step: "idle" }, (signal) => update.resume(signal));
  }

  /** A port that the user chose while the module is awaited. */
  offer(handle: PortHandle): void {
    if (this.#update !== null) this.#update.offered = [handle];
  }

  /** The user could not, or did not, choose a port. */
  fail(problem: SerialProblemValue): void {
    if (this.#action !== null) return;
    this.#be({ step: "problem", problem, recovery: recoveryFrom(problem.code) });
  }

  /** Leaves a problem for the choices before it, where the connection still stands. */
  lookAgain(): void {
    if (this.#action !== null || this.#state.step !== "problem") return;
    this.#be({ step: this.#connection.repl === null ? "idle" : "ready" });
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
    if (this.#connection.repl !== null) this.#watch(this.#connection.repl);
  }

  async #end(error: unknown, whenStopped: SessionState): Promise<void> {
    const lost = this.#connection.repl?.incoming.lost !== false;
    if (error instanceof Stopped) {
      this.#around.listener.onNote({ kind: "stopped" });
      if (whenStopped.step === "idle" || lost) await this.#letGo();
      else await this.#connection.repl?.leaveRaw("run").catch(() => undefined);
      this.#be(lost ? { step: "idle" } : whenStopped);
      return;
    }
    const problem = problemOf(error);
    const recovery = recoveryFrom(problem.code);
    if (recovery === "reconnect" || recovery === "choose") await this.#letGo();
    else await this.#connection.repl?.leaveRaw("run").catch(() => undefined);
    this.#be({ step: "problem", problem, recovery });
  }

  /** Between actions: what the module prints is shown, and a lost port is noticed. */
  #watch(repl: Repl): void {
    const end = new AbortController();
    const onOutput = (text: string): void => this.#around.listener.onOutput(text);
    const over = relay(repl, Infinity, onOutput, end.signal).then(
      () => {
        if (this.#connection.repl !== repl || this.#action !== null) return;
        this.#connection.repl = null;
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
    const repl = this.#connection.repl;
    this.#connection.repl = null;
    await repl?.close();
  }

  #be(state: SessionState): void {
    this.#around.listener.onState(state);
  }
}
