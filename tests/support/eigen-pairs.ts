import { readFileSync } from "node:fs";
import { sha256 } from "@noble/hashes/sha2.js";
import { readBinpkg } from "../../src/platforms/eigen/firmware/binpkg.ts";
import type { EigenChip } from "../../src/platforms/eigen/firmware/chips.ts";
import {
  bareAp,
  type EigenFirmware,
  eigenFirmwareOf,
} from "../../src/platforms/eigen/firmware/eigen-firmware.ts";
import { eigenSampleImages } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import { shared } from "./shared.ts";

/** A pair of real firmware, with the package that the vendor's tool made of it. */
export interface EigenPair {
  readonly chip: EigenChip;
  readonly vendor: string;
  readonly old: string;
  readonly new: string;
}

const BINPKG = (version: string) => `eigen-ec618/LuatOS-SoC_${version}_EC618.binpkg`;
const BARE = (version: string) => `eigen-ec718/ap_${version}.bin`;

export const eigenPairs: readonly EigenPair[] = (
  [
    ["V1105", "V1106"],
    ["V1106", "V1105"],
  ] as const
).flatMap(([old, next]): EigenPair[] => [
  {
    chip: "eigen618",
    vendor: `eigen-ec618-${old}-to-${next}.par`,
    old: BINPKG(old),
    new: BINPKG(next),
  },
  {
    chip: "eigen718",
    vendor: `eigen-ec718-${old}-to-${next}_bz.par`,
    old: BARE(old),
    new: BARE(next),
  },
]);

export function firmwarePath(name: string): string {
  return `${shared}data/firmware/${name}`;
}

/** @param name of a binpkg, or of an AP by itself, in the shared data */
export function realEigen(name: string, chip: EigenChip): EigenFirmware {
  const bytes = new Uint8Array(readFileSync(firmwarePath(name)));
  if (name.endsWith(".binpkg")) return eigenFirmwareOf(name, readBinpkg(name, bytes));
  return bareAp(name, bytes, chip);
}

export function vendorPar({ vendor }: EigenPair): Uint8Array {
  return new Uint8Array(readFileSync(`${shared}data/vendor-packages/${vendor}`));
}

/** The sample firmware, opened. */
export function sampleEigen(chip: EigenChip, release: 1 | 2, apSize = 90_000): EigenFirmware {
  return {
    fileName: `sample ${release}`,
    chip,
    form: "106",
    images: eigenSampleImages({ chip, release, apSize }),
    beside: new Map(),
  };
}

/** A firmware whose AP has these bytes and that has nothing else. */
export function apAlone(chip: EigenChip, data: Uint8Array): EigenFirmware {
  const address = chip === "eigen618" ? 0x24000 : 0x7e000;
  const ap = { name: "ap", type: "AP", address, flashSize: 0x2e0000, data };
  return { fileName: "ap", chip, form: "106", images: [ap], beside: new Map() };
}

/** The package with its hash put right, as whoever changes a package on purpose would leave it. */
export function rehashed(pack: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(pack);
  copy.fill(0, 12, 44);
  copy.set(sha256(copy), 12);
  return copy;
}
