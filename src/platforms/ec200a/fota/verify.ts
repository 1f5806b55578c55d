import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import type { RefusalValue } from "../../../contract/refusal.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { demandUpgradable } from "../firmware/upgradable.ts";
import { compareWithRelease } from "./compare.ts";
import { Ec200aFlash } from "./flash.ts";
import { demandPackageFits, demandSameList } from "./plan.ts";
import { readEc200aPackage } from "./reader.ts";
import { Ec200aFailure, oldPiecesFit, runUpdate } from "./update.ts";

/**
 * Has a simulated module with the old release take a package, whoever made it, and compares with the new one.
 * @throws Refusal firmware-damaged
 */
export function verifyEc200a(
  file: string,
  bytes: Uint8Array,
  old: Ec200aFirmware,
  next: Ec200aFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const refused = (reason: RefusalValue): Verification => refusedPackage("ec200a-diff", [reason]);
  const read = orRefusal(() => readEc200aPackage(file, bytes));
  if ("refusal" in read) return refused(read.refusal);
  const pack = read.value;
  const fits = orRefusal(() => {
    for (const release of [old, next]) demandUpgradable(release);
    demandSameList(old, next);
    demandPackageFits(bytes.length, pack.backupNeed);
  });
  if ("refusal" in fits) return refused(fits.refusal);

  const flash = new Ec200aFlash(old.images, old.flashMiB ?? 0);
  let built = 0;
  try {
    runUpdate(pack, flash, () => {
      built++;
      onProgress({ stage: "apply", done: 0.1 + (0.7 * built) / pack.pieces.length });
    });
  } catch (error) {
    if (!(error instanceof Ec200aFailure)) throw error;
    const { why, nothingChanged } = error;
    if (!nothingChanged) return refused({ code: "package-stuck", detail: { why } });
    return oldPiecesFit(pack, new Ec200aFlash(next.images, next.flashMiB ?? 0))
      ? refused({ code: "package-old-is-new", detail: { why } })
      : refused({ code: "package-other-old", detail: { why } });
  }

  onProgress({ stage: "compare", done: 0.85 });
  const found = compareWithRelease(flash, old, next, pack.pieces.length);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("ec200a-diff", found, {
    hazards: [],
    warnings: [{ code: "format-experimental", detail: { file } }],
  });
}
