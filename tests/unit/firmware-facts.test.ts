import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/workshop/firmware-facts.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { writeUImage } from "../../src/platforms/unisoc/firmware/uimage.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import { zip } from "../support/archives.ts";
import { refusedWith } from "../support/refusals.ts";
import {
  ascii,
  BUILT_AT,
  entry,
  noise,
  PS_OFFSET,
  PS_SIZE,
  smallFirmware,
  smallPac,
} from "../support/small-firmware.ts";

const hashes = (bytes: Uint8Array) => ({
  sha256: createHash("sha256").update(bytes).digest("hex"),
  md5: createHash("md5").update(bytes).digest("hex"),
});
const facts = (bytes: Uint8Array, name = "CSDK_RDA8910-20210207-fec60a1.pac") =>
  factsOf(openFirmware(name, bytes));
const dataOf = (id: string) => smallPac().entries.find((one) => one.id === id)?.data ?? new Uint8Array();

describe("facts of a firmware", () => {
  it("are those of the file as dropped", () => {
    const pac = smallFirmware();
    const wrapped = zip({ "core.pac": pac });
    expect(facts(pac)).toMatchObject({
      fileName: "CSDK_RDA8910-20210207-fec60a1.pac",
      bytes: pac.length,
      ...hashes(pac),
      wrapping: [],
      platform: "unisoc8910",
      container: "BP_R1.0.0",
      product: "UIX8910_MODEM",
      alias: "small",
      productVersion: "8910 MODULE",
      builtAt: BUILT_AT,
      version: "20210207-fec60a1",
    });
    expect(facts(wrapped, "fw-1.2.zip")).toMatchObject({
      fileName: "fw-1.2.zip",
      bytes: wrapped.length,
      ...hashes(wrapped),
      wrapping: ["core.pac"],
      version: "1.2",
    });
  });

  it("have a row for every entry but the XML", () => {
    expect(facts(smallFirmware()).partitions).toEqual([
      {
        id: "HOST_FDL",
        type: "",
        name: "fdl1.img",
        address: 0x838000,
        size: 1064,
        limit: null,
        ...hashes(dataOf("HOST_FDL")),
        image: [{ kind: "uimage", name: "DEVEL-svn1", builtAt: BUILT_AT, crcOk: true }],
      },
      {
        id: "PhaseCheck",
        type: "",
        name: "",
        address: 0xfe000002,
        size: 0,
        limit: null,
        sha256: null,
        md5: null,
        image: [],
      },
      {
        id: "AP",
        type: "CODE",
        name: "ap.img",
        address: 0x60010000,
        size: 1064,
        limit: 0x170000,
        ...hashes(dataOf("AP")),
        image: [{ kind: "uimage", name: "DEVEL-svn1", builtAt: BUILT_AT, crcOk: true }],
      },
      {
        id: "PS",
        type: "CODE",
        name: "ps.img",
        address: 0x60000000 + PS_OFFSET,
        size: PS_SIZE,
        limit: PS_SIZE,
        ...hashes(dataOf("PS")),
        image: [{ kind: "sffs", files: 2, bytes: 764, warnings: 0 }],
      },
      {
        id: "FMT_FSSYS",
        type: "EraseFlash",
        name: "",
        address: 0xfe000006,
        size: 0,
        limit: null,
        sha256: null,
        md5: null,
        image: [],
      },
      {
        id: "NV",
        type: "NV",
        name: "nv.bin",
        address: 0xfe000003,
        size: 0x400,
        limit: 0x400,
        ...hashes(dataOf("NV")),
        image: [{ kind: "nv", items: 2, stamp: 7 }],
      },
      {
        id: "PREPACK",
        type: "CODE",
        name: "prepack.cpio",
        address: 0xfe000004,
        size: dataOf("PREPACK").length,
        limit: null,
        ...hashes(dataOf("PREPACK")),
        image: [{ kind: "cpio", files: 1, bytes: 7 }],
      },
    ]);
  });

  it("show a wrong image CRC and a signature", () => {
    const image = writeUImage({ name: "x", builtAt: 5, loadAddress: 0, entryAddress: 0, data: noise(100) });
    image[70]! ^= 1;
    const ap = new Uint8Array(image.length + 608);
    ap.set(image);
    ap.set(ascii("RDASEdB2public-test"), image.length);
    const bytes = smallFirmware({ instead: [entry({ id: "AP", address: 0x60010000, data: ap })] });
    expect(facts(bytes).partitions.find(({ id }) => id === "AP")?.image).toEqual([
      { kind: "uimage", name: "x", builtAt: 5, crcOk: false },
      { kind: "signature", bytes: 608, signer: "public-test" },
    ]);
  });
});

