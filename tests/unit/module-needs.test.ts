import { describe, expect, test } from "vitest";
import { moduleNeedsWords } from "../../src/words/module-needs.ts";
import {
  asrDiffNeeds,
  asrFullNeeds,
  asrMiniNeeds,
  unisoc8910Needs,
  type ModuleNeed,
  type NeedKind,
} from "../../src/modules/module-needs.ts";

function level(needs: readonly ModuleNeed[], kind: NeedKind): string | undefined {
  return needs.find((need) => need.kind === kind)?.level;
}

const backup = { need: 10, have: 100 };
const memory = { need: 1, have: 100 };

describe("what an update needs of the module", () => {
  test("UNISOC 8910: compared with the largest boot loader peak that was measured", () => {
    const of = (loaderPeak: number) => unisoc8910Needs({ freeBytes: 69632, loaderPeak });
    expect(level(of(1_400_000), "loader-memory")).toBe("enough");
    expect(level(of(7_800_000), "loader-memory")).toBe("enough");
    expect(level(of(7_800_001), "loader-memory")).toBe("tight");
    // No source says how much is free.
    expect(level(of(1), "free-space")).toBe("unknown");
  });

  test.each([
    [0, "enough"],
    [90, "enough"],
    [91, "tight"],
    [100, "tight"],
    [101, "short"],
  ])("ASR: a backup of %i in 100 is %s", (need, expected) => {
    const area = { need, have: 100 };
    expect(level(asrDiffNeeds({ packageBytes: 1, memory, backup: area }), "backup")).toBe(expected);
    expect(level(asrMiniNeeds({ packageBytes: 1, memory, backup: area }), "backup")).toBe(expected);
  });

  test.each([
    [90, 100, "enough"],
    [91, 100, "tight"],
    [101, 100, "short"],
    [1, null, "unknown"],
  ])("ASR: an updater that holds %i of %j bytes has %s", (need, have, expected) => {
    const of = { packageBytes: 1, memory: { need, have }, backup };
    expect(level(asrDiffNeeds(of), "updater-memory")).toBe(expected);
    expect(level(asrMiniNeeds(of), "updater-memory")).toBe(expected);
    expect(level(asrFullNeeds({ ...of, freeBytes: 1 }), "updater-memory")).toBe(expected);
  });

  test("ASR: how much a file system has for a backup is not known", () => {
    const inFiles = asrDiffNeeds({ packageBytes: 1, memory, backup: { need: 1, have: null } });
    expect(level(inFiles, "backup")).toBe("unknown");
  });

  test("full: never sure to fail, for newer firmware may store the package elsewhere", () => {
    expect(level(asrFullNeeds({ packageBytes: 100, freeBytes: 100, memory }), "user-partition")).toBe(
      "enough",
    );
    expect(level(asrFullNeeds({ packageBytes: 101, freeBytes: 100, memory }), "user-partition")).toBe(
      "tight",
    );
  });

  test("every type has the longest address", () => {
    const longest = (needs: readonly ModuleNeed[]) => needs.find(({ kind }) => kind === "url")?.have;
    expect(longest(unisoc8910Needs({ freeBytes: 1, loaderPeak: 1 }))).toBe(255);
    expect(longest(asrDiffNeeds({ packageBytes: 1, memory, backup }))).toBe(255);
    expect(longest(asrFullNeeds({ packageBytes: 1, freeBytes: 1, memory }))).toBe(255);
    expect(longest(asrMiniNeeds({ packageBytes: 1, memory, backup }))).toBe(128);
  });

  test("is said in both languages", () => {
    for (const words of Object.values(moduleNeedsWords)) {
      expect(Object.values(words.kinds).every((text) => text.length > 3)).toBe(true);
      expect(new Set(Object.values(words.levels)).size).toBe(4);
    }
  });
});
