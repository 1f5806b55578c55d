import { Inflate } from "fflate";
import { crc32 } from "../../bytes/crc32.ts";
import type { Reason } from "../../contract/reason.ts";
import { Refusal } from "../../contract/refusal.ts";
import { readLayout, u16, u32, viewOf } from "../../bytes/layout.ts";

/**
 * Reads ZIP archives in memory: stored and deflated entries, ZIP64, names in UTF-8 or GBK.
 * Names are shown, never used as paths.
 */

/** What one dropped file may unpack to, all nested archives together. */
export const UNPACK_LIMIT_MIB = 512;

/** Bytes that may still be unpacked; shared by nested archives. */
export interface UnpackBudget {
  left: number;
}

export function unpackBudget(): UnpackBudget {
  return { left: UNPACK_LIMIT_MIB * 1024 * 1024 };
}

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflate; others are listed but cannot be read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** A file and no directory, symbolic link or metadata of a Mac. */
  readonly ordinary: boolean;
  /** Where the local header starts. */
  readonly localAt: number;
}

/** End of central directory, 22 bytes and a comment. */
const END = {
  signature: u32(0),
  disk: u16(4),
  directoryDisk: u16(6),
  entriesHere: u16(8),
  entries: u16(10),
  directorySize: u32(12),
  directoryAt: u32(16),
  commentLength: u16(20),
};
const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;

/** ZIP64 end of central directory locator, 20 bytes, just before the end record. */
const LOCATOR64 = { signature: u32(0), disk: u32(4), endLow: u32(8), endHigh: u32(12), disks: u32(16) };
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_SIZE = 20;

/** ZIP64 end of central directory, 56 bytes. */
const END64 = {
  signature: u32(0),
  entriesLow: u32(32),
  entriesHigh: u32(36),
  sizeLow: u32(40),
  sizeHigh: u32(44),
  atLow: u32(48),
  atHigh: u32(52),
};
const END64_SIGNATURE = 0x06064b50;
const END64_SIZE = 56;

/** Central directory header, 46 bytes, then name, extra field, comment. */
const CENTRAL = {
  signature: u32(0),
  madeBy: u16(4),
  flags: u16(8),
  method: u16(10),
  crc: u32(16),
  packedSize: u32(20),
  size: u32(24),
  nameLength: u16(28),
  extraLength: u16(30),
  commentLength: u16(32),
  disk: u16(34),
  attributes: u32(38),
  localAt: u32(42),
};
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_SIZE = 46;

/** Local file header, 30 bytes, then name, extra field, data. */
const LOCAL = { signature: u32(0), flags: u16(6), method: u16(8), nameLength: u16(26), extraLength: u16(28) };
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;

const FLAG_ENCRYPTED = 0x41; // plain or strong encryption
const FLAG_UTF8 = 0x800;
const METHOD_STORED = 0;
const METHOD_DEFLATE = 8;
const METHOD_AES = 99;
/** Deflate makes at most 258 bytes of 2 bits. */
const DEFLATE_MAX_RATIO = 1032;
const INFLATE_STEP = 16 * 1024;
/** For a look at the beginning; more would let a bomb unfold before it is left. */
const PEEK_STEP = 512;

