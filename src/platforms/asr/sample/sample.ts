import { zipSync } from "fflate";
import { FLASH_ADDRESS, FLASH_SECTOR } from "../firmware/system-image.ts";
import { type Partition, PARTITION_TABLE_SIZE, writePartitionTable } from "../firmware/partition-table.ts";
import { writeLittleFs1 } from "../../../codecs/littlefs/writer.ts";
import { type RegionShape, systemParts } from "./sample-system.ts";
import { inventProgram, linkProgram } from "../../../sample/program.ts";
import type { SampleFirmware, SampleRelease } from "../../../sample/sample-firmware.ts";

/**
 * A made-up ASR firmware with everything a real one has, small enough to be made on the spot
 * (docs/formats/asr-firmware.md). Nothing in it is of a vendor, and no module can run it.
 */
export interface AsrSampleOptions {
  /** Which of the two releases: it decides the defaults and what all contents are. */
  readonly release: SampleRelease;
  readonly fileName: string;
  /** The small one has the regions of chips for LTE alone, and a logo. */
  readonly flashMiB: 16 | 8;
  /** One load table region more or fewer than usual, at the end of the table. */
  readonly regionsMore: -1 | 0 | 1;
  /** Name of the region that claims to be LZOP; null for none. */
  readonly lzopRegion: string | null;
  /** Bytes of the partition where packages are kept; 0 for no such partition. */
  readonly fotaPkgSize: number;
  /** Offset and bytes of the user partition. */
  readonly userPartition: { readonly start: number; readonly size: number };
  /** More files of the user, or other contents for those that are there; null takes one out. */
  readonly userFiles: ReadonlyMap<string, Uint8Array | null>;
  /** Files to leave out, e.g. system.img. */
  readonly without: readonly string[];
}

const COMMON = {
  regionsMore: 0,
  lzopRegion: null,
  userFiles: new Map<string, Uint8Array | null>(),
  without: [],
} as const;

/** By the size of the flash. */
const PLACES = {
  16: { fotaPkgSize: 0x220000, userPartition: { start: 0x9ea000, size: 0x100000 } },
  8: { fotaPkgSize: 0x180000, userPartition: { start: 0x4a0000, size: 0x80000 } },
} as const;

/** Flash offsets; what has none follows what is before it. */
const MAPS = {
  16: { chip: "external", system: 0x24000, app: 0x89f000, appSize: 0x14b000, pkg: 0xb20000, tail: 0xf1d000 },
  8: { chip: "qspi", system: 0x16000, app: 0x520000, appSize: 0x60000, pkg: 0x580000, tail: 0x700000 },
} as const;

const REGIONS: Readonly<Record<16 | 8, readonly RegionShape[]>> = {
  16: [
    // Grows by a sector from release 1 to release 2, and moves all that follows.
    { region: "DDR_RW_", exec: 0x7e000000, size: 16_102 },
    { region: "PS_NCAH", exec: 0x7e957800, size: 1_500 },
    { region: "USBNCAH", exec: 0x7e200000, size: 1_500 },
    { region: "CODE_PS", exec: 0x7e300000, size: 22_000 },
    { region: "CODEPSB", exec: 0x7e400000, size: 8_000 },
    { region: "CODE_PL", exec: 0x7e500000, size: 5_000 },
    { region: "NON_OTA", exec: 0x7e600000, size: 6_000 },
  ],
  8: [
    { region: "DDR_RW_", exec: 0x7e400000, size: 16_102 },
    { region: "PS_NCAH", exec: 0x7e757800, size: 1_500 },
    { region: "ITCM", exec: 0x7e7cc400, size: 9_000 },
    { region: "CODE_PS", exec: 0x7e660000, size: 26_000 },
  ],
};
const REGION_MORE: RegionShape = { region: "CODEPLB", exec: 0x7e700000, size: 3_000 };

const APPLICATION_SIZE = 24_000;
const USER_BLOCK_SIZE = 0x1000;

/** The same bytes every time, in every time zone: archives hold local times. */
const PACKED_AT = new Date(2000, 0, 1);

/** The two releases as they are, for a first try: the same bytes every time. */
export function asrSamplePair(): { readonly old: SampleFirmware; readonly new: SampleFirmware } {
  return { old: asrSampleFirmware({ release: 1 }), new: asrSampleFirmware({ release: 2 }) };
}

/** One firmware, release 1 of 16 MiB unless asked otherwise, with whatever the options change. */
export function asrSampleFirmware(options: Partial<AsrSampleOptions> = {}): SampleFirmware {
  const { fileName } = complete(options);
  const members = Object.fromEntries(asrSampleMembers(options));
  return { fileName, bytes: zipSync(members, { mtime: PACKED_AT }) };
}

