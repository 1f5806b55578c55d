import type { MadePackage, RefusalValue } from "../../contract/maker.ts";
import type { RehearsalConditions, RehearsalEvent, RehearsalJob } from "../../contract/rehearsal.ts";
import { Playback, type Pace } from "./playback.ts";
import { RunningRehearsal } from "./rehearsal-client.ts";
import { nothingYet, withEvent, type RehearsalView } from "./view.ts";

export type RehearsalStatus =
  | { readonly phase: "idle" }
  /** Before the first event. */
  | { readonly phase: "preparing" }
  | { readonly phase: "running" }
  | { readonly phase: "over" }
  | { readonly phase: "stopped" }
  | { readonly phase: "refused"; readonly refusal: RefusalValue }
  /** The worker could not be fetched. */
  | { readonly phase: "missing" };

/** One rehearsal after another, each in a worker of its own. */
export class Rehearsal {
  #status = $state.raw<RehearsalStatus>({ phase: "idle" });
  #view = $state.raw<RehearsalView>(nothingYet);
  #conditions = $state.raw<RehearsalConditions>({
    speed: "good",
    loss: "none",
    server: "right",
    cut: "none",
    seed: 1,
  });
  #pace = $state<Pace>(matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "normal");
  #made: MadePackage | null = null;
  #run: RunningRehearsal | null = null;
  readonly #playback = new Playback(this.#pace, (events) => this.#show(events));

  get status(): RehearsalStatus {
    return this.#status;
  }
  get view(): RehearsalView {
    return this.#view;
  }
  get conditions(): RehearsalConditions {
    return this.#conditions;
  }
  get pace(): Pace {
    return this.#pace;
  }
  get running(): boolean {
    return this.#status.phase === "preparing" || this.#status.phase === "running";
  }

  choose(choice: Partial<RehearsalConditions>): void {
    this.#conditions = { ...this.#conditions, ...choice };
  }

  setPace(pace: Pace): void {
    this.#pace = pace;
    this.#playback.setPace(pace);
  }

  /** Starts with nothing shown; the events come in their own time. */
  run(jobUnder: (conditions: RehearsalConditions) => Promise<RehearsalJob>): void {
    if (this.running) return;
    this.#view = nothingYet;
    this.#status = { phase: "preparing" };
    this.#run = new RunningRehearsal((trouble) => {
      this.#giveUp(trouble === null ? { phase: "missing" } : { phase: "refused", refusal: trouble });
    });
    void this.#run.run(jobUnder(this.#conditions), (events) => this.#playback.add(events));
  }

  /** At once, whatever the script is doing. */
  stop(): void {
    if (this.running) this.#giveUp({ phase: "stopped" });
  }

  /** What was rehearsed with another package says nothing about this one. */
  takePackage(made: MadePackage): void {
    if (this.#made === made) return;
    this.#made = made;
    this.reset();
  }

  reset(): void {
    this.#giveUp({ phase: "idle" });
    this.#view = nothingYet;
  }

  #giveUp(status: RehearsalStatus): void {
    this.#run?.end();
    this.#run = null;
    this.#playback.stop();
    this.#status = status;
  }

  #show(events: readonly RehearsalEvent[]): void {
    this.#view = events.reduce(withEvent, this.#view);
    if (this.#view.end === null) this.#status = { phase: "running" };
    else this.#giveUp({ phase: "over" });
  }
}
