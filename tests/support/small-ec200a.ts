import { LOAD_RECORD, LOAD_RECORD_SIZE } from "../../src/platforms/asr/firmware/system-image.ts";
import { writeLayout } from "../../src/bytes/layout.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { LOAD_TABLE_AT, PROGRAM_HEAD } from "../../src/platforms/ec200a/firmware/load-table.ts";
import { type Ec200aFirmware, readEc200a } from "../../src/platforms/ec200a/firmware/release.ts";
import { noise, prose } from "./small-asr-firmware.ts";

const SECTOR = 0x1000;
const FOLDER = "EC200ASMALL/";
export const PROGRAM_LOAD = 0x0600_0000;
export const PROGRAM_FLASH = 0x6_0000;

/** A line of the list, keys without their number. */
export type ListEntry = Readonly<Record<string, string>>;

export interface SmallEc200a {
  /** Decompressed. */
  readonly regions: readonly Uint8Array[];
  readonly dsp: Uint8Array;
  readonly rf: Uint8Array;
  readonly app: Uint8Array;
  /** Lines before the images. */
  readonly before: string;
  readonly list: (entries: readonly ListEntry[]) => readonly ListEntry[];
  readonly members: (members: Map<string, Uint8Array>) => void;
}

const entry = (id: string, path: string, flash: number, more: ListEntry = {}): ListEntry => ({
  Enable: "1",
  Image_ID: `0x${id.replace(/./g, (letter) => letter.charCodeAt(0).toString(16))}`,
  Next_Image_ID: "0x11111111",
  Path: path,
  Flash_Entry_Address: `0x${flash.toString(16)}`,
  Load_Address: "0x05000000",
  Type: "RAW",
  Erase_Size: "",
  ...more,
});

const defaults: SmallEc200a = {
  regions: [prose(9000, 1), prose(20000, 2)],
  dsp: prose(15000, 3),
  rf: noise(2001, 4),
  app: prose(40000, 5),
  before: "Trusted = 0\r\n",
  list: (entries) => entries,
  members: () => undefined,
};

/** A release of 8 MiB with two regions, a DSP and two images that are not compressed. */
export function smallEc200a(fileName: string, changes: Partial<SmallEc200a> = {}): Ec200aFirmware {
  return readEc200a(fileName, smallEc200aMembers(changes));
}

export function smallEc200aMembers(changes: Partial<SmallEc200a> = {}): Map<string, Uint8Array> {
  const { regions, dsp, rf, app, before, list, members } = { ...defaults, ...changes };
  const entries = list([
    entry("TIMH", "tim.bin", 0, { Enable: "0" }),
    entry("OSLO", "cp_lzma.bin", PROGRAM_FLASH, {
      Type: "LZMA",
      Load_Address: `0x${PROGRAM_LOAD.toString(16)}`,
    }),
    entry("GRBI", "dsp.bin", 0x10_0000, { Type: "LZMA", Erase_Size: "0x00100000" }),
    entry("RFBI", "rf.bin", 0x20_0000),
    entry("APPI", "app.bin", 0x30_0000),
    entry("UPTE", "updater.bin", 0x7e_0000, { Enable: "0", Next_Image_ID: "0xFFFFFFFF" }),
  ]);
  const lines = entries.flatMap((fields, i) =>
    Object.entries(fields).map(([key, value]) => `${i + 1}_Image_${key} = ${value}`),
  );
  const files = new Map<string, Uint8Array>([
    [`${FOLDER}Falcon.blf`, new TextEncoder().encode(`${before}[Image_List]\r\n${lines.join("\r\n")}\r\n`)],
    [`${FOLDER}tim.bin`, noise(512, 6)],
    [`${FOLDER}cp_lzma.bin`, program(regions)],
    [`${FOLDER}dsp.bin`, stream(dsp)],
    [`${FOLDER}rf.bin`, rf],
    [`${FOLDER}app.bin`, app],
  ]);
  members(files);
  return files;
}

/** Head with the load table, then the regions in whole sectors. */
function program(regions: readonly Uint8Array[]): Uint8Array {
  const streams = regions.map(stream);
  const lengths = streams.map(({ length }) => Math.ceil(length / SECTOR) * SECTOR);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, PROGRAM_HEAD));
  bytes.set(noise(LOAD_TABLE_AT, 7));
  let offset = PROGRAM_HEAD;
  for (const [i, data] of streams.entries()) {
    const length = lengths[i] ?? 0;
    const address = PROGRAM_LOAD + offset;
    const record = {
      name: `RW_CPZ_${i + 1}`,
      region: `CODE_${i}`,
      exec: 0x7e00_0000,
      load: address,
      length,
      address,
    };
    writeLayout(LOAD_RECORD, record, bytes, LOAD_TABLE_AT + i * LOAD_RECORD_SIZE);
    bytes.set(data, offset);
    offset += length;
  }
  return bytes;
}

function stream(contents: Uint8Array): Uint8Array {
  return encodeLzmaAlone(contents, { depth: 8 });
}
