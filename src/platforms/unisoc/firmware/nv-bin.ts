import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hex, readLayout, u16, u32, writeLayout } from "../../../bytes/layout.ts";

/** NV items of the modem (docs/formats/pac.md#nv-items): stamp, items, filled up with 0xFF. */

export const STAMP = { stamp: u32(0) };
const STAMP_SIZE = 4;
/** Before the data of each item, which are padded to 4 bytes. */
export const ITEM = { id: u16(0), length: u16(2) };
const ITEM_SIZE = 4;
const END_ID = 0xffff;

const padded = (length: number) => (length + 3) & ~3;

export interface NvBin {
  /** Differs from build to build even for equal items. */
  readonly stamp: number;
  /** Data by ID, in file order; views. */
  readonly items: ReadonlyMap<number, Uint8Array>;
}

/**
 * @param file and part are shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function readNvBin(file: string, part: string, bytes: Uint8Array): NvBin {
  const damaged = (why: Reason) => new Refusal("firmware-damaged", { file, part, why });
  if (bytes.length < STAMP_SIZE) throw damaged({ code: "too-short" });
  const items = new Map<number, Uint8Array>();
  for (let at = STAMP_SIZE; at + ITEM_SIZE <= bytes.length;) {
    const { id, length } = readLayout(ITEM, bytes, at);
    if (id === END_ID) break;
    const dataAt = at + ITEM_SIZE;
    if (dataAt + length > bytes.length) throw damaged(within(`NV ${hex(id)}`, { code: "outside-file" }));
    if (items.has(id)) throw damaged(within(`NV ${hex(id)}`, { code: "twice" }));
    items.set(id, bytes.subarray(dataAt, dataAt + length));
    at = dataAt + padded(length);
  }
  return { stamp: readLayout(STAMP, bytes).stamp, items };
}

/**
 * Writes items in their order.
 * @param size of the result in bytes; the items must fit.
 */
export function writeNvBin(nv: NvBin, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size).fill(0xff);
  writeLayout(STAMP, { stamp: nv.stamp }, bytes);
  let at = STAMP_SIZE;
  for (const [id, data] of nv.items) {
    writeLayout(ITEM, { id, length: data.length }, bytes, at);
    bytes.fill(0, at + ITEM_SIZE, at + ITEM_SIZE + padded(data.length));
    bytes.set(data, at + ITEM_SIZE);
    at += ITEM_SIZE + padded(data.length);
  }
  return bytes;
}
