import { setReady } from "./application.ts";
import { BootLoader, bootReason, type StepDone } from "./boot-loader.ts";
import { type Performed, PoweredModule } from "./module.ts";
import {
  land,
  type ModuleState,
  type Operation,
  type Portion,
  sameBytes,
  sameState,
  TEMP_FILE,
} from "./storage.ts";
import type { Reason } from "../../../contract/reason.ts";

/**
 * Takes the power away at every moment of an update and looks whether the module recovers
 * (docs/formats/rdaota02.md#power-cuts).
 */

/** What a module was doing: at flash addresses, with files, or with its note of how far it is. */
export type CutWork =
  | { readonly kind: "erase" | "program"; readonly address: number }
  | { readonly kind: "write" | "unlink"; readonly path: string }
  | { readonly kind: "stage"; readonly stage: number; readonly block: number };

/** A moment at which the power went. */
export interface Cut {
  /** Counted from the start of the boot loader; that many operations had landed whole. */
  readonly operation: number;
  readonly during: CutWork;
  /** How much of that landed. */
  readonly portion: Portion;
}

export interface CutFailure {
  /** None: the update did not come to the expected end with power either. Two: cut again while recovering. */
  readonly cuts: readonly Cut[];
  /** How the module ended. */
  readonly why: Reason;
}

export interface PowerCutSweep {
  /** Tried, those during a recovery included. */
  readonly cuts: number;
  /** At which the power can go while there is no other cut, and how many of them were tried. */
  readonly moments: number;
  readonly momentsTried: number;
  readonly failures: readonly CutFailure[];
}

export interface SweepOptions {
  /**
   * Tries every so many moments of a kind only, but all of the first and last step of each bulk, where what is known
   * to be fatal lies; 1 for all.
   */
  readonly every?: number;
  /** After every how many cuts the recovery itself is cut too, at each of its moments; 0 for never. */
  readonly cutAgainEvery?: number;
  /** Follows every recovery to its end, see {@link Rails}; slow. */
  readonly toTheEnd?: boolean;
}

/** A recovery may fail and succeed at a later boot; one that needs more boots than this has not recovered. */
const MOST_BOOTS = 4;

/** What is wrong with a finished module; null when it is as it should be. It must not look at the temp file. */
export type Expectation = (state: ModuleState) => Reason | null;

