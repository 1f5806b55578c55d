import { describe, expect, test } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { readLayout } from "../../src/bytes/layout.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { inspectFotaAll } from "../../src/platforms/asr/fota-all/inspect.ts";
import { HEADER } from "../../src/platforms/asr/fota-all/layout.ts";
import { makeAsrDiff, makeProvenAsrDiff, type ProvenAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { type AsrDiffPlan, planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { backupNeed, fragmentSize } from "../../src/platforms/asr/fota-all/space.ts";
import { refusedWith } from "../support/refusals.ts";
import { changed, MAPPED, noise, prose, type SmallAsr, smallAsr } from "../support/small-asr-firmware.ts";

const SECTOR = 0x1000;
const program = noise(5 * SECTOR, 1);
const regions = [
  { region: "DDR_RW_", contents: prose(9000, 2) },
  { region: "PS_NCAH", contents: prose(700, 3) },
  { region: "CODE_PS", contents: noise(11000, 4) },
] as const;
const extraRegion = { region: "NON_OTA", contents: noise(6000, 7) };
/** A small change that every update may have. */
const newProgram = changed(program, 0x3000, 0x3001);

function plan(old: AsrFirmware, next: AsrFirmware, apps: readonly string[] = []): AsrDiffPlan {
  return planAsrDiff(old, next, { apps });
}

function make(old: AsrFirmware, next: AsrFirmware, apps: readonly string[] = []): ProvenAsrDiff {
  return makeProvenAsrDiff(plan(old, next, apps), old, next);
}

const old = smallAsr({ program, regions });

describe("images of a differential package", () => {
  test("uncompressed, regions, DSP, what follows; every field in its place", () => {
    const next = smallAsr({
      program: newProgram,
      regions: regions.map((one, i) => (i === 1 ? { ...one, contents: noise(5000, 9) } : one)),
    });
    const { bytes, images } = make(old, next);
    const { images: records, ...header } = readFotaAll("diff.bin", bytes);
    expect(bytes.length % SECTOR).toBe(0x808);
    expect(header).toMatchObject({
      uncompressedCount: 1,
      regionCount: 3,
      laterCount: 1,
      appCount: 0,
      backupAddress: MAPPED + 0x500000,
    });
    const base = MAPPED + 0x10000;
    // cp follows the table; PS_NCAH takes a sector more, so all after it moves up.
    const ddr = base + 6 * SECTOR;
    const lengths = { ddr: old.system?.regions[0]?.length ?? 0, code: old.system?.regions[2]?.length ?? 0 };
    const ps = ddr + lengths.ddr;
    const dsp = ps + 2 * SECTOR + lengths.code;
    const dspSize = old.system?.dsp.size ?? 0;
    expect(
      records.map(({ kind, oldAddress, newAddress, newLength }) => [kind, oldAddress, newAddress, newLength]),
    ).toEqual([
      ["uncompressed", base, base, 6 * SECTOR],
      ["region", ddr, ddr, lengths.ddr],
      ["region", ps, ps, 2 * SECTOR],
      ["region", ps + SECTOR, ps + 2 * SECTOR, lengths.code],
      ["dsp", dsp - SECTOR, dsp, dspSize],
      ["later", dsp - SECTOR + dspSize, dsp + dspSize, SECTOR],
    ]);
    expect(records.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(records.map(({ newUnpackedLength }) => newUnpackedLength)).toEqual([
      0, 9000, 5000, 11000, 20000, 0,
    ]);
    for (const record of records) {
      const { oldAddress, oldLength, oldSum, payload, payloadLength, payloadSum } = record;
      expect(old.system === null ? 0 : xor32(old.system.at(oldAddress, oldLength))).toBe(oldSum);
      expect(payloadLength % 4).toBe(0);
      expect(xor32(payload)).toBe(payloadSum);
    }
    expect(xor32(next.system?.regions[1]?.stored ?? new Uint8Array(0))).toBe(records[2]?.newSum);
    expect(images.map(({ target }) => target.split(" ")[0])).toEqual([
      "system",
      "DDR_RW_",
      "PS_NCAH",
      "CODE_PS",
      "dsp",
      "system",
    ]);
    expect(images.map(({ oldSize, newSize }) => [oldSize, newSize])[2]).toEqual([700, 5000]);
  });

  test("what is not used of the header is zero", () => {
    const { bytes } = make(old, smallAsr({ program: newProgram, regions }));
    const header = readLayout(HEADER, bytes, 8);
    expect([...header.runTime, ...header.updater, header.formatVersion]).toEqual(
      Array.from({ length: 13 }, () => 0),
    );
    expect(bytes.subarray(8 + 8, 8 + 16).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(8 + 72 + 6 * 48, 8 + 0x800).every((byte) => byte === 0)).toBe(true);
  });

  test("pieces are half as long where the DSP is small; an old piece may be missing", () => {
    expect([fragmentSize(0xff000), fragmentSize(0x100000)]).toEqual([0x80000, 0x100000]);
    const short = smallAsr({ program: noise(0x7e000, 1), regions });
    const long = smallAsr({ program: noise(0x90000, 1), regions });
    const pieces = (a: AsrFirmware, b: AsrFirmware) =>
      plan(a, b)
        .images.filter(({ kind }) => kind === "uncompressed")
        .map(({ oldAddress, oldLength, oldSum, newLength, payload }) => [
          oldAddress & 0xffffff,
          oldLength,
          oldSum === 0,
          newLength,
          payload.kind,
        ]);
    expect(pieces(short, long)).toEqual([
      [0x10000, 0x7f000, false, 0x80000, "patch"],
      [0, 0, true, 0x11000, "whole"],
    ]);
    expect(pieces(long, short)).toEqual([[0x10000, 0x80000, false, 0x7f000, "patch"]]);
    expect(make(short, long).proof.compared.steps).toBeGreaterThan(7);
    make(long, short);
  });

  test("a region more is put in as it lies in flash, a region fewer is left out", () => {
    const more = smallAsr({ program, regions: [...regions, extraRegion] });
    const added = make(old, more);
    const record = readFotaAll("diff.bin", added.bytes).images[4];
    const region = more.system?.regions[3];
    expect(record).toMatchObject({
      kind: "region",
      oldAddress: 0,
      oldLength: 0,
      oldSum: 0,
      newAddress: region?.address,
      newLength: region?.length,
      newUnpackedLength: 0,
    });
    expect(record?.payload).toEqual(region?.stored);
    const removed = make(more, old);
    expect(readFotaAll("diff.bin", removed.bytes).regionCount).toBe(3);
  });

  test("regions are paired by their places, not by name", () => {
    const swapped = smallAsr({ program, regions: [regions[1], regions[0], regions[2]] });
    const [, first] = plan(old, swapped).images;
    expect(first?.oldAddress).toBe(old.system?.regions[0]?.address);
    expect(first?.newUnpackedLength).toBe(700);
    make(old, swapped);
  });

  test("the uncompressed part grows and shrinks by sectors: regions move", () => {
    const grown = smallAsr({ program: noise(8 * SECTOR, 1), regions });
    // Six images built, five of them moved.
    expect(make(old, grown).proof.compared.steps).toBe(11);
    expect(make(grown, old).proof.compared.steps).toBe(6);
  });

  test("applications, cut as they are long", () => {
    const [before, after] = [prose(9001, 11), prose(9990, 11)];
    const a = smallAsr({ program, regions, files: { "customer_app.bin": before, "user_app.bin": before } });
    const b = smallAsr({
      program: newProgram,
      regions,
      files: { "customer_app.bin": after, "user_app.bin": after },
    });
    const one = make(a, b, ["user_app"]);
    const { images, appCount } = readFotaAll("diff.bin", one.bytes);
    expect(appCount).toBe(1);
    expect(images.at(-1)).toMatchObject({
      kind: "app",
      oldAddress: MAPPED + 0x404000,
      oldLength: 9001,
      newAddress: MAPPED + 0x404000,
      newLength: 9990,
      newUnpackedLength: 0,
    });
    expect(readFotaAll("diff.bin", make(a, b, ["customer_app", "user_app"]).bytes).appCount).toBe(2);
    // An application alone.
    const c = smallAsr({ program, regions, files: { "customer_app.bin": after, "user_app.bin": before } });
    expect(make(a, c, ["customer_app"]).images.at(-1)?.newSize).toBe(9990);
  });

  test("steps name what is worked on and rise to 1", () => {
    const next = smallAsr({ program: newProgram, regions });
    const steps: { stage: string; subject: string; done: number }[] = [];
    makeProvenAsrDiff(plan(old, next), old, next, (step) => steps.push(step));
    const done = steps.map((step) => step.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
    expect(new Set(steps.map(({ stage }) => stage))).toEqual(new Set(["delta", "assemble", "prove"]));
    expect(steps.some(({ subject }) => subject.startsWith("CODE_PS"))).toBe(true);
  });
});

describe("backup area", () => {
  const image = (
    kind: "region" | "dsp" | "later",
    oldAddress: number,
    oldLength: number,
    newLength: number,
  ) => ({
    kind,
    oldAddress,
    oldLength,
    newAddress: oldAddress,
    newLength,
  });

  test("holds a piece at least, or an old region with what the new one overwrites of the next", () => {
    expect(
      backupNeed([image("region", 0x1000, 0x3000, 0x3000), image("dsp", 0x4000, 0x1000, 0x1000)], 0x2000),
    ).toBe(0x3000);
    expect(
      backupNeed([image("region", 0x1000, 0x1000, 0x1000), image("dsp", 0x2000, 0x1000, 0x1000)], 0x80000),
    ).toBe(0x80000);
    // The first grows by two sectors, so everything after it lies two sectors over its successor.
    expect(
      backupNeed(
        [
          image("region", 0x1000, 0x3000, 0x5000),
          image("dsp", 0x4000, 0x4000, 0x4000),
          image("later", 0x8000, 0x1000, 0x1000),
        ],
        0x1000,
      ),
    ).toBe(0x6000);
    // A new region has no old address: the one after it counts.
    expect(
      backupNeed(
        [
          image("region", 0x1000, 0x1000, 0x1000),
          { ...image("region", 0, 0, 0x3000), newAddress: 0x2000 },
          image("dsp", 0x2000, 0x7000, 0x7000),
        ],
        0x1000,
      ),
    ).toBe(0x7000);
  });

  test("payloads count, in whole sectors", () => {
    const next = smallAsr({ program: newProgram, regions });
    const { backup } = make(old, next);
    expect(backup).toEqual({ need: 0x80000 + SECTOR, have: 0x200000 });
  });

  const withBackup = (size: number, changes: Partial<SmallAsr>) =>
    smallAsr({
      regions,
      partitions: (all) => all.map((one) => (one.name === "fota_pkg" ? { ...one, size } : one)),
      ...changes,
    });

  test("too small for what has to be backed up", () => {
    const pair = [withBackup(0x7f000, { program }), withBackup(0x7f000, { program: newProgram })] as const;
    expect(refusedWith("backup-too-small", () => plan(...pair))).toEqual({ need: 0x80000, have: 0x7f000 });
  });

  test("too small with the payloads", () => {
    const pair = [withBackup(0x80000, { program }), withBackup(0x80000, { program: newProgram })] as const;
    const planned = plan(...pair);
    expect(refusedWith("backup-too-small", () => makeAsrDiff(planned))).toEqual({
      need: 0x81000,
      have: 0x80000,
    });
  });
});

describe("warnings", () => {
  test("partitions that overlap do not forbid the update", () => {
    const overlapping = (changes: Partial<SmallAsr>) =>
      smallAsr({
        regions,
        partitions: (all) =>
          all.map((one) =>
            one.name === "nvm" ? { ...one, start: 0x6ff000, vstart: MAPPED + 0x6ff000 } : one,
          ),
        ...changes,
      });
    const { warnings } = plan(overlapping({ program }), overlapping({ program: newProgram }));
    expect(warnings).toEqual([{ code: "partitions-overlap", detail: { pairs: [["fota_pkg", "nvm"]] } }]);
  });

  test("a region that the module compresses to other bytes", () => {
    const stored = encodeLzmaAlone(regions[2].contents);
    const other = regions.map((one, i) => (i === 2 ? { ...one, stored } : one));
    const { warnings } = plan(old, smallAsr({ program: newProgram, regions: other }));
    expect(warnings).toEqual([{ code: "region-not-reproduced-maybe", detail: { regions: ["CODE_PS"] } }]);
  });
});

describe("a region that the module compresses to more than there is room for", () => {
  /** Repeats that lie farther apart than the dictionary of any device. */
  const far = new Uint8Array(0x90000);
  far.set(noise(0x8000, 5));
  far.set(noise(0x8000, 5), far.length - 0x8000);
  const strong = (contents: Uint8Array) =>
    regions.map((one, i) => (i === 2 ? { ...one, contents, stored: encodeLzmaAlone(contents) } : one));
  const next = smallAsr({ program: newProgram, regions: strong(far) });
  const detail = { regions: ["CODE_PS"] };

  test("is refused: at once when nothing is known of the updater, else before anything is encoded", () => {
    expect(refusedWith("region-does-not-fit", () => plan(old, next))).toEqual(detail);
    const updater = { version: "", methods: ["diff"], comparesRecompressed: false } as const;
    const planned = plan({ ...old, updater }, next);
    expect(planned.warnings).toEqual([]);
    expect(refusedWith("region-does-not-fit", () => makeAsrDiff(planned))).toEqual(detail);
  });
});

describe("inspection", () => {
  test("shows what a package changes, with the places that modules write to", () => {
    const next = smallAsr({ program: newProgram, regions: [...regions, extraRegion] });
    const { bytes } = make(old, next);
    const { kind, bytes: size, bulks, warnings } = inspectFotaAll("diff.bin", bytes);
    expect([kind, size, warnings]).toEqual(["asr-diff", bytes.length, []]);
    expect(bulks.map((bulk) => [bulk.kind, bulk.oldSize, bulk.newSize])).toEqual([
      ["uncompressed", 6 * SECTOR, 6 * SECTOR],
      ["region", 9000, 9000],
      ["region", 700, 700],
      ["region", 11000, 11000],
      ["region", 0, next.system?.regions[3]?.length],
      ["dsp", 20000, 20000],
      ["later", SECTOR, SECTOR],
    ]);
    const rf = (next.system?.dsp.address ?? 0) + (next.system?.dsp.size ?? 0);
    expect(bulks.at(-1)?.target).toBe(`0x${rf.toString(16)}`);
  });

  test("other files are no package", () => {
    expect(refusedWith("not-package", () => inspectFotaAll("x.bin", noise(9000, 1)))).toEqual({
      file: "x.bin",
    });
    expect(refusedWith("not-package", () => inspectFotaAll("x.bin", new Uint8Array(3)))).toEqual({
      file: "x.bin",
    });
  });
});
