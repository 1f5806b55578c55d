/** Packages are made one after another; what happens to one does not concern the others. */
import type { MakeProgress, RefusalValue } from "../../contract/maker.ts";
import type { Answer } from "../shell/maker-client.ts";

export type ItemState<Result> =
  | { readonly phase: "waiting" }
  | { readonly phase: "working"; readonly progress: MakeProgress }
  | { readonly phase: "made"; readonly result: Result }
  | { readonly phase: "refused"; readonly refusal: RefusalValue }
  | { readonly phase: "cancelled" };

export interface QueueItem {
  readonly id: string;
  /** How much work it is, in bytes. */
  readonly weight: number;
}

export interface QueueWork<Result> {
  /** null: it was stopped. */
  make(id: string, onProgress: (progress: MakeProgress) => void): Promise<Answer<Result>>;
  /** Makes {@link make} of this item answer soon. */
  stop(id: string): void;
}

/** Bytes of what was worked on, and of what is still to be done. */
export interface Pace {
  readonly worked: number;
  readonly left: number;
}

const begun: MakeProgress = { stage: "read", subject: "", done: 0 };

export class Queue<Result> {
  readonly #work: QueueWork<Result>;
  readonly #onChange: () => void;
  readonly #states = new Map<string, ItemState<Result>>();
  /** What was asked for since the queue was last at rest. */
  #run = new Map<string, number>();
  /** A new object for every item that is begun, so that late answers are recognised. */
  #current: { readonly id: string } | null = null;
  #turning = false;
  #progress = 0;

  constructor(work: QueueWork<Result>, onChange: () => void) {
    this.#work = work;
    this.#onChange = onChange;
  }

  /** undefined: nobody asked for it yet. */
  state(id: string): ItemState<Result> | undefined {
    return this.#states.get(id);
  }

  get running(): boolean {
    return this.#current !== null || this.#next() !== null;
  }

  /** 0 … 1 over what was asked for since the last rest, by weight; never falls. What failed counts as done. */
  get progress(): number {
    return this.#progress;
  }

  get pace(): Pace {
    let worked = 0;
    let left = 0;
    for (const [id, weight] of this.#run) {
      const state = this.#states.get(id);
      if (state?.phase === "made") worked += weight;
      else if (state?.phase === "waiting") left += weight;
      else if (state?.phase === "working") {
        worked += weight * state.progress.done;
        left += weight * (1 - state.progress.done);
      }
    }
    return { worked, left };
  }

  /** Appends items, in their order. Those that wait, are made or being made already are left as they are. */
  start(items: readonly QueueItem[]): void {
    if (!this.running) {
      this.#run = new Map();
      this.#progress = 0;
    }
    for (const { id, weight } of items) {
      const phase = this.#states.get(id)?.phase;
      if (phase === "waiting" || phase === "working" || phase === "made") continue;
      // A second attempt goes to the end, too.
      this.#states.delete(id);
      this.#states.set(id, { phase: "waiting" });
      this.#run.set(id, weight);
    }
    this.#changed();
    void this.#turn();
  }

  /** What is not made yet will not be made. */
  cancelAll(): void {
    for (const [id, { phase }] of this.#states) {
      if (phase === "waiting") this.#states.set(id, { phase: "cancelled" });
    }
    const { id } = this.#current ?? {};
    if (id !== undefined) this.#leave(id);
    this.#changed();
  }

  cancel(id: string): void {
    const phase = this.#states.get(id)?.phase;
    if (phase === "waiting") this.#states.set(id, { phase: "cancelled" });
    else if (phase === "working") this.#leave(id);
    else return;
    this.#changed();
  }

  /** Forgets items and their results. */
  remove(matches: (id: string) => boolean): void {
    for (const id of [...this.#states.keys()].filter(matches)) {
      this.cancel(id);
      this.#states.delete(id);
    }
    this.#changed();
  }

  #leave(id: string): void {
    this.#states.set(id, { phase: "cancelled" });
    this.#current = null;
    this.#work.stop(id);
  }

  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    for (let id = this.#next(); id !== null; id = this.#next()) await this.#make(id);
    this.#turning = false;
  }

  async #make(id: string): Promise<void> {
    const current = { id };
    this.#current = current;
    this.#states.set(id, { phase: "working", progress: begun });
    this.#changed();
    const answer = await this.#answer(current);
    if (this.#current !== current) return;
    this.#current = null;
    if (answer === null) this.#states.set(id, { phase: "cancelled" });
    else if (answer.ok) this.#states.set(id, { phase: "made", result: answer.value });
    else this.#states.set(id, { phase: "refused", refusal: answer.refusal });
    this.#changed();
  }

  async #answer(current: { readonly id: string }): Promise<Answer<Result>> {
    try {
      return await this.#work.make(current.id, (progress) => {
        if (this.#current !== current) return;
        this.#states.set(current.id, { phase: "working", progress });
        this.#changed();
      });
    } catch (error) {
      return { ok: false, refusal: { code: "unexpected", detail: { message: String(error) } } };
    }
  }

  #next(): string | null {
    for (const [id, { phase }] of this.#states) if (phase === "waiting") return id;
    return null;
  }

  #changed(): void {
    let done = 0;
    let all = 0;
    for (const [id, weight] of this.#run) {
      const state = this.#states.get(id);
      all += weight;
      if (state?.phase === "working") done += weight * state.progress.done;
      else if (state?.phase !== "waiting") done += weight;
    }
    this.#progress = Math.max(this.#progress, all === 0 ? 0 : done / all);
    this.#onChange();
  }
}

const FEWEST_SECONDS = 3;
const FEWEST_SHARE = 0.02;

/** Seconds that what is left will take; null while nobody can tell. */
export function secondsLeft({ worked, left }: Pace, elapsed: number): number | null {
  if (elapsed < FEWEST_SECONDS || worked < FEWEST_SHARE * (worked + left)) return null;
  return (elapsed * left) / worked;
}
