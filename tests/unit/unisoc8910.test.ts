import { describe, expect, it } from "vitest";
import { writeCpio } from "../../src/platforms/unisoc/firmware/cpio.ts";
import { readUnisoc8910, SFL1, SFL2 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import {
  ascii,
  BUILT_AT,
  entry,
  noise,
  nvItems,
  prepackFiles,
  PS_OFFSET,
  PS_SIZE,
  psFiles,
  schemeXml,
  smallFirmware,
  smallPac,
} from "../support/small-firmware.ts";

const read = (...args: Parameters<typeof smallFirmware>) => readUnisoc8910("x.pac", smallFirmware(...args));
const dataOf = (id: string) => smallPac().entries.find((one) => one.id === id)?.data ?? new Uint8Array();

describe("firmware of the 8910", () => {
  it("gives the images in flash, exactly as stored", () => {
    expect(read().flash).toEqual([
      {
        id: "AP",
        device: SFL1,
        offset: 0x10000,
        address: 0x60010000,
        limit: 0x170000,
        image: dataOf("AP"),
      },
      {
        id: "PS",
        device: SFL1,
        offset: PS_OFFSET,
        address: 0x60000000 + PS_OFFSET,
        limit: PS_SIZE,
        image: dataOf("PS"),
      },
    ]);
  });

  it("knows the external flash, and addresses that only the entry states", () => {
    const appimg = entry({ id: "APPIMG", fileName: "app.img", address: 0x70040000, data: noise(9) });
    expect(read({ more: [appimg] }).flash.at(-1)).toEqual({
      id: "APPIMG",
      device: SFL2,
      offset: 0x40000,
      address: 0x70040000,
      limit: null,
      image: noise(9),
    });
    expect(
      [SFL1, SFL2].map((code) =>
        String.fromCharCode(code & 255, (code >> 8) & 255, (code >> 16) & 255, code >> 24),
      ),
    ).toEqual(["SFL1", "SFL2"]);
  });

  it("takes the low 24 bits of an address as the offset", () => {
    const far = entry({ id: "AP2", address: 0x61040000, data: noise(9) });
    expect(read({ more: [far] }).flash.at(-1)).toMatchObject({ device: SFL1, offset: 0x40000 });
  });

  it("gives files, NV items, archives and the build time", () => {
    const firmware = read();
    expect([...firmware.fileSystems]).toEqual([["PS", psFiles]]);
    expect(firmware.fileSystemWarnings).toEqual([]);
    expect([...(firmware.nvItems ?? [])]).toEqual([...nvItems]);
    expect([...firmware.archives]).toEqual([["PREPACK", prepackFiles]]);
    expect(firmware.builtAt).toBe(BUILT_AT);
  });

  it("reads a file system of any name by its contents", () => {
    const other = { ...entry({ id: "FS2", address: 0x60000000 + PS_OFFSET }), data: dataOf("PS") };
    expect([...read({ more: [other] }).fileSystems.keys()]).toEqual(["PS", "FS2"]);
  });

  it("lists partitions of other file systems, but does not read them", () => {
    const littlefs = entry({ id: "PY_FS_U", address: 0x604e0000, data: noise(0x20000) });
    const firmware = read({ more: [littlefs] });
    expect(firmware.flash.map(({ id }) => id)).toContain("PY_FS_U");
    expect([...firmware.fileSystems.keys()]).toEqual(["PS"]);
  });

  it("is null or empty where an application's own pac has nothing", () => {
    const bare = readUnisoc8910(
      "app.pac",
      smallFirmware({
        instead: ["AP", "PS", "NV", "PREPACK"].map((id) => entry({ id, flag: 0 })),
        xml: schemeXml([]),
      }),
    );
    expect(bare).toMatchObject({ flash: [], nvItems: null, builtAt: null });
    expect([bare.fileSystems.size, bare.archives.size]).toEqual([0, 0]);
  });

  it("refuses a PS that cannot be read, naming file and partition", () => {
    const broken = entry({
      id: "PS",
      address: 0x60000000 + PS_OFFSET,
      data: new Uint8Array(PS_SIZE).fill(0xff),
    });
    const detail = refusedWith("firmware-damaged", () => read({ instead: [broken] }));
    expect(detail).toMatchObject({ file: "x.pac", part: "PS" });
  });

  it("refuses a PS that was made for another place in flash", () => {
    const moved = entry({ id: "PS", address: 0x60000000, data: dataOf("PS") });
    const xml = schemeXml([{ id: "PS", base: 0x60000000, size: PS_SIZE }]);
    expect(refusedWith("firmware-damaged", () => read({ instead: [moved], xml })).part).toBe("PS");
  });

  it("refuses an entry whose address contradicts the XML", () => {
    const xml = schemeXml([{ id: "AP", base: 0x60020000, size: 0x170000 }]);
    expect(refusedWith("firmware-damaged", () => read({ xml }))).toEqual({
      file: "x.pac",
      part: "AP",
      why: { code: "other-address", address: "0x60010000", expected: "0x60020000 (XML)" },
    });
  });

  it("refuses file systems and archives that are there twice", () => {
    const again = smallPac().entries.filter(({ id }) => id === "PREPACK" || id === "PS");
    for (const one of again) {
      expect(refusedWith("firmware-damaged", () => read({ more: [one] })).why).toEqual({ code: "twice" });
    }
  });

  it("refuses damaged archives and NV by name", () => {
    const nv = entry({ id: "NV", address: 0xfe000003, data: Uint8Array.of(0, 0, 0, 0, 1, 0, 9, 0) });
    expect(refusedWith("firmware-damaged", () => read({ instead: [nv] })).part).toBe("NV");
    const evil = entry({
      id: "INDELTANV",
      address: 0xfe000004,
      data: writeCpio(new Map([["../../etc/passwd", ascii("x")]])),
    });
    expect(refusedWith("firmware-damaged", () => read({ more: [evil] })).part).toBe("INDELTANV");
  });

  it("says so when it is something else", () => {
    expect(refusalOf(() => readUnisoc8910("x", noise(100)))?.code).toBe("not-firmware");
  });
});
