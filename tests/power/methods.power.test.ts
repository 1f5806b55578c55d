import { describe, expect, test } from "vitest";
import type { FileMethod } from "../../src/contract/maker.ts";
import { readUnisoc8910 } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { contentsAfter, contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { compareModule, outcomeReason } from "../../src/platforms/unisoc/module/outcome.ts";
import { sweepPowerCuts } from "../../src/platforms/unisoc/module/power-cuts.ts";
import { moduleState } from "../../src/platforms/unisoc/module/storage.ts";

const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;
const read = (release: 1 | 2, shape: { parts: number; tail: number }) => {
  const { fileName, bytes } = sampleFirmware({ release, ...shape });
  return readUnisoc8910(fileName, bytes);
};
const small = read(1, { parts: 3, tail: 9_000 });
const smaller = read(2, { parts: 2, tail: 3_000 });

const files = [...contentsBefore(small, ruleSet).files.keys()]
  .filter((path) => !path.startsWith("/modemnvm/"))
  .map((path) => path.replace(/\.\d{3}$/, ""));
const all = (method: FileMethod) => Object.fromEntries(files.map((path) => [path, method]));
/** Every method beside every other, so that what comes before and after a step is of another kind. */
const mixed = Object.fromEntries(
  [...new Set(files)].map((path, i) => [path, (["replace", "patch", "remove", "ignore"] as const)[i % 4]]),
);

describe.each([
  ["ignore", all("ignore")],
  ["replace", all("replace")],
  ["remove", all("remove")],
  ["mixed methods", mixed as Record<string, FileMethod>],
])("%s", (name, fileMethods) => {
  test.each([
    ["parts go", small, smaller],
    ["parts come", smaller, small],
  ])(
    "the module recovers from every power cut and holds what was wanted, when %s",
    (_, old, next) => {
      const plan = planUpdate(old, next, ruleSet, fileMethods);
      const versions = { oldVersion: "V01", newVersion: "V02" };
      const { safe } = makePackages({ old, new: next, ruleSet, fileMethods, plan, ...versions });
      const after = contentsAfter(old, next, ruleSet, fileMethods);
      const { cuts, failures } = sweepPowerCuts(
        moduleState(contentsBefore(old, ruleSet)),
        safe.bytes,
        (state) => outcomeReason(compareModule(state, after)),
        { cutAgainEvery: 5 },
      );
      console.log(`${name}: ${cuts} cuts over ${safe.proof.compared.steps} steps`);
      expect(failures).toEqual([]);
      // A removal has two operations, every other step more.
      expect(cuts).toBeGreaterThan(2 * safe.proof.compared.steps);
    },
    180_000,
  );
});
