import type { CutsWanted, PowerCutReport } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { areasToGrowIn } from "../fota-all/areas.ts";
import { FlashInUpdate } from "../fota-all/flash-in-update.ts";
import { isFotaAll, readFotaAll } from "../fota-all/reader.ts";
import { oldAreasFit, type UpdaterStep, updaterSteps } from "../fota-all/updater.ts";
import { imageKind, readMini } from "../mini/reader.ts";
import { StuckError } from "./resuming-updater.ts";
import { stagesOf } from "./stages.ts";
import { storageOf } from "./storage.ts";
import { sweepCuts } from "./sweep.ts";

/**
 * Takes the power away while a module with the old firmware takes a differential package, or the first file of
 * mini-system. What the small system does with the second file is not known, so it is not tried.
 *
 * @param onProgress 0 … 1
 * @throws Refusal not-package, package-damaged, package-declined, mini-incomplete, asr-no-system-image
 */
export function tryAsrPowerCuts(
  file: string,
  bytes: Uint8Array,
  old: AsrFirmware,
  wanted: CutsWanted,
  onProgress: (done: number) => void = () => undefined,
): PowerCutReport {
  const areas = areasToGrowIn(old, systemOf(old));
  const steps = stepsOf(file, bytes);
  const images = steps.flatMap((step) => (step.kind === "build" ? [step.image] : []));
  if (!oldAreasFit(new FlashInUpdate(areas), { images })) {
    throw new Refusal("package-declined", { why: { code: "old-differs" } });
  }
  try {
    return sweepCuts(stagesOf(steps), storageOf(areas), wanted, onProgress);
  } catch (error) {
    if (!(error instanceof StuckError)) throw error;
    throw new Refusal("package-declined", { why: error.why });
  }
}

function stepsOf(file: string, bytes: Uint8Array): UpdaterStep[] {
  if (isFotaAll(bytes)) return updaterSteps(readFotaAll(file, bytes));
  const { first } = readMini(file, bytes);
  if (first === null) throw new Refusal("mini-incomplete", { missing: "first" });
  return first.images.map((image) => ({
    kind: "build",
    image: { ...image, kind: imageKind(first, image.slot) },
    at: image.newAddress,
  }));
}