/** Its files by name, as they are in the archive. */
export function asrSampleMembers(
  options: Partial<AsrSampleOptions> = {},
): Map<string, Uint8Array<ArrayBuffer>> {
  const sample = complete(options);
  const map = MAPS[sample.flashMiB];
  const parts = systemParts({
    release: sample.release,
    version: versionOf(sample),
    start: map.system,
    regions: regionsOf(sample),
    lzop: sample.lzopRegion,
    logo: sample.flashMiB === 8,
  });
  const systemSize = parts.reduce((size, { bytes }) => size + bytes.length, FLASH_SECTOR);
  const inSystem: PlacedPartition[] = [{ name: "ptable", size: FLASH_SECTOR, used: PARTITION_TABLE_SIZE }];
  for (const { name, used, bytes } of parts) inSystem.push({ name, size: bytes.length, used });
  const table = writePartitionTable(partitionsOf(sample, systemSize, inSystem));

  const system = new Uint8Array(systemSize);
  system.set(table);
  let at = FLASH_SECTOR;
  for (const { bytes } of parts) {
    system.set(bytes, at);
    at += bytes.length;
  }
  const members = new Map<string, Uint8Array<ArrayBuffer>>([
    ["download.json", json(downloadSteps())],
    ["fota.json", json([{ image: "system.img", partition: "system", start: FLASH_ADDRESS + map.system }])],
    ["partition.bin", table],
    ["customer_app.bin", application(sample)],
    ["customer_fs.bin", userPartition(sample)],
    ["system.img", system],
  ]);
  for (const name of sample.without) members.delete(name);
  return members;
}

function complete(options: Partial<AsrSampleOptions>): AsrSampleOptions {
  const release = options.release ?? 1;
  const flashMiB = options.flashMiB ?? 16;
  const megabytes = String(flashMiB).padStart(2, "0");
  const fileName = `SAMPLE_ASR_V0${release}_M${megabytes}.bin`;
  return { ...COMMON, ...PLACES[flashMiB], release, flashMiB, fileName, ...options };
}

function versionOf({ release }: AsrSampleOptions): string {
  return `SAMPLE_ASR_V0${release}`;
}

function regionsOf({ flashMiB, regionsMore }: AsrSampleOptions): readonly RegionShape[] {
  const regions = REGIONS[flashMiB];
  switch (regionsMore) {
    case -1:
      return regions.slice(0, -1);
    case 0:
      return regions;
    case 1:
      return [...regions, REGION_MORE];
  }
}

interface PlacedPartition {
  readonly name: string;
  readonly size: number;
  /** Bytes in use, when fewer. */
  readonly used?: number;
}

function partitionsOf(
  { flashMiB, fotaPkgSize, userPartition: user }: AsrSampleOptions,
  systemSize: number,
  inSystem: readonly PlacedPartition[],
): Partition[] {
  const map = MAPS[flashMiB];
  const flashSize = flashMiB * 1024 * 1024;
  const partition = (name: string, start: number, size: number, depth = 2, type = "raw", used = size) => {
    return { name, type, start, size, vstart: FLASH_ADDRESS + start, vsize: used, depth };
  };
  const rows: Partition[] = [
    { ...partition("all", 0, flashSize, 0, "group"), vstart: 0xffffffff },
    partition(map.chip, 0, flashSize, 1, "flash"),
    partition("bootloader", 0, map.system, 2, "ubi"),
    partition("system", map.system, systemSize, 2, "part"),
  ];
  let at = map.system;
  for (const { name, size, used } of inSystem) {
    rows.push(partition(name, at, size, 3, "raw", used));
    at += size;
  }
  // What is left up to the first fixed partition is reserved.
  rows.push(partition("reserved", at, Math.min(map.app, user.start) - at));
  rows.push(partition("customer_app", map.app, map.appSize), partition("customer_fs", user.start, user.size));
  if (fotaPkgSize > 0) rows.push(partition("fota_pkg", map.pkg, fotaPkgSize));
  rows.push(partition("fota_param", map.tail, 0x3000), partition("updater", map.tail + 0x3000, 0x20000));
  rows.push(partition("nvm", map.tail + 0x23000, 0x80000));
  return rows;
}

function downloadSteps(): readonly object[] {
  const flash = (image: string, partition: string) => ({ command: "flash", group: "2", image, partition });
  return [
    { command: "require", group: "0", name: "product", value: "sample" },
    { command: "require", group: "0", name: "version", value: "0.5" },
    { command: "partition", group: "0", image: "partition.bin" },
    flash("partition.bin", "ptable"),
    flash("customer_app.bin", "customer_app"),
    { command: "erase", group: "5", partition: "fota_param" },
    flash("customer_fs.bin", "customer_fs"),
  ];
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function application({ release, flashMiB }: AsrSampleOptions): Uint8Array<ArrayBuffer> {
  const address = FLASH_ADDRESS + MAPS[flashMiB].app;
  const seed = 70 + release;
  return linkProgram(inventProgram(seed, APPLICATION_SIZE), address, `SAMPLE_APP_V0${release}`);
}

function userPartition(sample: AsrSampleOptions): Uint8Array<ArrayBuffer> {
  const {
    release,
    userPartition: { size },
    userFiles,
  } = sample;
  const text = (content: string) => new TextEncoder().encode(content);
  const files = new Map<string, Uint8Array>([
    ["main.py", text(mainScript(release))],
    ["apn_cfg.json", json([{ apn: "cmnet", iptype: 0 }])],
    ["system_config.json", json({ replFlag: 0 })],
    ["lib/blink.py", text("import utime\n\n\ndef wait(seconds):\n    utime.sleep(seconds)\n")],
  ]);
  if (release === 2) files.set("lib/report.py", text("def report(state):\n    print('state:', state)\n"));
  for (const [path, contents] of userFiles) {
    if (contents === null) files.delete(path);
    else files.set(path, contents);
  }
  return writeLittleFs1(files, { blockSize: USER_BLOCK_SIZE, blockCount: size / USER_BLOCK_SIZE });
}

function mainScript(release: SampleRelease): string {
  return `from lib import blink\n\nVERSION = '1.${release}'\n\nwhile True:\n    print('sample', VERSION)\n    blink.wait(10)\n`;
}
