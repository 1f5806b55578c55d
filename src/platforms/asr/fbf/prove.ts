import type { Findings } from "../../../contract/verification.ts";
import { type AsrFirmware, USER_PARTITION } from "../firmware/firmware.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { demandNoDifference } from "../../verification.ts";
import { writeImages } from "./apply.ts";
import { compareFbf } from "./compare.ts";
import { demandRoom } from "./plan.ts";
import { type Fbf, readFbf } from "./reader.ts";

/** Flash of the simulated module before the update: no value that an image is likely to have. */
const BEFORE = 0xa5;

/**
 * Applies a full package to a simulated flash as the module does (docs/formats/asr-fbf.md#what-the-module-does):
 * all checks first, then the images from the last to the first, those with XOR 0 left out. Then the user partition
 * must hold the expected files, and nothing outside of it may have changed.
 *
 * @param userPartition customer_fs.bin in place of that of the firmware, before anything was cut; null: that of it
 * @throws Refusal proof-failed, package-damaged, image-misplaced, partition-too-small
 */
export function proveAsrFull(
  pack: Uint8Array,
  firmware: AsrFirmware,
  userPartition: Uint8Array | null,
): Findings {
  const partition = firmware.table.partitions.find(({ name }) => name === USER_PARTITION);
  if (partition === undefined) throw failed({ code: "missing" });
  const fbf = readFbf("FotaFile.bin", pack);
  if (fbf.isDifferential) throw failed({ code: "differential" });
  for (const { flashAddress, data } of fbf.images) demandRoom(firmware.table, flashAddress, data.length);

  const flash = new Uint8Array(Math.max(...firmware.table.partitions.map(({ start, size }) => start + size)));
  flash.fill(BEFORE);
  const steps = writeImages(fbf, flash);
  if (steps < fbf.images.length) throw failed({ code: "xor-zero" });

  const end = partition.start + partition.size;
  if (!isUntouched(flash.subarray(0, partition.start)) || !isUntouched(flash.subarray(end))) {
    throw failed({ code: "stray" });
  }
  return demandUserPartition(flash, fbf, { firmware, userPartition }, steps);
}

/** What a package is proved against. */
export interface AsrFullTask {
  readonly firmware: AsrFirmware;
  /** In place of that of the firmware; null: that of the firmware. */
  readonly userPartition: Uint8Array | null;
}

/**
 * Demands that the package brings the user partition, every byte of what it writes included.
 * @param flash all of it, from offset 0 on
 * @param steps images that were written
 * @throws Refusal proof-failed
 */
export function demandUserPartition(
  flash: Uint8Array,
  fbf: Fbf,
  { firmware, userPartition }: AsrFullTask,
  steps: number,
): Findings {
  const found = demandNoDifference(
    compareFbf(flash, fbf, { old: null, new: firmware, userPartition }, steps),
  );
  const length = fbf.images.reduce((sum, { data }) => sum + data.length, 0);
  const bytes = found.compared.flashBytes + (found.chosen?.flashBytes ?? 0);
  if (bytes !== length) throw failed({ code: "wrong-length", bytes, expected: length });
  return found;
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why: within(USER_PARTITION, why) });
}

function isUntouched(flash: Uint8Array): boolean {
  for (const byte of flash) if (byte !== BEFORE) return false;
  return true;
}
