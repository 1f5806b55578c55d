import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { dictionaries } from "../support/dictionaries.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/workshop/firmware-facts.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { hasComparison, headlineOf } from "../../src/page/difference/headline.ts";
import { cellsByState, gridFor, pathOf } from "../../src/page/difference/map-cells.ts";
import { moved, type MapPlace } from "../../src/page/difference/map-moves.ts";
import { sharesOf } from "../../src/page/difference/package-shares.ts";
import type { BlockState } from "../../src/contract/comparison.ts";
import type { BulkKind, FirmwareFacts, PackageBulk } from "../../src/contract/maker.ts";

function facts({ fileName, bytes }: SampleFirmware): FirmwareFacts {
  const rest = {
    ruleSet: null,
    module: null,
    answer: "",
    ignoredFiles: [],
    types: {} as FirmwareFacts["types"],
  };
  return { ...factsOf(openFirmware(fileName, bytes)), ...rest };
}

describe("the headline", () => {
  const [old, fresh] = [facts(samplePair().old), facts(samplePair().new)];

  it("says which partitions changed, and counts the files", () => {
    const { partitions, counts, files } = headlineOf(old, fresh);
    const changed = partitions.filter(({ state }) => state === "changed").map(({ id }) => id);
    expect(changed).toEqual(expect.arrayContaining(["AP", "PS"]));
    expect(counts.changed).toBe(changed.length);
    const paths = (all: FirmwareFacts) => new Set(all.files.map(({ path }) => path));
    expect(files.added).toBe([...paths(fresh)].filter((path) => !paths(old).has(path)).length);
    expect(files.removed).toBe([...paths(old)].filter((path) => !paths(fresh).has(path)).length);
    expect(files.same + files.changed + files.removed).toBe(paths(old).size);
    expect(files.changed).toBeGreaterThan(0);
  });

  it("finds nothing between a firmware and itself", () => {
    const { counts, files } = headlineOf(old, old);
    expect(counts).toMatchObject({ changed: 0, added: 0, removed: 0 });
    expect(files).toEqual({ same: old.files.length, changed: 0, added: 0, removed: 0 });
  });

  it("tells partitions of one firmware alone, and those that only moved", () => {
    const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
    const other = facts(sampleFirmware({ application }));
    const stateOf = (a: FirmwareFacts, b: FirmwareFacts) =>
      headlineOf(a, b).partitions.find(({ id }) => id === "APPIMG");
    expect(stateOf(old, other)).toMatchObject({ state: "added" });
    expect(stateOf(other, old)).toMatchObject({ state: "removed" });
    const partitions = other.partitions.map((one) =>
      one.id === "APPIMG" ? { ...one, address: 0x60260000 } : one,
    );
    expect(stateOf(other, { ...other, partitions })).toEqual({ id: "APPIMG", state: "changed", moved: true });
  });

  it("counts cp and dsp of ASR, not system, of which they are parts", () => {
    const pair = asrSamplePair();
    const { partitions } = headlineOf(facts(pair.old), facts(pair.new));
    const ids = partitions.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["cp", "dsp", "customer_fs"]));
    expect(ids).not.toContain("system");
    expect(ids).not.toContain("download.json");
  });

  it("is for two firmwares of one platform that can be compared", () => {
    expect(hasComparison(old, fresh)).toBe(true);
    expect(hasComparison(old, facts(asrSamplePair().new))).toBe(false);
    const unknown = { ...old, platform: "qualcomm" } as const;
    expect(hasComparison(unknown, unknown)).toBe(false);
  });
});

describe("keys on the map", () => {
  // 4 columns: one full row and one of 2; one block; two rows of which the second is full.
  const lengths = [6, 1, 8];
  const at = (area: number, block: number): MapPlace => ({ area, block });

  it.each([
    ["ArrowRight", at(0, 0), at(0, 1)],
    ["ArrowRight", at(0, 5), at(1, 0)],
    ["ArrowRight", at(2, 7), at(2, 7)],
    ["ArrowLeft", at(0, 0), at(0, 0)],
    ["ArrowLeft", at(2, 0), at(1, 0)],
    ["ArrowLeft", at(1, 0), at(0, 5)],
    ["ArrowDown", at(0, 1), at(0, 5)],
    ["ArrowDown", at(0, 3), at(0, 5)],
    ["ArrowDown", at(0, 5), at(1, 0)],
    ["ArrowDown", at(1, 0), at(2, 0)],
    ["ArrowDown", at(2, 6), at(2, 6)],
    ["ArrowUp", at(2, 6), at(2, 2)],
    ["ArrowUp", at(2, 3), at(1, 0)],
    ["ArrowUp", at(1, 0), at(0, 4)],
    ["ArrowUp", at(0, 2), at(0, 2)],
    ["Home", at(2, 5), at(2, 0)],
    ["End", at(2, 5), at(2, 7)],
    ["PageDown", at(0, 3), at(1, 0)],
    ["PageUp", at(2, 3), at(1, 0)],
    ["a", at(0, 0), null],
    ["Tab", at(0, 0), null],
  ])("%s from %j leads to %j", (key, from, to) => {
    expect(moved(key, from, lengths, 4)).toEqual(to);
  });

  it("never lead outside", () => {
    const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"];
    const walk = fc.array(fc.constantFrom(...keys), { maxLength: 40 });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(walk, sizes, fc.integer({ min: 1, max: 9 }), (steps, all, columns) => {
        let place = at(0, 0);
        for (const key of steps) {
          place = moved(key, place, all, columns)!;
          expect(place.block).toBeGreaterThanOrEqual(0);
          expect(place.block).toBeLessThan(all[place.area]!);
        }
      }),
    );
  });
});

