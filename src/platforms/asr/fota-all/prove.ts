import type { AsrFirmware } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import type { AsrSystemImage } from "../firmware/system-image.ts";
import { type Partition, partitionNamed } from "../firmware/partition-table.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf, Refusal } from "../../../contract/refusal.ts";
import { differenceReason } from "../../verification.ts";
import { areasOf } from "./areas.ts";
import { compareBytes, compareSystem } from "./compare.ts";
import { FlashInUpdate } from "./flash-in-update.ts";
import { type FotaAll, readFotaAll } from "./reader.ts";
import { runUpdater, UpdateFailure, type UpdateRun } from "./updater.ts";

/** What a proof established. */
export interface AsrDiffProof extends UpdateRun {
  /** Flash bytes compared with the new firmware; regions count as they are decompressed. */
  readonly flashBytes: number;
}

/**
 * Has a simulated module with the old firmware take a package, and compares all of the system and the applications
 * with the new firmware; regions decompressed, as the module compresses them itself. Nothing here knows how the
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
  const received = receive(pack);
  const backup = partitionNamed(old.system.table, "fota_pkg");
  const free = backup?.size ?? 0;
  if (received.storedBytes > free) {
    throw failed(within("fota_pkg", { code: "no-room", needed: received.storedBytes, free }));
  }
  if (received.backupAddress !== backup?.vstart) {
    throw failed(backupElsewhere(received.backupAddress, backup));
  }
  const flash = new FlashInUpdate(areasOf(old, old.system, next.system));
  let done = 0;
  const run = update(flash, received, backup.size - received.storedBytes, () => {
    done++;
    onProgress(done / (received.images.length + 1));
  });
  const flashBytes = compareWithNew(flash, old, next, next.system, apps);
  onProgress(1);
  return { ...run, flashBytes };
}

/**
 * Compares what an update has left with what the new firmware has.
 * @param apps see {@link proveAsrDiff}
 * @returns bytes that were compared
 * @throws Refusal proof-failed
 */
export function compareWithNew(
  flash: FlashInUpdate,
  old: AsrFirmware,
  next: AsrFirmware,
  system: AsrSystemImage,
  apps: readonly string[],
): number {
  const updated = new Set(apps);
  const compared = [
    compareSystem(flash, next.fileName, system),
    ...old.apps.map((app) => {
      const wanted = updated.has(app.name) ? next.apps.find(({ name }) => name === app.name) : app;
      if (wanted === undefined) throw failed(within(app.name, { code: "missing" }));
      return compareBytes(flash, app.name, app.partition.vstart, wanted.bytes);
    }),
  ];
  const [first] = compared.flatMap(({ differences }) => differences);
  if (first !== undefined) throw failed(differenceReason(first));
  return compared.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The package names another place of fota_pkg than the firmware. */
export function backupElsewhere(named: number, backup: Partition | null): Reason {
  const expected = backup === null ? null : hex(backup.vstart);
  return within("fota_pkg", { code: "other-address", address: hex(named), expected });
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why });
}

function receive(pack: Uint8Array): FotaAll {
  try {
    return readFotaAll("package", pack);
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
