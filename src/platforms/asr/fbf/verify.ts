import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import { type AsrFirmware, fileFor } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { isRealPartition } from "../uncovered.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { writeImages } from "./apply.ts";
import { compareFbf } from "./compare.ts";
import { hazardsOf } from "./hazards.ts";
import { demandRoom } from "./plan.ts";
import { readFbf } from "./reader.ts";

/** Flash of which nobody knows what is there. */
const UNKNOWN = 0xa5;

/**
 * Has a simulated module take a full package, whoever made it, and compares the partitions that it writes with the
 * files of the new firmware; a user partition file by file.
 *
 * @param old what is in flash before; null when that is not known
 * @throws Refusal package-not-verifiable for the old differential kind in the same container
 */
export function verifyFbf(
  file: string,
  bytes: Uint8Array,
  old: AsrFirmware | null,
  next: AsrFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const read = orRefusal(() => readFbf(file, bytes));
  if ("refusal" in read) return refusedPackage("asr-full", [read.refusal]);
  const fbf = read.value;
  if (fbf.isDifferential) throw new Refusal("package-not-verifiable", { file });
  const hazards = hazardsOf(fbf);
  const fits = orRefusal(() => {
    for (const { flashAddress, data } of fbf.images) {
      demandRoom(next.table, flashAddress, data.length);
      demandMemory(hex(flashAddress), bytes.length + data.length, heapOf(old ?? next));
    }
  });
  if ("refusal" in fits) return refusedPackage("asr-full", [fits.refusal], hazards);

  onProgress({ stage: "apply", done: 0.3 });
  const flash = flashBefore(old, next);
  const steps = writeImages(fbf, flash);
  onProgress({ stage: "compare", done: 0.7 });
  const found = compareFbf(flash, fbf, { old, new: next, userPartition: null }, steps);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("asr-full", found, { hazards, warnings: updaterWarnings(old ?? next, "full") });
}

function flashBefore(old: AsrFirmware | null, next: AsrFirmware): Uint8Array {
  const { partitions } = next.table;
  const flash = new Uint8Array(Math.max(...partitions.map(({ start, size }) => start + size))).fill(UNKNOWN);
  if (old === null) return flash;
  for (const { name, start, size } of partitions.filter(isRealPartition)) {
    const image = fileFor(old, name)?.bytes;
    if (image !== undefined) flash.set(image.subarray(0, size), start);
  }
  return flash;
}
