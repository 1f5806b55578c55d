import { zipSync, type Zippable, type ZipOptions } from "fflate";

const OPTIONS: ZipOptions = { mtime: new Date(2000, 0, 1) };

/** An archive with these members, in their order. */
export function zip(
  members: Readonly<Record<string, Uint8Array>>,
  options: ZipOptions = {},
): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {};
  for (const [name, data] of Object.entries(members)) zippable[name] = [data, { ...OPTIONS, ...options }];
  return zipSync(zippable);
}

const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;

interface Headers {
  readonly view: DataView;
  /** Start of the header in the directory. */
  readonly central: number;
  /** Start of the header before the data. */
  readonly local: number;
}

/** Headers of a member, for bending them. Member names must not look like headers. */
export function headersOf(archive: Uint8Array, member: number): Headers {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  return {
    view,
    central: positions(view, CENTRAL_SIGNATURE)[member] ?? -1,
    local: positions(view, LOCAL_SIGNATURE)[member] ?? -1,
  };
}

function positions(view: DataView, signature: number): number[] {
  const found: number[] = [];
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    if (view.getUint32(at, true) === signature) found.push(at);
  }
  return found;
}

/** Puts raw bytes in place of an ASCII name of the same length, in both headers, and takes the UTF-8 flag off. */
export function rename(
  archive: Uint8Array<ArrayBuffer>,
  member: number,
  raw: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const renamed = archive.slice();
  const { view, central, local } = headersOf(renamed, member);
  renamed.set(raw, central + 46);
  renamed.set(raw, local + 30);
  view.setUint16(central + 8, 0, true);
  view.setUint16(local + 6, 0, true);
  return renamed;
}
