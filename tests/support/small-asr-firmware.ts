import { type AsrFirmware, readAsr } from "../../src/platforms/asr/firmware/firmware.ts";
import {
  LOAD_RECORD,
  LOAD_RECORD_SIZE,
  LOAD_TABLE_AT,
} from "../../src/platforms/asr/firmware/system-image.ts";
import { writeLayout } from "../../src/bytes/layout.ts";
import { type Partition, writePartitionTable } from "../../src/platforms/asr/firmware/partition-table.ts";
import { encodeAsDevice } from "../../src/codecs/lzma/device/encoder.ts";

export const MAPPED = 0x8000_0000;
export const SYSTEM_START = 0x10000;
const SECTOR = 0x1000;

/** A region of the load table. */
export interface SmallRegion {
  readonly region: string;
  /** Decompressed. */
  readonly contents: Uint8Array;
  /** Bytes in flash; left out: what the stream takes, in whole sectors. */
  readonly length?: number;
  /** Instead of the compressed contents. */
  readonly stored?: Uint8Array;
}

export interface SmallAsr {
  /** Uncompressed part of cp, whole sectors; the load table is written into it. */
  readonly program: Uint8Array;
  readonly regions: readonly SmallRegion[];
  /** Decompressed. */
  readonly dsp: Uint8Array;
  /** What follows the DSP, whole sectors. */
  readonly rf: Uint8Array;
  /** Files of the release besides system.img, by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Changes or takes away partitions. */
  readonly partitions: (partitions: readonly Partition[]) => readonly Partition[];
}

/** Bytes that look random but are always the same. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Text-like bytes, which compress. */
export function prose(length: number, seed: number): Uint8Array<ArrayBuffer> {
  return noise(length, seed).map((byte, i) => (i % 3 === 0 ? 0x61 + (byte % 4) : (i >> 4) & 0x3f));
}

/** A copy in which the byte at every place is another one. */
export function changed(bytes: Uint8Array, ...places: readonly number[]): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  for (const at of places) copy[at] = (copy[at]! + 1) & 255;
  return copy;
}

const defaults: SmallAsr = {
  program: noise(5 * SECTOR, 1),
  regions: [
    { region: "DDR_RW_", contents: prose(9000, 2) },
    { region: "PS_NCAH", contents: prose(700, 3) },
    { region: "CODE_PS", contents: noise(11000, 4) },
  ],
  dsp: prose(20000, 5),
  rf: noise(SECTOR, 6),
  files: {},
  partitions: (partitions) => partitions,
};

/** As read from a release with this system.img. */
export function smallAsr(options: Partial<SmallAsr> = {}, fileName = "small.bin"): AsrFirmware {
  const firmware = { ...defaults, ...options };
  const members = new Map(Object.entries(firmware.files));
  members.set("system.img", systemImage(firmware));
  return readAsr(fileName, members);
}

function toSectors(bytes: number): number {
  return Math.ceil(bytes / SECTOR) * SECTOR;
}

function systemImage({ program, regions, dsp, rf, partitions }: SmallAsr): Uint8Array {
  const packed = regions.map(({ region, contents, length, stored }) => {
    const stream = stored ?? stream256(contents);
    return { region, stream, length: length ?? toSectors(stream.length) };
  });
  const dspStream = stream256(dsp);
  const cpStart = SYSTEM_START + SECTOR;
  const regionsStart = cpStart + program.length;
  const dspStart = packed.reduce((at, { length }) => at + length, regionsStart);
  const dspSize = toSectors(dspStream.length);
  const rfStart = dspStart + dspSize;
  const end = rfStart + rf.length;

  const partition = (name: string, start: number, size: number, depth = 3): Partition => ({
    name,
    type: "raw",
    start,
    size,
    vstart: MAPPED + start,
    vsize: size,
    depth,
  });
  const table = partitions([
    partition("qspi", 0, 0x800000, 1),
    partition("system", SYSTEM_START, end - SYSTEM_START, 2),
    partition("ptable", SYSTEM_START, SECTOR),
    partition("cp", cpStart, dspStart - cpStart),
    partition("dsp", dspStart, dspSize),
    partition("rfbin", rfStart, rf.length),
    partition("reserved", end, Math.max(0, 0x400000 - end), 2),
    partition("customer_app", 0x400000, 0x4000, 2),
    partition("user_app", 0x404000, 0x4000, 2),
    partition("fota_pkg", 0x500000, 0x200000, 2),
    partition("nvm", 0x700000, 0x80000, 2),
  ]);

  const image = new Uint8Array(end - SYSTEM_START);
  const put = (bytes: Uint8Array, start: number) => {
    image.set(bytes, start - SYSTEM_START);
  };
  put(writePartitionTable(table), SYSTEM_START);
  const cp = program.slice();
  let address = MAPPED + regionsStart;
  cp.fill(0, LOAD_TABLE_AT, LOAD_TABLE_AT + LOAD_RECORD_SIZE * (packed.length + 1));
  for (const [i, { region, stream, length }] of packed.entries()) {
    put(stream, address - MAPPED);
    writeLayout(
      LOAD_RECORD,
      { name: `RW_CPZ_${i}`, region, exec: 0x7e000000, load: address, length, address },
      cp,
      LOAD_TABLE_AT + LOAD_RECORD_SIZE * i,
    );
    address += length;
  }
  put(cp, cpStart);
  put(dspStream, dspStart);
  put(rf, rfStart);
  return image;
}

/** Compressed as devices do it. */
function stream256(contents: Uint8Array): Uint8Array {
  return encodeAsDevice(contents, 0x40000);
}
