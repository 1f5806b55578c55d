import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAsr, systemOf } from "../../src/platforms/asr/firmware/firmware.ts";
import { readDownloadSteps, readFotaImages } from "../../src/platforms/asr/firmware/settings.ts";
import { factsOf } from "../../src/workshop/firmware-facts.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { asrIn, openAsr } from "../support/opened.ts";
import {
  type Partition,
  partitionNamed,
  writePartitionTable,
} from "../../src/platforms/asr/firmware/partition-table.ts";
import { flashMiBIn, quectelNameIn } from "../../src/modules/quectel-name.ts";
import { asrSampleFirmware, asrSampleMembers } from "../../src/platforms/asr/sample/sample.ts";
import { rename, zip } from "../support/archives.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { told } from "../support/told.ts";

const members = asrSampleMembers();
const { bytes: release } = asrSampleFirmware();
const { bytes: noSystem } = asrSampleFirmware({ without: ["system.img"] });
const ascii = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => ascii(JSON.stringify(value));

/** The sample with other files; null takes one out. */
function changed(changes: Readonly<Record<string, Uint8Array | null>>): Map<string, Uint8Array> {
  const copy = new Map<string, Uint8Array>(members);
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes === null) copy.delete(name);
    else copy.set(name, bytes);
  }
  return copy;
}

/** Its partition.bin, with another table. */
function tableWith(change: (partitions: Partition[]) => Partition[]): Uint8Array {
  return writePartitionTable(change([...readAsr("x", members).table.partitions]));
}

describe("an ASR firmware", () => {
  it("has what its files say", () => {
    const asr = readAsr("EC600NCNLFR01A02M16_OCPU_QPY.bin", members);
    expect(asr).toMatchObject({
      fileName: "EC600NCNLFR01A02M16_OCPU_QPY.bin",
      version: "EC600NCNLFR01A02M16_OCPU_QPY",
      module: "EC600N CNLF",
      flashMiB: 16,
      fota: [{ image: "system.img", partition: "system", start: 0x80024000 }],
    });
    expect(asr.members).toBe(members);
    expect(systemOf(asr).image).toBe(members.get("system.img"));
    expect(asr.userPartition).toEqual({
      partition: partitionNamed(asr.table, "customer_fs"),
      bytes: members.get("customer_fs.bin"),
    });
    expect(asr.apps).toEqual([
      {
        name: "customer_app",
        partition: partitionNamed(asr.table, "customer_app"),
        bytes: members.get("customer_app.bin"),
      },
    ]);
    expect(asr.download?.[0]).toEqual({
      command: "require",
      image: null,
      partition: null,
      name: "product",
      value: "sample",
    });
  });

  it("opens without system.img, but is not taken for one", () => {
    const asr = readAsr("fileA", changed({ "system.img": null }));
    expect(asr.system).toBeNull();
    expect(asr.userPartition?.partition.start).toBe(0x9ea000);
    expect(refusedWith("asr-no-system-image", () => systemOf(asr))).toEqual({ file: "fileA" });
  });

  it("opens without partition.bin and settings, by its system.img", () => {
    const asr = readAsr(
      "fileA",
      changed({ "partition.bin": null, "download.json": null, "fota.json": null }),
    );
    expect(asr.table).toBe(asr.system?.table);
    expect(asr).toMatchObject({ download: null, fota: null });
    expect(asr.apps.map(({ name }) => name)).toEqual(["customer_app"]);
  });

  it("has no user partition without its file or its place", () => {
    expect(readAsr("x", changed({ "customer_fs.bin": null })).userPartition).toBeNull();
    const table = tableWith((all) => all.filter(({ name }) => name !== "customer_fs"));
    const placeless = changed({ "partition.bin": table, "system.img": null });
    expect(readAsr("x", placeless).userPartition).toBeNull();
  });

  it("has the flash that its name states, else that of its table", () => {
    expect(readAsr("EC200NCNLAR03A01M08.bin", members).flashMiB).toBe(8);
    expect(readAsr("firmware.bin", members).flashMiB).toBe(16);
    const table = tableWith((all) => all.filter(({ type }) => type !== "flash"));
    expect(readAsr("x", changed({ "partition.bin": table, "system.img": null })).flashMiB).toBeNull();
  });
});

