import { writeCpio } from "../firmware/cpio.ts";
import { writeNvBin } from "../firmware/nv-bin.ts";
import { PacFlag, writePac } from "../firmware/pac.ts";
import { writeFlashFileSystem } from "../firmware/sffs-writer.ts";
import { UIMAGE_HEADER_SIZE, writeUImage } from "../firmware/uimage.ts";
import { APP2_HEADER_SIZE, applicationImage } from "./application-image.ts";
import type { SampleFirmware, SampleRelease } from "../../../sample/sample-firmware.ts";
import { sampleModemFiles, sampleNvItems, samplePrepack } from "./modem-files.ts";
import { editProgram, inventProgram, linkProgram } from "../../../sample/program.ts";
import { Random } from "../../../sample/random.ts";
import { type SchemeEntry, schemeXml } from "./scheme-xml.ts";

/**
 * A made-up firmware for UNISOC 8910 with everything a real one has, small enough to be made on the spot
 * (docs/formats/pac.md). Nothing in it is of a vendor, and no module can run it.
 */
export interface SampleOptions {
  /** Which of the two releases: it decides the defaults below and what all contents are. */
  readonly release: SampleRelease;
  readonly fileName: string;
  readonly product: string;
  readonly productVersion: string;
  /** Board: two firmwares of different boards must not meet. */
  readonly alias: string;
  /** Name in the header of AP and loaders, and their build time in Unix seconds. */
  readonly imageName: string;
  readonly builtAt: number;
  /** Flash address (0x60… SFL1, 0x70… SFL2) and maximum of the partitions. */
  readonly apAddress: number;
  readonly apLimit: number;
  /** Bytes of the program in AP, about. */
  readonly apSize: number;
  /** Bytes of random data that AP has after its program. */
  readonly apExtra: number;
  readonly psAddress: number;
  /** Size of the PS image, and its maximum: a multiple of 64 KiB. */
  readonly psSize: number;
  /** Shape of the blocked file cp.bin. */
  readonly parts: number;
  readonly partSize: number;
  readonly tail: number;
  /** More files of the PS image, or other contents for those that are there; null takes one out. */
  readonly modemFiles: ReadonlyMap<string, Uint8Array | null>;
  /** The same for NV items. */
  readonly nvItems: ReadonlyMap<number, Uint8Array | null>;
  /** The same for PREPACK. */
  readonly prepack: ReadonlyMap<string, Uint8Array | null>;
  /** An application of its own partition (APPIMG); null for none, which is the default. */
  readonly application: {
    readonly address: number;
    readonly limit: number;
    readonly size: number;
  } | null;
  /** Entries to leave out, by ID. */
  readonly without: readonly string[];
}

const COMMON = {
  product: "UIX8910_MODEM",
  productVersion: "8910 MODULE",
  alias: "8915DM_cat1_sample",
  apAddress: 0x60010000,
  apLimit: 0x60000,
  apSize: 230_000,
  apExtra: 0,
  psAddress: 0x60560000,
  psSize: 0x80000,
  partSize: 0x10000,
  modemFiles: new Map<string, Uint8Array | null>(),
  nvItems: new Map<number, Uint8Array | null>(),
  prepack: new Map<string, Uint8Array | null>(),
  application: null,
  without: [],
};

/** The second release has one part fewer and ends short: what is hardest to update without risk. */
const RELEASES: Readonly<Record<SampleRelease, SampleOptions>> = {
  1: {
    ...COMMON,
    release: 1,
    fileName: "SAMPLE_8910_V01.pac",
    imageName: "SAMPLE-r101",
    builtAt: Date.UTC(2024, 2, 4, 8, 30, 0) / 1000,
    parts: 6,
    tail: 42_000,
  },
  2: {
    ...COMMON,
    release: 2,
    fileName: "SAMPLE_8910_V02.pac",
    imageName: "SAMPLE-r128",
    builtAt: Date.UTC(2024, 8, 16, 8, 30, 0) / 1000,
    parts: 5,
    tail: 9_000,
  },
};

/** The two releases as they are, for a first try: the same bytes every time. */
export function samplePair(): { readonly old: SampleFirmware; readonly new: SampleFirmware } {
  return { old: sampleFirmware({ release: 1 }), new: sampleFirmware({ release: 2 }) };
}

/** One firmware, release 1 unless asked otherwise, with whatever the options change. */
export function sampleFirmware(options: Partial<SampleOptions> = {}): SampleFirmware {
  const sample: SampleOptions = { ...RELEASES[options.release ?? 1], ...options };
  const parts = partsOf(sample).filter(({ id }) => !sample.without.includes(id));
  const bytes = writePac({
    product: sample.product,
    productVersion: sample.productVersion,
    alias: sample.alias,
    entries: parts.map(({ id, fileName, flag, base, data, omitFlag }) => ({
      id,
      fileName,
      flag,
      address: base,
      data: data(),
      checkFlag: 1,
      omitFlag,
    })),
    xml: { fileName: `${sample.product}.xml`, text: schemeXml(sample.product, parts) },
  });
  return { fileName: sample.fileName, bytes };
}

interface Part extends SchemeEntry {
  readonly fileName: string;
  readonly omitFlag: number;
  readonly data: () => Uint8Array;
}

