import type { RefusalValue } from "../../contract/maker.ts";
import type { Answer } from "./maker-client.ts";
import { ongoing } from "./ongoing.svelte.ts";
import { keepAwake } from "./while-working.ts";

export type WorkState<P, T> =
  | { readonly phase: "idle"; readonly cancelled: boolean }
  | { readonly phase: "working"; readonly progress: P; readonly startedAt: number }
  | { readonly phase: "done"; readonly value: T }
  | { readonly phase: "failed"; readonly refusal: RefusalValue };

/**
 * One thing at a time that takes a while: it shows how far it is, keeps the screen on, can be cancelled at once, and
 * ends with a value or a refusal. The header shows it on every screen.
 */
export class Work<P extends { readonly done: number }, T> {
  readonly #mark = Symbol("work");
  readonly #end: () => void;
  #state = $state.raw<WorkState<P, T>>({ phase: "idle", cancelled: false });
  /** Counts runs, so that a late answer of one that was cancelled is recognised. */
  #generation = 0;

  /** @param end stops whatever is going on, at once */
  constructor(end: () => void) {
    this.#end = end;
  }

  get state(): WorkState<P, T> {
    return this.#state;
  }

  get working(): boolean {
    return this.#state.phase === "working";
  }

  /** Null when it was refused, cancelled, or when something is going on already. */
  async run(first: P, ask: (show: (progress: P) => void) => Promise<Answer<T>>): Promise<T | null> {
    if (this.working) return null;
    const generation = (this.#generation += 1);
    const startedAt = performance.now();
    const show = (progress: P): void => {
      if (generation !== this.#generation) return;
      this.#state = { phase: "working", progress, startedAt };
      ongoing.tell(this.#mark, progress.done);
    };
    show(first);
    const release = keepAwake();
    const answer = await ask(show);
    release();
    if (answer === null || generation !== this.#generation) return null;
    this.#settle(
      answer.ok ? { phase: "done", value: answer.value } : { phase: "failed", refusal: answer.refusal },
    );
    return answer.ok ? answer.value : null;
  }

  /** Stops at once. */
  cancel(): void {
    if (!this.working) return;
    this.#end();
    this.#settle({ phase: "idle", cancelled: true });
  }

  /** What it could not even begin with. */
  fail(refusal: RefusalValue): void {
    this.#settle({ phase: "failed", refusal });
  }

  /** What came of it belongs to something that is no longer there. */
  discard(): void {
    if (!this.working) this.#state = { phase: "idle", cancelled: false };
  }

  #settle(state: WorkState<P, T>): void {
    this.#generation += 1;
    this.#state = state;
    ongoing.tell(this.#mark, null);
  }
}
