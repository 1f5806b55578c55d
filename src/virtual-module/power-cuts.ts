import { setReady } from "./application.ts";
import { BootLoader, type StepDone } from "./boot-loader.ts";
import { type Performed, PoweredModule } from "./module.ts";
import { land, type ModuleState, type Operation, type Portion, sameBytes, sameState } from "./storage.ts";

/**
 * Takes the power away at every moment of an update and looks whether the module recovers
 * (specs/unisoc-rdaota02.md sections 4.2, 4.4 and 8).
 */

/** A moment at which the power went. */
export interface Cut {
  /** Counted from the start of the boot loader; that many operations had landed whole. */
  readonly operation: number;
  /** What was being done, in words: "write /modem/cp.bin.003". */
  readonly during: string;
  /** How much of that landed. */
  readonly portion: Portion;
}

export interface CutFailure {
  /** None: the update did not come to the expected end with power either. Two: cut again while recovering. */
  readonly cuts: readonly Cut[];
  /** How the module ended. */
  readonly why: string;
}

export interface PowerCutSweep {
  readonly cuts: number;
  readonly failures: readonly CutFailure[];
}

export interface SweepOptions {
  /** After every how many cuts the recovery itself is cut too, at each of its moments; 0 for never. */
  readonly cutAgainEvery?: number;
  /** Follows every recovery to its end, see {@link Rails}; slow. */
  readonly toTheEnd?: boolean;
}

/** A recovery may fail and succeed at a later boot; one that needs more boots than this has not recovered. */
const MOST_BOOTS = 4;

/**
 * Applies a package with power, then once more for every moment of that at which the power can go, each time
 * with restarts until the module has finished or is stuck.
 * @param old the module before the update; the package is made ready on it.
 * @param expected null when a finished module is as it should be, else what is wrong with it. It must not look
 *   at the temp file.
 */
export function sweepPowerCuts(
  old: ModuleState,
  pack: Uint8Array,
  expected: (state: ModuleState) => string | null,
  { cutAgainEvery = 7, toTheEnd = false }: SweepOptions = {},
): PowerCutSweep {
  const application = new PoweredModule(old);
  const ready = setReady(application, pack, null);
  if (!ready.ok) return { cuts: 0, failures: [{ cuts: [], why: `not ready: ${ready.why}` }] };

  const loader = new BootLoader(pack);
  const powered = new PoweredModule(application.state);
  const rails = new Rails();
  const outcome = loader.boot(powered, (step) => {
    rails.lay(step, powered.state);
    return "go on";
  });
  const wrong = outcome.kind === "finished" ? expected(powered.state) : describe(outcome);
  if (wrong !== null) return { cuts: 0, failures: [{ cuts: [], why: wrong }] };

  let cuts = 0;
  const failures: CutFailure[] = [];
  const recover = (state: ModuleState): { why: string | null; performed: readonly Performed[] } => {
    cuts++;
    const module = new PoweredModule(state);
    return { why: restart(loader, module, toTheEnd ? null : rails, expected), performed: module.performed };
  };
  for (const { cut, state } of momentsOf(powered)) {
    const { why, performed } = recover(state);
    if (why !== null) {
      failures.push({ cuts: [cut], why });
    } else if (cutAgainEvery > 0 && cuts % cutAgainEvery === 0) {
      for (const again of momentsOf({ performed })) {
        const second = recover(again.state);
        if (second.why !== null) failures.push({ cuts: [cut, again.cut], why: second.why });
      }
    }
  }
  return { cuts, failures };
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
  expected: (state: ModuleState) => string | null,
): string | null {
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
        return describe(outcome);
      case "failed":
        // The same state fails the same way at every further boot.
        if (sameState(before, module.state)) return describe(outcome);
    }
  }
  return `not finished after ${MOST_BOOTS} boots`;
}

function describe(outcome: ReturnType<BootLoader["boot"]>): string {
  return "why" in outcome ? `${outcome.kind}: ${outcome.why}` : outcome.kind;
}

/** States that a power cut can leave: nothing landed, and of each operation some or all of it. */
function* momentsOf({ performed }: { readonly performed: readonly Performed[] }): Generator<{
  readonly cut: Cut;
  readonly state: ModuleState;
}> {
  const [first] = performed;
  if (first !== undefined) {
    const cut = { operation: 0, during: describeOperation(first.operation), portion: "nothing" } as const;
    yield { cut, state: first.before };
  }
  for (const [at, { before, operation }] of performed.entries()) {
    for (const portion of ["emptied", "half", "whole"] as const) {
      const state = land(before, operation, portion);
      // Atomic operations have no middle. What "whole" left is what the next operation finds.
      if (state === before && portion !== "whole") continue;
      yield { cut: { operation: at, during: describeOperation(operation), portion }, state };
    }
  }
}

function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case "erase":
    case "program":
      return `${operation.kind} at 0x${operation.offset.toString(16)}`;
    case "write":
    case "unlink":
      return `${operation.kind} ${operation.path}`;
    case "stage":
      return `stage ${operation.stage.ind} ${operation.stage.block}`;
  }
}
