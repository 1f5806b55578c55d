import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "../support/opened.ts";
import { makeAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { makeAsrMini } from "../../src/platforms/asr/mini/make.ts";
import { planAsrMini } from "../../src/platforms/asr/mini/plan.ts";
import { tryAsrPowerCuts } from "../../src/platforms/asr/power/power-cuts.ts";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { bytesOf } from "../support/asr-pairs.ts";
import { hasShared, shared } from "../support/shared.ts";

function diff(old: AsrFirmware, next: AsrFirmware, apps: readonly string[] = []): Uint8Array {
  return makeAsrDiff(planAsrDiff(old, next, { apps })).bytes;
}

function mini(old: AsrFirmware, next: AsrFirmware): Uint8Array {
  return makeAsrMini(planAsrMini(old, next, { userPartition: null, merged: false })).first;
}

describe("power cuts of ASR packages", () => {
  const pair = asrSamplePair();
  const [old, next] = [
    openAsr(pair.old.fileName, pair.old.bytes),
    openAsr(pair.new.fileName, pair.new.bytes),
  ];

  test.each([
    ["differential: a region grows, and all behind it moves", () => diff(old, next, ["customer_app"]), old],
    ["differential: back", () => diff(next, old), next],
    ["the first file of mini-system", () => mini(old, next), old],
    ["the first file of mini-system: back", () => mini(next, old), next],
  ] as const)(
    "%s: every cut is recovered from",
    (_, pack, from) => {
      const report = tryAsrPowerCuts("p", pack(), from, "all");
      console.log(`${report.cuts} cuts at ${report.moments} moments`);
      expect(report.failures).toEqual([]);
      expect(report.momentsTried).toBe(report.moments);
      expect(report.cuts).toBeGreaterThan(report.moments);
    },
    60_000,
  );

  test("another old firmware does not begin", () => {
    expect(() => tryAsrPowerCuts("p", diff(old, next), next, "sample")).toThrow("package-declined");
    const { second } = makeAsrMini(planAsrMini(old, next, { userPartition: null, merged: false }));
    expect(() => tryAsrPowerCuts("p", second, old, "sample")).toThrow("mini-incomplete");
  });
});

describe.skipIf(!hasShared)("power cuts of packages of real firmware", () => {
  const release = (name: string) =>
    openAsr(name, new Uint8Array(readFileSync(`${shared}data/firmware/${name}`)));
  const large = ["asr/EC600NCNLFR01A01M16_OCPU_QPY.bin", "asr/EC600NCNLFR01A02M16_OCPU_QPY.bin"] as const;
  const tiny = [
    "asr1602/EC800KCNLCR07A01M04_OCPU_QPY.bin",
    "asr1602/EC800KCNLCR07A02M04_OCPU_QPY.bin",
  ] as const;

  test.each([
    ["spro", "asr/spro.bin", large[0]],
    ["sprorev", "asr/sprorev.bin", large[1]],
    ["mini04", "asr-fsall/mini04.mini_1", tiny[0]],
  ])(
    "the vendor's %s",
    (_, pack, old) => {
      const report = tryAsrPowerCuts(
        pack,
        bytesOf(`${shared}data/vendor-packages/${pack}`),
        release(old),
        "sample",
      );
      console.log(`${pack}: ${report.cuts} cuts at ${report.momentsTried} of ${report.moments} moments`);
      expect(report.failures).toEqual([]);
    },
    120_000,
  );
});
