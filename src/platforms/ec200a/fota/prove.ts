import { hex } from "../../../bytes/layout.ts";
import { isRefusal, Refusal } from "../../../contract/refusal.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import { compareWithRelease } from "./compare.ts";
import { Ec200aFlash } from "./flash.ts";
import { type Ec200aPackage, readEc200aPackage } from "./reader.ts";
import { Ec200aFailure, runUpdate } from "./update.ts";

/** What a proof established. */
export interface Ec200aProof {
  /** Flash bytes compared with the new release; what is compressed counts as it is decompressed. */
  readonly flashBytes: number;
  /** Pieces built. */
  readonly steps: number;
}

/**
 * Has a simulated module with the old release take a package, and compares with the new one. Nothing here knows how the
 * package was made.
 * @throws Refusal proof-failed, firmware-damaged
 */
export function proveEc200a(bytes: Uint8Array, old: Ec200aFirmware, next: Ec200aFirmware): Ec200aProof {
  const pack = receive(bytes);
  const flash = new Ec200aFlash(old.images, old.flashMiB ?? 0);
  try {
    runUpdate(pack, flash);
  } catch (error) {
    if (error instanceof Ec200aFailure) throw failed(error.step, error.message);
    throw error;
  }
  return { flashBytes: demandRelease(flash, next), steps: pack.pieces.length };
}

/**
 * @returns bytes that were compared
 * @throws Refusal proof-failed, firmware-damaged
 */
export function demandRelease(flash: Ec200aFlash, next: Ec200aFirmware): number {
  const { bytes, differences } = compareWithRelease(flash, next);
  const [first] = differences;
  if (first === undefined) return bytes;
  const { place, kind, address } = first;
  throw failed(place, address === null ? kind : `${kind} at ${hex(address)}`);
}

function receive(bytes: Uint8Array): Ec200aPackage {
  try {
    return readEc200aPackage("package", bytes);
  } catch (error) {
    if (isRefusal(error)) throw failed("download", error.message);
    throw error;
  }
}

function failed(step: string, why: string): Refusal {
  return new Refusal("proof-failed", { step, why });
}
