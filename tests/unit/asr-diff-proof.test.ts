import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { areasOf } from "../../src/platforms/asr/fota-all/areas.ts";
import { compareFotaAll } from "../../src/platforms/asr/fota-all/compare.ts";
import { FlashError, FlashInUpdate } from "../../src/platforms/asr/fota-all/flash-in-update.ts";
import { inspectFotaAll } from "../../src/platforms/asr/fota-all/inspect.ts";
import { makeAsrDiff, makeProvenAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { proveAsrDiff } from "../../src/platforms/asr/fota-all/prove.ts";
import { readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { encodePatch, encodeWhole } from "../../src/platforms/asr/patch/encode-patch.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { changed, MAPPED, noise, prose, smallAsr } from "../support/small-asr-firmware.ts";
import { told } from "../support/told.ts";

const SECTOR = 0x1000;
const program = noise(5 * SECTOR, 1);
const regions = [
  { region: "DDR_RW_", contents: prose(9000, 2) },
  { region: "PS_NCAH", contents: noise(5000, 3) },
  { region: "CODE_PS", contents: noise(11000, 4) },
];
const dsp = prose(20000, 5);

const old = smallAsr({ program, regions, dsp, files: { "user_app.bin": prose(3000, 8) } });
const next = smallAsr({
  program: changed(program, 0x3000),
  regions: regions.map(({ region, contents }) => ({ region, contents: changed(contents, 77, 78) })),
  dsp: changed(dsp, 99),
  files: { "user_app.bin": changed(prose(3000, 8), 5) },
});
const apps = ["user_app"];
const good = makeAsrDiff(planAsrDiff(old, next, { apps })).bytes;

const prove = (pack: Uint8Array, from = old, to = next): unknown => proveAsrDiff(pack, from, to, apps);
const whyNot = (pack: Uint8Array, from = old, to = next): string =>
  told(refusedWith("proof-failed", () => prove(pack, from, to)).why);

/** Header field of a copy, by its offset after the signature. */
function withWord(pack: Uint8Array, at: number, value: number): Uint8Array {
  const copy = pack.slice();
  new DataView(copy.buffer).setUint32(8 + at, value, true);
  return copy;
}

const recordAt = (image: number, field: number): number => 72 + 48 * image + 4 * field;

/** A copy with other bytes for a payload of the same length, and a XOR that fits. */
function withPayload(pack: Uint8Array, image: number, payload: Uint8Array): Uint8Array {
  const { payloadOffset, payloadLength } = readFotaAll("x", pack).images[image]!;
  if (payload.length > payloadLength) throw new RangeError("longer");
  const copy = pack.slice();
  const place = copy.subarray(0x808 + payloadOffset, 0x808 + payloadOffset + payloadLength);
  place.fill(0);
  place.set(payload);
  return withWord(copy, recordAt(image, 3), xor32(place));
}

describe("proof of a differential package", () => {
  test("passes for what was made, and says what it took", () => {
    const { compared, chosen, backupPeak, memoryPeak } = proveAsrDiff(good, old, next, apps);
    const { steps, flashBytes, partitions, decompressed } = compared;
    expect([partitions, decompressed, chosen]).toEqual([["system", "user_app"], true, null]);
    expect(steps).toBe(7);
    // The uncompressed part is the largest piece of flash, the DSP the largest of memory.
    expect(backupPeak).toBe(6 * SECTOR);
    expect(memoryPeak).toBeGreaterThanOrEqual(3 * 24576);
    expect(flashBytes).toBe(6 * SECTOR + 9000 + 5000 + 11000 + 20000 + SECTOR + 3000);
  });

  test("what a module finds while it downloads", () => {
    const found = [
      good.subarray(0, good.length - 4),
      good.subarray(0, 0x808),
      good.subarray(0, good.length - SECTOR),
      withWord(good, 0, 0x464f5442),
      withWord(good, 4, 1),
      withWord(good, 16, 40),
      withWord(good, 20, 4),
      withWord(good, 68, MAPPED + 0x400000),
      withWord(good, recordAt(1, 3), 1),
      withWord(good, recordAt(2, 1), 0x7fffffff),
      withWord(good, recordAt(2, 2), 0xfffffffc),
      changed(good, 0x808 + 40),
      noise(good.length, 1),
    ].map((pack) => whyNot(pack));
    expect(found.filter((why) => !/^(download|fota_pkg): /.test(why))).toEqual([]);
  });

  test("a module that has other firmware refuses at the first area that differs", () => {
    expect(whyNot(good, next, next)).toBe("image 0: old-differs");
    const other = smallAsr({
      program,
      regions,
      dsp: changed(dsp, 4),
      files: { "user_app.bin": prose(3000, 8) },
    });
    expect(whyNot(good, other, next)).toBe("image 4: old-differs");
  });

  test("a package that leads elsewhere", () => {
    const elsewhere = smallAsr({
      program: changed(program, 0x3000),
      regions: regions.map(({ region, contents }) => ({ region, contents: changed(contents, 77, 79) })),
      dsp: changed(dsp, 99),
      files: { "user_app.bin": changed(prose(3000, 8), 5) },
    });
    expect(whyNot(good, old, elsewhere)).toBe("DDR_RW_: unlike-new null");
    const otherApp: AsrFirmware = {
      ...next,
      apps: next.apps.map((app) => ({ ...app, bytes: prose(3000, 9) })),
    };
    expect(whyNot(good, old, otherApp)).toMatch(/^user_app: unlike-new 0x/);
    // An application that should stay is not in the package, one that should change is.
    expect(told(refusedWith("proof-failed", () => proveAsrDiff(good, old, next, [])).why)).toMatch(
      /^user_app: not-chosen/,
    );
  });

  test("an application that the package does not carry must be what it was", () => {
    if (old.system === null || next.system === null) throw new Error("no system");
    const pack = readFotaAll("x", makeAsrDiff(planAsrDiff(old, next, { apps: [] })).bytes);
    const flash = new FlashInUpdate(areasOf(old, old.system, next.system));
    const places = () =>
      compareFotaAll(flash, pack, old, next, 1)
        .differences.filter(({ kind }) => kind === "stray")
        .map(({ place }) => place);
    expect(places()).toEqual([]);
    flash.write(old.apps[0]!.partition.vstart, Uint8Array.of(1, 2, 3));
    expect(places()).toEqual(["user_app"]);
  });

  test("payloads with the right XOR that would hang a module", () => {
    const region = readFotaAll("x", good).images[1]!;
    const empty = new Uint8Array(0);
    expect(whyNot(withPayload(good, 1, empty))).toMatch(/^image 1: /);
    expect(whyNot(withPayload(good, 1, region.payload.subarray(0, 40)))).toContain("LZMA");
    expect(whyNot(withPayload(good, 1, encodeWhole(Uint8Array.of(1, 2, 3))))).toBe("image 1: too-short");
    expect(whyNot(withPayload(good, 1, encodePatch(noise(20, 1), noise(20, 1))))).toBe(
      "image 1: wrong-length 9000 20",
    );
    const shorter = encodePatch(regions[0]!.contents, regions[0]!.contents.subarray(0, 8999));
    expect(whyNot(withPayload(good, 1, shorter))).toBe("image 1: wrong-length 8999 9000");
  });

  test("header fields that contradict the payloads", () => {
    expect(whyNot(withWord(good, recordAt(1, 10), 8996))).toBe("image 1: wrong-length 9000 8996");
    expect(whyNot(withWord(good, recordAt(0, 8), 5 * SECTOR))).toMatch(/^image 0: /);
    expect(whyNot(withWord(good, recordAt(0, 9), 1))).toBe("image 0: new-differs");
    expect(whyNot(withWord(good, recordAt(1, 8), 8 * SECTOR))).not.toMatch(/^download/);
    expect(whyNot(withWord(good, recordAt(6, 7), MAPPED + 0x700000))).toContain("outside-old");
  });

  test("any damage is declined in one way, or changes nothing that a module reads", () => {
    const stored = readFotaAll("x", good).images.reduce((sum, { payloadLength }) => sum + payloadLength, 0);
    const places = fc.oneof(
      fc.nat(71),
      fc.integer({ min: 72, max: 72 + 48 * 8 }),
      fc.integer({ min: 0x800, max: 0x800 + stored }),
    );
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = good.slice();
        damaged[8 + at]! ^= flip;
        // Half the time with payload sums that fit, so that the damage gets as far as it can.
        const { images } = readFotaAll("x", good);
        const hit = images.findIndex(
          ({ payloadOffset, payloadLength }) =>
            at - 0x800 >= payloadOffset && at - 0x800 < payloadOffset + payloadLength,
        );
        const image = images[hit];
        const fitted =
          image === undefined || flip % 2 === 0
            ? damaged
            : withWord(
                damaged,
                recordAt(hit, 3),
                xor32(
                  damaged.subarray(
                    0x808 + image.payloadOffset,
                    0x808 + image.payloadOffset + image.payloadLength,
                  ),
                ),
              );
        const refusal = refusalOf(() => prove(fitted));
        expect(refusal === null || refusal.code === "proof-failed").toBe(true);
        const inspected = refusalOf(() => inspectFotaAll("x", fitted));
        expect(inspected === null || ["not-package", "package-damaged"].includes(inspected.code)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  test("any pair of systems is proved, within the backup that the space rule allows", () => {
    const sizes = fc.array(fc.integer({ min: 200, max: 14000 }), { minLength: 2, maxLength: 5 });
    const system = fc.record({
      sectors: fc.integer({ min: 1, max: 5 }),
      sizes,
      dsp: fc.integer({ min: 500, max: 9000 }),
      rf: fc.integer({ min: 1, max: 3 }),
    });
    const firmwareOf = (
      seed: number,
      one: { sectors: number; sizes: number[]; dsp: number; rf: number },
    ): AsrFirmware =>
      smallAsr({
        program: noise(one.sectors * SECTOR, seed),
        regions: one.sizes.map((size, i) => ({ region: `R${i}`, contents: noise(size, i + 10 * seed) })),
        dsp: noise(one.dsp, 40 + seed),
        rf: noise(one.rf * SECTOR, 60 + seed),
      });
    fc.assert(
      fc.property(system, system, fc.boolean(), (a, b, alike) => {
        fc.pre(Math.abs(a.sizes.length - b.sizes.length) <= 1);
        const [from, to] = [firmwareOf(1, a), firmwareOf(alike ? 1 : 2, b)];
        fc.pre(refusalOf(() => planAsrDiff(from, to, { apps: [] }))?.code !== "same-firmware");
        const plan = planAsrDiff(from, to, { apps: [] });
        const { proof } = makeProvenAsrDiff(plan, from, to);
        expect(proof.backupPeak).toBeLessThanOrEqual(plan.backupNeed);
      }),
      { numRuns: 25 },
    );
  });
});

describe("flash while it is updated", () => {
  const flash = () => new FlashInUpdate([{ address: 0x10000, bytes: noise(3 * SECTOR, 1) }]);

  test("old bytes come from the backup once they are overwritten", () => {
    const it = flash();
    const before = it.read(0x10000, 3 * SECTOR).slice();
    it.backUp(0x10ff0, 0x20);
    expect(it.backedUpBytes).toBe(2 * SECTOR);
    it.write(0x10000, new Uint8Array(3 * SECTOR));
    expect(it.readOld(0x10000, 2 * SECTOR)).toEqual(before.subarray(0, 2 * SECTOR));
    expect(it.readOld(0x12000, 16)).toEqual(new Uint8Array(16));
    it.dropBackup(0x10000, SECTOR);
    expect(it.readOld(0x10ff0, 0x20)).toEqual(
      Uint8Array.from([...new Uint8Array(16), ...before.subarray(SECTOR, SECTOR + 16)]),
    );
  });

  test("regions are known until something is written over them", () => {
    const it = flash();
    it.writeRegion(0x10000, SECTOR, Uint8Array.of(1, 2));
    expect(it.region(0x10000, SECTOR)).toEqual(Uint8Array.of(1, 2));
    expect(it.region(0x10000, 2 * SECTOR)).toBeNull();
    it.move(0x10000, 0x11000, SECTOR);
    expect(it.region(0x11000, SECTOR)).toEqual(Uint8Array.of(1, 2));
    it.write(0x11fff, Uint8Array.of(0));
    expect(it.region(0x11000, SECTOR)).toBeNull();
  });

  test("nothing else can be touched, and what it was made of stays", () => {
    const bytes = noise(SECTOR, 1);
    const it = new FlashInUpdate([{ address: 0x10000, bytes }]);
    it.write(0x10000, new Uint8Array(SECTOR));
    expect(bytes).toEqual(noise(SECTOR, 1));
    expect(() => it.read(0xffff, 2)).toThrow(FlashError);
    expect(() => {
      it.write(0x10fff, new Uint8Array(2));
    }).toThrow(FlashError);
  });
});
