import type { Findings } from "../../../contract/verification.ts";
import { within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf, Refusal } from "../../../contract/refusal.ts";
import { demandNoDifference } from "../../verification.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { compareWithRelease } from "./compare.ts";
import { Ec200aFlash } from "./flash.ts";
import { type Ec200aPackage, readEc200aPackage } from "./reader.ts";
import { Ec200aFailure, runUpdate } from "./update.ts";

/**
 * Has a simulated module with the old release take a package, and compares with the new one. Nothing here knows how the
 * package was made.
 * @throws Refusal proof-failed, firmware-damaged
 */
export function proveEc200a(bytes: Uint8Array, old: Ec200aFirmware, next: Ec200aFirmware): Findings {
  const pack = receive(bytes);
  const flash = new Ec200aFlash(old.images, old.flashMiB ?? 0);
  try {
    runUpdate(pack, flash);
  } catch (error) {
    if (error instanceof Ec200aFailure) throw new Refusal("proof-failed", { why: error.why });
    throw error;
  }
  return demandRelease(flash, old, next, pack.pieces.length);
}

/**
 * Demands that an update has left the new release, and wrote nowhere else.
 * @throws Refusal proof-failed, firmware-damaged
 */
export function demandRelease(
  flash: Ec200aFlash,
  old: Ec200aFirmware,
  next: Ec200aFirmware,
  steps: number,
): Findings {
  return demandNoDifference(compareWithRelease(flash, old, next, steps));
}

function receive(bytes: Uint8Array): Ec200aPackage {
  try {
    return readEc200aPackage("package", bytes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new Refusal("proof-failed", { why: within({ part: "download" }, reasonOf(error)) });
  }
}
