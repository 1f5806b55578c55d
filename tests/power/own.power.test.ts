import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { readUnisoc8910 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { contentsAfter, contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { samplePair, sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { compareModule, outcomeReason } from "../../src/platforms/unisoc/module/outcome.ts";
import { type CutFailure, sweepPowerCuts } from "../../src/platforms/unisoc/module/power-cuts.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import { told } from "../support/told.ts";

/** Both classes of package from one firmware to another, and what power cuts do to each. */
function makeAndSweep(from: SampleFirmware, to: SampleFirmware) {
  const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
  const old = readUnisoc8910(from.fileName, from.bytes);
  const next = readUnisoc8910(to.fileName, to.bytes);
  const plan = planUpdate(old, next, ruleSet);
  const made = makePackages({ old, new: next, ruleSet, plan, oldVersion: "V01", newVersion: "V02" });
  const before = moduleState(contentsBefore(old, ruleSet));
  const after = contentsAfter(old, next, ruleSet);
  const sweep = (pack: Uint8Array, cutAgainEvery: number) =>
    sweepPowerCuts(before, pack, (state) => outcomeReason(compareModule(state, after)), { cutAgainEvery });
  return {
    steps: made.safe.proof.compared.steps,
    safe: sweep(made.safe.bytes, 5),
    compact: made.compact === null ? null : sweep(made.compact.bytes, 0),
  };
}

const pair = samplePair();
const cases: readonly (readonly [string, SampleFirmware, SampleFirmware])[] = [
  ["a blocked file loses a part and ends short", pair.old, pair.new],
  ["a blocked file gains a part", pair.new, pair.old],
  [
    "a blocked file keeps its parts and grows in the last",
    sampleFirmware({ release: 1, parts: 3, tail: 9_000 }),
    sampleFirmware({ release: 2, parts: 3, tail: 42_000 }),
  ],
];

describe.each(cases)("package of the app, when %s", (name, from, to) => {
  let result: ReturnType<typeof makeAndSweep>;
  beforeAll(() => {
    result = makeAndSweep(from, to);
  }, 120_000);

  test("safe: the module recovers from every power cut", () => {
    const { steps, safe } = result;
    console.log(`${name}: ${safe.cuts} cuts over ${steps} steps`);
    expect(safe.failures).toEqual([]);
    // A removal has two operations, every other step more.
    expect(safe.cuts).toBeGreaterThan(2 * steps);
  });

  test("compact: only cuts around parts of blocked files are fatal", ({ skip }) => {
    if (result.compact === null) return skip("no compact package, it would not be smaller");
    const { cuts, failures } = result.compact;
    console.log(`${name}: ${cuts} cuts, ${failures.length} without recovery`);
    expect(cuts).toBeGreaterThan(0);
    expect(failures.filter((failure) => !isAboutParts(failure))).toEqual([]);
  });
});

function isAboutParts({ why }: CutFailure): boolean {
  return /^fails-again \/modem\/[^ ]+\.\d{3}: /.test(told(why));
}
