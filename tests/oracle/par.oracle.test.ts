import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHIPS, type EigenChip } from "../../src/platforms/eigen/firmware/chips.ts";
import type { EigenFirmware } from "../../src/platforms/eigen/firmware/eigen-firmware.ts";
import { inspectPar } from "../../src/platforms/eigen/par/inspect.ts";
import { makePar, makeProvenPar, type ProvenPar } from "../../src/platforms/eigen/par/make.ts";
import { planPar } from "../../src/platforms/eigen/par/plan.ts";
import { tryParPowerCuts } from "../../src/platforms/eigen/par/power-cuts.ts";
import { readPar } from "../../src/platforms/eigen/par/reader.ts";
import { openPart } from "../../src/platforms/eigen/par/rebuild.ts";
import { verifyPar } from "../../src/platforms/eigen/par/verify.ts";
import { eigenSample, eigenSamplePair } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import {
  eigenPairs,
  firmwarePath,
  realEigen,
  rehashed,
  sampleEigen,
  vendorPar,
} from "../support/eigen-pairs.ts";
import { hasShared, python, shared } from "../support/shared.ts";

interface Judgement {
  readonly ok: boolean;
  readonly error?: string;
  readonly not_in_package?: readonly string[];
  readonly packages?: readonly {
    readonly image: string;
    readonly name: string;
    readonly address: number;
    readonly blocks: number;
    readonly order: "backwards" | "forwards";
    readonly largest_bz_block: number;
    readonly bz_limit: number;
  }[];
}

