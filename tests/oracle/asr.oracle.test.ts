import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import {
  decompressRegion,
  readSystemImage,
  unpackedSize,
} from "../../src/platforms/asr/firmware/system-image.ts";
import { factsOf } from "../../src/workshop/firmware-facts.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { openAsr } from "../support/opened.ts";
import { partitionOverlaps } from "../../src/platforms/asr/firmware/partition-table.ts";
import { updaterHeap } from "../../src/platforms/asr/firmware/memory.ts";
import { allowedTypes, moduleLabel, recogniseModule } from "../../src/modules/catalogue.ts";
import { asrSampleFirmware, type AsrSampleOptions } from "../../src/platforms/asr/sample/sample.ts";
import { refusalOf } from "../support/refusals.ts";
import { hasShared, python, shared } from "../support/shared.ts";

/** ASR firmware beside an independent reader. */
const folder = `${shared}data/firmware/asr/`;
const names = hasShared ? readdirSync(folder) : [];
const load = (name: string) => new Uint8Array(readFileSync(folder + name));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const opened = new Map<string, AsrFirmware>();
function asrOf(name: string): AsrFirmware {
  const known = opened.get(name) ?? openAsr(name, load(name));
  opened.set(name, known);
  return known;
}

interface SystemByReader {
  readonly base: number;
  readonly ro: readonly [number, number];
  readonly partitions: readonly (readonly [string, string, number, number, number, number, number])[];
  readonly regions: readonly (readonly [string, number, number, number, number, string])[];
  readonly dsp: string;
}

/** What the reader's own functions say, with hashes of what they decompress. */
const QUESTION = `
import sys, json, hashlib
sys.path.insert(0, sys.argv[1])
import asr_verify as tool
files, _ = tool.open_release(open(sys.argv[2], 'rb').read())
image = files['system.img']
s = tool.parse_system(image)
digest = lambda blob: hashlib.sha256(tool.region_decode(blob)).hexdigest()
cut = lambda address, length: image[address - s['base']:address - s['base'] + length]
fields = ('name', 'type', 'start', 'size', 'vstart', 'vsize', 'depth')
print(json.dumps({
  'base': s['base'], 'ro': s['ro'],
  'partitions': [[p[f] for f in fields] for p in tool.parse_ptable(image)],
  'regions': [[g['name'], g['exec'], g['load'], g['len'], g['addr'], digest(cut(g['addr'], g['len']))] for g in s['regs']],
  'dsp': digest(cut(s['pt']['dsp']['vstart'], s['pt']['dsp']['size'])),
}))
`;

function systemByReader(path: string): SystemByReader {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", QUESTION, `${shared}tools`, path], {
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as SystemByReader;
}

