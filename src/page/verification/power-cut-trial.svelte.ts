import type { RefusalValue } from "../../contract/maker.ts";
import type { CutsWanted, PackageFile, PowerCutReport } from "../../contract/verification.ts";
import { MakerClient } from "../shell/maker-client.ts";

/** Until the page has drawn what it shows first. */
const PAUSE_MS = 150;

/** Power cuts of one package, tried in a worker of their own that ends with its answer. */
export class PowerCutTrial {
  readonly #client = new MakerClient();
  readonly #pack: PackageFile;
  readonly #old: File;
  #report = $state.raw<PowerCutReport | null>(null);
  #running = $state.raw<{ readonly wanted: CutsWanted; readonly done: number } | null>(null);
  #refusal = $state.raw<RefusalValue | null>(null);
  #cancelled = $state(false);

  constructor(pack: PackageFile, old: File) {
    this.#pack = pack;
    this.#old = old;
  }

  /** The last one that came to its end; a trial that goes on or is cancelled takes nothing away. */
  get report(): PowerCutReport | null {
    return this.#report;
  }
  get running(): { readonly wanted: CutsWanted; readonly done: number } | null {
    return this.#running;
  }
  get refusal(): RefusalValue | null {
    return this.#refusal;
  }
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /**
   * Tries a sample, unless that was done or is going on; once the result is on screen, as starting a worker costs time.
   * @returns to be called when nobody wants to know any more
   */
  begin(): () => void {
    const timer = setTimeout(() => {
      if (this.#report === null && this.#running === null && this.#refusal === null) void this.run("sample");
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      this.cancel();
    };
  }

  async run(wanted: CutsWanted): Promise<void> {
    if (this.#running !== null) return;
    this.#cancelled = false;
    this.#refusal = null;
    this.#running = { wanted, done: 0 };
    const holding = { old: this.#old, new: null, userPartition: null };
    const answer = await this.#client.with(holding).tryPowerCuts(this.#pack, wanted, (done) => {
      if (this.#running !== null) this.#running = { wanted, done };
    });
    if (answer === null) return;
    this.#running = null;
    if (answer.ok) this.#report = answer.value;
    else this.#refusal = answer.refusal;
    this.#client.end();
  }

  cancel(): void {
    if (this.#running === null) return;
    this.#client.end();
    this.#running = null;
    this.#cancelled = true;
  }
}

const trials = new WeakMap<object, PowerCutTrial>();

/** The trial of a package; the same for the same `subject`, so that results outlive the parts that show them. */
export function trialOf(subject: object, pack: PackageFile, old: File): PowerCutTrial {
  const known = trials.get(subject) ?? new PowerCutTrial(pack, old);
  trials.set(subject, known);
  return known;
}