describe("cells of the map", () => {
  it("fit into the width, in whole pixels", () => {
    for (let width = 260; width < 2600; width += 7) {
      const { columns, pitch } = gridFor(width);
      expect(columns * pitch).toBeLessThanOrEqual(width);
      expect(Number.isInteger(pitch)).toBe(true);
    }
    expect(gridFor(320).columns).toBe(32);
    expect(gridFor(700).columns).toBe(64);
  });

  it("are one a block, in the shape of its state", () => {
    const states: BlockState[] = ["same", "patched", "new", "gone", "erased"];
    const cells = cellsByState(Uint8Array.of(0, 1, 2, 3, 4, 0), states);
    expect([...cells]).toEqual([
      ["same", [0, 5]],
      ["patched", [1]],
      ["new", [2]],
      ["gone", [3]],
      ["erased", [4]],
    ]);
    const grid = { columns: 4, pitch: 10 };
    expect(pathOf("same", [0, 5], grid)).toMatch(/^M0 0\S+zM10 10\S+z$/);
    // Of a block that is the same, and of one that is new, the colour tells; all others have a shape of their own.
    const shapes = states.slice(1).map((state) => pathOf(state, [0], grid));
    expect(new Set(shapes).size).toBe(4);
  });
});

describe("what takes the room in a package", () => {
  const bulk = (kind: BulkKind, target: string, packedBytes: number): PackageBulk => ({
    kind,
    target,
    oldSize: 1,
    newSize: 1,
    packedBytes,
    blocks: 1,
    order: null,
  });

  it("is sorted by size, the small ones together", () => {
    const small = Array.from({ length: 5 }, (_, i) => bulk("plain", `/small${i}`, i + 1));
    const shares = sharesOf([
      ...small,
      bulk("flash", "AP", 500),
      bulk("blocked", "/cp.bin", 900),
      bulk("plain", "/c", 400),
    ]);
    expect(shares.large.map(({ target }) => target)).toEqual(["/cp.bin", "AP", "/c"]);
    expect(shares.small.map(({ bytes }) => bytes)).toEqual([5, 4, 3, 2, 1]);
    expect([shares.smallBytes, shares.total]).toEqual([15, 1815]);
  });

  it("adds up what has the same name, and leaves out what takes none", () => {
    const shares = sharesOf([
      bulk("flash", "AP", 10),
      bulk("flash", "AP", 20),
      bulk("app", "AP", 5),
      bulk("remove", "/gone", 0),
    ]);
    expect(shares.large).toEqual([
      { kind: "flash", target: "AP", bytes: 30 },
      { kind: "app", target: "AP", bytes: 5 },
    ]);
    expect(sharesOf([]).large).toEqual([]);
  });

  it("loses nothing, and never hides a single one", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (sizes) => {
        const shares = sharesOf(sizes.map((bytes, i) => bulk("plain", `/${i}`, bytes)));
        const all = [...shares.large, ...shares.small].map(({ bytes }) => bytes);
        expect(all).toEqual(sizes.filter((bytes) => bytes > 0).sort((a, b) => b - a));
        expect(shares.small.length).not.toBe(1);
      }),
    );
  });
});

describe("the words", () => {
  const chinese = /[\u3000-\u9fff\uff00-\uffef]/;
  const texts = (words: object): string[] =>
    Object.values(words).flatMap((value: unknown) =>
      typeof value === "string" ? [value] : typeof value === "object" && value !== null ? texts(value) : [],
    );

  it("are there in both languages", () => {
    expect(texts(dictionaries.en.difference).length).toBeGreaterThan(20);
    expect(texts(dictionaries.en.difference).filter((text) => chinese.test(text))).toEqual([]);
    expect(texts(dictionaries.zh.difference).filter((text) => text !== "" && !chinese.test(text))).toEqual(
      [],
    );
  });

  it("tell counts as one would", () => {
    const [zh, en] = [dictionaries.zh.difference, dictionaries.en.difference];
    const counts = { same: 12, changed: 3, added: 1, removed: 0 };
    expect(zh.changes(counts)).toBe("3 个有变化，1 个新增；其余 12 个相同");
    expect(en.changes(counts)).toBe("3 changed, 1 added; 12 the same");
    const none = { same: 4, changed: 0, added: 0, removed: 0 };
    expect([zh.changes(none), en.changes(none)]).toEqual(["4 个全部相同", "all 4 the same"]);
    expect(en.parts(1, 1)).toBe("1 of 1 part changed");
  });
});
