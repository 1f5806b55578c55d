import type { Findings } from "../../../contract/verification.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf, Refusal } from "../../../contract/refusal.ts";
import { demandNoDifference } from "../../verification.ts";
import { areasOf } from "./areas.ts";
import { backupRoom } from "./backup-room.ts";
import { carriedApps, compareFotaAll } from "./compare.ts";
import { FlashInUpdate } from "./flash-in-update.ts";
import { type FotaAll, readFotaAll } from "./reader.ts";
import { runUpdater, UpdateFailure, type UpdateRun } from "./updater.ts";

/** What a proof established, and what the update took. */
export type AsrDiffProof = Findings & Pick<UpdateRun, "backupPeak" | "memoryPeak">;

/**
 * Has a simulated module with the old firmware take a package and compares the outcome. Nothing here knows how the
 * package was made.
 *
 * @param apps partitions that become the new ones; all others stay as they are
 * @param onProgress 0 … 1
 * @throws Refusal proof-failed
 */
export function proveAsrDiff(
  pack: Uint8Array,
  old: AsrFirmware,
  next: AsrFirmware,
  apps: readonly string[],
  onProgress: (done: number) => void = () => undefined,
): AsrDiffProof {
  if (old.system === null || next.system === null) throw failed(within("system.img", { code: "missing" }));
  const received = demanded(() => readFotaAll("package", pack));
  const room = demanded(() => backupRoom(received, old));
  const flash = new FlashInUpdate(areasOf(old, old.system, next.system));
  let done = 0;
  const { steps, backupPeak, memoryPeak } = update(flash, received, room, () => {
    done++;
    onProgress(done / (received.images.length + 1));
  });
  const found = demandNew(flash, received, { old, new: next, apps }, steps);
  onProgress(1);
  return { ...found, backupPeak, memoryPeak };
}

/** What a package is proved against. */
export interface AsrDiffTask {
  readonly old: AsrFirmware;
  readonly new: AsrFirmware;
  /** See {@link proveAsrDiff}. */
  readonly apps: readonly string[];
}

/**
 * Demands that an update has left what the new firmware has, in the system and these applications and nowhere else.
 * @throws Refusal proof-failed
 */
export function demandNew(
  flash: FlashInUpdate,
  pack: FotaAll,
  { old, new: next, apps }: AsrDiffTask,
  steps: number,
): Findings {
  const carried = carriedApps(pack, old);
  const surplus = carried.find((name) => !apps.includes(name));
  if (surplus !== undefined) throw failed(within(surplus, { code: "not-chosen" }));
  const lacking = apps.find((name) => !carried.includes(name) || !next.apps.some((app) => app.name === name));
  if (lacking !== undefined) throw failed(within(lacking, { code: "missing" }));
  return demandNoDifference(compareFotaAll(flash, pack, old, next, steps));
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why });
}

/** What the module looks at when it has received a package. */
function demanded<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (isRefusal(error)) throw failed(within({ part: "download" }, reasonOf(error)));
    throw error;
  }
}

function update(flash: FlashInUpdate, pack: FotaAll, backupSize: number, onImage: () => void): UpdateRun {
  try {
    return runUpdater(flash, pack, backupSize, onImage);
  } catch (error) {
    if (error instanceof UpdateFailure) throw failed(error.why);
    throw error;
  }
}
