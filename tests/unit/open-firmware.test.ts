import { describe, expect, it } from "vitest";
import { platformOf } from "../../src/platforms/unisoc/container.ts";
import { openAsr } from "../support/opened.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { type NewPacEntry, readPac, writePac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { writePartitionTable } from "../../src/platforms/asr/firmware/partition-table.ts";
import { writeBinpkg } from "../../src/platforms/eigen/firmware/binpkg-writer.ts";
import { headersOf, rename, zip } from "../support/archives.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii, entry, noise, smallFirmware, smallPac } from "../support/small-firmware.ts";

const pac = smallFirmware();
const other8910 = smallFirmware({ psFiles: new Map([["other", noise(64)]]) });
const loaders = [
  entry({ id: "HOST_FDL", fileName: "fdl1.img", address: 0x838000, data: noise(300) }),
  entry({ id: "FDL2", fileName: "fdl2.img", address: 0x810000, data: noise(300, 2) }),
];
function partial(...entries: readonly NewPacEntry[]): Uint8Array<ArrayBuffer> {
  const texts = { product: "UIX8910_MODEM", productVersion: "8910 MODULE", alias: "small" };
  const xml = { fileName: "x.xml", text: "<BMAConfig/>" };
  return writePac({ ...texts, entries: [...loaders, ...entries], xml });
}
const applicationAlone = partial(
  entry({ id: "APPIMG", fileName: "app.img", address: 0x60250000, data: noise(500) }),
);
const eraser = partial(entry({ id: "FLASH", flag: 0, address: 0xfe000006 }));
const notes = ascii("what is new");
const simage = new Uint8Array(300);
simage.set(ascii("SIHR"));

const asrMembers = {
  "partition.bin": writePartitionTable([
    { name: "all", type: "group", start: 0, size: 0x1000000, vstart: 0xffffffff, vsize: 0x1000000, depth: 0 },
  ]),
  "download.json": ascii("[]"),
};

function binpkg(address: number): Uint8Array<ArrayBuffer> {
  return writeBinpkg([{ name: "ap", type: "AP", address, flashSize: 0, data: noise(4) }]);
}

const newer = writePac({
  product: "8850_MODEM",
  productVersion: "8850 MODULE",
  alias: "8850XM_cat1_open",
  entries: [
    entry({ id: "SPL", fileName: "spl.sign.img", address: 0x60000000, data: simage }),
    entry({ id: "AP", fileName: "ap.sign.img", address: 0x60030000, data: simage }),
  ],
  xml: { fileName: "8850_MODEM.xml", text: "<BMAConfig/>" },
});

