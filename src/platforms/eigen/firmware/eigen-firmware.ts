import { viewOf } from "../../../bytes/layout.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { type Binpkg, type BinpkgImage } from "./binpkg.ts";
import { CHIPS, type EigenChip } from "./chips.ts";

/** A firmware as packages are made of it. */
export interface EigenFirmware {
  /** Shown in refusals. */
  readonly fileName: string;
  readonly chip: EigenChip;
  /** Of the binpkg, e.g. 106; empty for an AP by itself. */
  readonly form: string;
  readonly images: readonly BinpkgImage[];
  /** Files beside the binpkg in a release, e.g. ap_application.bin, by name: no package carries them. */
  readonly beside: ReadonlyMap<string, Uint8Array>;
}

/** @param beside see {@link EigenFirmware} */
export function eigenFirmwareOf(
  fileName: string,
  { version: form, platform, images }: Binpkg,
  beside: ReadonlyMap<string, Uint8Array> = new Map(),
): EigenFirmware {
  return { fileName, chip: platform, form, images, beside };
}

/** Flash as the AP sees it. */
const MAPPED_AT = 0x0080_0000;
const MAPPED_END = MAPPED_AT + 16 * 1024 * 1024;
/** Entries of the vector table that every AP has: reset and the five faults after it. */
const HANDLERS = 6;
const VECTORS_SIZE = 4 * (1 + HANDLERS);

/**
 * Whether bytes can be an AP by itself (ap_….bin): a vector table of a Cortex-M whose handlers lie in flash. For which
 * of the chips it is, the bytes do not tell.
 */
export function looksLikeBareAp(bytes: Uint8Array): boolean {
  if (bytes.length < VECTORS_SIZE) return false;
  const view = viewOf(bytes);
  const stack = view.getUint32(0, true);
  if (stack === 0 || stack % 4 !== 0) return false;
  for (let i = 1; i <= HANDLERS; i++) {
    const handler = view.getUint32(4 * i, true);
    if (handler % 2 === 0 || handler < MAPPED_AT || handler >= MAPPED_END) return false;
  }
  return true;
}

/**
 * An AP by itself, for a chip that somebody has named. It is taken to lie where boards with 4 MiB have it.
 * @throws Refusal not-firmware
 */
export function bareAp(fileName: string, data: Uint8Array, chip: EigenChip): EigenFirmware {
  if (!looksLikeBareAp(data)) throw new Refusal("not-firmware", { file: fileName });
  const ap = { name: "ap", type: "AP", address: CHIPS[chip].apAddress, flashSize: 0, data };
  return { fileName, chip, form: "", images: [ap], beside: new Map() };
}

export function imageOf({ images }: EigenFirmware, type: string): BinpkgImage | null {
  return images.find((image) => image.type === type) ?? null;
}
