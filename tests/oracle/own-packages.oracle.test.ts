import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { open8910 } from "../support/opened.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import { makePackages, type MadeClasses } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { contentsAfter, contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { compareModule, outcomeReason } from "../../src/platforms/unisoc/module/outcome.ts";
import { sweepPowerCuts } from "../../src/platforms/unisoc/module/power-cuts.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;

/** A pair of firmware files and what the vendor's tool makes of it; null without one. */
interface Case {
  readonly name: string;
  readonly old: string;
  readonly new: string;
  readonly vendorBytes: number | null;
}

let folder = "";
const cases: Case[] = [];

if (hasShared) {
  folder = mkdtempSync(join(tmpdir(), "fota-workshop-packages-"));
  const data = `${shared}data/`;
  for (const line of readFileSync(`${data}BASELINE.csv`, "utf8").split(/\r?\n/)) {
    const [platform, , old = "", next = "", , bytes] = line.split(",");
    if (platform !== "unisoc8910") continue;
    const date = (path: string): string => /\d{8}/.exec(path)?.[0] ?? path;
    const name = `${date(old)} to ${date(next)}`;
    cases.push({ name, old: data + old, new: data + next, vendorBytes: Number(bytes) });
  }
  const pair = samplePair();
  for (const { fileName, bytes } of [pair.old, pair.new]) writeFileSync(join(folder, fileName), bytes);
  const [old, next] = [join(folder, pair.old.fileName), join(folder, pair.new.fileName)];
  cases.push({ name: "sample pair", old, new: next, vendorBytes: null });
  cases.push({ name: "sample pair, back", old: next, new: old, vendorBytes: null });
}

function open(path: string): Unisoc8910Firmware {
  return open8910(path, new Uint8Array(readFileSync(path))).firmware;
}

describe.skipIf(!hasShared)("packages of the app", () => {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("there are pairs to make, four of them with a package of the vendor's", () => {
    const sizes = cases.flatMap(({ vendorBytes }) => (vendorBytes === null ? [] : [vendorBytes]));
    expect([cases.length, sizes.length]).toEqual([6, 4]);
    expect(sizes.every((bytes) => bytes > 0)).toBe(true);
  });

  describe.each(cases)("$name", ({ old, new: next, vendorBytes }) => {
    let from: Unisoc8910Firmware;
    let to: Unisoc8910Firmware;
    let made: MadeClasses;

    beforeAll(() => {
      from = open(old);
      to = open(next);
      const plan = planUpdate(from, to, ruleSet);
      made = makePackages({
        old: from,
        new: to,
        ruleSet,
        plan,
        oldVersion: "16-letter-name-1",
        newVersion: "2",
      });
    });

    test("the independent applier gets the new firmware, of each class there is", () => {
      for (const which of ["safe", "compact"] as const) {
        const pack = made[which];
        if (pack === null) continue;
        const file = join(folder, "package.pack");
        writeFileSync(file, pack.bytes);
        const args = ["check", file, old, next, "--json", "--version", "16-letter-name-1"];
        const { status, stdout, stderr } = python("rdaota_apply.py", args);
        expect(status, which + stderr + stdout).toBe(0);
        const report = JSON.parse(stdout) as { ok: boolean; warnings: string[]; mismatches: string[] };
        expect(report.ok, which).toBe(true);
        expect(report.mismatches, which).toEqual([]);
        if (which === "safe") expect(report.warnings).toEqual([]);
      }
    });

    if (vendorBytes !== null) {
      test("is not larger than the vendor's", () => {
        const safe = made.safe.bytes.length;
        const bytes = made.compact?.bytes.length ?? safe;
        console.log(`safe ${safe}, compact ${made.compact?.bytes.length ?? "–"}, vendor ${vendorBytes}`);
        expect(bytes).toBeLessThanOrEqual(vendorBytes);
      });
    }

    // Those of the sample are swept in tests/power, with second cuts.
    test.runIf(vendorBytes !== null)("safe: the module recovers from every power cut", () => {
      const before = moduleState(contentsBefore(from, ruleSet));
      const after = contentsAfter(from, to, ruleSet);
      const expected = (state: Parameters<typeof compareModule>[0]) =>
        outcomeReason(compareModule(state, after));
      const { cuts, failures } = sweepPowerCuts(before, made.safe.bytes, expected);
      console.log(`${cuts} power cuts over ${made.safe.proof.compared.steps} steps`);
      expect(failures).toEqual([]);
      expect(cuts).toBeGreaterThan(3 * made.safe.proof.compared.steps);
    });
  });
});
