import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { partitionNamed } from "../firmware/partition-table.ts";
import type { RefusalValue } from "../../../contract/refusal.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { areasToGrowIn } from "./areas.ts";
import { carriedApps, compareFotaAll } from "./compare.ts";
import { FlashInUpdate } from "./flash-in-update.ts";
import { overlapWarnings } from "./partitions.ts";
import { backupElsewhere } from "./prove.ts";
import { type FotaAll, hasNoBackupPartition, readFotaAll } from "./reader.ts";
import { recompressionWarnings, systemParts } from "./system-parts.ts";
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
  const refused = (reason: RefusalValue): Verification => refusedPackage("asr-diff", [reason]);
  const [from, to] = [systemOf(old), systemOf(next)];
  const read = orRefusal(() => readFotaAll(file, bytes));
  if ("refusal" in read) return refused(read.refusal);
  const pack = read.value;
  if (hasNoBackupPartition(pack)) return refused({ code: "package-fsall", detail: { file } });

  const backup = partitionNamed(from.table, "fota_pkg");
  if (backup === null) return refused({ code: "backup-partition-missing", detail: { file: old.fileName } });
  if (pack.storedBytes > backup.size) {
    return refused({ code: "backup-too-small", detail: { need: pack.storedBytes, have: backup.size } });
  }
  if (pack.backupAddress !== backup.vstart) {
    const why = backupElsewhere(pack.backupAddress, backup);
    return refused({ code: "package-other-old", detail: { why } });
  }
  const apps = carriedApps(pack, old);
  const missing = apps.find((name) => !old.apps.some((app) => app.name === name));
  if (missing !== undefined) {
    return refused({ code: "app-missing", detail: { app: missing, missingIn: "old" } });
  }

  const flash = new FlashInUpdate(areasToGrowIn(old, from));
  let built = 0;
  const update = run(flash, pack, backup.size - pack.storedBytes, () => {
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

  onProgress({ stage: "compare", done: 0.85 });
  const found = compareFotaAll(flash, pack, old, next, update.steps);
  // Regions that cannot be compared are told of when packages are made; here the outcome is known already.
  const parts = orRefusal(() =>
    systemParts({ file: old.fileName, system: from }, { file: next.fileName, system: to }),
  );
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("asr-diff", found, {
    hazards: [],
    warnings: [...overlapWarnings(to), ...("value" in parts ? recompressionWarnings(parts.value) : [])],
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
