import type { WrittenPart } from "../contract/rehearsal.ts";
import type { StepReport, UpdateEnd } from "./device.ts";
import type { Power } from "./power.ts";

/** A step of an update that begins again when it was interrupted. */
export interface RepeatableStep {
  /** Does it all. */
  perform(): readonly WrittenPart[];
  /** Stops in the middle, with half of it written. Null where the middle is not simulated: then the power goes before. */
  readonly interrupt: (() => void) | null;
}

/**
 * Runs steps until they are done or the power fails, and goes on from the step in which it failed.
 */
export class StepRunner {
  readonly #steps: readonly RepeatableStep[];
  /** Step of the whole update that the first one here is. */
  readonly #first: number;
  readonly #total: number;
  #next = 0;

  constructor(steps: readonly RepeatableStep[], first: number, total: number) {
    this.#steps = steps;
    this.#first = first;
    this.#total = total;
  }

  run(power: Power, onStep: (report: StepReport) => void): UpdateEnd {
    for (;;) {
      const step = this.#steps[this.#next];
      if (step === undefined) return { kind: "done" };
      const number = this.#first + this.#next;
      const cut = power.failsAtStep(number, this.#total);
      if (cut !== null && cut.moment !== "after") {
        if (cut.moment === "during") step.interrupt?.();
        return { kind: "power-cut", step: number };
      }
      const written = step.perform();
      this.#next++;
      onStep({ done: number + 1, total: this.#total, written });
      if (cut !== null) return { kind: "power-cut", step: number };
    }
  }
}
