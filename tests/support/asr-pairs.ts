import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AsrFirmware, readAsr } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "./opened.ts";
import { python, shared } from "./shared.ts";

const smallFlash = ["EC600MCNLER01A01M08_OCPU_QPY.bin", "EC600MCNLER01A02M08_OCPU_QPY.bin"] as const;
export const largeFlash = ["EC600NCNLFR01A01M16_OCPU_QPY.bin", "EC600NCNLFR01A02M16_OCPU_QPY.bin"] as const;

/** A pair that the vendor's tool made a differential package of. */
export interface AsrPair {
  /** Name of that package. */
  readonly vendor: string;
  readonly old: string;
  /** A release, or a system image that is rebuilt from a patch of the old one. */
  readonly new: string;
  readonly apps: readonly string[];
}

export const asrPairs: readonly AsrPair[] = [
  { vendor: "proA", old: smallFlash[0], new: smallFlash[1], apps: [] },
  { vendor: "proB", old: smallFlash[0], new: "newB.img", apps: [] },
  { vendor: "spro", old: largeFlash[0], new: largeFlash[1], apps: [] },
  { vendor: "sprorev", old: largeFlash[1], new: largeFlash[0], apps: [] },
  { vendor: "sproapp", old: largeFlash[0], new: largeFlash[1], apps: ["customer_app"] },
  { vendor: "pn_add", old: largeFlash[0], new: "n_add.img", apps: [] },
  { vendor: "pn_drop", old: largeFlash[0], new: "n_drop.img", apps: [] },
  { vendor: "pn_pre", old: largeFlash[0], new: "n_pre.img", apps: [] },
];

export const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

export function vendorPackage({ vendor }: AsrPair): Uint8Array {
  return bytesOf(`${shared}data/vendor-packages/asr/${vendor}.bin`);
}

/** The firmware as if its updater could keep a backup in the file system, which no public one can. */
export function knowingFileBackup(firmware: AsrFirmware): AsrFirmware {
  return { ...firmware, updater: { version: "", methods: ["fsall"], comparesRecompressed: false } };
}

/** A firmware, and the file that the independent tool takes for it. */
export interface OpenedSide {
  readonly firmware: AsrFirmware;
  readonly source: string;
}

/** Opens the firmware of pairs, each file once: what is decompressed is kept with it. */
export class PairReader {
  readonly #folder: string;
  readonly #opened = new Map<string, OpenedSide>();

  /** @param folder for the images that have to be rebuilt */
  constructor(folder: string) {
    this.#folder = folder;
  }

  open(pair: AsrPair): { readonly from: OpenedSide; readonly to: OpenedSide } {
    return { from: this.#side(pair.old, pair), to: this.#side(pair.new, pair) };
  }

  #side(name: string, pair: AsrPair): OpenedSide {
    const known = this.#opened.get(name) ?? this.#read(name, pair);
    this.#opened.set(name, known);
    return known;
  }

  #read(name: string, { old }: AsrPair): OpenedSide {
    const release = `${shared}data/firmware/asr/${name}`;
    if (!name.endsWith(".img")) {
      return { firmware: openAsr(name, bytesOf(release)), source: release };
    }
    const source = join(this.#folder, name);
    const patch = `${shared}data/vendor-packages/asr/images/${name}.patch`;
    const { status, stdout } = python("asr_verify.py", [
      "patch",
      `${shared}data/firmware/asr/${old}`,
      patch,
      source,
    ]);
    if (status !== 0) throw new Error(stdout);
    return { firmware: readAsr(name, new Map([["system.img", bytesOf(source)]])), source };
  }
}
