import { crc16Arc } from "../../../bytes/crc16-arc.ts";
import { type Place, type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hex, readLayout, u16, u32, viewOf, wide, words, writeLayout } from "../../../bytes/layout.ts";
import { readScheme, type SchemeFile } from "./pac-scheme.ts";

/**
 * UNISOC .pac container (docs/formats/pac.md):
 * header | entries | data of the entries back to back, the XML last.
 */

/**
 * Header, 2124 bytes. Sizes are 64 bits in BP_R2; in BP_R1 the high halves are padding of texts, always 0,
 * so one declaration serves both. 1316 … 2115 are reserved.
 */
export const HEADER = {
  version: wide(0, 22),
  sizeHigh: u32(44),
  sizeLow: u32(48),
  product: wide(52, 256),
  productVersion: wide(564, 256),
  entryCount: u32(1076),
  entriesAt: u32(1080),
  mode: u32(1084),
  flashType: u32(1088),
  nandStrategy: u32(1092),
  nvBackup: u32(1096),
  nandPageType: u32(1100),
  alias: wide(1104, 100),
  /** Product flag, is-OMA-DM, is-preload. */
  omaDm: words(1304, 3),
  magic: u32(2116),
  /** Over everything before the two CRCs. */
  headerCrc: u16(2120),
  /** Over everything after the header. */
  bodyCrc: u16(2122),
};
const HEADER_SIZE = 2124;
const MAGIC = 0xfffafffa;
const VERSION_START = "BP_R";

/** Entry, 2580 bytes. 1028 … 1531 and 1584 … are reserved; the high halves as in the header. */
export const ENTRY = {
  entrySize: u32(0),
  id: wide(4, 256),
  fileName: wide(516, 256),
  sizeHigh: u32(1532),
  offsetHigh: u32(1536),
  sizeLow: u32(1540),
  flag: u32(1544),
  checkFlag: u32(1548),
  offsetLow: u32(1552),
  omitFlag: u32(1556),
  addressCount: u32(1560),
  addresses: words(1564, 5),
};
const ENTRY_SIZE = 2580;

/** What an entry is, by its flag. */
export const PacFlag = { operation: 0, file: 1, xml: 2 } as const;

export interface PacEntry {
  /** Partition or operation, e.g. AP, PS, FMT_FSSYS; empty for the XML. May repeat. */
  readonly id: string;
  /** Without folders; empty for operations. */
  readonly fileName: string;
  /** One of {@link PacFlag}. */
  readonly flag: number;
  readonly checkFlag: number;
  readonly omitFlag: number;
  /** Load, flash or logical address; null for none. */
  readonly address: number | null;
  /** A view of the pac, empty for operations. */
  readonly data: Uint8Array;
}

export interface Pac {
  /** BP_R1.0.0 or BP_R2.0.1. */
  readonly version: string;
  readonly product: string;
  readonly productVersion: string;
  readonly alias: string;
  readonly flashType: number;
  readonly entries: readonly PacEntry[];
  /** What the XML says, by entry ID; empty without an XML. */
  readonly scheme: ReadonlyMap<string, SchemeFile>;
}

/** Whether bytes start like a pac; nothing else is checked. */
export function looksLikePac(bytes: Uint8Array): boolean {
  if (bytes.length < 2 * VERSION_START.length) return false;
  const view = viewOf(bytes);
  return Array.from(VERSION_START).every((char, i) => view.getUint16(2 * i, true) === char.charCodeAt(0));
}

/**
 * Reads and checks a whole pac. Entry data are views of `bytes`.
 * @param file shown in refusals.
 * @throws Refusal not-firmware, firmware-truncated, firmware-crc, firmware-damaged
 */
export function readPac(file: string, bytes: Uint8Array): Pac {
  if (!looksLikePac(bytes)) throw new Refusal("not-firmware", { file });
  refuseShorter(file, bytes, HEADER_SIZE);
  const header = readLayout(HEADER, bytes);
  const damaged = (part: string, why: Reason) => new Refusal("firmware-damaged", { file, part, why });
  if (header.magic !== MAGIC)
    throw damaged("PAC", { code: "field", field: "magic", value: hex(header.magic, 8) });
  checkCrc(file, { part: "header" }, header.headerCrc, bytes.subarray(0, HEADER.headerCrc.at));
  const size = join64(header.sizeLow, header.sizeHigh);
  refuseShorter(file, bytes, size);
  if (size !== bytes.length)
    throw damaged("PAC", { code: "wrong-length", bytes: bytes.length, expected: size });
  checkCrc(file, { part: "contents" }, header.bodyCrc, bytes.subarray(HEADER_SIZE));

  const tableEnd = header.entriesAt + header.entryCount * ENTRY_SIZE;
  if (header.entriesAt < HEADER_SIZE || tableEnd > bytes.length) {
    throw damaged("PAC", within({ part: "entry-table" }, { code: "outside-file" }));
  }
  const entries: PacEntry[] = [];
  for (let at = header.entriesAt; at < tableEnd; at += ENTRY_SIZE) {
    entries.push(readEntry(file, bytes, at, tableEnd));
  }
  const xml = entries.find((entry) => entry.flag === PacFlag.xml);
  return {
    version: header.version,
    product: header.product,
    productVersion: header.productVersion,
    alias: header.alias,
    flashType: header.flashType,
    entries,
    scheme: xml === undefined ? new Map<string, SchemeFile>() : readScheme(file, xml.data),
  };
}

