import { writeCpio } from "../../src/platforms/unisoc/firmware/cpio.ts";
import { writeNvBin } from "../../src/platforms/unisoc/firmware/nv-bin.ts";
import { type NewPac, type NewPacEntry, writePac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { writeFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs-writer.ts";
import { writeUImage } from "../../src/platforms/unisoc/firmware/uimage.ts";

/** Bytes that repeat only after a while, the same in every run. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed * 2654435761;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function entry(values: Partial<NewPacEntry> & { readonly id: string }): NewPacEntry {
  return {
    fileName: "",
    flag: 1,
    address: 0,
    data: new Uint8Array(),
    checkFlag: 1,
    omitFlag: 0,
    ...values,
  };
}

export interface SchemeLine {
  readonly id: string;
  readonly type?: string;
  readonly base: number;
  readonly size: number;
}

export function schemeXml(lines: readonly SchemeLine[]): string {
  const files = lines.map(
    ({ id, type = "CODE", base, size }) =>
      `<File><ID>${id}</ID><Type>${type}</Type><Block><Base>0x${base.toString(16)}</Base>` +
      `<Size>0x${size.toString(16)}</Size></Block><Flag>1</Flag><CheckFlag>0</CheckFlag></File>`,
  );
  return `<BMAConfig><SchemeList><Scheme>${files.join("")}</Scheme></SchemeList></BMAConfig>`;
}

export const PS_OFFSET = 0x560000;
export const PS_SIZE = 0x20000;
export const BUILT_AT = 1612700000;

export const psFiles = new Map([
  ["mem_index_list", noise(64)],
  ["nvm/static_nv.bin", noise(700, 2)],
]);
export const nvItems = new Map([
  [0x191, noise(40)],
  [0x27b, noise(147)],
]);
export const prepackFiles = new Map([["prepack/example.txt", ascii("EXAMPLE")]]);

export interface SmallFirmware {
  readonly psFiles?: ReadonlyMap<string, Uint8Array>;
  /** Added before the XML. */
  readonly more?: readonly NewPacEntry[];
  /** Instead of the entries of the same ID. */
  readonly instead?: readonly NewPacEntry[];
  readonly xml?: string;
}

/** A pac of all kinds of entries that the 8910 has, some 150 KB. */
export function smallPac(options: SmallFirmware = {}): NewPac {
  const ap = writeUImage({
    name: "DEVEL-svn1",
    builtAt: BUILT_AT,
    loadAddress: 0x60010040,
    entryAddress: 0x60010040,
    data: noise(1000),
  });
  const ps = writeFlashFileSystem(options.psFiles ?? psFiles, { start: PS_OFFSET, size: PS_SIZE });
  const standard = [
    entry({ id: "HOST_FDL", fileName: "fdl1.img", address: 0x838000, data: ap.slice() }),
    entry({ id: "PhaseCheck", flag: 0, address: 0xfe000002, omitFlag: 1 }),
    entry({ id: "AP", fileName: "ap.img", address: 0x60010000, data: ap }),
    entry({ id: "PS", fileName: "ps.img", address: 0x60000000 + PS_OFFSET, data: ps }),
    entry({ id: "FMT_FSSYS", flag: 0, address: 0xfe000006 }),
    entry({
      id: "NV",
      fileName: "nv.bin",
      address: 0xfe000003,
      data: writeNvBin({ stamp: 7, items: nvItems }, 0x400),
    }),
    entry({ id: "PREPACK", fileName: "prepack.cpio", address: 0xfe000004, data: writeCpio(prepackFiles) }),
  ];
  const entries = standard.map((one) => options.instead?.find(({ id }) => id === one.id) ?? one);
  const xml =
    options.xml ??
    schemeXml([
      { id: "AP", base: 0x60010000, size: 0x170000 },
      { id: "PS", base: 0x60000000 + PS_OFFSET, size: PS_SIZE },
      { id: "FMT_FSSYS", type: "EraseFlash", base: 0xfe000006, size: 0x53595346 },
      { id: "NV", type: "NV", base: 0xfe000003, size: 0x400 },
      { id: "PREPACK", base: 0xfe000004, size: 0 },
    ]);
  return {
    product: "UIX8910_MODEM",
    productVersion: "8910 MODULE",
    alias: "small",
    entries: [...entries, ...(options.more ?? [])],
    xml: { fileName: "UIX8910_MODEM.xml", text: xml },
  };
}

export function smallFirmware(options: SmallFirmware = {}): Uint8Array<ArrayBuffer> {
  return writePac(smallPac(options));
}
