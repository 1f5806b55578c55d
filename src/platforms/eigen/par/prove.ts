import { type Reason, within } from "../../../contract/reason.ts";
import { isRefusal, reasonOf, Refusal } from "../../../contract/refusal.ts";
import type { Findings } from "../../../contract/verification.ts";
import { demandNoDifference } from "../../verification.ts";
import { CHIPS } from "../firmware/chips.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { comparePar } from "./compare.ts";
import { ParModule, UpdateFailure } from "./module.ts";
import { CARRIED } from "./plan.ts";
import { type Par, readPar } from "./reader.ts";

/**
 * Has a simulated module with the old firmware take a package, and compares what it holds with the new firmware.
 * Nothing here knows how the package was made.
 *
 * @param onProgress 0 … 1
 * @throws Refusal proof-failed
 */
export function provePar(
  pack: Uint8Array,
  old: EigenFirmware,
  next: EigenFirmware,
  onProgress: (done: number) => void = () => undefined,
): Findings {
  const par = received(pack);
  if (par.chip !== old.chip) {
    const why: Reason = { code: "for-other-chip", chip: CHIPS[par.chip].name };
    throw failed(within({ part: "download" }, why));
  }
  return demandNew(updated(par, old, onProgress), par, old, next);
}

/**
 * Demands that an update has left what the new firmware has, in the images of the package, and that these are all
 * that differ of those that packages can carry.
 * @throws Refusal proof-failed
 */
export function demandNew(module: ParModule, par: Par, old: EigenFirmware, next: EigenFirmware): Findings {
  const found = demandNoDifference(comparePar(module, par, old, next));
  const lacking = found.uncovered.find(
    ({ place, differs }) => differs !== false && CARRIED.some((type) => type === place),
  );
  if (lacking !== undefined) throw failed(within(lacking.place, { code: "not-written" }));
  return found;
}

function received(pack: Uint8Array): Par {
  try {
    return readPar("package", pack);
  } catch (error) {
    if (isRefusal(error)) throw failed(within({ part: "download" }, reasonOf(error)));
    throw error;
  }
}

function updated(par: Par, old: EigenFirmware, onProgress: (done: number) => void): ParModule {
  try {
    const module = new ParModule(par, old);
    module.run(onProgress);
    return module;
  } catch (error) {
    if (error instanceof UpdateFailure) throw failed(error.why);
    throw error;
  }
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why });
}
