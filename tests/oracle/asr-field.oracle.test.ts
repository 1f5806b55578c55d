import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import type { PackageType } from "../../src/contract/maker.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";
import { hasShared, shared } from "../support/shared.ts";

const release = (name: string): NamedBytes => ({
  fileName: basename(name),
  bytes: new Uint8Array(readFileSync(`${shared}data/firmware/${name}`)),
});

/** What the maker says of a pair and a type, before anything is made. */
async function judged(old: string, next: string, type: PackageType) {
  const maker = await makerWith({ old: release(old), new: release(next) });
  const { refusal, warnings } = valueOf(await maker.judge({ ...plainOptions, type }));
  return { maker, refusal: refusal?.code ?? null, warnings: warnings.map(({ code }) => code) };
}

const tiny = [
  "asr1602/EC800KCNLCR07A01M04_OCPU_QPY.bin",
  "asr1602/EC800KCNLCR07A02M04_OCPU_QPY.bin",
] as const;
const small = ["asr/EC600MCNLER01A01M08_OCPU_QPY.bin", "asr/EC600MCNLER01A02M08_OCPU_QPY.bin"] as const;

describe.skipIf(!hasShared)("ASR firmware as it is in the field", () => {
  test("of 4 MiB is proposed mini-system by its own updater, and the others with the reason", async () => {
    const maker = await makerWith({});
    const { fileName, bytes } = release(tiny[1]);
    const { types } = valueOf(await maker.open("new", new Blob([bytes]), fileName));
    expect(types).toEqual({
      diff: { allowed: "warn", reason: "updater-declines" },
      full: { allowed: "warn", reason: "updater-declines" },
      mini: { allowed: "yes", reason: null },
    });
  });

  test("of 4 MiB: mini-system is made, not larger than the vendor's, and what the updater minds is said", async () => {
    const { maker, refusal, warnings } = await judged(...tiny, "mini");
    expect([refusal, warnings]).toEqual([null, ["region-not-reproduced"]]);
    const { safe } = valueOf(await maker.make({ ...plainOptions, type: "mini" }, () => undefined));
    expect(safe.bytes).toBeLessThanOrEqual(591_972);
    expect(safe.needs.find(({ kind }) => kind === "updater-memory")).toMatchObject({
      have: 0x37_0000,
      level: "enough",
    });
    const [first] = safe.files;
    const cuts = valueOf(await maker.tryPowerCuts(first, "sample", () => undefined));
    expect(cuts).toMatchObject({ failureCount: 0 });
  });

  test("of 4 MiB, back to what the maker of the chip compressed: nothing is to be said of its regions", async () => {
    const { refusal, warnings } = await judged(tiny[1], tiny[0], "mini");
    expect([refusal, warnings]).toEqual([null, ["old-and-new-swapped"]]);
  });

  test("of 4 MiB has no room for a differential package", async () => {
    expect((await judged(...tiny, "diff")).refusal).toBe("backup-too-small");
  });

  test("of 8 MiB: a differential package can be made, and its updater would not take it", async () => {
    const { refusal, warnings } = await judged(...small, "diff");
    expect(refusal).toBeNull();
    expect(warnings).toContain("updater-declines");
    expect(warnings).toContain("region-not-reproduced");
  });
});
