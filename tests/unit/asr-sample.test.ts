import { describe, expect, it } from "vitest";
import { type AsrFirmware, readAsr } from "../../src/platforms/asr/firmware/firmware.ts";
import { decompressRegion } from "../../src/platforms/asr/firmware/system-image.ts";
import { openAsr } from "../support/opened.ts";
import { partitionNamed, partitionOverlaps } from "../../src/platforms/asr/firmware/partition-table.ts";
import { readLittleFs1 } from "../../src/codecs/littlefs/reader.ts";
import {
  asrSampleFirmware,
  asrSampleMembers,
  type AsrSampleOptions,
  asrSamplePair,
} from "../../src/platforms/asr/sample/sample.ts";

const open = (options: Partial<AsrSampleOptions> = {}) => readAsr("sample", asrSampleMembers(options));
const regionsOf = ({ system }: AsrFirmware) => system!.regions.map(({ region }) => region);
const pair = asrSamplePair();
const [old, next] = [open({ release: 1 }), open({ release: 2 })];

describe("the ASR sample", () => {
  it("is the same every time, and small", () => {
    const again = asrSamplePair();
    for (const side of ["old", "new"] as const) {
      expect(again[side].fileName).toBe(pair[side].fileName);
      expect(Buffer.compare(again[side].bytes, pair[side].bytes)).toBe(0);
      expect(pair[side].bytes.length).toBeLessThan(1.5e6);
    }
  });

  it("opens as two releases of one module", () => {
    for (const { fileName, bytes } of [pair.old, pair.new]) {
      const asr = openAsr(fileName, bytes);
      expect(asr).toMatchObject({ flashMiB: 16, module: null });
      expect(asr.table.crcOk).toBe(true);
      expect(asr.userPartition?.bytes.length).toBe(asr.userPartition?.partition.size);
      expect(asr.apps.map(({ name }) => name)).toEqual(["customer_app"]);
    }
    expect(old.version).not.toBe("");
    expect(openAsr("x", pair.new.bytes).version).not.toBe(old.version);
  });

  it("has no overlaps, and room for packages", () => {
    for (const firmware of [old, next, open({ flashMiB: 8 })]) {
      expect(partitionOverlaps(firmware.table)).toEqual([]);
      expect(partitionNamed(firmware.table, "fota_pkg")?.size).toBeGreaterThan(1 << 20);
      for (const { start, size } of firmware.table.partitions) {
        expect(start + size).toBeLessThanOrEqual((firmware.flashMiB ?? 0) * 1024 * 1024);
      }
    }
  });

  it("has regions that age like a program: most are edited, one grows", () => {
    const [before, after] = [old, next].map(({ system }) => system!.regions);
    expect(after![0]!.length).toBeGreaterThan(before![0]!.length);
    const unpacked = (regions: typeof before, i: number) => {
      const { region, stored } = regions![i]!;
      return decompressRegion("sample", region, stored);
    };
    const edited = before!.filter((_, i) => Buffer.compare(unpacked(before, i), unpacked(after, i)) !== 0);
    expect(edited.map(({ region }) => region)).toEqual(
      expect.arrayContaining(["DDR_RW_", "CODE_PS", "CODEPSB", "CODE_PL", "NON_OTA"]),
    );
    const [dsp, nextDsp] = [old, next].map(({ system }) =>
      decompressRegion("sample", "dsp", system!.dsp.stored),
    );
    expect(Buffer.compare(dsp!, nextDsp!)).not.toBe(0);
  });

  it("declares the dictionary that modules have", () => {
    for (const { stored } of [...old.system!.regions, old.system!.dsp]) {
      expect([...stored.subarray(0, 5)]).toEqual([0x5d, 0, 0, 4, 0]);
      expect(new DataView(stored.buffer, stored.byteOffset).getUint32(5, true)).toBeLessThanOrEqual(0x40000);
    }
  });

  it("has scripts of the user, which change", () => {
    const names = ({ userPartition }: AsrFirmware) =>
      readLittleFs1(userPartition!.bytes).entries.map(({ path }) => path);
    expect(names(old)).toEqual(["apn_cfg.json", "lib", "main.py", "system_config.json"]);
    expect(Buffer.compare(old.userPartition!.bytes, next.userPartition!.bytes)).not.toBe(0);
  });
});

describe("variations of the ASR sample", () => {
  it("has 8 MiB, the regions of chips for LTE alone, and a logo", () => {
    const small = open({ flashMiB: 8 });
    expect(small.flashMiB).toBe(8);
    expect(regionsOf(small)).toEqual(["DDR_RW_", "PS_NCAH", "ITCM", "CODE_PS"]);
    expect(partitionNamed(small.table, "logo")).not.toBeNull();
  });

  it("has one region more or fewer", () => {
    const usual = regionsOf(old);
    expect(regionsOf(open({ regionsMore: 1 }))).toEqual([...usual, "CODEPLB"]);
    expect(regionsOf(open({ regionsMore: -1 }))).toEqual(usual.slice(0, -1));
  });

  it("has a region that claims to be LZOP", () => {
    const { system } = open({ lzopRegion: "CODE_PS" });
    expect(system!.regions.map(({ coding }) => coding)).toEqual([
      "lzma",
      "lzma",
      "lzma",
      "lzop",
      "lzma",
      "lzma",
      "lzma",
    ]);
  });

  it("has no partition for packages, or the user partition elsewhere, of another size", () => {
    expect(partitionNamed(open({ fotaPkgSize: 0 }).table, "fota_pkg")).toBeNull();
    const moved = open({ userPartition: { start: 0xa00000, size: 0x40000 } });
    expect(moved.userPartition).toMatchObject({ partition: { start: 0xa00000, size: 0x40000 } });
    expect(moved.userPartition!.bytes.length).toBe(0x40000);
    expect(partitionOverlaps(moved.table)).toEqual([]);
  });

  it("puts files of the user in, over and out", () => {
    const { userPartition } = open({
      userFiles: new Map([
        ["data/table.bin", Uint8Array.of(1, 2, 3)],
        ["main.py", null],
      ]),
    });
    const paths = readLittleFs1(userPartition!.bytes).entries.map(({ path }) => path);
    expect(paths).toEqual(["apn_cfg.json", "data", "lib", "system_config.json"]);
  });

  it("lacks files", () => {
    const { fileName, bytes } = asrSampleFirmware({ without: ["system.img", "customer_app.bin"] });
    const asr = openAsr(fileName, bytes);
    expect(asr).toMatchObject({ system: null, apps: [] });
    expect(asr.userPartition).not.toBeNull();
  });
});
