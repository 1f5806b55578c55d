import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import type { RefusalValue } from "../../../contract/refusal.ts";
import { recompressionWarnings } from "../patch/recompressed.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { areasToGrowIn } from "./areas.ts";
import { backupRoom } from "./backup-room.ts";
import { carriedApps, compareFotaAll } from "./compare.ts";
import { FlashInUpdate } from "./flash-in-update.ts";
import { hazardsOf } from "./hazards.ts";
import { overlapWarnings } from "./partitions.ts";
import { backsUpInFiles, type FotaAll, readFotaAll } from "./reader.ts";
import { recompressedParts, systemParts } from "./system-parts.ts";
import { oldAreasFit, runUpdater, UpdateFailure, type UpdateRun } from "./updater.ts";

/**
 * Has a simulated module with the old firmware take a differential package, whoever made it, and compares the system,
 * and the application partitions that it carries, with the new firmware.
 *
 * @throws Refusal asr-no-system-image, firmware-damaged
 */
export function verifyFotaAll(
  file: string,
  bytes: Uint8Array,
  old: AsrFirmware,
  next: AsrFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const [from, to] = [systemOf(old), systemOf(next)];
  const read = orRefusal(() => readFotaAll(file, bytes));
  if ("refusal" in read) return refusedPackage("asr-diff", [read.refusal]);
  const pack = read.value;
  const hazards = hazardsOf(pack);
  const refused = (reason: RefusalValue): Verification => refusedPackage("asr-diff", [reason], hazards);
  const room = orRefusal(() => backupRoom(pack, old));
  if ("refusal" in room) return refused(room.refusal);
  const apps = carriedApps(pack, old);
  const missing = apps.find((name) => !old.apps.some((app) => app.name === name));
  if (missing !== undefined) {
    return refused({ code: "app-missing", detail: { app: missing, missingIn: "old" } });
  }

  const flash = new FlashInUpdate(areasToGrowIn(old, from));
  let built = 0;
  const update = run(flash, pack, room.value, () => {
    built++;
    onProgress({ stage: "apply", done: 0.05 + (0.75 * built) / pack.images.length });
  });
  if (update instanceof UpdateFailure) {
    const { why, nothingChanged } = update;
    if (!nothingChanged) return refused({ code: "package-stuck", detail: { why } });
    const fitsNew = oldAreasFit(new FlashInUpdate(areasToGrowIn(next, to)), pack);
    return refused(
      fitsNew
        ? { code: "package-old-is-new", detail: { why } }
        : { code: "package-other-old", detail: { why } },
    );
  }

  const memory = orRefusal(() => demandMemory("system.img", update.memoryPeak, heapOf(old)));
  if ("refusal" in memory) return refused(memory.refusal);

  onProgress({ stage: "compare", done: 0.85 });
  const found = compareFotaAll(flash, pack, old, next, update.steps);
  // Systems that no package is made for here are no fault of this one: its outcome is known already.
  const parts = orRefusal(() =>
    systemParts({ file: old.fileName, system: from }, { file: next.fileName, system: to }),
  );
  const recompression = orRefusal(() =>
    "value" in parts ? recompressionWarnings(recompressedParts(parts.value), old.updater) : [],
  );
  if ("refusal" in recompression) return refused(recompression.refusal);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("asr-diff", found, {
    hazards,
    warnings: [
      ...updaterWarnings(old, backsUpInFiles(pack) ? "fsall" : "diff"),
      ...overlapWarnings(to),
      ...recompression.value,
    ],
  });
}

function run(
  flash: FlashInUpdate,
  pack: FotaAll,
  backupSize: number,
  onImage: () => void,
): UpdateRun | UpdateFailure {
  try {
    return runUpdater(flash, pack, backupSize, onImage);
  } catch (error) {
    if (error instanceof UpdateFailure) return error;
    throw error;
  }
}