describe("an ASR firmware is refused", () => {
  it("without any partition table", () => {
    const none = changed({ "partition.bin": null, "system.img": null });
    expect(refusedWith("asr-partition-table", () => readAsr("fileA", none)).why.code).toBe("none-of");
  });

  it("when its two tables differ", () => {
    const moved = tableWith((all) =>
      all.map((one) => (one.name === "customer_fs" ? { ...one, start: one.start + 0x1000 } : one)),
    );
    const two = changed({ "partition.bin": moved });
    expect(refusedWith("asr-partition-table", () => readAsr("fileA", two)).why.code).toBe("tables-differ");
  });

  it.each(["partition.bin", "system.img"])("when the table of %s has a wrong CRC", (name) => {
    const bent = members.get(name)!.slice();
    bent[0x880] = 1;
    expect(refusedWith("firmware-crc", () => readAsr("fileA", changed({ [name]: bent })))).toMatchObject({
      file: "fileA",
      part: name,
    });
  });

  it("when fota.json puts the system elsewhere, or something into no partition", () => {
    const row = { image: "system.img", partition: "system", start: 0x24000 };
    expect(readAsr("x", changed({ "fota.json": json([row]) })).fota).toEqual([row]);
    for (const wrong of [{ start: 0x80025000 }, { partition: "systems" }]) {
      const files = changed({ "fota.json": json([{ ...row, ...wrong }]) });
      expect(told(refusedWith("asr-partition-table", () => readAsr("x", files)).why)).toContain("fota.json");
    }
  });

  it.each([
    ["no JSON", "not-json"],
    ["{}", "json-rows"],
    ["[1]", "json-rows"],
  ])("when a settings file is %s", (text, why) => {
    for (const read of [readDownloadSteps, readFotaImages]) {
      expect(refusedWith("firmware-damaged", () => read("fileA", ascii(text))).why.code).toBe(why);
    }
    for (const part of ["download.json", "fota.json"]) {
      const files = changed({ [part]: ascii(text) });
      expect(refusedWith("firmware-damaged", () => readAsr("fileA", files)).part).toBe(part);
    }
  });
});

