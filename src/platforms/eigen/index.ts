import type { RefusalValue } from "../../contract/refusal.ts";
import { BINPKG_SNIFF_SIZE, looksLikeBinpkg, readBinpkg } from "./firmware/binpkg.ts";
import type { EigenChip } from "./firmware/chips.ts";
import { bareAp, type EigenFirmware, eigenFirmwareOf, looksLikeBareAp } from "./firmware/eigen-firmware.ts";
import { ParDevice } from "./par/device.ts";
import { inspectPar } from "./par/inspect.ts";
import { makeProvenPar, type ParStep, type ProvenPar } from "./par/make.ts";
import { type ParOptions, planPar } from "./par/plan.ts";
import { tryParPowerCuts } from "./par/power-cuts.ts";
import { isPar } from "./par/reader.ts";
import { verifyPar } from "./par/verify.ts";
import { eigenSamplePair } from "./sample/eigen-sample.ts";

/** A package that could be made, with what to know before. */
export interface ParRequest {
  readonly warnings: readonly RefusalValue[];
  /** @throws Refusal par-too-large, proof-failed */
  make(onStep?: (step: ParStep) => void): ProvenPar;
}

/** `.par`, the one kind of package that these modules take. */
export const par = {
  id: "par",
  type: "diff",
  ending: ".par",
  matches: isPar,
  inspect: inspectPar,
  /** @throws Refusal as planPar */
  prepare(old: EigenFirmware, next: EigenFirmware, options: ParOptions): ParRequest {
    const plan = planPar(old, next, options);
    return { warnings: plan.warnings, make: (onStep) => makeProvenPar(plan, old, next, onStep) };
  },
  verify: verifyPar,
  powerCuts: tryParPowerCuts,
  device: (old: EigenFirmware, next: EigenFirmware) => new ParDevice(old, next),
} as const;

/** Both chips: which of them it is, a binpkg tells. */
export const eigen = {
  ids: ["eigen618", "eigen718"] as const,
  sniffSize: BINPKG_SNIFF_SIZE,
  matches: looksLikeBinpkg,
  /**
   * @param beside other files of the release, by name
   * @throws Refusal firmware-truncated, firmware-damaged, firmware-crc
   */
  open(fileName: string, bytes: Uint8Array, beside?: ReadonlyMap<string, Uint8Array>): EigenFirmware {
    return eigenFirmwareOf(fileName, readBinpkg(fileName, bytes), beside);
  },
  /** An AP by itself can be opened when somebody says for which chip it is. */
  matchesWhenNamed: looksLikeBareAp,
  /** @throws Refusal not-firmware */
  openNamed(fileName: string, bytes: Uint8Array, chip: EigenChip): EigenFirmware {
    return bareAp(fileName, bytes, chip);
  },
  sample: eigenSamplePair,
  formats: [par],
} as const;
