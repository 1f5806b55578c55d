import { dictionaries } from "../support/dictionaries.ts";
import type { ModuleNeed, NeedKind } from "../../src/contract/needs.ts";
import { describe, expect, test } from "vitest";
import { asrDiffNeeds, asrFullNeeds, asrMiniNeeds, unisoc8910Needs } from "../../src/modules/module-needs.ts";

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
    // What was never measured is not known; it is neither enough nor a lack.
    expect(level(of(7_800_001), "loader-memory")).toBe("unknown");
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

  test("full: a package that is larger than what is free in the user partition has not enough room there", () => {
    const of = (packageBytes: number) => asrFullNeeds({ packageBytes, freeBytes: 100, memory });
    expect(level(of(100), "user-partition")).toBe("enough");
    expect(level(of(101), "user-partition")).toBe("short");
  });

  test("is never called tight where more is needed than there is", () => {
    const needs = (size: number, have: number) => [
      ...unisoc8910Needs({ freeBytes: size, loaderPeak: size }),
      ...asrDiffNeeds({ packageBytes: size, memory: { need: size, have }, backup: { need: size, have } }),
      ...asrFullNeeds({ packageBytes: size, freeBytes: have, memory: { need: size, have } }),
      ...asrMiniNeeds({ packageBytes: size, memory: { need: size, have }, backup: { need: size, have } }),
    ];
    for (const size of [1, 4_890_000, 5_010_000, 6_500_000, 7_700_000, 9_000_000]) {
      for (const have of [0, 4_890_000, 5_010_000, 8_000_000]) {
        for (const { kind, need, have: there, basis, level: found } of needs(size, have)) {
          if (need === null || there === null || need <= there) continue;
          expect(found, kind).toBe(basis === "measured" ? "unknown" : "short");
        }
      }
    }
    expect([dictionaries.en.moduleNeeds.levels.short, dictionaries.zh.moduleNeeds.levels.short]).toEqual([
      "not enough",
      "不够",
    ]);
  });

  test("every type has the longest address", () => {
    const longest = (needs: readonly ModuleNeed[]) => needs.find(({ kind }) => kind === "url")?.have;
    expect(longest(unisoc8910Needs({ freeBytes: 1, loaderPeak: 1 }))).toBe(255);
    expect(longest(asrDiffNeeds({ packageBytes: 1, memory, backup }))).toBe(255);
    expect(longest(asrFullNeeds({ packageBytes: 1, freeBytes: 1, memory }))).toBe(255);
    expect(longest(asrMiniNeeds({ packageBytes: 1, memory, backup }))).toBe(128);
  });

  test("is said in both languages", () => {
    for (const { moduleNeeds: words } of Object.values(dictionaries)) {
      expect(Object.values(words.kinds).every((text) => text.length > 3)).toBe(true);
      expect(new Set(Object.values(words.levels)).size).toBe(4);
    }
  });
});
