import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { moduleFilesOf } from "../../src/platforms/unisoc/firmware/module-files.ts";
import { readUnisoc8910 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { verifyFotaAll } from "../../src/platforms/asr/fota-all/verify.ts";
import { verifyMini } from "../../src/platforms/asr/mini/verify.ts";
import { tryPowerCuts } from "../../src/platforms/unisoc/rdaota02/power-cuts.ts";
import { readPackage } from "../../src/platforms/unisoc/rdaota02/reader.ts";
import { verifyPackage } from "../../src/platforms/unisoc/rdaota02/verify.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { asrPairs, type AsrPair, PairReader, vendorPackage } from "../support/asr-pairs.ts";
import { sharedData, vendorPackages } from "../support/firmware-on-module.ts";
import { hasShared, shared } from "../support/shared.ts";

const builds = new Map<string, ReturnType<typeof readUnisoc8910>>();

function build(name: string): ReturnType<typeof readUnisoc8910> {
  const known =
    builds.get(name) ?? readUnisoc8910(name, sharedData(`firmware/unisoc8910/CSDK_RDA8910-${name}.pac`));
  builds.set(name, known);
  return known;
}

describe.skipIf(!hasShared)("packages of the vendor's tool, verified: UNISOC 8910", () => {
  test("every one of them is looked at", () => {
    const there = readdirSync(`${shared}data/vendor-packages`).filter((name) => name.startsWith("rda8910-"));
    expect(there.sort()).toEqual(vendorPackages.map(({ name }) => `${name}.pack`).sort());
  });

  describe.each(vendorPackages)("$name", ({ name, old, new: next }) => {
    const made = hasShared ? sharedData(`vendor-packages/${name}.pack`) : new Uint8Array(0);
    const verify = (bytes: Uint8Array, from: string, to: string) =>
      verifyPackage({ file: name, bytes }, build(from), build(to));
    const widened = (): Uint8Array => writePackage(readPackage(name, made));

    test("as made, is refused for its version names alone", () => {
      const found = verify(made, old, next);
      expect(found.verdict).toBe("refused");
      expect(found.reasons.map(({ code }) => code)).toEqual(["package-version-field"]);
      expect(found.otherwise).toBe("applies");
      expect(found.differences).toEqual([]);
    });

    test("with room for the end of its names, applies", () => {
      const found = verify(widened(), old, next);
      expect(found).toMatchObject({ verdict: "applies", reasons: [], otherwise: null, differenceCount: 0 });
      expect(found.compared.steps).toBe(readPackage(name, made).blockCount);
      expect(found.compared.flashBytes).toBeGreaterThan(1_000_000);
      const files = moduleFilesOf(build(next)).map(({ path }) => path);
      const left = found.uncovered.filter(({ place }) => files.includes(place)).length;
      expect(found.compared.files + found.compared.sameFiles + left).toBe(files.length);
      // The stock rules leave the boot loader alone; nothing else is left out.
      expect(found.uncovered.map(({ place }) => place)).toContain("BOOTLOADER");
    });

    test("does not fit other firmware", () => {
      const codes = (from: string, to: string) => verify(widened(), from, to).reasons.map(({ code }) => code);
      const third = vendorPackages.map((pair) => pair.old).find((one) => one !== old && one !== next)!;
      expect(codes(next, old)).toEqual(["package-old-is-new"]);
      expect(codes(third, next)).toEqual(["package-other-old"]);
      const elsewhere = verify(widened(), old, third);
      expect(elsewhere.verdict).toBe("applies-with-differences");
      expect(elsewhere.differences.map(({ place }) => place)).toContain("AP");
    });

    test("power cuts: the sample finds what the whole sweep finds", () => {
      const failing = (wanted: "sample" | "all") => {
        const started = performance.now();
        const report = tryPowerCuts(name, made, build(old), wanted);
        console.log(
          `${name} ${wanted}: ${report.cuts} cuts at ${report.momentsTried} of ${report.moments} moments, ` +
            `${report.failureCount} failures, ${Math.round(performance.now() - started)} ms`,
        );
        return report.failures.filter(({ cuts }) => cuts.length === 1).map(({ cuts: [cut] }) => cut!.during);
      };
      const sample = failing("sample");
      expect(sample).toEqual(failing("all"));
      // Known from the module's own library (docs/formats/rdaota02.md#power-cuts).
      expect(sample.length > 0).toBe(old.startsWith("20201221"));
    });
  });
});

describe.skipIf(!hasShared)("packages of the vendor's tool, verified: ASR", () => {
  const folder = mkdtempSync(join(tmpdir(), "verification-"));
  const reader = new PairReader(folder);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const opened = (pair: AsrPair) => {
    const { from, to } = reader.open(pair);
    return { old: from.firmware, next: to.firmware };
  };
  const pairOf = (vendor: string): AsrPair => asrPairs.find((pair) => pair.vendor === vendor)!;

  test("every one of them is looked at", () => {
    const files = readdirSync(`${shared}data/vendor-packages/asr`).filter((name) => name !== "images");
    const minis = ["miniB", "smini"].flatMap((name) => [`${name}.mini_1`, `${name}.mini_2`]);
    expect(files.sort()).toEqual([...asrPairs.map(({ vendor }) => `${vendor}.bin`), ...minis].sort());
  });

  test.each(asrPairs)("$vendor applies", (pair) => {
    const { old, next } = opened(pair);
    const pack = vendorPackage(pair);
    const found = verifyFotaAll(pair.vendor, pack, old, next);
    expect(found).toMatchObject({ verdict: "applies", reasons: [], differenceCount: 0 });
    expect(found.compared.steps).toBeGreaterThan(3);
    const uncovered = found.uncovered.map(({ place }) => place);
    for (const app of pair.apps) expect(uncovered).not.toContain(app);
    expect(verifyFotaAll(pair.vendor, pack, next, old).reasons.map(({ code }) => code)).toEqual([
      "package-old-is-new",
    ]);
  });

  test("a package against another new firmware differs, against another old one is refused", () => {
    const [spro, other] = [opened(pairOf("spro")), opened(pairOf("pn_pre"))];
    const pack = vendorPackage(pairOf("spro"));
    const elsewhere = verifyFotaAll("spro", pack, spro.old, other.next);
    expect(elsewhere.verdict).toBe("applies-with-differences");
    expect(elsewhere.differenceCount).toBeGreaterThan(0);
    expect(verifyFotaAll("spro", pack, other.next, spro.next)).toMatchObject({
      verdict: "refused",
      reasons: [{ code: "package-other-old" }],
    });
  });

  test.each([
    ["smini", "spro"],
    ["miniB", "proB"],
  ])("%s applies", (name, pair) => {
    const { old, next } = opened(pairOf(pair));
    const files = ["mini_1", "mini_2"].map((end) => ({
      file: `${name}.${end}`,
      bytes: sharedData(`vendor-packages/asr/${name}.${end}`),
    }));
    const found = verifyMini(files, old, next);
    expect(found).toMatchObject({ verdict: "applies", reasons: [], differenceCount: 0 });
    expect(verifyMini([...files].reverse(), old, next)).toEqual(found);
    expect(verifyMini(files, next, old)).toMatchObject({ reasons: [{ code: "package-old-is-new" }] });
    const wrong = verifyMini(files, old, old);
    expect(wrong.verdict).toBe("applies-with-differences");
  });
});
