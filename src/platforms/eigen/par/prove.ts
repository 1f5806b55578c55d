import { hex } from "../../../bytes/layout.ts";
import { isRefusal, Refusal } from "../../../contract/refusal.ts";
import { type EigenFirmware, imageOf } from "../firmware/eigen-firmware.ts";
import { ParModule, UpdateFailure } from "./module.ts";
import { CARRIED } from "./plan.ts";
import { readPar } from "./reader.ts";

/** What a proof established. */
export interface ParProof {
  /** Flash bytes compared with the new firmware. */
  readonly flashBytes: number;
  /** Blocks that the module wrote. */
  readonly steps: number;
}

/**
 * Has a simulated module with the old firmware take a package, and compares every image that packages carry with the
 * new firmware. Nothing here knows how the package was made.
 *
 * @param onProgress 0 … 1
 * @throws Refusal proof-failed
 */
export function provePar(
  pack: Uint8Array,
  old: EigenFirmware,
  next: EigenFirmware,
  onProgress: (done: number) => void = () => undefined,
): ParProof {
  const module = updated(pack, old, onProgress);
  return { flashBytes: compareWithNew(module, old, next), steps: module.steps.length };
}

function updated(pack: Uint8Array, old: EigenFirmware, onProgress: (done: number) => void): ParModule {
  try {
    const par = readPar("package", pack);
    if (par.chip !== old.chip) throw failed("download", `the package is for ${par.chip}`);
    const module = new ParModule(par, old);
    module.run(onProgress);
    return module;
  } catch (error) {
    if (error instanceof UpdateFailure) throw failed(error.step, error.message);
    if (isRefusal(error) && error.code !== "proof-failed") throw failed("download", error.message);
    throw error;
  }
}

/**
 * Compares what an update has left with what the new firmware has.
 * @returns bytes that were compared
 * @throws Refusal proof-failed
 */
export function compareWithNew(module: ParModule, old: EigenFirmware, next: EigenFirmware): number {
  let compared = 0;
  for (const type of CARRIED) {
    const wanted = imageOf(next, type);
    const now = module.imageNow(type) ?? imageOf(old, type)?.data ?? null;
    if (wanted === null && now === null) continue;
    if (wanted === null || now === null) throw failed(type, "is in one of the two only");
    const at = firstDifference(now, wanted.data);
    if (at !== null) throw failed(type, `the bytes at ${hex(wanted.address + at)} are not the new ones`);
    compared += wanted.data.length;
  }
  return compared;
}

/** Where two contents begin to differ; null when they do not. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? null : shorter;
}

function failed(step: string, why: string): Refusal {
  return new Refusal("proof-failed", { step, why });
}
