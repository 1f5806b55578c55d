import type { AsrFirmware } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import type { AsrSystemImage } from "../firmware/system-image.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { areasOf } from "./areas.ts";
import { backupRoom } from "./backup-room.ts";
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
  if (old.system === null || next.system === null) throw failed("system.img", "is missing");
  const received = demanded(() => readFotaAll("package", pack));
  const room = demanded(() => backupRoom(received, old));
  const flash = new FlashInUpdate(areasOf(old, old.system, next.system));
  let done = 0;
  const run = update(flash, received, room, () => {
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
      if (wanted === undefined) throw failed(app.name, "is missing");
      return compareBytes(flash, app.name, app.partition.vstart, wanted.bytes);
    }),
  ];
  const [first] = compared.flatMap(({ differences }) => differences);
  if (first !== undefined) {
    const { place, address } = first;
    const why = address === null ? "is not the new one" : `the bytes at ${hex(address)} are not the new ones`;
    throw failed(place, why);
  }
  return compared.reduce((sum, { bytes }) => sum + bytes, 0);
}

function failed(step: string, why: string): Refusal {
  return new Refusal("proof-failed", { step, why });
}

/** What the module looks at when it has received a package. */
function demanded<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal) throw failed("download", error.message);
    throw error;
  }
}

function update(flash: FlashInUpdate, pack: FotaAll, backupSize: number, onImage: () => void): UpdateRun {
  try {
    return runUpdater(flash, pack, backupSize, onImage);
  } catch (error) {
    if (error instanceof UpdateFailure) throw failed(error.step, error.message);
    throw error;
  }
}
