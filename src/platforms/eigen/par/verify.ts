import type {
  Difference,
  Uncovered,
  Verification,
  VerificationProgress,
} from "../../../contract/verification.ts";
import { isRefusal, type RefusalValue } from "../../../contract/refusal.ts";
import { CHIPS } from "../firmware/chips.ts";
import { type EigenFirmware, imageOf } from "../firmware/eigen-firmware.ts";
import { ParModule, UpdateFailure } from "./module.ts";
import { CARRIED, placesElsewhere, same } from "./plan.ts";
import { firstDifference } from "./prove.ts";
import { type Par, readPar } from "./reader.ts";

export type ParVerification = Omit<Verification, "kind"> & { readonly kind: "par" };

/**
 * Has a simulated module with the old firmware take a package, whoever made it, and compares the images that it
 * carries with the new firmware.
 */
export function verifyPar(
  file: string,
  bytes: Uint8Array,
  old: EigenFirmware,
  next: EigenFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): ParVerification {
  onProgress({ stage: "check", done: 0 });
  const read = readOrRefusal(file, bytes);
  if ("refusal" in read) return refused(read.refusal);
  const { par } = read;
  for (const { chip } of [old, next]) {
    if (par.chip === chip) continue;
    return refused({ code: "package-other-platform", detail: { platform: par.chip, firmware: chip } });
  }
  const have = CHIPS[par.chip].packageRoom;
  if (par.flashClass === 0 && par.storedBytes > have) {
    return refused({ code: "par-too-large", detail: { need: par.storedBytes, have, chip: par.chip } });
  }
  const updated = update(par, old, (done) => onProgress({ stage: "apply", done: 0.1 + 0.8 * done }));
  if (updated instanceof UpdateFailure) return refused(reasonOf(updated, par, next));

  onProgress({ stage: "compare", done: 0.9 });
  const differences = par.images.flatMap(({ type }) => differencesOf(updated, type, next));
  onProgress({ stage: "compare", done: 1 });
  return {
    verdict: differences.length === 0 ? "applies" : "applies-with-differences",
    kind: "par",
    reasons: [],
    otherwise: null,
    compared: {
      flashBytes: par.images.reduce((sum, { newSize }) => sum + newSize, 0),
      files: 0,
      steps: updated.steps.length,
    },
    differences,
    differenceCount: differences.length,
    uncovered: uncovered(par, old, next),
    hazards: [],
    warnings: [],
  };
}

function readOrRefusal(file: string, bytes: Uint8Array): { par: Par } | { refusal: RefusalValue } {
  try {
    return { par: readPar(file, bytes) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { refusal: { code: error.code, detail: error.detail } as RefusalValue };
  }
}

function update(par: Par, old: EigenFirmware, onStep: (done: number) => void): ParModule | UpdateFailure {
  try {
    const module = new ParModule(par, old);
    module.run(onStep);
    return module;
  } catch (error) {
    if (error instanceof UpdateFailure) return error;
    throw error;
  }
}

function reasonOf({ kind, step, message: why }: UpdateFailure, par: Par, next: EigenFirmware): RefusalValue {
  switch (kind) {
    case "old":
      return fits(par, next)
        ? { code: "package-old-is-new", detail: { step } }
        : { code: "package-other-old", detail: { step, why } };
    case "declined":
      return { code: "package-declined", detail: { step, why } };
    case "stuck":
      return { code: "package-stuck", detail: { step, why } };
  }
}

/** Whether a module with this firmware would start the update. */
function fits(par: Par, firmware: EigenFirmware): boolean {
  try {
    return new ParModule(par, firmware).steps.length > 0;
  } catch (error) {
    if (error instanceof UpdateFailure) return false;
    throw error;
  }
}

function differencesOf(module: ParModule, type: string, next: EigenFirmware): Difference[] {
  const now = module.imageNow(type);
  const wanted = imageOf(next, type);
  if (now === null) return [];
  if (wanted === null) return [{ place: type, kind: "stray", address: null }];
  const at = firstDifference(now, wanted.data);
  return at === null ? [] : [{ place: type, kind: "differs", address: wanted.address + at }];
}

function uncovered(par: Par, old: EigenFirmware, next: EigenFirmware): Uncovered[] {
  const carried = new Set(par.images.map(({ type }) => type));
  const images = CARRIED.filter((type) => !carried.has(type)).flatMap((place): Uncovered[] => {
    const [from, to] = [imageOf(old, place), imageOf(next, place)];
    if (from === null && to === null) return [];
    return [{ place, differs: from === null || to === null ? null : !same(from.data, to.data) }];
  });
  return [...images, ...placesElsewhere(old, next)];
}

function refused(reason: RefusalValue): ParVerification {
  return {
    verdict: "refused",
    kind: "par",
    reasons: [reason],
    otherwise: null,
    compared: { flashBytes: 0, files: 0, steps: 0 },
    differences: [],
    differenceCount: 0,
    uncovered: [],
    hazards: [],
    warnings: [],
  };
}
