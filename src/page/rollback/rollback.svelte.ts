import type { MakeProgress, MakeResult, MadePackage, RefusalValue } from "../../contract/maker.ts";
import { needsOld } from "../make/choices.ts";
import type { Made, Make } from "../make/make.svelte.ts";
import { optionsInUse as optionsOf, swappedOptions } from "../make/package-options.svelte.ts";
import { MakerClient } from "../shell/maker-client.ts";
import { ongoing } from "../shell/ongoing.svelte.ts";
import { keepAwake } from "../shell/while-working.ts";
import { meantToGoBack } from "./going-back.ts";

export type RollbackJob =
  | { readonly phase: "idle"; readonly cancelled: boolean }
  | { readonly phase: "working"; readonly progress: MakeProgress; readonly startedAt: number }
  | { readonly phase: "made"; readonly result: MakeResult; readonly warnings: readonly RefusalValue[] }
  | { readonly phase: "failed"; readonly refusal: RefusalValue };

/** The package that leads back from a package's new firmware to its old one. It lives as long as that package. */
export class Rollback {
  readonly #make: Make;
  readonly #client = new MakerClient();
  readonly #mark = Symbol("rollback");
  #job = $state.raw<RollbackJob>({ phase: "idle", cancelled: false });

  constructor(make: Make) {
    this.#make = make;
    // Other files or choices put the package away, and this one with it, whichever screen is shown.
    make.onceWithdrawn(() => this.cancel());
  }

  get job(): RollbackJob {
    return this.#job;
  }

  /** Of the class that is chosen for the way there; null while there is none. */
  get offered(): MadePackage | null {
    if (this.#job.phase !== "made") return null;
    const { safe, compact } = this.#job.result;
    return this.#make.packageClass === "compact" ? (compact ?? safe) : safe;
  }

  async start(): Promise<void> {
    const { old, new: fresh } = this.#make.sides;
    if (old.phase !== "read" || fresh.phase !== "read" || this.#job.phase === "working") return;
    const { type, options, optionsInUse } = this.#make;
    const holding = { old: fresh.file, new: old.file, userPartition: null };
    // Which scripts the modules had is not known: they keep what they have.
    const { oldVersion, newVersion } = optionsInUse;
    const names = { versions: { old: oldVersion, new: newVersion } };
    const wanted = optionsOf(type, swappedOptions({ ...options.chosen, ...names }), {
      new: old.facts,
      userPartition: null,
    });
    const startedAt = performance.now();
    const isCurrent = (): boolean => this.#job.phase === "working" && this.#job.startedAt === startedAt;
    const show = (progress: MakeProgress): void => {
      if (!isCurrent()) return;
      this.#job = { phase: "working", progress, startedAt };
      ongoing.tell(this.#mark, progress.done);
    };
    this.#job = { phase: "working", progress: { stage: "read", subject: "", done: 0 }, startedAt };
    ongoing.tell(this.#mark, 0);
    const release = keepAwake();
    const judged = await this.#client.fits(holding, wanted);
    const verdict = judged?.ok ? meantToGoBack(judged.value) : null;
    const made = verdict?.refusal === null ? await this.#client.make(holding, wanted, show) : null;
    release();
    if (!isCurrent()) return;
    const refusal = judged?.ok === false ? judged.refusal : (verdict?.refusal ?? null);
    if (made?.ok) this.#settle({ phase: "made", result: made.value, warnings: verdict?.warnings ?? [] });
    else if (made !== null) this.#settle({ phase: "failed", refusal: made.refusal });
    else if (refusal !== null) this.#settle({ phase: "failed", refusal });
  }

  /** Stops at once. */
  cancel(): void {
    if (this.#job.phase !== "working") return;
    this.#settle({ phase: "idle", cancelled: true });
  }

  #settle(job: RollbackJob): void {
    this.#job = job;
    ongoing.tell(this.#mark, null);
    // Its worker holds both firmwares.
    this.#client.end();
  }
}

const rollbacks = new WeakMap<Made, Rollback>();

/** The rollback of a package; null where a package fits any old version, so that there is no way back. */
export function rollbackOf(make: Make, made: Made): Rollback | null {
  if (!needsOld(made.type)) return null;
  const known = rollbacks.get(made) ?? new Rollback(make);
  rollbacks.set(made, known);
  return known;
}
