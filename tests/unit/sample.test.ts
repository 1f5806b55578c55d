import { describe, expect, it } from "vitest";
import { readApp2 } from "../../src/platforms/unisoc/firmware/app2.ts";
import { readCpio } from "../../src/platforms/unisoc/firmware/cpio.ts";
import { readNvBin } from "../../src/platforms/unisoc/firmware/nv-bin.ts";
import { type Pac, readPac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { readFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs.ts";
import { readUImage } from "../../src/platforms/unisoc/firmware/uimage.ts";
import { decodeLzmar } from "../../src/platforms/unisoc/lzmar/decode.ts";
import { sampleFirmware, samplePair, type SampleOptions } from "../../src/platforms/unisoc/sample/sample.ts";

function open(options: Partial<SampleOptions> = {}): Pac {
  const { fileName, bytes } = sampleFirmware(options);
  return readPac(fileName, bytes);
}

function dataOf(pac: Pac, id: string): Uint8Array {
  const entry = pac.entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`no ${id}`);
  return entry.data;
}

function modemFiles(pac: Pac): ReadonlyMap<string, Uint8Array> {
  const address = pac.scheme.get("PS")?.base ?? 0;
  const { files, warnings } = readFlashFileSystem(dataOf(pac, "PS"), address & 0xffffff);
  expect(warnings).toEqual([]);
  return files;
}

/** Raw sizes of the parts of a blocked file. */
function partSizes(files: ReadonlyMap<string, Uint8Array>, name: string): number[] {
  const parts = [...files].filter(([path]) => path.startsWith(`${name}.`) && /\.\d{3}$/.test(path));
  return parts.map(([, container]) => decodeLzmar(container).length);
}

/** What became of each name from one release to the next. */
function fates<K>(before: ReadonlyMap<K, Uint8Array>, after: ReadonlyMap<K, Uint8Array>): Map<K, string> {
  const result = new Map<K, string>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(key);
    const other = after.get(key);
    if (one === undefined) result.set(key, "added");
    else if (other === undefined) result.set(key, "removed");
    else result.set(key, Buffer.compare(one, other) === 0 ? "kept" : "changed");
  }
  return result;
}

const pair = samplePair();
const before = readPac(pair.old.fileName, pair.old.bytes);
const after = readPac(pair.new.fileName, pair.new.bytes);

describe("the sample pair", () => {
  it("is small, and the same whenever it is made", () => {
    expect(pair.old.fileName).toBe("SAMPLE_8910_V01.pac");
    expect(pair.new.fileName).toBe("SAMPLE_8910_V02.pac");
    expect(Math.max(pair.old.bytes.length, pair.new.bytes.length)).toBeLessThan(900_000);
    const again = samplePair();
    expect(Buffer.compare(again.old.bytes, pair.old.bytes)).toBe(0);
    expect(Buffer.compare(again.new.bytes, pair.new.bytes)).toBe(0);
  });

  it("is of one board, with all a real firmware has at the same places", () => {
    for (const pac of [before, after]) {
      expect(pac).toMatchObject({
        version: "BP_R1.0.0",
        product: "UIX8910_MODEM",
        alias: "8915DM_cat1_sample",
      });
      expect(pac.entries.map(({ id }) => id)).toEqual([
        ..."HOST_FDL FDL2 PhaseCheck BOOTLOADER AP PS FMT_FSSYS FMT_FSEXT FLASH NV PREPACK".split(" "),
        "",
      ]);
      for (const { id, address, data } of pac.entries.filter((entry) => entry.id !== "")) {
        const scheme = pac.scheme.get(id);
        expect(scheme?.base).toBe(address);
        if (scheme?.type === "CODE" && id !== "PREPACK")
          expect(data.length).toBeLessThanOrEqual(scheme.size ?? 0);
      }
    }
  });

  it("has images with right checksums, the new one built later", () => {
    const images = [before, after].map((pac) =>
      ["HOST_FDL", "FDL2", "BOOTLOADER", "AP"].map((id) => readUImage(dataOf(pac, id))),
    );
    for (const image of images.flat()) expect(image).toMatchObject({ headerCrcOk: true, dataCrcOk: true });
    const [old, young] = images.map((each) => each.at(-1));
    expect(old).toMatchObject({ loadAddress: 0x60010040, entryAddress: 0x60010040 });
    expect(young?.builtAt).toBeGreaterThan(old?.builtAt ?? Infinity);
    expect(young?.name).not.toBe(old?.name);
  });

  it("has programs that are mostly the same code at other places", () => {
    const [old, young] = [before, after].map((pac) => Buffer.from(dataOf(pac, "AP")));
    if (old === undefined || young === undefined) throw new Error("no AP");
    let inPlace = 0;
    let elsewhere = 0;
    let windows = 0;
    for (let at = 4096; at + 8 <= young.length; at += 512, windows++) {
      const window = young.subarray(at, at + 8);
      if (old.subarray(at, at + 8).equals(window)) inPlace++;
      else if (old.includes(window)) elsewhere++;
    }
    expect(inPlace / windows).toBeLessThan(0.2);
    expect(elsewhere / windows).toBeGreaterThan(0.5);
  });

  it("has a blocked file that loses a part and ends short", () => {
    expect(partSizes(modemFiles(before), "cp.bin")).toEqual([...Array<number>(5).fill(65536), 42_000]);
    expect(partSizes(modemFiles(after), "cp.bin")).toEqual([...Array<number>(4).fill(65536), 9_000]);
  });

  it("has plain files that stay, change, come and go", () => {
    const modem = fates(modemFiles(before), modemFiles(after));
    expect(modem.get("nvm/static_nv.bin")).toBe("kept");
    expect(modem.get("nvm/rf_nv.bin")).toBe("changed");
    expect(modem.get("nvm/ims_new.bin")).toBe("added");
    expect(modem.get("nvm/ims_old.bin")).toBe("removed");
    expect(modem.get("mem_index_list")).toBe("changed");
    expect(modem.get("cp.bin.005")).toBe("removed");
    const [first, second] = [before, after].map((pac) => readCpio("", "", dataOf(pac, "PREPACK")));
    if (first === undefined || second === undefined) throw new Error("no PREPACK");
    expect([...fates(first, second).values()].sort()).toEqual(["added", "changed", "kept", "removed"]);
  });

  it("has NV items equal to the files under nvm/", () => {
    const [first, second] = [before, after].map((pac) => readNvBin("", "", dataOf(pac, "NV")));
    if (first === undefined || second === undefined) throw new Error("no NV");
    expect(first.stamp).not.toBe(second.stamp);
    const items = fates(first.items, second.items);
    expect(new Set(items.values())).toEqual(new Set(["kept", "changed"]));
    expect(second.items.get(0x26c)).toEqual(modemFiles(after).get("nvm/rf_nv.bin"));
    expect(second.items.get(0x27b)?.length).toBe(147);
  });
});

