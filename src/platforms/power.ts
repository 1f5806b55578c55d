import type { PowerCutChoice } from "../contract/rehearsal.ts";
import { Chance } from "./chance.ts";

/** A moment within an update at which the power fails. */
export interface StepCut {
  readonly moment: "before" | "during" | "after";
  /** 0 … below 1: where within the step, for those who know more of it than its start and end. */
  readonly place: number;
}

const RANDOM_CUTS = 3;

/**
 * When the power fails: planned from the choice and the seed, so that the same rehearsal can be had again. Every cut
 * happens once.
 */
export class Power {
  readonly #choice: PowerCutChoice;
  readonly #chance: Chance;
  /** Share of what has to be downloaded, 0 … 1; null when the power lasts. */
  #download: number | null;
  #steps: Map<number, StepCut[]> | null = null;
  #cuts = 0;

  constructor(choice: PowerCutChoice, seed: number) {
    this.#choice = choice;
    this.#chance = new Chance(seed ^ 0x70_6f_77);
    this.#download =
      choice === "download" ? 0.5 : choice === "random" ? 0.1 + 0.8 * this.#chance.next() : null;
  }

  /** Power cuts so far. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Whether the power fails now that this share is downloaded. */
  failsAtDownload(share: number): boolean {
    if (this.#download === null || share < this.#download) return false;
    this.#download = null;
    this.#cuts++;
    return true;
  }

  /** How the power fails in this step (counted from 0 over the whole update); null when it lasts. */
  failsAtStep(step: number, steps: number): StepCut | null {
    this.#steps ??= this.#planSteps(steps);
    const cut = this.#steps.get(step)?.shift() ?? null;
    if (cut !== null) this.#cuts++;
    return cut;
  }

  #planSteps(steps: number): Map<number, StepCut[]> {
    const planned = new Map<number, StepCut[]>();
    const plan = (step: number, cut: StepCut): void => {
      const others = planned.get(step) ?? [];
      // After the step there is no going back to it.
      planned.set(step, cut.moment === "after" ? [...others, cut] : [cut, ...others]);
    };
    const moments = ["before", "during", "after"] as const;
    switch (this.#choice) {
      case "none":
      case "download":
        break;
      case "update":
        plan(steps >> 1, { moment: "during", place: 0.5 });
        break;
      case "random":
        for (let cut = 0; cut < RANDOM_CUTS; cut++) {
          let step = this.#chance.below(steps);
          while (planned.has(step) && planned.size < steps) step = (step + 1) % steps;
          const moment = planned.has(step) ? "during" : moments[this.#chance.below(moments.length)];
          plan(step, { moment: moment ?? "during", place: this.#chance.next() });
        }
        break;
    }
    return planned;
  }
}