describe("files of a firmware", () => {
  it("have their absolute path on the module", () => {
    expect(facts(smallFirmware()).files).toEqual([
      { path: "/modem/mem_index_list", size: 64, parts: null, ...hashes(noise(64)) },
      { path: "/modem/nvm/static_nv.bin", size: 700, parts: null, ...hashes(noise(700, 2)) },
      { path: "/prepack/example.txt", size: 7, parts: null, ...hashes(ascii("EXAMPLE")) },
    ]);
  });

  it("are one row for all parts of a blocked file, of the decompressed contents", () => {
    const raw = ascii("code ".repeat(30000));
    const part = (from: number) => encodeLzmar(raw.subarray(from, from + 65536));
    const psFiles = new Map<string, Uint8Array>([
      ["cp.bin.000", part(0)],
      ["cp.bin.001", part(65536)],
      ["cp.bin.002", part(131072)],
      ["nvm/x.bin", noise(10)],
    ]);
    expect(facts(smallFirmware({ psFiles })).files.slice(0, 2)).toEqual([
      { path: "/modem/cp.bin", size: raw.length, parts: 3, ...hashes(raw) },
      { path: "/modem/nvm/x.bin", size: 10, parts: null, ...hashes(noise(10)) },
    ]);
  });

  it("are plain when they only look like parts", () => {
    const part = encodeLzmar(ascii("code"));
    const psFiles = new Map<string, Uint8Array>([
      ["a.000", ascii("plain")],
      ["b.000", part],
      ["b.002", part],
      ["c.001", part],
      [".000", part],
    ]);
    const rows = facts(smallFirmware({ psFiles })).files.map(({ path, parts }) => [path, parts]);
    expect(rows.slice(0, -1)).toEqual([
      ["/modem/.000", null],
      ["/modem/a.000", null],
      ["/modem/b", 1],
      ["/modem/b.002", null],
      ["/modem/c.001", null],
    ]);
  });

  it("are refused by name when a part does not decompress", () => {
    const part = encodeLzmar(ascii("code ".repeat(100)));
    part[12]! ^= 1;
    const bytes = smallFirmware({ psFiles: new Map([["cp.bin.000", part]]) });
    expect(refusedWith("firmware-damaged", () => facts(bytes))).toMatchObject({
      file: "CSDK_RDA8910-20210207-fec60a1.pac",
      part: "/modem/cp.bin.000",
    });
  });
});

describe("facts of other platforms", () => {
  const row = (name: string, data: Uint8Array) => ({
    id: name,
    type: "",
    name,
    address: null,
    size: data.length,
    limit: null,
    ...hashes(data),
    image: [],
  });

  it("are few, but true", () => {
    const unknown = { allowed: "no", reason: "qualcomm-format-unknown" };
    const settings = ascii('{"platform":"MDM9X05"}');
    const bytes = zip({ "platform_config.json": settings, "a/b.mbn": noise(9) });
    expect(facts(bytes, "BG95M3LAR02A04_OCPU_QPY.bin")).toEqual({
      fileName: "BG95M3LAR02A04_OCPU_QPY.bin",
      passedOver: [],
      bytes: bytes.length,
      ...hashes(bytes),
      wrapping: [],
      platform: "qualcomm",
      container: "",
      product: "",
      alias: "",
      productVersion: "",
      builtAt: null,
      version: "BG95M3LAR02A04_OCPU_QPY",
      partitions: [row("platform_config.json", settings), row("a/b.mbn", noise(9))],
      files: [],
      ignoredFiles: [],
      ruleSet: null,
      apps: [],
      flashMiB: null,
      module: "BG95 M3",
      answer: "BG95M3LAR02A04",
      types: { diff: unknown, full: unknown, mini: unknown },
    });
  });
});