const FLASH_OFFSET = 0xffffff;
const NV_SIZE = 0x8000;
const BUILD_STAMP = 0x01750000;

const HOST_FDL = 0x838000;
const FDL2 = 0x810000;
const BOOT = 0x60000000;
const BOOT_RUNS_AT = 0x800100;
/** Logical operations of the flash loader (docs/formats/pac.md#ids-and-addresses). */
const ERASE_NV = 0xfe000001;
const PHASE_CHECK = 0xfe000002;
const NV = 0xfe000003;
const PREPACK = 0xfe000004;
const FORMAT = 0xfe000006;
const FSYS = 0x53595346;
const FEXT = 0x54584546;

/** Entries in the order of real packages. */
function partsOf(sample: SampleOptions): Part[] {
  const { release, alias, apAddress, application } = sample;
  const loader = (seed: number, size: number, runsAt: number) => () =>
    uImage(sample, runsAt, code(release, seed, size, runsAt, "boot"));
  const apRunsAt = apAddress + UIMAGE_HEADER_SIZE;
  const parts = [
    file("HOST_FDL", "HOST_FDL", HOST_FDL, 0x8000, "fdl1.img", loader(1, 2_500, HOST_FDL + 0x40)),
    file("FDL2", "FDL2", FDL2, 0x28000, "fdl2.img", loader(2, 6_000, FDL2 + 0x40)),
    operation("PhaseCheck", "CODE", PHASE_CHECK, 0x100),
    file("BOOTLOADER", "CODE", BOOT, 0x10000, "boot.img", loader(3, 8_000, BOOT_RUNS_AT)),
    file("AP", "CODE", apAddress, sample.apLimit, `${alias}.img`, () =>
      uImage(sample, apRunsAt, apProgram(sample, apRunsAt)),
    ),
    file("PS", "CODE", sample.psAddress, sample.psSize, `${alias}_modem.img`, () => psImage(sample)),
    operation("FMT_FSSYS", "EraseFlash", FORMAT, FSYS),
    operation("FMT_FSEXT", "EraseFlash", FORMAT, FEXT),
    operation("FLASH", "EraseFlash", ERASE_NV, 0),
    file("NV", "NV", NV, NV_SIZE, `${alias}_nvitem.bin`, () =>
      writeNvBin(
        { stamp: BUILD_STAMP + release, items: overlaid(sampleNvItems(release), sample.nvItems) },
        NV_SIZE,
      ),
    ),
    file("PREPACK", "CODE", PREPACK, 0, `${alias}_prepack.cpio`, () =>
      writeCpio(overlaid(samplePrepack(release), sample.prepack)),
    ),
  ];
  if (application !== null) {
    const { address, limit, size } = application;
    const runsAt = address + APP2_HEADER_SIZE;
    const appImage = file("APPIMG", "CODE", address, limit, `${alias}_app.img`, () =>
      applicationImage(address, code(release, 5, size, runsAt, "application")),
    );
    parts.splice(parts.findIndex(({ id }) => id === "AP") + 1, 0, appImage);
  }
  return parts;
}

function file(
  id: string,
  type: string,
  base: number,
  limit: number,
  fileName: string,
  data: () => Uint8Array,
): Part {
  return { id, type, base, limit, fileName, data, flag: PacFlag.file, checkFlag: 0, omitFlag: 0 };
}

function operation(id: string, type: string, base: number, limit: number): Part {
  const data = () => new Uint8Array();
  return { id, type, base, limit, fileName: "", data, flag: PacFlag.operation, checkFlag: 0, omitFlag: 1 };
}

function uImage({ imageName, builtAt }: SampleOptions, address: number, data: Uint8Array): Uint8Array {
  return writeUImage({ name: imageName, builtAt, loadAddress: address, entryAddress: address, data });
}

function code(release: SampleRelease, seed: number, size: number, address: number, what: string): Uint8Array {
  const first = inventProgram(seed, size);
  const program = release === 1 ? first : editProgram(first, seed + 100, 25);
  return linkProgram(program, address, `${what} ${release}`);
}

const AP_SEED = 4;

function apProgram({ release, apSize, apExtra }: SampleOptions, runsAt: number): Uint8Array {
  const program = code(release, AP_SEED, apSize, runsAt, "SAMPLE_8910");
  if (apExtra === 0) return program;
  const extended = new Uint8Array(program.length + apExtra);
  extended.set(program);
  const random = new Random(AP_SEED);
  for (let at = program.length; at < extended.length; at++) extended[at] = random.below(256);
  return extended;
}

function psImage(sample: SampleOptions): Uint8Array {
  const files = overlaid(sampleModemFiles(sample.release, sample), sample.modemFiles);
  return writeFlashFileSystem(files, { start: sample.psAddress & FLASH_OFFSET, size: sample.psSize });
}

function overlaid<K>(
  base: ReadonlyMap<K, Uint8Array>,
  changes: ReadonlyMap<K, Uint8Array | null>,
): Map<K, Uint8Array> {
  const result = new Map(base);
  for (const [key, contents] of changes) {
    if (contents === null) result.delete(key);
    else result.set(key, contents);
  }
  return result;
}
