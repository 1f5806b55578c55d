import type { Findings } from "../../../contract/verification.ts";
import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import type { Unisoc8910RuleSet } from "../rules.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { setReady } from "../module/application.ts";
import { BootLoader, bootReason } from "../module/boot-loader.ts";
import { PoweredModule } from "../module/module.ts";
import { compareModule, outcomeReason } from "../module/outcome.ts";
import { moduleState } from "../module/storage.ts";
import { demandNoDifference } from "../../verification.ts";
import { compareRdaota02, type ModuleUpdate } from "./compare.ts";
import type { FileMethods } from "./file-methods.ts";
import { contentsAfter, contentsBefore } from "./module-contents.ts";

/** What a package is proved against. */
export interface ProofTask {
  readonly old: Unisoc8910Firmware;
  readonly new: Unisoc8910Firmware;
  readonly ruleSet: Unisoc8910RuleSet;
  /** Left out: all files go by the rules. */
  readonly fileMethods?: FileMethods;
}

/**
 * Applies a package to a simulated module that holds the old firmware and compares the outcome. Nothing here knows
 * how the package was made.
 *
 * @param currentVersion as the module calls its firmware; null: it has no name
 * @param onProgress 0 … 1
 * @throws Refusal proof-failed
 */
export function prove(
  pack: Uint8Array,
  task: ProofTask,
  currentVersion: string | null,
  onProgress: (done: number) => void = () => undefined,
): Findings {
  const before = moduleState(contentsBefore(task.old, task.ruleSet));
  const module = new PoweredModule(before);
  const ready = setReady(module, pack, currentVersion);
  if (!ready.ok) throw new Refusal("proof-failed", { why: ready.why });
  let steps = 0;
  const outcome = new BootLoader(pack).boot(module, ({ total, done }) => {
    steps = done;
    onProgress(done / total);
    return "go on";
  });
  if (outcome.kind !== "finished") {
    throw new Refusal("proof-failed", { why: bootReason(outcome) });
  }
  return demandWanted({ before, after: module.state, pack, steps }, task);
}

/**
 * Demands that a module holds what the rules and the user want of it, running NV and all that must stay included, and
 * says what of that is as in the new firmware.
 * @throws Refusal proof-failed
 */
export function demandWanted(
  update: ModuleUpdate,
  { old, new: next, ruleSet, fileMethods }: ProofTask,
): Findings {
  const wrong = outcomeReason(compareModule(update.after, contentsAfter(old, next, ruleSet, fileMethods)));
  if (wrong !== null) throw new Refusal("proof-failed", { why: wrong });
  return demandNoDifference(compareRdaota02(update, { old, new: next }, fileMethods));
}
