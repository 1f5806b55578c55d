import type {
  CutsWanted,
  PowerCut,
  PowerCutFailure,
  PowerCutReport,
} from "../../../contract/verification.ts";
import type { Reason } from "../../../contract/reason.ts";
import { type BuiltImages, ResumingUpdater, StuckError } from "./resuming-updater.ts";
import type { Stage } from "./stages.ts";
import { notedStage, type Operation, sameStorage, type Storage } from "./storage.ts";

const MOST_FAILURES = 50;
/** Of a sample: every so many operations. */
const SAMPLED = 6;
/** Of all: every so many first cuts are followed by others while the module recovers. */
const CUT_AGAIN = 7;
const CUTS_WHILE_RECOVERING = 3;

type Moment = Extract<PowerCut["portion"], "nothing" | "half">;
const MOMENTS: readonly Moment[] = ["nothing", "half"];

/** An update with power all the time, each moment of it. */
interface Undisturbed {
  readonly operations: readonly { readonly operation: Operation; readonly before: Storage }[];
  /** As each stage begins. */
  readonly stages: ReadonlyMap<number, Storage>;
  readonly end: Storage;
}

/**
 * Takes the power away at the operations of an update: before each, and when half of it has landed. The module has
 * recovered when what it keeps is what it would have kept with power.
 *
 * @param onProgress 0 … 1
 * @throws {StuckError} when the update does not come to its end with power
 */
export function sweepCuts(
  stages: readonly Stage[],
  before: Storage,
  wanted: CutsWanted,
  onProgress: (done: number) => void,
): PowerCutReport {
  const built: BuiltImages = new Map();
  const undisturbed = runUndisturbed(stages, before, built);
  const { operations } = undisturbed;
  const failures: PowerCutFailure[] = [];
  let cuts = 0;
  let momentsTried = 0;
  const tryCut = (storage: Storage, made: readonly PowerCut[]): void => {
    cuts++;
    const why = recover(stages, storage, undisturbed, built);
    if (why !== null) failures.push({ cuts: made, why });
  };
  for (let number = 0; number < operations.length; number += wanted === "all" ? 1 : SAMPLED) {
    for (const portion of MOMENTS) {
      const { operation, before: storage } = operations[number] ?? {};
      if (operation === undefined || storage === undefined) continue;
      const cut: PowerCut = { operation: number, during: operation.what, portion };
      const left = portion === "half" ? operation.land(storage, "half") : storage;
      momentsTried++;
      tryCut(left, [cut]);
      if (wanted !== "all" || number % CUT_AGAIN !== 0) continue;
      for (const again of cutsWhileRecovering(stages, left, built)) tryCut(again.left, [cut, again.cut]);
    }
    onProgress((number + 1) / operations.length);
  }
  onProgress(1);
  return {
    wanted,
    cuts,
    moments: MOMENTS.length * operations.length,
    momentsTried,
    failures: failures.slice(0, MOST_FAILURES),
    failureCount: failures.length,
  };
}

function runUndisturbed(stages: readonly Stage[], before: Storage, built: BuiltImages): Undisturbed {
  const updater = new ResumingUpdater(stages, before, built);
  const operations: { readonly operation: Operation; readonly before: Storage }[] = [];
  const atStage = new Map<number, Storage>();
  for (const operation of updater.operations()) {
    operations.push({ operation, before: updater.storage });
    updater.storage = operation.land(updater.storage, "whole");
    const [first, second] = updater.storage.notes;
    if (first === second && first !== null && !atStage.has(first)) atStage.set(first, updater.storage);
  }
  return { operations, stages: atStage, end: updater.storage };
}

/** What the first operations after the power came back leave when it goes again in their middle. */
function* cutsWhileRecovering(stages: readonly Stage[], storage: Storage, built: BuiltImages) {
  const updater = new ResumingUpdater(stages, storage, built);
  let operation = 0;
  for (const next of updater.operations()) {
    const cut: PowerCut = { operation, during: next.what, portion: "half" };
    yield { cut, left: next.land(updater.storage, "half") };
    updater.storage = next.land(updater.storage, "whole");
    if (++operation === CUTS_WHILE_RECOVERING) return;
  }
}

/** Null when the module recovers; else how it ended. */
function recover(
  stages: readonly Stage[],
  storage: Storage,
  undisturbed: Undisturbed,
  built: BuiltImages,
): Reason | null {
  const updater = new ResumingUpdater(stages, storage, built);
  try {
    for (const operation of updater.operations()) {
      updater.storage = operation.land(updater.storage, "whole");
      const [first, second] = updater.storage.notes;
      if (first !== second) continue;
      const number = notedStage(updater.storage);
      const stage = stages[number];
      const as = undisturbed.stages.get(number);
      // From here on everything goes as it did with power.
      if (stage !== undefined && as !== undefined && isSame(updater.storage, as, stage)) return null;
    }
  } catch (error) {
    if (error instanceof StuckError) return error.why;
    throw error;
  }
  return sameStorage(updater.storage, undisturbed.end, [], false) ? null : { code: "ends-otherwise" };
}

function isSame(a: Storage, b: Storage, { kind, kept }: Stage): boolean {
  return sameStorage(a, b, kept, kind === "put-down");
}