describe("opening a firmware", () => {
  it("recognises the platforms by their bytes, whatever the name says", () => {
    const files = [pac, newer, binpkg(0x24000), binpkg(0x7e000), zip(asrMembers)];
    expect(files.map((bytes) => openFirmware("holiday.jpg", bytes).platform)).toEqual([
      "unisoc8910",
      "unisoc8850",
      "eigen618",
      "eigen718",
      "asr",
    ]);
  });

  it("gives what was read, for the platform that it is", () => {
    expect(openFirmware("x", pac)).toMatchObject({
      fileName: "x",
      innerName: "x",
      wrapping: [],
      firmware: { flash: [{ id: "AP" }, { id: "PS" }] },
    });
    expect(openFirmware("x", newer)).toMatchObject({ firmware: { alias: "8850XM_cat1_open" } });
    expect(openFirmware("x", binpkg(0x24000))).toMatchObject({ firmware: { images: [{ type: "AP" }] } });
    expect(openFirmware("x", zip(asrMembers))).toMatchObject({
      firmware: { system: null, table: { crcOk: true } },
    });
  });

  it("walks through archives in archives and says through which", () => {
    const inner = zip({ "notes.txt": notes, "core.pac": pac });
    const release = zip({ "changelog.md": notes, "DBG_1/map.txt": notes, "QPY_FW.bin": inner });
    const opened = openFirmware("release.zip", release);
    expect(opened).toMatchObject({
      fileName: "release.zip",
      innerName: "core.pac",
      wrapping: ["QPY_FW.bin", "core.pac"],
      platform: "unisoc8910",
    });
    expect(opened.bytes).toBe(release);
  });

  it("shows names in GBK", () => {
    const gbk = Uint8Array.of(0xb9, 0xcc, 0xbc, 0xfe, 0x2e, 0x70, 0x61, 0x63);
    expect(openFirmware("x.zip", rename(zip({ "xxxx.pac": pac }), 0, gbk)).innerName).toBe("固件.pac");
  });

  it("takes the version from the folder that was archived, as the Finder does, when the archive has none", () => {
    const folder = "EC600NCNLFR01A02M16_OCPU_QPY";
    const files = Object.entries(asrMembers).flatMap(([name, data]) => [
      [`${folder}/${name}`, data],
      [`__MACOSX/${folder}/._${name}`, noise(40)],
    ]);
    const archive = zip(Object.fromEntries(files) as Record<string, Uint8Array>);
    expect(openAsr("finder.zip", archive)).toMatchObject({ version: folder, module: "EC600N CNLF" });
    expect(openAsr("EC800NCNLBR02A01M08.zip", archive).version).toBe("EC800NCNLBR02A01M08");
    expect(openAsr("finder.zip", zip(asrMembers)).version).toBe("finder");
  });

  it("looks into one folder, not into two", () => {
    expect(openFirmware("x.zip", zip({ "out/core.pac": pac })).wrapping).toEqual(["out/core.pac"]);
    expect(
      openFirmware(
        "x.zip",
        zip(Object.fromEntries(Object.entries(asrMembers).map(([name, data]) => [`out/${name}`, data]))),
      ).platform,
    ).toBe("asr");
    expect(refusalOf(() => openFirmware("x.zip", zip({ "a/b/core.pac": pac })))?.code).toBe(
      "no-firmware-in-archive",
    );
  });

  it("does not take one common name for an ASR firmware", () => {
    expect(refusalOf(() => openFirmware("x.zip", zip({ "system.img": noise(20) })))?.code).toBe(
      "no-firmware-in-archive",
    );
    expect(
      refusalOf(() => openFirmware("x.zip", zip({ "a/system.img": notes, "b/download.json": notes })))?.code,
    ).toBe("no-firmware-in-archive");
  });

  it("believes the vendor's settings file where nothing else is known", () => {
    const named = (platform: string) =>
      zip({ "platform_config.json": ascii(JSON.stringify({ platform })), "x/y.blf": notes });
    // A list of images without images.
    expect(refusalOf(() => openFirmware("x", named("ASR1803S")))?.code).toBe("image-list-damaged");
    expect(openFirmware("x", named("MDM9X05")).platform).toBe("qualcomm");
    expect(refusalOf(() => openFirmware("x", named("ASR1601")))?.code).toBe("no-firmware-in-archive");
    expect(refusalOf(() => openFirmware("x", zip({ "platform_config.json": ascii("[1") })))?.code).toBe(
      "no-firmware-in-archive",
    );
  });

  it("prefers the only pac among several firmwares", () => {
    const both = zip({ "a.binpkg": binpkg(0x24000), "b.pac": pac, "c.zip": zip(asrMembers) });
    const opened = openFirmware("x.zip", both);
    expect(opened.innerName).toBe("b.pac");
    expect(opened.passedOver).toEqual(["a.binpkg", "c.zip"]);
    expect(openFirmware("x.zip", zip({ "b.pac": pac })).passedOver).toEqual([]);
  });

  it("takes the merged pac, which modules run, and says what it passed over", () => {
    const release = zip({
      "DBG/ap.map": notes,
      "QPY_EC600U.pac": pac,
      "QPY_EC600U_merge.pac": other8910,
      "app/app.pac": applicationAlone,
      "QPY_EC600U_flash_delete.pac": eraser,
    });
    const opened = openFirmware("x.zip", release);
    expect(opened.innerName).toBe("QPY_EC600U_merge.pac");
    expect(opened.passedOver).toEqual(["QPY_EC600U.pac", "app/app.pac", "QPY_EC600U_flash_delete.pac"]);
  });

  it("does not take a merged pac of something else", () => {
    const mixed = zip({ "EC600U.pac": pac, "EC200U_merge.pac": other8910 });
    expect(refusedWith("several-firmwares-in-archive", () => openFirmware("x.zip", mixed)).names).toEqual([
      "EC600U.pac",
      "EC200U_merge.pac",
    ]);
  });

  it("takes the pac that has a system, whatever lies beside it", () => {
    const release = zip({ "a.pac": eraser, "b.pac": applicationAlone, "c.pac": pac });
    expect(openFirmware("x.zip", release).innerName).toBe("c.pac");
    const twice = zip({ "a.pac": pac, "inner.zip": zip({ "b.pac": pac }) });
    expect(openFirmware("x.zip", twice).innerName).toBe("a.pac");
  });

  it("refuses to choose between several, naming them", () => {
    const two = zip({ "a.pac": pac, "inner.zip": zip({ "b.pac": other8910 }) });
    expect(refusedWith("several-firmwares-in-archive", () => openFirmware("x.zip", two))).toEqual({
      file: "x.zip",
      names: ["a.pac", "b.pac"],
    });
    const other = zip({ "a.binpkg": binpkg(0x24000), "c.zip": zip(asrMembers) });
    expect(refusedWith("several-firmwares-in-archive", () => openFirmware("x.zip", other)).names).toEqual([
      "a.binpkg",
      "c.zip",
    ]);
  });
});