function readEntry(file: string, bytes: Uint8Array, at: number, dataFrom: number): PacEntry {
  const values = readLayout(ENTRY, bytes, at);
  const part = values.id === "" ? "PAC" : values.id;
  const damaged = (why: Reason) => new Refusal("firmware-damaged", { file, part, why });
  if (values.entrySize !== ENTRY_SIZE)
    throw damaged({ code: "field", field: "entry-size", value: values.entrySize });
  const size = join64(values.sizeLow, values.sizeHigh);
  // Without data the offset is a left-over and means nothing.
  const start = size === 0 ? dataFrom : join64(values.offsetLow, values.offsetHigh);
  if (start < dataFrom || start + size > bytes.length) throw damaged({ code: "outside-file" });
  const folders = values.fileName.split(/[/\\]/);
  if (folders.includes("..")) throw damaged({ code: "bad-name", name: values.fileName });
  return {
    id: values.id,
    fileName: folders.at(-1) ?? "",
    flag: values.flag,
    checkFlag: values.checkFlag,
    omitFlag: values.omitFlag,
    address: values.addressCount === 0 ? null : (values.addresses[0] ?? null),
    data: bytes.subarray(start, start + size),
  };
}

function refuseShorter(file: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length < expected) {
    throw new Refusal("firmware-truncated", { file, expected, actual: bytes.length });
  }
}

function checkCrc(file: string, part: Place, expected: number, covered: Uint8Array): void {
  const actual = crc16Arc(covered);
  if (actual === expected) return;
  throw new Refusal("firmware-crc", { file, part, expected: hex(expected, 4), actual: hex(actual, 4) });
}

function join64(low: number, high: number): number {
  return high * 0x1_0000_0000 + low;
}

export interface NewPacEntry {
  readonly id: string;
  /** Empty for operations. */
  readonly fileName: string;
  readonly flag: number;
  readonly address: number;
  /** Empty for operations. */
  readonly data: Uint8Array;
  readonly checkFlag: number;
  readonly omitFlag: number;
}

export interface NewPac {
  /** BP_R1.0.0 when left out. */
  readonly version?: string;
  readonly product: string;
  readonly productVersion: string;
  readonly alias: string;
  /** 1 (as all 8910 have) when left out. */
  readonly flashType?: number;
  /** Without the XML, which is put last. */
  readonly entries: readonly NewPacEntry[];
  readonly xml: { readonly fileName: string; readonly text: string };
}

/** Writes a pac with right offsets, sizes and CRCs. Texts longer than their fields are cut. */
export function writePac(pac: NewPac): Uint8Array<ArrayBuffer> {
  const xml: NewPacEntry = {
    id: "",
    fileName: pac.xml.fileName,
    flag: PacFlag.xml,
    address: 0,
    data: new TextEncoder().encode(pac.xml.text),
    checkFlag: 0,
    omitFlag: 0,
  };
  const entries = [...pac.entries, xml];
  const dataFrom = HEADER_SIZE + entries.length * ENTRY_SIZE;
  const size = entries.reduce((sum, entry) => sum + entry.data.length, dataFrom);
  const bytes = new Uint8Array(size);

  let dataAt = dataFrom;
  for (const [i, entry] of entries.entries()) {
    const values = {
      entrySize: ENTRY_SIZE,
      id: entry.id,
      fileName: entry.fileName,
      sizeLow: entry.data.length,
      flag: entry.flag,
      checkFlag: entry.checkFlag,
      offsetLow: dataAt,
      omitFlag: entry.omitFlag,
      addressCount: 1,
      addresses: [entry.address],
    };
    writeLayout(ENTRY, values, bytes, HEADER_SIZE + i * ENTRY_SIZE);
    bytes.set(entry.data, dataAt);
    dataAt += entry.data.length;
  }

  const header = {
    version: pac.version ?? "BP_R1.0.0",
    sizeLow: size,
    product: pac.product,
    productVersion: pac.productVersion,
    entryCount: entries.length,
    entriesAt: HEADER_SIZE,
    flashType: pac.flashType ?? 1,
    nandStrategy: 1,
    nvBackup: 1,
    alias: pac.alias,
    omaDm: [0, 1, 1],
    magic: MAGIC,
  };
  writeLayout(HEADER, header, bytes);
  const headerCrc = crc16Arc(bytes.subarray(0, HEADER.headerCrc.at));
  writeLayout(HEADER, { headerCrc, bodyCrc: crc16Arc(bytes.subarray(HEADER_SIZE)) }, bytes);
  return bytes;
}