describe("ASR archives", () => {
  it("open however they are wrapped", () => {
    const inFolder = zip(Object.fromEntries([...members].map(([name, bytes]) => [`EC600N/${name}`, bytes])));
    const unified = zip({ "platform_config.json": json({ platform: "ASR1601" }), "inner.zip": release });
    for (const bytes of [release, inFolder, unified, zip({ "a.zip": unified, "changelog.md": ascii("-") })]) {
      const asr = openAsr("EC600NCNLFR01A02M16.zip", bytes);
      expect([...asr.members.keys()].sort()).toEqual([...members.keys()].sort());
      expect(asr.version).toBe("EC600NCNLFR01A02M16");
    }
  });

  it("take version and module from the name of an inner archive", () => {
    const bytes = zip({ "QPY_OCPU_V0006_EC600N_CNLA_FW.zip": release });
    expect(openAsr("download.zip", bytes)).toMatchObject({
      module: "EC600N CNLA",
      version: "V0006_EC600N_CNLA_FW",
    });
  });

  it("may have names in GBK", () => {
    // 固件.zip as Windows in China writes it.
    const gbk = Uint8Array.of(0xb9, 0xcc, 0xbc, 0xfe, 0x2e, 0x7a, 0x69, 0x70);
    const opened = openFirmware("x.bin", rename(zip({ "AAAA.zip": release }), 0, gbk));
    expect(opened.wrapping).toEqual(["固件.zip"]);
    expect(asrIn(opened).system).not.toBeNull();
  });

  it("take no files of other folders", () => {
    const bytes = zip({
      ...Object.fromEntries(members),
      "debug/cp.axf": ascii("symbols"),
      "debug/system.img": ascii("no"),
    });
    const asr = openAsr("x.bin", bytes);
    expect(asr.members.has("cp.axf")).toBe(false);
    expect(asr.system!.image.length).toBe(members.get("system.img")!.length);
  });

  it("with a file twice are refused", () => {
    const bytes = zip({ ...Object.fromEntries(members), "System.IMG": ascii("other") });
    expect(refusedWith("firmware-damaged", () => openFirmware("x.bin", bytes))).toMatchObject({
      part: "system.img",
    });
  });

  it("only ever open or refuse when they are cut off or bent", () => {
    fc.assert(
      fc.property(
        fc.nat(noSystem.length - 1),
        fc.nat(noSystem.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (length, at, bits) => {
          expect(refusalOf(() => openFirmware("x", noSystem.subarray(0, length)))).not.toBeNull();
          const bent = noSystem.slice();
          bent[at]! ^= bits;
          refusalOf(() => openFirmware("x", bent));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("facts of an ASR firmware", () => {
  const facts = factsOf(openFirmware("EC600NCNLFR01A02M16.bin", release));
  const rowOf = (id: string) => facts.partitions.find((row) => row.id === id);

  it("are those of its settings and names", () => {
    expect(facts).toMatchObject({
      platform: "asr",
      product: "sample",
      productVersion: "0.5",
      version: "EC600NCNLFR01A02M16",
      apps: ["customer_app"],
      files: [],
    });
  });

  it("have a row for every partition but the group of all, with its bytes", () => {
    const { table, system } = readAsr("x", members);
    expect(facts.partitions.map(({ id }) => id).slice(0, table.partitions.length - 1)).toEqual(
      table.partitions.map(({ name }) => name).slice(1),
    );
    expect(rowOf("customer_fs")).toMatchObject({
      type: "raw",
      name: "customer_fs.bin",
      address: 0x809ea000,
      size: 0x100000,
      limit: 0x100000,
    });
    expect(rowOf("nvm")).toMatchObject({
      name: "",
      size: 0,
      limit: 0x80000,
      sha256: null,
      md5: null,
      image: [],
    });
    expect(rowOf("dsp")).toMatchObject({ name: "system.img", size: system!.dsp.size });
    expect(rowOf("apn")?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(rowOf("apn")?.md5).toMatch(/^[0-9a-f]{32}$/);
    expect(rowOf("external")).toMatchObject({ type: "flash", limit: 16 * 1024 * 1024 });
  });

  it("have the regions of cp and the DSP", () => {
    const regions = rowOf("cp")!.image;
    expect(regions.length).toBe(7);
    expect(regions[0]).toMatchObject({
      kind: "compressed",
      region: "DDR_RW_",
      stored: 0x3000,
      coding: "lzma",
    });
    expect(rowOf("dsp")!.image).toMatchObject([{ kind: "compressed", region: "", coding: "lzma" }]);
  });

  it("have a row for files that go into no partition", () => {
    expect(facts.partitions.slice(-2).map(({ id }) => id)).toEqual(["download.json", "fota.json"]);
    const more = zip({ ...Object.fromEntries(members), "flasher.img": ascii("loader") });
    const rows = factsOf(openFirmware("x", more)).partitions;
    expect(rows.find(({ id }) => id === "flasher.img")).toMatchObject({
      address: null,
      limit: null,
      size: 6,
    });
  });

  it("tell overlaps and files that are missing", () => {
    const table = tableWith((all) =>
      all.map((one) => (one.name === "fota_pkg" ? { ...one, start: 0xa00000, vstart: 0x80a00000 } : one)),
    );
    const files = changed({ "system.img": null, "partition.bin": table, "customer_app.bin": null });
    const rows = factsOf(openFirmware("x", zip(Object.fromEntries(files)))).partitions;
    const factsIn = (id: string) => rows.find((row) => row.id === id)?.image;
    expect(factsIn("fota_pkg")).toEqual([{ kind: "overlap", partition: "customer_fs" }]);
    expect(factsIn("customer_fs")).toEqual([{ kind: "overlap", partition: "fota_pkg" }]);
    expect(factsIn("customer_app")).toEqual([{ kind: "file-missing", file: "customer_app.bin" }]);
  });
});

describe("firmware of which only the platform is known", () => {
  const blf = ascii("firehose");

  it("is recognised by its file names, and listed", () => {
    const qualcomm = zip({ "update/firehose/partition.mbn": blf });
    const opened = openFirmware("BG95.zip", qualcomm);
    expect(opened.platform).toBe("qualcomm");
    expect(factsOf(opened).partitions).toMatchObject([
      { id: "update/firehose/partition.mbn", size: blf.length, address: null },
    ]);
  });
});

describe("names of Quectel's firmware", () => {
  it.each([
    ["EC600NCNLFR01A02M16_OCPU_QPY.bin", "EC600N", "CNLF", 16],
    ["QPY_OCPU_V0006_EC600N_CNLA_FW.zip", "EC600N", "CNLA", null],
    ["QPY_V0006_EC600U_CNLB_FW", "EC600U", "CNLB", null],
    ["ec200ncnlar03a01m08.bin", "EC200N", "CNLA", 8],
    ["EC800GCNLDR06A03M04.bin", "EC800G", "CNLD", 4],
    ["BG95M3LAR02A04.zip", "BG95", "M3LA", null],
    ["EG800AK-CN.bin", "EG800AK", "CN", null],
    ["EC200A.zip", "EC200A", "", null],
  ])("%s is of %s %s", (name, module, variant, flash) => {
    expect(quectelNameIn(["firmware.bin", name])).toEqual({ module, variant });
    expect(flashMiBIn(["firmware.bin", name])).toBe(flash);
  });

  it("are not seen in others", () => {
    expect(quectelNameIn(["CSDK_RDA8910-20210207.pac", "SAMPLE_ASR_V01_M16.bin", ""])).toBeNull();
    expect(flashMiBIn(["SAMPLE_ASR_V01_M16.bin"])).toBeNull();
  });
});