describe("variations of the sample", () => {
  it("moves and resizes partitions", () => {
    const pac = open({ apAddress: 0x60020000, apLimit: 0x30000, apExtra: 1000, psAddress: 0x604a0000 });
    expect(pac.scheme.get("AP")).toMatchObject({ base: 0x60020000, size: 0x30000 });
    expect(dataOf(pac, "AP").length).toBe(dataOf(before, "AP").length + 1000);
    expect(dataOf(pac, "AP").length).toBeGreaterThan(0x30000);
    expect(readUImage(dataOf(pac, "AP"))).toMatchObject({ loadAddress: 0x60020040, dataCrcOk: true });
    expect(modemFiles(pac).size).toBe(modemFiles(before).size);
  });

  it("is of another board, or without some entries", () => {
    const pac = open({ alias: "8915DM_cat1_other", product: "OTHER", without: ["AP", "NV"] });
    expect(pac).toMatchObject({ alias: "8915DM_cat1_other", product: "OTHER" });
    expect(pac.entries.some(({ id }) => id === "AP" || id === "NV")).toBe(false);
    expect([...pac.scheme.keys()]).not.toContain("AP");
  });

  it("changes the shape of the blocked file", () => {
    const pac = open({ release: 2, parts: 3, tail: 777, partSize: 0x8000 });
    expect(partSizes(modemFiles(pac), "cp.bin")).toEqual([0x8000, 0x8000, 777]);
  });

  it("puts files in, over and out", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const pac = open({
      modemFiles: new Map([
        ["extra/new.bin", bytes],
        ["nvm/rf_nv.bin", bytes],
        ["mem_index_list", null],
      ]),
      nvItems: new Map([
        [0x123, bytes],
        [0x191, null],
      ]),
      prepack: new Map([["more.txt", bytes]]),
    });
    const files = modemFiles(pac);
    expect(files.get("extra/new.bin")).toEqual(bytes);
    expect(files.get("nvm/rf_nv.bin")).toEqual(bytes);
    expect(files.has("mem_index_list")).toBe(false);
    const { items } = readNvBin("", "", dataOf(pac, "NV"));
    expect(items.get(0x123)).toEqual(bytes);
    expect(items.has(0x191)).toBe(false);
    expect(readCpio("", "", dataOf(pac, "PREPACK")).get("more.txt")).toEqual(bytes);
  });

  it("carries an application of its own", () => {
    const pac = open({ application: { address: 0x60250000, limit: 0x20000, size: 30_000 } });
    expect(pac.entries.map(({ id }) => id).indexOf("APPIMG")).toBe(5);
    expect(pac.scheme.get("APPIMG")).toMatchObject({ base: 0x60250000, size: 0x20000 });
    expect(readApp2(dataOf(pac, "APPIMG"))).toMatchObject({ crcOk: true, stubVersion: "1.0" });
  });
});
