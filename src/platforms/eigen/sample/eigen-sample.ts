import { editProgram, inventProgram, linkProgram } from "../../../sample/program.ts";
import type { BinpkgImage } from "../firmware/binpkg.ts";
import { type BinpkgForm, writeBinpkg } from "../firmware/binpkg-writer.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";

/**
 * Made-up firmware of both chips, small enough to be made on the spot. Nothing in it is of a vendor, and no module can
 * run it. Boot loader, AP and CP lie where real firmware has them; from the first release to the second one AP and CP
 * change, and AP grows.
 */
export interface EigenSampleOptions {
  readonly chip: EigenChip;
  readonly release: 1 | 2;
  /** Bytes of the program in the AP, about. */
  readonly apSize: number;
  readonly form: BinpkgForm;
}

export interface EigenSample {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const DEFAULTS = { chip: "eigen618", release: 1, apSize: 220_000, form: "tagged" } as const;

/** Flash as the chips see it. */
const MAPPED_AT = 0x80_0000;
const VECTORS = 64;
const STACK = 0x46_0000;

interface Place {
  readonly address: number;
  readonly flashSize: number;
}

const PLACES: Readonly<Record<EigenChip, Readonly<Record<"BL" | "AP" | "CP", Place>>>> = {
  eigen618: {
    BL: { address: 0x4000, flashSize: 0x1e000 },
    AP: { address: CHIPS.eigen618.apAddress, flashSize: 0x2e0000 },
    CP: { address: 0, flashSize: 0x80000 },
  },
  eigen718: {
    BL: { address: 0x4000, flashSize: 0x10000 },
    AP: { address: CHIPS.eigen718.apAddress, flashSize: 0x30b000 },
    CP: { address: 0x1a000, flashSize: 0x60000 },
  },
};

export function eigenSample(options: Partial<EigenSampleOptions> = {}): EigenSample {
  const { chip, release, form } = { ...DEFAULTS, ...options };
  const images = eigenSampleImages(options);
  return { fileName: `SAMPLE_${CHIPS[chip].name}_A0${release}.binpkg`, bytes: writeBinpkg(images, form) };
}

export function eigenSampleImages(options: Partial<EigenSampleOptions> = {}): BinpkgImage[] {
  const { chip, release, apSize } = { ...DEFAULTS, ...options };
  const { BL, AP, CP } = PLACES[chip];
  return [
    { name: "ap_bootloader", type: "BL", ...BL, data: program(11, 12_000, BL.address, 1, "SAMPLE_BL") },
    { name: "ap", type: "AP", ...AP, data: program(12, apSize, AP.address, release, "SAMPLE_AP") },
    { name: "cp-flash", type: "CP", ...CP, data: program(13, 40_000, CP.address, release, "SAMPLE_CP") },
  ];
}

/** Both releases. */
export function eigenSamplePair(chip: EigenChip): { readonly old: EigenSample; readonly new: EigenSample } {
  return { old: eigenSample({ chip, release: 1 }), new: eigenSample({ chip, release: 2 }) };
}

/** A table of handlers, as all programs for these processors begin with, and the program. */
function program(seed: number, size: number, address: number, release: 1 | 2, what: string): Uint8Array {
  const first = inventProgram(seed, size);
  const edited = release === 1 ? first : editProgram(first, seed + 100, 25);
  const runsAt = MAPPED_AT + address + 4 * VECTORS;
  const code = linkProgram(edited, runsAt, `${what} A0${release}`);
  const image = new Uint8Array(4 * VECTORS + code.length);
  const view = new DataView(image.buffer);
  view.setUint32(0, STACK, true);
  for (let i = 1; i < VECTORS; i++) view.setUint32(4 * i, runsAt + 1, true);
  image.set(code, 4 * VECTORS);
  return image;
}
