import { zipSync } from "fflate";
import { viewOf, writeLayout } from "../../../bytes/layout.ts";
import { encodeAsDevice } from "../../../codecs/lzma/device/encoder.ts";
import { editProgram, inventProgram, linkProgram } from "../../../sample/program.ts";
import { Random } from "../../../sample/random.ts";
import type { SampleFirmware, SampleRelease } from "../../../sample/sample-firmware.ts";
import { LOAD_NAME, LOAD_RECORD, LOAD_RECORD_SIZE } from "../../asr/firmware/system-image.ts";
import { LOAD_TABLE_AT, PROGRAM_HEAD } from "../firmware/load-table.ts";

/**
 * A made-up EC200A release of 8 MiB: image list, program with compressed regions, DSP, radio settings, an application.
 * Nothing in it is of a vendor, and no module can run it.
 */

const SECTOR = 0x1000;
const DICTIONARY = 0x40000;
const PROGRAM_LOAD = 0x0600_0000;
/** One function in this many is edited from release to release. */
const RARITY = 40;
/** The same bytes every time, in every time zone: archives hold local times. */
const PACKED_AT = new Date(2000, 0, 1);

/** Regions of the program, with the bytes that they have decompressed, about. */
const REGIONS = [
  { region: "DDR_RW_", exec: 0x7e00_0000, size: 16_000 },
  { region: "CODE_PS", exec: 0x7e30_0000, size: 30_000 },
  { region: "CODE_PL", exec: 0x7e50_0000, size: 8_000 },
] as const;

interface Entry {
  readonly id: string;
  readonly file: string;
  readonly flash: number;
  readonly type: "RAW" | "LZMA";
  readonly load: number;
  /** Whether packages carry it. */
  readonly carried: boolean;
}

const DSP_AT = 0x15_0000;
const RF_AT = 0x21_0000;
const APP_AT = 0x22_0000;
const UPDATER_AT = 0x7e_0000;
const PROGRAM_AT = 0x6_0000;

const entry = (id: string, file: string, flash: number, more: Partial<Entry> = {}): Entry => {
  return { id, file, flash, type: "RAW", load: flash, carried: true, ...more };
};

const ENTRIES: readonly Entry[] = [
  entry("TIMH", "tim.bin", 0, { carried: false }),
  entry("OBMI", "loader.bin", 0x2_0000, { carried: false }),
  entry("OSLO", "cp_lzma.bin", PROGRAM_AT, { type: "LZMA", load: PROGRAM_LOAD }),
  entry("GRBI", "dsp.bin", DSP_AT, { type: "LZMA" }),
  entry("RFBI", "rf.bin", RF_AT),
  entry("APPI", "app.bin", APP_AT),
  entry("UPTE", "updater.bin", UPDATER_AT, { carried: false }),
];

/** The two releases, for a first try: the same bytes every time. */
export function ec200aSamplePair(): { readonly old: SampleFirmware; readonly new: SampleFirmware } {
  return { old: sampleRelease(1), new: sampleRelease(2) };
}

function sampleRelease(release: SampleRelease): SampleFirmware {
  const name = `SAMPLE_EC200A_V0${release}_M08`;
  const files: Readonly<Record<string, Uint8Array>> = {
    "sample.blf": new TextEncoder().encode(imageList()),
    "tim.bin": noise(1, 2048),
    "loader.bin": noise(2, 6000),
    "updater.bin": noise(3, 6000),
    "cp_lzma.bin": program(release),
    "dsp.bin": compressed(code(release, 90, 14_000, 0x7f00_0000, name)),
    "rf.bin": noise(3 + release, 2000),
    "app.bin": code(release, 70, 60_000, 0x8000_0000 + APP_AT, name),
  };
  const settings = new TextEncoder().encode('{"platform": "ASR1803S"}\n');
  const members = Object.entries(files).map(([file, bytes]) => [`${name}/${file}`, bytes] as const);
  const archive = Object.fromEntries([["platform_config.json", settings], ...members]);
  return { fileName: `${name}.bin`, bytes: zipSync(archive, { mtime: PACKED_AT }) };
}

/** The list in its lines `N_Image_KEY = value`; the last image says that none follows. */
function imageList(): string {
  const lines = ENTRIES.flatMap(({ id, file, flash, type, load, carried }, i) => {
    const fields = {
      Enable: carried ? "1" : "0",
      Image_ID: hex(viewOf(new TextEncoder().encode(id)).getUint32(0)),
      Next_Image_ID: i === ENTRIES.length - 1 ? "0xFFFFFFFF" : hex(1),
      Path: file,
      Flash_Entry_Address: hex(flash),
      Load_Address: hex(load),
      Type: type,
      Erase_Size: "",
    };
    return Object.entries(fields).map(([key, value]) => `${i + 1}_Image_${key} = ${value}`);
  });
  return ["Trusted = 0", "[Image_List]", ...lines, ""].join("\r\n");
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0").toUpperCase()}`;
}

/** Head with the load table, then the regions in whole sectors. */
function program(release: SampleRelease): Uint8Array {
  const stored = REGIONS.map(({ region, exec, size }, i) => {
    return compressed(code(release, 50 + i, size, exec, region), SECTOR);
  });
  const bytes = new Uint8Array(stored.reduce((end, { length }) => end + length, PROGRAM_HEAD));
  bytes.set(code(release, 20, 5000, PROGRAM_LOAD, `SAMPLE_V0${release}`));
  let at = PROGRAM_HEAD;
  REGIONS.forEach(({ region, exec }, i) => {
    const { length } = stored[i] ?? new Uint8Array();
    const address = PROGRAM_LOAD + at;
    const recordAt = LOAD_TABLE_AT + i * LOAD_RECORD_SIZE;
    writeLayout(LOAD_RECORD, { exec, load: address, length, address }, bytes, recordAt);
    // Names that fill their field have no NUL, which a layout would write.
    bytes.set(new TextEncoder().encode(`${LOAD_NAME}_${i + 1}`), recordAt);
    bytes.set(new TextEncoder().encode(region), recordAt + LOAD_RECORD.region.at);
    bytes.set(stored[i] ?? new Uint8Array(), at);
    at += length;
  });
  return bytes;
}

/** Release 2 is release 1 edited. */
function code(release: SampleRelease, seed: number, size: number, address: number, first: string) {
  const invented = inventProgram(seed, size);
  return linkProgram(release === 1 ? invented : editProgram(invented, seed + 1, RARITY), address, first);
}

/** As modules do it themselves; with zeros to the end of the unit. */
function compressed(data: Uint8Array, unit = 1): Uint8Array {
  const stream = encodeAsDevice(data, DICTIONARY);
  const stored = new Uint8Array(Math.ceil(stream.length / unit) * unit);
  stored.set(stream);
  return stored;
}

function noise(seed: number, size: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: size }, () => random.below(256));
}
