import { beforeAll, describe, expect, test } from "vitest";
import { zipSync } from "fflate";
import { ec200aSamplePair } from "../../src/platforms/ec200a/sample/sample.ts";
import { isFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import type { MadePackage } from "../../src/contract/maker.ts";
import type { Maker } from "../../src/workshop/maker.ts";
import { makerWith, plainOptions, valueOf } from "../support/maker.ts";
import { type ListEntry, smallEc200aMembers } from "../support/small-ec200a.ts";

const pair = ec200aSamplePair();
const options = { ...plainOptions, type: "diff" } as const;

describe("packages for EC200A", () => {
  let maker: Maker;
  let made: MadePackage;
  beforeAll(async () => {
    maker = await makerWith(pair);
    made = valueOf(await maker.make(options, () => undefined)).safe;
  });
  const packed = () => {
    const [{ fileName, blob }] = made.files;
    return { fileName, blob };
  };

  test("are offered with a word of warning", async () => {
    const { platform, types, flashMiB } = valueOf(
      await maker.open("new", new Blob([pair.new.bytes]), pair.new.fileName),
    );
    expect([platform, flashMiB]).toEqual(["ec200a", 8]);
    expect(types.diff).toEqual({ allowed: "warn", reason: "ec200a-experimental" });
    expect([types.full.allowed, types.mini.allowed]).toEqual(["no", "no"]);
    const { refusal, warnings } = valueOf(await maker.judge(options));
    expect([refusal, warnings.map(({ code }) => code)]).toEqual([null, ["format-experimental"]]);
  });

  test("are made, and every image that they carry is compared", () => {
    expect(made.files.length).toBe(1);
    expect(made.proof.compared).toMatchObject({
      partitions: ["cp_lzma.bin", "dsp.bin", "rf.bin", "app.bin"],
      decompressed: true,
    });
    expect(made.proof.uncovered.map(({ place, differs }) => [place, differs])).toEqual([
      ["tim.bin", false],
      ["loader.bin", false],
      ["updater.bin", false],
    ]);
    const { need, have } = made.proof.backup ?? { need: 0, have: 0 };
    expect(need).toBeGreaterThan(0);
    expect(have).toBeGreaterThan(need);
  });

  test("are known from packages of other ASR chips, which begin alike", async () => {
    const { fileName, blob } = packed();
    expect(isFotaAll(new Uint8Array(await blob.arrayBuffer()))).toBe(true);
    const inspected = valueOf(await maker.inspect(blob, fileName));
    expect(inspected).toMatchObject({ kind: "ec200a-diff", bytes: made.bytes });
  });

  test("are verified, and what is left of them without a byte is damaged", async () => {
    const verified = valueOf(await maker.verify([packed()], () => undefined));
    expect([verified.kind, verified.verdict]).toEqual(["ec200a-diff", "applies"]);
    const { fileName, blob } = packed();
    const cut = { fileName, blob: blob.slice(0, blob.size - 1) };
    const damaged = valueOf(await maker.verify([cut], () => undefined));
    expect(damaged.reasons.map(({ code }) => code)).toEqual(["package-damaged"]);
    const swapped = await makerWith({ old: pair.new, new: pair.old });
    const { reasons } = valueOf(await swapped.verify([packed()], () => undefined));
    expect(reasons.map(({ code }) => code)).toEqual(["package-old-is-new"]);
  });

  test("are compared image by image before they are made", async () => {
    const comparison = valueOf(await maker.compare());
    expect(comparison).not.toBeNull();
  });
});

describe("a release that takes no packages", () => {
  const release = (changes: Parameters<typeof smallEc200aMembers>[0]) => ({
    fileName: "EC200ASMALL.bin",
    bytes: zipSync(Object.fromEntries(smallEc200aMembers(changes))),
  });
  const trusted = { before: "Trusted = 1\r\n" };
  const withoutUpdater = { list: (entries: readonly ListEntry[]) => entries.slice(0, -1) };

  test.each([
    ["trusted-boot", trusted],
    ["updater-missing", withoutUpdater],
  ] as const)("opens, and says why: %s", async (code, changes) => {
    const maker = await makerWith({ old: release({}), new: release(changes) });
    const { refusal } = valueOf(await maker.judge(options));
    expect(refusal?.code).toBe(code);
  });
});
