import { describe, expect, it } from "vitest";
import {
  FORMATS,
  formatFor,
  formatOf,
  type FormatTraits,
  otherPart,
  placeOf,
  platformsOf,
  presumedFormat,
  SAMPLE_PLATFORMS,
  type FormatId,
} from "../../src/contract/formats.ts";
import { optionsOf, packageTypes, platformIds } from "../../src/page/make/choices.ts";
import { platforms } from "../../src/platforms/index.ts";

const rows = Object.entries(FORMATS) as [FormatId, FormatTraits][];

describe("the row of a format", () => {
  it.each(rows)("%s: each of its files is known as one of it", (id, { parts, variants }) => {
    for (const kind of [id, ...variants, ...(parts ?? [])]) expect(formatOf(kind)).toBe(id);
  });

  it.each(rows)("%s: files of a pair name each other, others have none", (id, { parts, variants }) => {
    for (const kind of [id, ...variants]) {
      expect(otherPart(kind)).toBeNull();
      expect(placeOf(kind)).toBeNull();
    }
    if (parts === null) return;
    const [first, second] = parts;
    expect([otherPart(first), otherPart(second)]).toEqual([second, first]);
    expect([placeOf(first), placeOf(second)]).toEqual(["first", "second"]);
  });

  it.each(rows)("%s: each platform that takes it makes packages of its type in it", (id, { type }) => {
    for (const platform of platformsOf(id)) expect(formatFor(platform, type)).toBe(id);
  });
});

describe("what can be chosen", () => {
  it("is what the row of the format lists, and nothing where no packages are made", () => {
    for (const platform of platformIds)
      for (const type of packageTypes) {
        const format = formatFor(platform, type);
        if (format !== null) expect(optionsOf(platform, type)).toEqual(FORMATS[format].options);
        else if (platform !== "unknown") expect(optionsOf(platform, type)).toEqual([]);
      }
  });

  it("follows the type while nobody knows the platform", () => {
    for (const type of packageTypes)
      expect(optionsOf("unknown", type)).toEqual(FORMATS[presumedFormat("unknown", type)].options);
  });
});

it("samples are offered of the platforms that make some", () => {
  const making = platforms.filter(({ sample }) => sample !== null).map(({ id }) => id);
  expect(SAMPLE_PLATFORMS).toEqual(making);
});