/** All of {@link sweepInSteps} at once. */
export function sweepPowerCuts(
  old: ModuleState,
  pack: Uint8Array,
  expected: Expectation | "as with power",
  options: SweepOptions = {},
): PowerCutSweep {
  const steps = sweepInSteps(old, pack, expected, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Applies a package with power, then once more for every moment of that at which the power can go, each time
 * with restarts until the module has finished or is stuck. Yields after every such moment what part of the moments
 * is behind, 0 … 1.
 * @param old the module before the update; the package is made ready on it.
 */
export function* sweepInSteps(
  old: ModuleState,
  pack: Uint8Array,
  expected: Expectation | "as with power",
  { every = 1, cutAgainEvery = 7, toTheEnd = false }: SweepOptions = {},
): Generator<number, PowerCutSweep> {
  const fruitless = (why: Reason): PowerCutSweep => ({
    cuts: 0,
    moments: 0,
    momentsTried: 0,
    failures: [{ cuts: [], why }],
  });
  const application = new PoweredModule(old);
  const ready = setReady(application, pack, null);
  if (!ready.ok) return fruitless({ code: "cannot-start", why: ready.why });

  const loader = new BootLoader(pack);
  const powered = new PoweredModule(application.state);
  const rails = new Rails();
  const ends = new BulkEnds();
  const outcome = loader.boot(powered, (step) => {
    rails.lay(step, powered.state);
    ends.note(step, powered.performed.length);
    return "go on";
  });
  const ideal = powered.state;
  const judge: Expectation =
    expected === "as with power"
      ? (state) => (sameBesidesTemp(state, ideal) ? null : { code: "ends-otherwise" })
      : expected;
  const wrong = outcome.kind === "finished" ? judge(ideal) : bootReason(outcome);
  if (wrong !== null) return fruitless(wrong);

  let cuts = 0;
  const failures: CutFailure[] = [];
  const recover = (state: ModuleState): { why: Reason | null; performed: readonly Performed[] } => {
    cuts++;
    const module = new PoweredModule(state);
    return { why: restart(loader, module, toTheEnd ? null : rails, judge), performed: module.performed };
  };
  const all = [...momentsOf(powered)];
  const chosen = every <= 1 ? all : sampleOf(all, every, ends);
  for (const [at, { cut, state }] of chosen.entries()) {
    const { why, performed } = recover(state);
    if (why !== null) {
      failures.push({ cuts: [cut], why });
    } else if (cutAgainEvery > 0 && cuts % cutAgainEvery === 0) {
      for (const again of momentsOf({ performed })) {
        const second = recover(again.state);
        if (second.why !== null) failures.push({ cuts: [cut, again.cut], why: second.why });
      }
    }
    yield (at + 1) / chosen.length;
  }
  return { cuts, moments: all.length, momentsTried: chosen.length, failures };
}

/** Operations of the powered run that belong to the first or last step of a bulk. */
class BulkEnds {
  readonly #steps: { readonly bulk: number; readonly from: number; readonly to: number }[] = [];

  /** @param operations performed when the step was done */
  note({ bulk }: StepDone, operations: number): void {
    this.#steps.push({ bulk, from: this.#steps.at(-1)?.to ?? 0, to: operations });
  }

  operations(): Set<number> {
    const found = new Set<number>();
    for (const [i, { bulk, from, to }] of this.#steps.entries()) {
      if (this.#steps[i - 1]?.bulk === bulk && this.#steps[i + 1]?.bulk === bulk) continue;
      for (let operation = from; operation < to; operation++) found.add(operation);
    }
    return found;
  }
}

function sampleOf(moments: readonly Moment[], every: number, ends: BulkEnds): Moment[] {
  const atEnds = ends.operations();
  const seen = new Map<string, number>();
  return moments.filter(({ cut, kind }) => {
    const sort = `${kind} ${cut.portion}`;
    const before = seen.get(sort) ?? 0;
    seen.set(sort, before + 1);
    return before % every === 0 || atEnds.has(cut.operation);
  });
}

function sameBesidesTemp(a: ModuleState, b: ModuleState): boolean {
  return sameState(withoutTemp(a), withoutTemp(b));
}

function withoutTemp(state: ModuleState): ModuleState {
  if (!state.files.has(TEMP_FILE)) return state;
  const files = new Map(state.files);
  files.delete(TEMP_FILE);
  return { ...state, files };
}

/**
 * Every step of the powered run: what persists after it, and what the loader keeps in memory.
 *
 * A recovery that meets one of them will go on like the powered run, which is known to end well, and need not
 * be followed. That is exact: what the loader does after a step follows from the package, from what persists,
 * and from what it keeps in memory between steps, which is its place in the package and the blocked file it
 * works on ({@link StepDone}). All of that is compared, byte for byte. Equal storage alone would not do: after
 * a resume the loader's copy of a blocked file can lack a part while every file is as it should be.
 */
class Rails {
  readonly #steps = new Map<number, { readonly step: StepDone; readonly state: ModuleState }>();

  lay(step: StepDone, state: ModuleState): void {
    this.#steps.set(step.done, { step, state });
  }

  meets(step: StepDone, state: ModuleState): boolean {
    const known = this.#steps.get(step.done);
    return (
      known?.step.bulk === step.bulk &&
      known.step.blocks === step.blocks &&
      sameMemory(known.step.memory, step.memory) &&
      sameState(known.state, state)
    );
  }
}

function sameMemory(a: StepDone["memory"], b: StepDone["memory"]): boolean {
  if (a === null || b === null) return a === b;
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const one = a[part];
    const other = b[part];
    if (one === undefined || other === undefined ? one !== other : !sameBytes(one, other)) return false;
  }
  return true;
}

/** Boots as the module does until it has finished; null when it ends as expected. */
function restart(
  loader: BootLoader,
  module: PoweredModule,
  rails: Rails | null,
  expected: Expectation,
): Reason | null {
  for (let boot = 0; boot < MOST_BOOTS; boot++) {
    if (module.state.stage.ind === 4) return expected(module.state);
    const before = module.state;
    const outcome = loader.boot(module, (step) =>
      rails?.meets(step, module.state) === true ? "stop" : "go on",
    );
    switch (outcome.kind) {
      case "finished":
        return expected(module.state);
      case "stopped":
        return null;
      case "not-ready":
      case "cannot-start":
        return bootReason(outcome);
      case "failed":
        // The same state fails the same way at every further boot.
        if (sameState(before, module.state)) return bootReason(outcome);
    }
  }
  return { code: "not-finished", boots: MOST_BOOTS };
}

/** A state that a power cut can leave. */
interface Moment {
  readonly cut: Cut;
  readonly kind: Operation["kind"];
  readonly state: ModuleState;
}

/** Of every operation some or all has landed, in each way there is, of the first one also nothing. */
function* momentsOf({ performed }: { readonly performed: readonly Performed[] }): Generator<Moment> {
  const [first] = performed;
  if (first !== undefined) {
    const during = workOf(first.operation);
    const { kind } = first.operation;
    yield { cut: { operation: 0, during, portion: "nothing" }, kind, state: first.before };
  }
  for (const [at, { before, operation }] of performed.entries()) {
    for (const portion of ["destroyed", "emptied", "half", "whole"] as const) {
      const state = land(before, operation, portion);
      // Not every operation has every state in its middle. What "whole" left is what the next operation finds.
      if (state === before && portion !== "whole") continue;
      const during = workOf(operation);
      yield { cut: { operation: at, during, portion }, kind: operation.kind, state };
    }
  }
}

function workOf(operation: Operation): CutWork {
  switch (operation.kind) {
    case "erase":
    case "program":
      return { kind: operation.kind, address: operation.offset };
    case "write":
    case "unlink":
      return { kind: operation.kind, path: operation.path };
    case "stage":
      return { kind: "stage", stage: operation.stage.ind, block: operation.stage.block };
  }
}