describe.skipIf(!hasShared)("packages of Eigencomm modules", () => {
  const folder = mkdtempSync(join(tmpdir(), "par-"));

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the independent applier says; it rebuilds every image and derives every field anew. */
  function judge(pack: Uint8Array, oldPath: string, newPath: string): Judgement {
    const path = join(folder, "package.par");
    writeFileSync(path, pack);
    const { stdout } = python("eigen_verify.py", ["check", path, oldPath, newPath, "--json"]);
    return JSON.parse(stdout) as Judgement;
  }

  test("every pair of the vendor's list is among the cases", () => {
    const listed = readFileSync(`${shared}data/vendor-packages/BASELINE.csv`, "utf8")
      .trim()
      .split(/\r?\n/)
      .map((row) => row.split(","))
      .filter(([platform = ""]) => platform.startsWith("eigen"));
    expect(listed.length).toBe(eigenPairs.length);
    for (const [, old = "", next = "", , bytes] of listed) {
      const pair = eigenPairs.find((one) => basename(one.old) === old && basename(one.new) === next);
      if (pair === undefined) throw new Error(`${old} to ${next} is not made`);
      expect(vendorPar(pair).length).toBe(Number(bytes));
    }
  });

  describe.each(eigenPairs)("$vendor", (pair) => {
    let old: EigenFirmware;
    let next: EigenFirmware;
    let made: ProvenPar;
    let vendor: Uint8Array;
    const [oldPath, newPath] = [firmwarePath(pair.old), firmwarePath(pair.new)];

    beforeAll(() => {
      vendor = vendorPar(pair);
      [old, next] = [realEigen(pair.old, pair.chip), realEigen(pair.new, pair.chip)];
      made = makeProvenPar(planPar(old, next, { atHead: false }), old, next);
    }, 60_000);

    test("ours is accepted, applied and not larger", () => {
      const judged = judge(made.bytes, oldPath, newPath);
      expect(judged.error ?? "").toBe("");
      expect(judged.ok).toBe(true);
      const share = (made.bytes.length / vendor.length).toFixed(3);
      console.log(`${pair.vendor}: ${made.bytes.length} of ${vendor.length} bytes, ${share}`);
      expect(made.bytes.length).toBeLessThanOrEqual(vendor.length);
      expect(made.room.have).toBe(CHIPS[pair.chip].packageRoom);
    });

    test.each(["ours", "theirs"])("%s shows as the judge reads it, and applies", (whose) => {
      const pack = whose === "ours" ? made.bytes : vendor;
      const judged = judge(pack, oldPath, newPath);
      const read = readPar("x.par", pack).images.map((image) => ({
        image: image.type,
        name: image.name,
        address: image.address,
        blocks: image.parts.length,
        order: image.backwards ? "backwards" : "forwards",
        largest_bz_block: Math.max(
          ...image.parts.map((part) => openPart(pair.chip, image, part)?.largestBlock ?? 0),
        ),
        bz_limit: CHIPS[pair.chip].bzip2Limit,
      }));
      expect(judged.packages).toMatchObject(read);
      const { bulks } = inspectPar("x.par", pack);
      expect(bulks.map(({ target, blocks, order }) => ({ image: target, blocks, order }))).toEqual(
        read.map(({ image, blocks, order }) => ({
          image,
          blocks,
          order: order === "backwards" ? "descending" : "ascending",
        })),
      );
      const verified = verifyPar("x.par", pack, old, next);
      expect(verified.verdict).toBe("applies");
      const differing = verified.uncovered.filter(({ differs }) => differs !== false);
      expect(differing.map(({ place }) => place)).toEqual(judged.not_in_package);
    });

    test("the vendor's is refused where the judge refuses it", () => {
      const verdicts = (pack: Uint8Array, from: [EigenFirmware, string], to: [EigenFirmware, string]) => [
        judge(pack, from[1], to[1]).ok,
        verifyPar("x.par", pack, from[0], to[0]).verdict === "applies",
      ];
      const [a, b] = [[old, oldPath] as [EigenFirmware, string], [next, newPath] as [EigenFirmware, string]];
      expect(verdicts(vendor, b, a)).toEqual([false, false]);
      expect(verdicts(vendor, a, a)).toEqual([false, false]);
      expect(verdicts(vendor.subarray(0, vendor.length - 9), a, b)).toEqual([false, false]);
      for (const at of [2, 60, vendor.length - 1]) {
        const damaged = Uint8Array.from(vendor);
        damaged[at]! ^= 0x10;
        expect([at, ...verdicts(damaged, a, b)]).toEqual([at, false, false]);
      }
      // With its hash put right, a change may be one that nobody looks at.
      const changed = [90, 105, 200, 5000, vendor.length - 1].map((at) => {
        const damaged = Uint8Array.from(vendor);
        damaged[at]! ^= 0x10;
        return verdicts(rehashed(damaged), a, b);
      });
      expect(changed.map(([theirs]) => theirs)).toEqual(changed.map(([, ours]) => ours));
      expect(changed.flat()).toContain(false);
    }, 60_000);

    test("the simulated module survives every power cut with the vendor's", () => {
      const { failures, cuts, moments, momentsTried } = tryParPowerCuts("x.par", vendor, old, "all");
      console.log(`${pair.vendor}: ${cuts} power cuts at ${moments} moments`);
      expect(failures).toEqual([]);
      expect(momentsTried).toBe(moments);
    }, 60_000);
  });

  describe.each(["eigen618", "eigen718"] as const)("the sample for %s", (chip: EigenChip) => {
    test("is read by the judge, in every form that it knows, and its packages are accepted", () => {
      for (const form of ["untagged", "tagged", "withMode"] as const) {
        const path = join(folder, `${form}.binpkg`);
        writeFileSync(path, eigenSample({ chip, form }).bytes);
        const { status, stdout } = python("eigen_verify.py", ["binpkg", path]);
        expect([status, stdout.includes("'hash_ok': False")]).toEqual([0, false]);
      }
      const pair = eigenSamplePair(chip);
      const [oldPath, newPath] = [join(folder, "old.binpkg"), join(folder, "new.binpkg")];
      writeFileSync(oldPath, pair.old.bytes);
      writeFileSync(newPath, pair.new.bytes);
      const [old, next] = [sampleEigen(chip, 1, 220_000), sampleEigen(chip, 2, 220_000)];
      for (const [from, to, paths] of [
        [old, next, [oldPath, newPath]],
        [next, old, [newPath, oldPath]],
      ] as const) {
        const { bytes } = makePar(planPar(from, to, { atHead: false }));
        const judged = judge(bytes, ...paths);
        expect(judged.error ?? "").toBe("");
        expect(judged.packages?.map(({ image }) => image)).toEqual(["AP", "CP"]);
        expect(judged.ok).toBe(true);
      }
    });
  });
});
