import type {
  CutsWanted,
  PowerCut,
  PowerCutFailure,
  PowerCutReport,
} from "../../../contract/verification.ts";
import { Refusal } from "../../../contract/refusal.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { type BlockState, type Operation, ParModule, type Portion, UpdateFailure } from "./module.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { readPar } from "./reader.ts";

const MOST_FAILURES = 50;
/** Of a sample, every so many moments are tried. */
const EVERY = 6;
/** Every so many cuts the power goes once more while the module recovers. */
const CUT_AGAIN = 7;

const PORTIONS: Readonly<Record<Operation["kind"], readonly Portion[]>> = {
  write: ["nothing", "emptied", "half", "whole"],
  mark: ["nothing", "whole"],
};

/**
 * Takes the power away at the writes of a module that takes a package. It has recovered when the block that was being
 * done ends as it does with power: what follows only depends on that.
 *
 * @param onProgress 0 … 1
 * @throws Refusal not-package, package-truncated, package-damaged, par-method, par-signed, package-declined
 */
export function tryParPowerCuts(
  file: string,
  bytes: Uint8Array,
  old: EigenFirmware,
  wanted: CutsWanted,
  onProgress: (done: number) => void = () => undefined,
): PowerCutReport {
  const par = readPar(file, bytes);
  const sweep = new Sweep(wanted);
  try {
    const module = new ParModule(par, old);
    for (const step of module.steps.keys()) {
      sweep.step(module, step);
      onProgress((step + 1) / module.steps.length);
    }
    module.finish();
  } catch (error) {
    if (!(error instanceof UpdateFailure)) throw error;
    throw new Refusal("package-declined", { why: error.why });
  }
  return sweep.report;
}

class Sweep {
  readonly #wanted: CutsWanted;
  readonly #failures: PowerCutFailure[] = [];
  #failureCount = 0;
  #cuts = 0;
  #moments = 0;
  #tried = 0;
  #operations = 0;

  constructor(wanted: CutsWanted) {
    this.#wanted = wanted;
  }

  get report(): PowerCutReport {
    return {
      wanted: this.#wanted,
      cuts: this.#cuts,
      moments: this.#moments,
      momentsTried: this.#tried,
      failures: this.#failures,
      failureCount: this.#failureCount,
    };
  }

  /** Leaves the module as the step leaves it with power. */
  step(module: ParModule, step: number): void {
    const before = module.stateOf(step);
    module.perform(step);
    const after = module.stateOf(step);
    module.restore(step, before);
    for (const operation of module.operations(step)) {
      const here = module.stateOf(step);
      for (const portion of PORTIONS[operation.kind]) {
        if (!this.#isWanted()) continue;
        const cut = { operation: this.#operations, during: module.workOf(operation, step), portion };
        module.restore(step, here);
        module.land(operation, portion);
        this.#recover(module, step, [cut], after);
      }
      module.restore(step, here);
      module.land(operation, "whole");
      this.#operations++;
    }
    module.restore(step, after);
  }

  #isWanted(): boolean {
    const moment = this.#moments++;
    if (this.#wanted === "sample" && moment % EVERY !== 0) return false;
    this.#tried++;
    return true;
  }

  #recover(module: ParModule, step: number, cuts: readonly PowerCut[], after: BlockState): void {
    this.#cuts++;
    let all = cuts;
    if (module.nextStep === step && this.#wanted === "all" && this.#cuts % CUT_AGAIN === 0) {
      const again = cutAgain(module, step, this.#operations, this.#cuts);
      if (again !== null) all = [...cuts, again];
      this.#cuts++;
    }
    if (module.nextStep === step) module.perform(step);
    if (isSame(module.stateOf(step), after)) return;
    this.#failureCount++;
    if (this.#failures.length < MOST_FAILURES) {
      this.#failures.push({ cuts: all, why: { code: "ends-otherwise" } });
    }
  }
}

/** Cuts the power once more on the way, at a place that changes from time to time. */
function cutAgain(module: ParModule, step: number, landed: number, turn: number): PowerCut | null {
  let left = turn % 16;
  let number = landed;
  for (const operation of module.operations(step)) {
    if (left === 0) {
      const portion = operation.kind === "mark" ? "nothing" : "half";
      module.land(operation, portion);
      return { operation: number, during: module.workOf(operation, step), portion };
    }
    module.land(operation, "whole");
    left--;
    number++;
  }
  return null;
}

/** The zone of kept blocks is of no interest once the block is done. */
function isSame(found: BlockState, expected: BlockState): boolean {
  return sameBytes(found.flash, expected.flash) && sameBytes(found.resume, expected.resume);
}