describe("opening is refused", () => {
  it("for files that are nothing known", () => {
    for (const bytes of [new Uint8Array(), notes, noise(5000)]) {
      expect(refusedWith("not-firmware", () => openFirmware("x.pac", bytes))).toEqual({ file: "x.pac" });
    }
  });

  it("for a pac of another chip", () => {
    const phone = writePac({
      product: "SC9863A",
      productVersion: "",
      alias: "",
      entries: [entry({ id: "BOOT", data: notes })],
      xml: { fileName: "", text: "<BMAConfig/>" },
    });
    expect(refusalOf(() => openFirmware("x.pac", phone))?.code).toBe("not-firmware");
  });

  it("for pacs that hold an application alone, or only erase", () => {
    expect(refusedWith("pac-application-only", () => openFirmware("a.pac", applicationAlone))).toEqual({
      file: "a.pac",
    });
    expect(refusedWith("pac-erases-only", () => openFirmware("x.zip", zip({ "e.pac": eraser })))).toEqual({
      file: "e.pac",
    });
  });

  it("for archives in which the firmware is packed once more, or only its Git LFS note lies", () => {
    const packed = zip({
      "readme.html": ascii("<html>"),
      "fw.7z": Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
    });
    expect(refusedWith("archive-of-other-kind", () => openFirmware("x.zip", packed))).toEqual({
      file: "fw.7z",
      kind: "7z",
    });
    const note = ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
    expect(
      refusedWith("file-is-git-lfs-pointer", () => openFirmware("x.zip", zip({ "fw.pac": note }))),
    ).toEqual({
      file: "fw.pac",
    });
  });

  it("for archives without firmware", () => {
    for (const bytes of [zip({}), zip({ "a.txt": notes }), zip({ "inner.zip": zip({ "a.txt": notes }) })]) {
      expect(refusedWith("no-firmware-in-archive", () => openFirmware("x.zip", bytes))).toEqual({
        file: "x.zip",
      });
    }
  });

  it("for archives too deep in each other", () => {
    const nested = (depth: number): Uint8Array =>
      depth === 0 ? pac : zip({ [`${depth}.bin`]: nested(depth - 1) }, { level: 0 });
    expect(openFirmware("x", nested(5)).wrapping).toEqual(["5.bin", "4.bin", "3.bin", "2.bin", "1.bin"]);
    expect(refusedWith("archive-unsupported", () => openFirmware("x", nested(6))).why).toEqual({
      code: "too-many-archives",
    });
  });

  it("for what is wrong with the firmware in the archive, by its own name", () => {
    const broken = pac.slice();
    broken[3000]! ^= 1;
    expect(refusedWith("firmware-crc", () => openFirmware("x.zip", zip({ "a.pac": broken }))).file).toBe(
      "a.pac",
    );
    expect(
      refusedWith("firmware-truncated", () => openFirmware("x.zip", zip({ "a.pac": pac.subarray(0, 5000) })))
        .file,
    ).toBe("a.pac");
  });

  it("when only an encrypted member could be the firmware", () => {
    const bytes = zip({ "a.pac": pac, "b.txt": notes });
    const { view, central } = headersOf(bytes, 0);
    view.setUint16(central + 8, 1, true);
    expect(refusedWith("archive-encrypted", () => openFirmware("x.zip", bytes)).entry).toBe("a.pac");
  });

  it("but not because of a member that is not needed", () => {
    const bytes = zip({ "a.txt": notes, "b.pac": pac });
    const { view, central } = headersOf(bytes, 0);
    view.setUint16(central + 8, 1, true);
    expect(openFirmware("x.zip", bytes).innerName).toBe("b.pac");
  });

  it("when a nested archive unpacks to more than the limit", () => {
    const inner = zip({ a: notes });
    const { view, central } = headersOf(inner, 0);
    view.setUint32(central + 24, 600 * 1024 * 1024, true);
    const bytes = zip({ "inner.zip": inner, "b.pac": pac });
    expect(refusedWith("archive-too-large", () => openFirmware("x.zip", bytes)).file).toBe("inner.zip");
  });

  it("for every pac that is cut off, in an archive or not", () => {
    for (let length = 0; length < pac.length; length += 997) {
      const cut = pac.subarray(0, length);
      const code = length < 8 ? "not-firmware" : "firmware-truncated";
      expect(refusalOf(() => openFirmware("x", cut))?.code).toBe(code);
    }
  });
});

describe("platform of a pac", () => {
  const retitled = (product: string, entries = smallPac().entries) =>
    platformOf(readPac("x", writePac({ ...smallPac(), product, productVersion: "", alias: "", entries })));

  it("is told by its images, not by its texts", () => {
    expect(retitled("8850_MODEM")).toBe("unisoc8910");
  });

  it("is told by its texts when it has no images", () => {
    expect(retitled("UIX8910_MODEM", [])).toBe("unisoc8910");
    expect(retitled("8850_MODEM", [])).toBe("unisoc8850");
    expect(retitled("SC9863A", [])).toBeNull();
  });
});
