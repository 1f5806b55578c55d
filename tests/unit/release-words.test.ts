import { dictionaries } from "../support/dictionaries.ts";
import { describe, expect, it } from "vitest";

const chinese = /[\u3000-\u9fff\uff00-\uffef]/;

/** All texts that take no values. */
function plainTexts(words: object): string[] {
  return Object.values(words).flatMap((value: unknown) => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? plainTexts(value) : [];
  });
}

describe.each([
  ["history", 40],
  ["release", 20],
  ["moduleNeeds", 15],
] as const)("the texts of %s", (part, least) => {
  it("are each in their language", () => {
    const english = plainTexts(dictionaries.en[part]);
    expect(english.length).toBeGreaterThan(least);
    expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
    expect(plainTexts(dictionaries.zh[part]).filter((text) => !chinese.test(text))).toEqual([]);
  });
});

describe("records that are counted", () => {
  const { imported, damaged, found } = dictionaries.en.history;
  it("in the singular and the plural", () => {
    expect(imported(1, 0)).toBe("Imported 1 record.");
    expect(imported(2, 1)).toBe("Imported 2 records; 1 more was here already.");
    expect(imported(0, 2)).toBe("Imported 0 records; 2 more were here already.");
    expect(damaged(1)).toBe("1 record could not be read and was left out.");
    expect(found("a.pack", 3)).toBe("“a.pack” is in 3 records.");
  });
});