describe.skipIf(!hasShared)("ASR firmware against the independent reader", () => {
  describe.each(names.filter((name) => !name.includes("no_system")))("%s", (name) => {
    it("passes its checks, and has the same system", () => {
      expect(python("asr_verify.py", ["release", "-q", folder + name]).status).toBe(0);
      const theirs = systemByReader(folder + name);
      const { system } = asrOf(name);
      expect(system!.base).toBe(theirs.base);
      expect([system!.roStart, system!.roLength]).toEqual(theirs.ro);
      expect(
        system!.table.partitions.map(({ name: title, type, start, size, vstart, vsize, depth }) => {
          return [title, type, start, size, vstart, vsize, depth];
        }),
      ).toEqual(theirs.partitions);
      const hash = (what: string, stored: Uint8Array) => sha256(decompressRegion(name, what, stored));
      expect(
        system!.regions.map(({ region, exec, load, length, address, stored }) => {
          return [region, exec, load, length, address, hash(region, stored)];
        }),
      ).toEqual(theirs.regions);
      expect(hash("dsp", system!.dsp.stored)).toBe(theirs.dsp);
    });

    it("states decompressed sizes that are true", () => {
      const { regions, dsp } = asrOf(name).system!;
      for (const stored of [...regions.map((region) => region.stored), dsp.stored]) {
        expect(unpackedSize(stored)).toBe(decompressRegion(name, "", stored).length);
      }
    });

    it("is refused when it is cut off", () => {
      const bytes = load(name);
      for (const part of [0.1, 0.5, 0.9, 0.9999]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        expect(refusalOf(() => openFirmware(name, cut))?.code).toBe("archive-damaged");
      }
    });
  });

  it("opens without system.img, which the reader misses too", () => {
    const name = names.find((one) => one.includes("no_system"))!;
    const { status, stdout } = python("asr_verify.py", ["release", folder + name]);
    expect(status).toBe(1);
    expect(stdout).toContain("FAIL has system.img");
    const asr = asrOf(name);
    expect(asr.system).toBeNull();
    expect(asr.userPartition?.partition.start).toBe(0x9ea000);
    expect(asr.userPartition?.bytes.length).toBe(0x500000);
  });

  it.each(names)("%s tells module, flash and types", (name) => {
    const small = name.startsWith("EC600M");
    const { flashMiB, module } = asrOf(name);
    expect(flashMiB).toBe(small ? 8 : 16);
    const entry = recogniseModule([name], "asr", flashMiB);
    expect(entry).not.toBeNull();
    expect(module).toBe(small ? "EC600M CNLE" : "EC600N CNLF");
    expect(moduleLabel(entry!)).toBe(module);
    const types = allowedTypes("asr", entry, flashMiB);
    expect([types.diff.allowed, types.full.allowed, types.mini.allowed]).toEqual(
      small ? ["warn", "warn", "yes"] : ["yes", "yes", "yes"],
    );
  });

  it.each(names.filter((name) => !name.includes("unified")))(
    "%s tells what its own updater takes",
    (name) => {
      const small = name.startsWith("EC600M");
      expect(asrOf(name).updater).toEqual(
        small
          ? { version: "20221129_ver2", methods: ["mini"], comparesRecompressed: true }
          : {
              version: "20210311_ver2",
              methods: ["diff", "full", "mini", "mini-legacy"],
              comparesRecompressed: false,
            },
      );
      const row = factsOf(openFirmware(name, load(name))).partitions.find(({ id }) => id === "updater");
      expect(row?.image).toMatchObject([
        { kind: "updater", takes: small ? ["mini"] : ["diff", "full", "mini"] },
      ]);
      const types = allowedTypes("asr", null, 16, small ? ["mini"] : ["diff", "full", "mini"]);
      expect(Object.values(types).map(({ reason }) => reason)).toEqual(
        small ? ["updater-declines", "updater-declines", null] : [null, null, null],
      );
    },
  );

  it("of ASR 1602 opens, though its names are padded, and takes mini-system alone", () => {
    for (const name of ["EC800KCNLCR07A01M04_OCPU_QPY.bin", "EC800KCNLCR07A02M04_OCPU_QPY.bin"]) {
      const asr = openAsr(name, new Uint8Array(readFileSync(`${shared}data/firmware/asr1602/${name}`)));
      expect(asr.system?.regions.map(({ region }) => region)).toEqual([
        "DDR_RW_",
        "PS_NCAH",
        "ITCM",
        "CODE_PS",
      ]);
      expect(asr.updater).toEqual({
        version: "20240516_ver2",
        methods: ["mini"],
        comparesRecompressed: true,
      });
      expect([asr.flashMiB, asr.system && updaterHeap(asr.system)]).toEqual([4, 0x37_0000]);
      expect(asr.apps.map(({ partition }) => partition.type)).toEqual(["cust"]);
    }
  });

  it.each(names)("%s tells the overlaps of its invented partition, and only those", (name) => {
    const small = name.startsWith("EC600M");
    expect(partitionOverlaps(asrOf(name).table)).toEqual(
      small
        ? [
            ["fota_pkg", "user_app"],
            ["fota_pkg", "nvm"],
          ]
        : [
            ["customer_app", "fota_pkg"],
            ["customer_fs", "fota_pkg"],
          ],
    );
    const rows = factsOf(openFirmware(name, load(name))).partitions;
    const overlapping = rows.filter(({ image }) => image.some(({ kind }) => kind === "overlap"));
    expect(overlapping.map(({ id }) => id).sort()).toEqual(
      small ? ["fota_pkg", "nvm", "user_app"] : ["customer_app", "customer_fs", "fota_pkg"],
    );
  });

  /** New images of the vendor's packages: one region more or fewer, grown before the regions, one region grown. */
  it.each([
    ["n_add.img", "EC600NCNLFR01A01M16_OCPU_QPY.bin", 8],
    ["n_drop.img", "EC600NCNLFR01A01M16_OCPU_QPY.bin", 6],
    ["n_pre.img", "EC600NCNLFR01A01M16_OCPU_QPY.bin", 7],
    ["newB.img", "EC600MCNLER01A01M08_OCPU_QPY.bin", 4],
  ])("reads %s, which was made from %s", (image, name, regions) => {
    const scratch = mkdtempSync(join(tmpdir(), "asr-image-"));
    try {
      writeFileSync(join(scratch, "old"), asrOf(name).system!.image);
      const patch = `${shared}data/vendor-packages/asr/images/${image}.patch`;
      const [from, to] = [join(scratch, "old"), join(scratch, "new")];
      expect(python("asr_verify.py", ["patch", from, patch, to]).status).toBe(0);
      const system = readSystemImage(image, new Uint8Array(readFileSync(to)));
      expect(system.regions.length).toBe(regions);
      expect(system.table.crcOk).toBe(true);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it("has no user partition where the table has none", () => {
    expect(asrOf(names.find((name) => name.startsWith("EC600M"))!).userPartition).toBeNull();
  });
});

describe.skipIf(!hasShared)("the ASR sample beside the independent reader", () => {
  let scratch = "";
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "asr-sample-"));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const variations: readonly Partial<AsrSampleOptions>[] = [
    { release: 1 },
    { release: 2 },
    { release: 2, regionsMore: 1 },
    { regionsMore: -1, fotaPkgSize: 0 },
    { userPartition: { start: 0xa00000, size: 0x40000 } },
    { flashMiB: 8, release: 1 },
    { flashMiB: 8, release: 2 },
  ];

  it.each(variations)("%j passes every check", (options) => {
    const { fileName, bytes } = asrSampleFirmware(options);
    const path = join(scratch, fileName);
    writeFileSync(path, bytes);
    const { status, stdout } = python("asr_verify.py", ["release", path]);
    expect(stdout).not.toContain("FAIL");
    expect(status).toBe(0);
    expect(stdout.match(/region \w+ decodes/g)).toHaveLength(
      options.flashMiB === 8 ? 4 : 7 + (options.regionsMore ?? 0),
    );
  });

  it("has a user partition that the independent reader reads", () => {
    const { bytes } = asrSampleFirmware({ release: 2 });
    const image = openAsr("x", bytes).userPartition!.bytes;
    const path = join(scratch, "customer_fs.bin");
    writeFileSync(path, image);
    const { status, stdout } = python("littlefs1.py", ["list", path]);
    expect(status).toBe(0);
    for (const file of ["main.py", "apn_cfg.json", "system_config.json", "lib/blink.py", "lib/report.py"]) {
      expect(stdout).toContain(file);
    }
  });
});
