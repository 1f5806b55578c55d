import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import type { RefusalValue } from "../../../contract/refusal.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { CHIPS } from "../firmware/chips.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { comparePar } from "./compare.ts";
import { ParModule, UpdateFailure } from "./module.ts";
import { type Par, readPar } from "./reader.ts";

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
): Verification {
  onProgress({ stage: "check", done: 0 });
  const refused = (reason: RefusalValue): Verification => refusedPackage("par", [reason]);
  const read = orRefusal(() => readPar(file, bytes));
  if ("refusal" in read) return refused(read.refusal);
  const par = read.value;
  for (const { chip } of [old, next]) {
    if (par.chip === chip) continue;
    return refused({ code: "package-other-platform", detail: { platform: par.chip, firmware: chip } });
  }
  const have = CHIPS[par.chip].packageRoom;
  if (par.flashClass === 0 && par.storedBytes > have) {
    return refused({ code: "par-too-large", detail: { need: par.storedBytes, have, chip: par.chip } });
  }
  const updated = update(par, old, (done) => onProgress({ stage: "apply", done: 0.1 + 0.8 * done }));
  if (updated instanceof UpdateFailure) return refused(refusalOf(updated, par, next));

  onProgress({ stage: "compare", done: 0.9 });
  const found = comparePar(updated, par, old, next);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("par", found, { hazards: [], warnings: [] });
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

function refusalOf({ kind, why }: UpdateFailure, par: Par, next: EigenFirmware): RefusalValue {
  switch (kind) {
    case "old":
      return { code: fits(par, next) ? "package-old-is-new" : "package-other-old", detail: { why } };
    case "declined":
      return { code: "package-declined", detail: { why } };
    case "stuck":
      return { code: "package-stuck", detail: { why } };
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