/** Whether bytes start like an archive. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < END_SIZE) return false;
  const signature = viewOf(bytes).getUint32(0, true);
  return signature === LOCAL_SIGNATURE || signature === END_SIGNATURE;
}

export class ZipArchive {
  readonly file: string;
  readonly entries: readonly ZipEntry[];
  readonly #bytes: Uint8Array;
  readonly #budget: UnpackBudget;

  /**
   * Reads the central directory and looks for contradictions.
   * @param file shown in refusals.
   * @throws Refusal archive-damaged, archive-unsupported, archive-too-large
   */
  constructor(file: string, bytes: Uint8Array, budget: UnpackBudget = unpackBudget()) {
    this.file = file;
    this.#bytes = bytes;
    this.#budget = budget;
    this.entries = this.#readDirectory();
    const declared = this.entries.reduce((sum, entry) => sum + entry.size, 0);
    if (declared > budget.left) throw new Refusal("archive-too-large", { file, limitMiB: UNPACK_LIMIT_MIB });
    this.#refuseOverlaps();
  }

  #damaged(entry: string, why: Reason): Refusal {
    return new Refusal("archive-damaged", { file: this.file, entry, why });
  }

  #findEnd(): number {
    const view = viewOf(this.#bytes);
    const first = Math.max(0, this.#bytes.length - END_SIZE - 0xffff);
    for (let at = this.#bytes.length - END_SIZE; at >= first; at--) {
      if (view.getUint32(at, true) !== END_SIGNATURE) continue;
      if (at + END_SIZE + view.getUint16(at + END.commentLength.at, true) <= this.#bytes.length) return at;
    }
    throw this.#damaged("", { code: "archive-end-missing" });
  }

  /** Where the directory lies, and how many bytes stand before the archive proper. */
  #findDirectory(): { start: number; end: number; count: number; shift: number } {
    const endAt = this.#findEnd();
    const end = readLayout(END, this.#bytes, endAt);
    let count = end.entries;
    let size = end.directorySize;
    let declaredAt = end.directoryAt;
    let directoryEnd = endAt;
    const locatorAt = endAt - LOCATOR64_SIZE;
    const locator = locatorAt >= 0 ? readLayout(LOCATOR64, this.#bytes, locatorAt) : null;
    if (locator?.signature === LOCATOR64_SIGNATURE) {
      directoryEnd = this.#findEnd64(locatorAt, join64(locator.endLow, locator.endHigh));
      const end64 = readLayout(END64, this.#bytes, directoryEnd);
      if (count === 0xffff) count = join64(end64.entriesLow, end64.entriesHigh);
      if (size === 0xffffffff) size = join64(end64.sizeLow, end64.sizeHigh);
      if (declaredAt === 0xffffffff) declaredAt = join64(end64.atLow, end64.atHigh);
    } else if ((end.disk !== 0 && end.disk !== 0xffff) || end.entriesHere !== end.entries) {
      throw new Refusal("archive-unsupported", {
        file: this.file,
        entry: "",
        why: { code: "several-disks" },
      });
    }
    const start = directoryEnd - size;
    const shift = start - declaredAt;
    if (start < 0 || shift < 0) throw this.#damaged("", { code: "archive-directory" });
    if (count * CENTRAL_SIZE > size) throw this.#damaged("", { code: "archive-directory" });
    return { start, end: directoryEnd, count, shift };
  }

  #findEnd64(locatorAt: number, declaredAt: number): number {
    const view = viewOf(this.#bytes);
    // Bytes before the archive shift it, so the place just before the locator is tried as well.
    for (const at of [declaredAt, locatorAt - END64_SIZE]) {
      if (at < 0 || at + END64_SIZE > locatorAt) continue;
      if (view.getUint32(at, true) === END64_SIGNATURE) return at;
    }
    throw this.#damaged("", { code: "archive-end-missing" });
  }

  #readDirectory(): ZipEntry[] {
    const { start, end, count, shift } = this.#findDirectory();
    const entries: ZipEntry[] = [];
    let at = start;
    for (let i = 0; i < count; i++) {
      if (at + CENTRAL_SIZE > end) throw this.#damaged("", { code: "archive-directory" });
      const header = readLayout(CENTRAL, this.#bytes, at);
      if (header.signature !== CENTRAL_SIGNATURE) throw this.#damaged("", { code: "archive-directory" });
      const nameAt = at + CENTRAL_SIZE;
      const extraAt = nameAt + header.nameLength;
      at = extraAt + header.extraLength + header.commentLength;
      if (at > end) throw this.#damaged("", { code: "archive-directory" });
      const name = decodeName(this.#bytes.subarray(nameAt, extraAt), (header.flags & FLAG_UTF8) !== 0);
      if (header.disk !== 0 && header.disk !== 0xffff) {
        throw new Refusal("archive-unsupported", {
          file: this.file,
          entry: name,
          why: { code: "several-disks" },
        });
      }
      const wide = this.#wideFields(name, header, extraAt, extraAt + header.extraLength);
      entries.push({
        name,
        method: header.method,
        encrypted: (header.flags & FLAG_ENCRYPTED) !== 0 || header.method === METHOD_AES,
        crc: header.crc,
        packedSize: wide.packedSize,
        size: wide.size,
        ordinary: isOrdinary(name, header.madeBy, header.attributes),
        localAt: wide.localAt + shift,
      });
    }
    return entries;
  }

  /** Sizes and offset, from the ZIP64 extra field (ID 1) where the header says 0xFFFFFFFF. */
  #wideFields(
    name: string,
    header: { readonly size: number; readonly packedSize: number; readonly localAt: number },
    extraAt: number,
    extraEnd: number,
  ): { size: number; packedSize: number; localAt: number } {
    const fields = { size: header.size, packedSize: header.packedSize, localAt: header.localAt };
    const view = viewOf(this.#bytes);
    for (let at = extraAt; at + 4 <= extraEnd;) {
      const id = view.getUint16(at, true);
      let next = at + 4;
      const end = next + view.getUint16(at + 2, true);
      if (id === 1) {
        if (end > extraEnd) throw this.#damaged(name, { code: "archive-directory" });
        for (const field of ["size", "packedSize", "localAt"] as const) {
          if (fields[field] !== 0xffffffff) continue;
          if (next + 8 > end) throw this.#damaged(name, { code: "archive-directory" });
          fields[field] = join64(view.getUint32(next, true), view.getUint32(next + 4, true));
          next += 8;
        }
      }
      at = end;
    }
    return fields;
  }

  /** Where the packed data of an entry starts. */
  #dataAt(entry: ZipEntry): number {
    if (entry.localAt + LOCAL_SIZE > this.#bytes.length)
      throw this.#damaged(entry.name, { code: "outside-file" });
    const local = readLayout(LOCAL, this.#bytes, entry.localAt);
    if (local.signature !== LOCAL_SIGNATURE) throw this.#damaged(entry.name, { code: "archive-header" });
    const at = entry.localAt + LOCAL_SIZE + local.nameLength + local.extraLength;
    if (at + entry.packedSize > this.#bytes.length) throw this.#damaged(entry.name, { code: "outside-file" });
    return at;
  }

  /** Entries that share bytes are how bombs are made; no honest archive has them. */
  #refuseOverlaps(): void {
    const ranges = this.entries.map((entry) => ({ entry, end: this.#dataAt(entry) + entry.packedSize }));
    ranges.sort((a, b) => a.entry.localAt - b.entry.localAt);
    let end = 0;
    for (const range of ranges) {
      if (range.entry.localAt < end) throw this.#damaged(range.entry.name, { code: "overlaps" });
      end = range.end;
    }
  }

  /** Packed bytes of an entry that can be unpacked. */
  #packed(entry: ZipEntry): Uint8Array {
    if (entry.encrypted) throw new Refusal("archive-encrypted", { file: this.file, entry: entry.name });
    if (entry.method !== METHOD_STORED && entry.method !== METHOD_DEFLATE) {
      const why = { code: "archive-method", method: entry.method } as const;
      throw new Refusal("archive-unsupported", { file: this.file, entry: entry.name, why });
    }
    const stored = entry.method === METHOD_STORED;
    const most = stored ? entry.packedSize : entry.packedSize * DEFLATE_MAX_RATIO;
    if (entry.size > most || (stored && entry.size !== entry.packedSize)) {
      throw this.#damaged(entry.name, { code: "contradicting-sizes" });
    }
    const at = this.#dataAt(entry);
    return this.#bytes.subarray(at, at + entry.packedSize);
  }

  /**
   * The first bytes of an entry, at most `length`; the CRC is not checked.
   * @throws Refusal archive-encrypted, archive-unsupported, archive-damaged
   */
  peek(entry: ZipEntry, length: number): Uint8Array {
    const packed = this.#packed(entry);
    if (entry.method === METHOD_STORED) return packed.subarray(0, length);
    const head = new Uint8Array(Math.min(length, entry.size));
    this.#inflate(entry, packed, head, false);
    return head;
  }

  /**
   * All bytes of an entry, CRC checked. A stored entry is a view of the archive.
   * @throws Refusal archive-encrypted, archive-unsupported, archive-damaged, archive-too-large
   */
  read(entry: ZipEntry): Uint8Array {
    const packed = this.#packed(entry);
    if (entry.size > this.#budget.left) {
      throw new Refusal("archive-too-large", { file: this.file, limitMiB: UNPACK_LIMIT_MIB });
    }
    this.#budget.left -= entry.size;
    let contents = packed;
    if (entry.method === METHOD_DEFLATE) {
      contents = new Uint8Array(entry.size);
      this.#inflate(entry, packed, contents, true);
    }
    if (crc32(contents) !== entry.crc) throw this.#damaged(entry.name, { code: "checksum", kind: "CRC-32" });
    return contents;
  }

  /** Fills `into`; with `whole` the stream must give exactly that many bytes. */
  #inflate(entry: ZipEntry, packed: Uint8Array, into: Uint8Array, whole: boolean): void {
    const output = { filled: 0, tooLong: false };
    // In steps, so that a stream that lies about its size is left soon.
    const stream = new Inflate((chunk) => {
      const room = into.length - output.filled;
      output.tooLong ||= chunk.length > room;
      into.set(chunk.subarray(0, room), output.filled);
      output.filled += Math.min(chunk.length, room);
    });
    const step = whole ? INFLATE_STEP : PEEK_STEP;
    try {
      for (let at = 0; at < packed.length && !output.tooLong; at += step) {
        if (!whole && output.filled === into.length) return;
        stream.push(packed.subarray(at, at + step), at + step >= packed.length);
      }
    } catch {
      if (whole || output.filled < into.length) throw this.#damaged(entry.name, { code: "bad-stream" });
    }
    if (output.filled < into.length) throw this.#damaged(entry.name, { code: "ends-early" });
    if (whole && output.tooLong) throw this.#damaged(entry.name, { code: "left-over" });
  }
}

function join64(low: number, high: number): number {
  return high * 0x1_0000_0000 + low;
}

function isOrdinary(name: string, madeBy: number, attributes: number): boolean {
  if (name.endsWith("/") || name.endsWith("\\")) return false;
  const onUnix = madeBy >>> 8 === 3;
  const unixType = (attributes >>> 28) & 0xf;
  if (onUnix && unixType !== 0 && unixType !== 8) return false;
  const path = name.split(/[/\\]/);
  return path[0] !== "__MACOSX" && !(path.at(-1) ?? "").startsWith("._");
}

/** UTF-8 when flagged or when it is valid; else GBK, which Windows in China writes. */
function decodeName(raw: Uint8Array, flaggedUtf8: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: !flaggedUtf8 }).decode(raw);
  } catch {
    try {
      return new TextDecoder("gbk").decode(raw);
    } catch {
      // A platform without GBK still shows the ASCII part.
      return Array.from(raw, (byte) => String.fromCharCode(byte)).join("");
    }
  }
}
