import type { MakeProgress, MakeResult, MadePackage, RefusalValue } from "../../contract/maker.ts";
import { needsOld } from "../make/choices.ts";
import type { Made, Make } from "../make/make.svelte.ts";
import { optionsInUse as optionsOf, swappedOptions } from "../make/package-options.svelte.ts";
import { type Answer, MakerClient } from "../shell/maker-client.ts";
import { Work, type WorkState } from "../shell/work.svelte.ts";
import { meantToGoBack } from "./going-back.ts";

/** A package that leads back, and what to know of it. */
export interface WayBack {
  readonly result: MakeResult;
  readonly warnings: readonly RefusalValue[];
}

/** The package that leads back from a package's new firmware to its old one. It lives as long as that package. */
export class Rollback {
  readonly #make: Make;
  readonly #client = new MakerClient();
  readonly #work = new Work<MakeProgress, WayBack>(() => this.#client.end());

  constructor(make: Make) {
    this.#make = make;
    // Other files or choices put the package away, and this one with it, whichever screen is shown.
    make.onceDiscarded(() => this.cancel());
  }

  get work(): WorkState<MakeProgress, WayBack> {
    return this.#work.state;
  }

  /** Of the class that is chosen for the way there; null while there is none. */
  get offered(): MadePackage | null {
    if (this.work.phase !== "done") return null;
    const { safe, compact } = this.work.value.result;
    return this.#make.packageClass === "compact" ? (compact ?? safe) : safe;
  }

  async start(): Promise<void> {
    const { old, new: fresh } = this.#make.sides;
    if (old.phase !== "read" || fresh.phase !== "read") return;
    const { type, options, optionsInUse } = this.#make;
    const holding = { old: fresh.file, new: old.file, userPartition: null };
    // Which scripts the modules had is not known: they keep what they have.
    const { oldVersion, newVersion } = optionsInUse;
    const names = { versions: { old: oldVersion, new: newVersion } };
    const wanted = optionsOf(type, swappedOptions({ ...options.chosen, ...names }), {
      new: old.facts,
      userPartition: null,
    });
    await this.#work.run({ stage: "read", subject: "", done: 0 }, async (show): Promise<Answer<WayBack>> => {
      const judged = await this.#client.with(holding).fits(wanted);
      if (!judged?.ok) return judged;
      const { refusal, warnings } = meantToGoBack(judged.value);
      if (refusal !== null) return { ok: false, refusal };
      const made = await this.#client.with(holding).make(wanted, show);
      return made?.ok ? { ok: true, value: { result: made.value, warnings } } : made;
    });
    // Its worker holds both firmwares.
    this.#client.end();
  }

  /** Stops at once. */
  cancel(): void {
    this.#work.cancel();
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
