import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { readLayout, u16, writeLayout } from "../../../bytes/layout.ts";

/**
 * Old binary cpio, little endian (docs/formats/pac.md#cpio): header, name padded to even, data padded
 * to even; ends with a file named TRAILER!!!. Carries files for the module's file system.
 */

/** Header, 26 bytes. 32-bit numbers stand with their high half first. The name ends with a NUL. */
export const HEADER = {
  magic: u16(0),
  device: u16(2),
  inode: u16(4),
  mode: u16(6),
  user: u16(8),
  group: u16(10),
  links: u16(12),
  rawDevice: u16(14),
  timeHigh: u16(16),
  timeLow: u16(18),
  nameSize: u16(20),
  sizeHigh: u16(22),
  sizeLow: u16(24),
};
const HEADER_SIZE = 26;
const MAGIC = 0x71c7;
const TRAILER = "TRAILER!!!";
const MODE_TYPE = 0o170000;
const MODE_FILE = 0o100000;
const MODE_READABLE = 0o644;

const even = (length: number) => length + (length & 1);

/**
 * Files of an archive by path, which has no leading "/"; directories are left out. Data are views.
 * @param file and part are shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function readCpio(file: string, part: string, bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const damaged = (why: Reason) => new Refusal("firmware-damaged", { file, part, why });
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (;;) {
    if (at + HEADER_SIZE > bytes.length) throw damaged({ code: "ends-early" });
    const header = readLayout(HEADER, bytes, at);
    if (header.magic !== MAGIC) throw damaged({ code: "no-signature", signature: "cpio" });
    const nameAt = at + HEADER_SIZE;
    const dataAt = nameAt + even(header.nameSize);
    const size = header.sizeHigh * 0x1_0000 + header.sizeLow;
    if (dataAt + size > bytes.length) throw damaged({ code: "ends-early" });
    const name = decodeName(bytes.subarray(nameAt, nameAt + header.nameSize));
    if (name === TRAILER) return files;
    // Some writers leave the type out.
    const type = header.mode & MODE_TYPE;
    if (type === MODE_FILE || type === 0) {
      const path = name.replace(/^\/+/, "");
      if (!isSafePath(path)) throw damaged({ code: "bad-name", name });
      if (files.has(path)) throw damaged(within(path, { code: "twice" }));
      files.set(path, bytes.subarray(dataAt, dataAt + size));
    }
    at = dataAt + even(size);
  }
}

function decodeName(raw: Uint8Array): string {
  const end = raw.indexOf(0);
  return new TextDecoder().decode(end < 0 ? raw : raw.subarray(0, end));
}

function isSafePath(path: string): boolean {
  const steps = path.split("/");
  return steps.every((step) => step !== "" && step !== "." && step !== "..") && !/[\\\0]/.test(path);
}

/** Writes an archive of plain files; paths without a leading "/". */
export function writeCpio(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const members = [...files].map(([path, data]) => ({ path, data, mode: MODE_FILE | MODE_READABLE }));
  members.push({ path: TRAILER, data: new Uint8Array(), mode: 0 });
  const named = members.map((member) => ({ ...member, name: new TextEncoder().encode(`${member.path}\0`) }));
  const size = named.reduce((sum, m) => sum + HEADER_SIZE + even(m.name.length) + even(m.data.length), 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const { name, data, mode } of named) {
    const header = {
      magic: MAGIC,
      mode,
      links: 1,
      nameSize: name.length,
      sizeHigh: data.length >>> 16,
      sizeLow: data.length & 0xffff,
    };
    writeLayout(HEADER, header, bytes, at);
    bytes.set(name, at + HEADER_SIZE);
    bytes.set(data, at + HEADER_SIZE + even(name.length));
    at += HEADER_SIZE + even(name.length) + even(data.length);
  }
  return bytes;
}
