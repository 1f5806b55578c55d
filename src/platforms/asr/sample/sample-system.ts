import {
  FLASH_ADDRESS,
  FLASH_SECTOR,
  LOAD_NAME,
  LOAD_RECORD,
  LOAD_RECORD_SIZE,
  LOAD_TABLE_AT,
  READ_ONLY,
  READ_ONLY_TAGS,
} from "../firmware/system-image.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import { encodeAsDevice } from "../../../codecs/lzma/device/encoder.ts";
import { editProgram, inventProgram, linkProgram } from "../../../sample/program.ts";
import type { SampleRelease } from "../../../sample/sample-firmware.ts";
import { Random } from "../../../sample/random.ts";

/** The parts of a made-up system.img (docs/formats/asr-firmware.md#system-image), each in whole sectors. */
export interface SystemPart {
  /** Of the partition. */
  readonly name: string;
  /** Bytes in use. */
  readonly used: number;
  readonly bytes: Uint8Array;
}

export interface RegionShape {
  /** As the load table has it. */
  readonly region: string;
  /** RAM address. */
  readonly exec: number;
  /** Bytes when decompressed, about; at most {@link DICTIONARY}. */
  readonly size: number;
}

export interface SystemShape {
  readonly release: SampleRelease;
  readonly version: string;
  /** Offset of the system in flash. */
  readonly start: number;
  readonly regions: readonly RegionShape[];
  /** Name of the region that claims to be LZOP; null for none. */
  readonly lzop: string | null;
  /** Whether a logo follows the radio settings. */
  readonly logo: boolean;
}

/** Of regions and DSP: no match reaches further, so none of them is larger. */
const DICTIONARY = 0x40000;

/** Bytes of the uncompressed program, of its read-only part and of what follows that, about. */
const PROGRAM_SIZE = 40_000;
const READ_ONLY_SIZE = 20_000;
const TAIL_SIZE = 6_000;
const DSP_SIZE = 9_000;
/** One function in this many is edited from release to release. */
const RARITY = 40;
/** In front of the program: vectors, load table, tags. */
const CP_HEAD_SIZE = 0x1000;

const LZOP_START = Uint8Array.of(0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a);

export function toSectors(size: number): number {
  return Math.ceil(size / FLASH_SECTOR) * FLASH_SECTOR;
}

/** All parts but the partition table, which knows where they lie, and so comes last. */
export function systemParts(shape: SystemShape): readonly SystemPart[] {
  const { release, logo } = shape;
  const parts = [
    part("fwcerts", noise(1, 2036), 0x3000),
    part("rd", noise(2, 3000), 0x10000),
    part("apn", new TextEncoder().encode(accessPoints(release)), 0x8000),
  ];
  const cpAt = parts.reduce((at, { bytes }) => at + bytes.length, shape.start + FLASH_SECTOR);
  parts.push(part("cp", modemProgram(shape, FLASH_ADDRESS + cpAt)));
  parts.push(part("dsp", compressed(code(release, 90, DSP_SIZE, 0x7f00_0000, shape.version))));
  parts.push(part("rfbin", noise(3 + release, 2000), 0x2000));
  if (logo) parts.push(part("logo", noise(9, 3000)));
  return parts;
}

function part(name: string, contents: Uint8Array, size = toSectors(contents.length)): SystemPart {
  const bytes = new Uint8Array(size);
  bytes.set(contents);
  return { name, used: contents.length, bytes };
}

function modemProgram({ release, version, regions, lzop }: SystemShape, address: number): Uint8Array {
  const programAt = CP_HEAD_SIZE;
  const program = code(release, 20, PROGRAM_SIZE, address + programAt, version);
  const readOnlyAt = programAt + program.length;
  const readOnly = code(release, 30, READ_ONLY_SIZE, address + readOnlyAt, version);
  const tailAt = readOnlyAt + readOnly.length;
  const tail = code(release, 40, TAIL_SIZE, address + tailAt, version);
  const regionsAt = toSectors(tailAt + tail.length);

  const stored = regions.map(({ region, exec, size }, i) => {
    const bytes = compressed(code(release, 50 + i, size, exec, region));
    if (region === lzop) bytes.set(LZOP_START);
    return bytes;
  });
  const cp = new Uint8Array(stored.reduce((size, bytes) => size + bytes.length, regionsAt));
  cp.set(program, programAt);
  cp.set(readOnly, readOnlyAt);
  cp.set(tail, tailAt);
  const readOnlyFacts = {
    startTag: READ_ONLY_TAGS.start,
    start: address + readOnlyAt,
    lengthTag: READ_ONLY_TAGS.length,
    length: readOnly.length,
  };
  writeLayout(READ_ONLY, readOnlyFacts, cp);
  let at = regionsAt;
  regions.forEach(({ region, exec }, i) => {
    const { length } = stored[i] ?? new Uint8Array();
    const record = { region, exec, load: address + at, length, address: address + at };
    const recordAt = LOAD_TABLE_AT + i * LOAD_RECORD_SIZE;
    writeLayout(LOAD_RECORD, record, cp, recordAt);
    // Names that fill their field have no NUL, which a layout would write.
    cp.set(new TextEncoder().encode(`${LOAD_NAME}_${i + 1}`), recordAt);
    cp.set(new TextEncoder().encode(region), recordAt + LOAD_RECORD.region.at);
    cp.set(stored[i] ?? new Uint8Array(), at);
    at += length;
  });
  return cp;
}

/** SampleRelease 2 is release 1 edited. */
function code(
  release: SampleRelease,
  seed: number,
  size: number,
  address: number,
  first: string,
): Uint8Array {
  const program = inventProgram(seed, size);
  return linkProgram(release === 1 ? program : editProgram(program, seed + 1, RARITY), address, first);
}

/** LZMA with zeros to the end of the sector. */
function compressed(data: Uint8Array): Uint8Array {
  if (data.length > DICTIONARY) throw new RangeError(`${data.length} bytes are more than the dictionary`);
  // As modules do it themselves, so that flash is the new firmware byte for byte after an update.
  const stream = encodeAsDevice(data, DICTIONARY);
  const stored = new Uint8Array(toSectors(stream.length));
  stored.set(stream);
  return stored;
}

function noise(seed: number, size: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: size }, () => random.below(256));
}

function accessPoints(release: SampleRelease): string {
  const count = release === 1 ? 60 : 64;
  return Array.from(
    { length: count },
    (_, i) => `460${String(i).padStart(2, "0")},operator ${i},apn${i}\n`,
  ).join("");
}
