import { describe, expect, test } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import type { Partition } from "../../src/platforms/asr/firmware/partition-table.ts";
import { makeProvenAsrDiff, type ProvenAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { type AsrDiffPlan, planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { changed, noise, prose, type SmallAsr, smallAsr } from "../support/small-asr-firmware.ts";

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

describe("pairs that cannot be updated", () => {
  const next = smallAsr({ program: newProgram, regions });
  const edited = (
    edit: (partitions: readonly Partition[]) => readonly Partition[],
    changes: Partial<SmallAsr> = {},
  ) => smallAsr({ program: newProgram, regions, partitions: edit, ...changes });
  const without = (name: string) => (all: readonly Partition[]) => all.filter((one) => one.name !== name);
  const resized = (name: string, size: number) => (all: readonly Partition[]) =>
    all.map((one) => (one.name === name ? { ...one, size } : one));

  test("the same firmware", () => {
    expect(refusedWith("same-firmware", () => plan(old, smallAsr({ program, regions })))).toEqual({
      file: "small.bin",
    });
  });

  test("differences only in what is not carried", () => {
    const a = smallAsr({
      program,
      regions,
      files: { "customer_app.bin": prose(500, 1), "rf.bin": prose(9, 1) },
    });
    const b = smallAsr({
      program,
      regions,
      files: { "customer_app.bin": prose(500, 2), "rf.bin": prose(9, 1), "nvm.bin": prose(9, 2) },
    });
    expect(refusedWith("nothing-to-update", () => plan(a, b))).toEqual({
      differing: ["customer_app.bin", "nvm.bin"],
    });
    expect(plan(a, b, ["customer_app"]).images.length).toBe(7);
  });

  test("no system image", () => {
    const file = "rest.bin";
    const rest: AsrFirmware = { ...next, fileName: file, system: null };
    expect(refusedWith("asr-no-system-image", () => plan(old, rest))).toEqual({ file });
    expect(refusedWith("asr-no-system-image", () => plan(rest, next))).toEqual({ file });
  });

  test("no fota_pkg", () => {
    const pair = [edited(without("fota_pkg"), { program }), edited(without("fota_pkg"))] as const;
    expect(refusedWith("backup-partition-missing", () => plan(...pair))).toEqual({ file: "small.bin" });
  });

  test("a partition elsewhere, of another size, or missing", () => {
    const moved = edited((all) => all.map((one) => (one.name === "nvm" ? { ...one, start: 0x720000 } : one)));
    expect(refusedWith("partition-moved", () => plan(old, moved))).toEqual({
      partition: "nvm",
      old: "0x700000 + 0x80000",
      new: "0x720000 + 0x80000",
    });
    expect(
      refusedWith("partition-moved", () => plan(old, edited(resized("fota_pkg", 0x100000)))).partition,
    ).toBe("fota_pkg");
    expect(refusedWith("partition-missing", () => plan(old, edited(without("nvm"))))).toEqual({
      partition: "nvm",
      missingIn: "new",
    });
    expect(refusedWith("partition-missing", () => plan(edited(without("nvm"), { program }), next))).toEqual({
      partition: "nvm",
      missingIn: "old",
    });
  });

  test("reserved may give way to the system", () => {
    expect(plan(old, edited(resized("reserved", SECTOR))).warnings).toEqual([]);
    expect(plan(old, edited(without("reserved"))).warnings).toEqual([]);
  });

  test("a system that runs into the next partition", () => {
    // Noise does not shrink: the system ends beyond 0x400000, where the applications are.
    const large = smallAsr({ program: noise(0x400000, 3), regions });
    const { partition, limit } = refusedWith("partition-too-small", () => plan(old, large));
    expect([partition, limit]).toEqual(["system", 0x400000 - 0x10000]);
  });

  test("regions that are not LZMA", () => {
    const lzop = noise(2000, 5);
    lzop.set([0x89, 0x4c, 0x5a, 0x4f]);
    const stored = regions.map((one, i) => (i === 2 ? { ...one, stored: lzop } : one));
    expect(
      refusedWith("region-compression", () =>
        plan(old, smallAsr({ program: newProgram, regions: stored }, "new.bin")),
      ),
    ).toEqual({
      file: "new.bin",
      region: "CODE_PS",
    });
    expect(refusalOf(() => plan(smallAsr({ program, regions: stored }), next))?.code).toBe(
      "region-compression",
    );
  });

  test("a region that does not decompress", () => {
    const broken = regions.map((one, i) => {
      const stream = old.system?.regions[i]?.stored ?? new Uint8Array(0);
      return i === 2 ? { ...one, stored: stream.subarray(0, 5000) } : one;
    });
    expect(
      refusedWith("firmware-damaged", () => plan(old, smallAsr({ program: newProgram, regions: broken })))
        .part,
    ).toBe("CODE_PS");
  });

  test("two regions more or fewer", () => {
    const more = smallAsr({ program: newProgram, regions: [...regions, extraRegion, extraRegion] });
    expect(refusedWith("region-count", () => plan(old, more))).toEqual({ old: 3, new: 5 });
    expect(refusedWith("region-count", () => plan(more, old))).toEqual({ old: 5, new: 3 });
  });

  test("more than 32 images", () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ region: `R${i}`, contents: prose(50, i) }));
    const pair = [
      smallAsr({ program, regions: many }),
      smallAsr({ program: newProgram, regions: many }),
    ] as const;
    expect(refusedWith("image-count", () => plan(...pair))).toEqual({ count: 33, limit: 32 });
    const fewer = many.slice(1);
    make(smallAsr({ program, regions: fewer }), smallAsr({ program: newProgram, regions: fewer }));
  });

  describe("applications", () => {
    const files = { "customer_app.bin": prose(500, 1), "user_app.bin": prose(500, 1) };
    const a = smallAsr({ program, regions, files });
    const b = smallAsr({ program: newProgram, regions, files });

    test("more than two", () => {
      expect(refusedWith("app-count", () => plan(a, b, ["customer_app", "user_app", "nvm"]))).toEqual({
        count: 3,
        limit: 2,
      });
    });

    test("no file, no partition", () => {
      expect(refusedWith("app-missing", () => plan(a, next, ["user_app"]))).toEqual({
        app: "user_app",
        missingIn: "new",
      });
      expect(refusedWith("app-missing", () => plan(old, b, ["user_app"]))).toEqual({
        app: "user_app",
        missingIn: "old",
      });
      expect(refusedWith("partition-missing", () => plan(a, b, ["other_app"])).partition).toBe("other_app");
    });

    test("too large for the partition, or a partition not in whole sectors", () => {
      const large = smallAsr({
        program: newProgram,
        regions,
        files: { ...files, "user_app.bin": prose(0x4001, 1) },
      });
      expect(refusedWith("partition-too-small", () => plan(a, large, ["user_app"]))).toEqual({
        partition: "user_app",
        size: 0x4001,
        limit: 0x4000,
      });
      const odd = (changes: Partial<SmallAsr>) =>
        smallAsr({ regions, files, partitions: resized("user_app", 0x3ffc), ...changes });
      expect(
        refusedWith("partition-unaligned", () =>
          plan(odd({ program }), odd({ program: newProgram }), ["user_app"]),
        ),
      ).toEqual({
        partition: "user_app",
        size: 0x3ffc,
      });
    });
  });
});
