import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeFbd2, markerOf } from "../../src/platforms/unisoc/firmware/fbd2.ts";
import { writeBlock } from "../../src/platforms/unisoc/firmware/fbd2-writer.ts";
import { readFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs.ts";
import { writeFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs-writer.ts";
import { Refusal } from "../../src/contract/refusal.ts";
import type { Reason } from "../../src/contract/reason.ts";
import { told } from "../support/told.ts";

const START = 0x560000;
const PHYSICAL = 0x200;
const BLOCK = 500;

function content(size: number, salt = 1): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.imul(i + salt, 0x9e3779b1) >>> 24);
}

/** Compares fast, for big files. */
function expectSameFiles(
  actual: ReadonlyMap<string, Uint8Array>,
  expected: ReadonlyMap<string, Uint8Array>,
): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  const differing = [...expected].filter(
    ([path, bytes]) => Buffer.compare(actual.get(path) ?? new Uint8Array(), bytes) !== 0,
  );
  expect(differing.map(([path]) => path)).toEqual([]);
}

function image(files: ReadonlyMap<string, Uint8Array>, size = 0x40000): Uint8Array {
  return writeFlashFileSystem(files, { start: START, size });
}

/** Logical block as it lies in a fresh image. */
function blockOf(flash: Uint8Array, logicalBlock: number): Uint8Array {
  const at = logicalBlock * PHYSICAL + 4;
  return flash.slice(at, at + BLOCK);
}

/** The image with a logical block changed, with a good CRC. */
function edited(flash: Uint8Array, logicalBlock: number, edit: (block: DataView) => void): Uint8Array {
  const copy = flash.slice();
  const block = blockOf(flash, logicalBlock);
  edit(new DataView(block.buffer));
  const at = logicalBlock * PHYSICAL;
  writeBlock(copy.subarray(at, at + PHYSICAL), logicalBlock, 1, block);
  return copy;
}

function whyRefused(flash: Uint8Array, start = START): string {
  try {
    readFlashFileSystem(flash, start);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "firmware-damaged") throw error;
    const detail = error.detail as { file: string; part: string; why: Reason };
    expect(detail).toMatchObject({ file: "", part: "SFFS" });
    return told(detail.why);
  }
  throw new Error("was not refused");
}

/** Blocks: 0 root, 1 a.txt, 2 big.bin, 3 and 4 its data, 5 nvm, 6 nvm/x.bin. */
const SMALL = new Map([
  ["a.txt", content(10)],
  ["big.bin", content(700)],
  ["nvm/x.bin", content(20)],
]);

describe("FBD2", () => {
  it("has the markers of real devices", () => {
    const blocks = { eraseBlock: 0x10000, physicalBlock: 0x200 };
    expect(markerOf({ start: 0x560000, size: 0x280000, ...blocks })).toBe(0xe5);
    expect(markerOf({ start: 0x4a0000, size: 0x340000, ...blocks })).toBe(0x37);
  });

  it("is recognised at its own place only", () => {
    const flash = image(SMALL);
    expect(looksLikeFbd2(flash, START)).toBe(true);
    expect(looksLikeFbd2(flash, START + 0x10000)).toBe(false);
    expect(looksLikeFbd2(flash.subarray(0, 0x30000), START)).toBe(false);
    expect(looksLikeFbd2(flash.subarray(0, 0x3ffff), START)).toBe(false);
    expect(looksLikeFbd2(new Uint8Array(), START)).toBe(false);
    expect(looksLikeFbd2(new Uint8Array(0x40000).fill(0xff), START)).toBe(false);
  });

  it.each([
    { first: 1, second: 2, newer: "second" },
    { first: 2, second: 1, newer: "first" },
    { first: 7, second: 7, newer: "first" },
    { first: 0xffff, second: 0, newer: "second" },
    { first: 3, second: 0xfff0, newer: "first" },
    { first: 0, second: 0x7fff, newer: "second" },
    { first: 0, second: 0x8000, newer: "first" },
  ])("takes the newer of two copies: $first, then $second", ({ first, second, newer }) => {
    const flash = image(SMALL);
    const node = blockOf(flash, 1);
    const other = node.slice();
    other.set(content(10, 99), 96);
    writeBlock(flash.subarray(1 * PHYSICAL, 2 * PHYSICAL), 1, first, node);
    writeBlock(flash.subarray(100 * PHYSICAL, 101 * PHYSICAL), 1, second, other);
    const { files } = readFlashFileSystem(flash, START);
    expect(files.get("a.txt")).toEqual(newer === "first" ? content(10) : content(10, 99));
  });

  it("passes over blocks that are deleted, damaged, unmarked or worn out", () => {
    const flash = image(SMALL);
    const other = blockOf(flash, 1);
    other.set(content(10, 99), 96);
    const spoilers: ((physical: Uint8Array) => void)[] = [
      (physical) => physical.fill(0, 504),
      (physical) => (physical[300]! ^= 1),
      (physical) => (physical[0]! ^= 0x10),
      (physical) => {
        physical[3] = 0xf1;
        writeBlock(physical, 1, 5, other);
      },
      (physical) => physical.fill(0xff, 508),
    ];
    for (const spoil of spoilers) {
      const copy = flash.slice();
      const physical = copy.subarray(100 * PHYSICAL, 101 * PHYSICAL);
      writeBlock(physical, 1, 5, other);
      expect(readFlashFileSystem(copy, START).files.get("a.txt")).toEqual(content(10, 99));
      spoil(physical);
      expect(readFlashFileSystem(copy, START).files.get("a.txt")).toEqual(content(10));
    }
  });

  it("passes over erase blocks whose first word is no marker", () => {
    const marker = markerOf({ start: START, size: 0x40000, eraseBlock: 0x10000, physicalBlock: PHYSICAL });
    const flash = image(SMALL);
    const other = blockOf(flash, 1);
    other.set(content(10, 99), 96);
    const second = flash.subarray(0x10000, 0x20000);
    writeBlock(second.subarray(PHYSICAL, 2 * PHYSICAL), 1, 5, other);
    const firstWords: [readonly number[], boolean][] = [
      [[marker, 1, 0, 0], true],
      // Some bits of the marker, never one more: the erase block is looked through.
      [[marker & (marker - 1), 1, 0, 0], true],
      [[0, 0, 0, 0], false],
      [[marker | (~marker & -~marker), 1, 0, 0], false],
      [[marker, 1, 0, 0xf1], false],
    ];
    for (const [word, seen] of firstWords) {
      second.set(word);
      const expected = seen ? content(10, 99) : content(10);
      expect(readFlashFileSystem(flash, START).files.get("a.txt")).toEqual(expected);
    }
  });

  it("ignores block numbers past the device", () => {
    const flash = image(new Map());
    const root = flash.subarray(0, PHYSICAL);
    const block = blockOf(flash, 0);
    writeBlock(root, 382, 1, block);
    expect(looksLikeFbd2(flash, START)).toBe(true);
    writeBlock(root, 383, 1, block);
    expect(looksLikeFbd2(flash, START)).toBe(false);
    expect(whyRefused(flash)).toBe("no-valid-block");
  });
});

describe("SFFS", () => {
  it("gives back files of every size class, in byte order", () => {
    const sizes = [0, 1, 404, 405, 500, 1000, 1001, 101_000, 101_001, 150_000];
    const files = new Map(sizes.map((size) => [`file-${size}`, content(size, size)]));
    files.set("B/c", content(3));
    files.set("B.x", content(4));
    files.set("a/b/c/deep.bin", content(600));
    files.set("a/z", content(5));
    files.set("中文.bin", content(6));
    const read = readFlashFileSystem(image(files, 0xa0000), START);
    expect(read.warnings).toEqual([]);
    expectSameFiles(read.files, files);
    const names = [...read.files.keys()];
    expect(names.slice(0, 4)).toEqual(["B.x", "B/c", "a/b/c/deep.bin", "a/z"]);
    expect(names.at(-1)).toBe("中文.bin");
  });

  it("gives back any tree, in other geometries too", () => {
    const step = fc.stringMatching(/^[a-zA-Z0-9_]{1,12}$/);
    const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));
    const tree = fc
      .dictionary(path, fc.integer({ min: 0, max: 30_000 }), { maxKeys: 25 })
      .map((entries) => Object.entries(entries))
      // A path cannot be file and directory at once.
      .filter((entries) => !entries.some(([a]) => entries.some(([b]) => b.startsWith(`${a}/`))));
    fc.assert(
      fc.property(tree, fc.constantFrom(0x100, 0x200, 0x400), (entries, physicalBlock) => {
        const files = new Map(entries.map(([name, size]) => [name, content(size, name.length)]));
        const geometry = { start: 0x4a0000, size: 0x200000, eraseBlock: 0x8000, physicalBlock };
        const flash = writeFlashFileSystem(files, geometry);
        const read = readFlashFileSystem(flash, 0x4a0000, 0x8000, physicalBlock);
        expectSameFiles(read.files, files);
        expect(read.warnings).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("refuses images of impossible size, and nothing at all", () => {
    expect(whyRefused(new Uint8Array())).toMatch(/^impossible-size/);
    expect(whyRefused(new Uint8Array(0x10000))).toMatch(/^impossible-size/);
    expect(whyRefused(image(SMALL).subarray(0, 0x3fe00))).toMatch(/^impossible-size/);
    expect(whyRefused(new Uint8Array(0x40000))).toBe("no-valid-block");
  });

  it("refuses a wrong start and a truncated image, which hide every block", () => {
    expect(whyRefused(image(SMALL), START + 0x1000)).toBe("no-valid-block");
    expect(whyRefused(image(SMALL).subarray(0, 0x30000))).toBe("no-valid-block");
  });

  it.each<[string, number, (block: DataView) => void, string]>([
    ["another tag of the root", 0, (b) => b.setUint8(0, 0x58), "top-folder: wrong-block 0"],
    ["another version", 0, (b) => b.setUint32(4, 0x10002, true), "field version 0x10002"],
    ["another block size", 0, (b) => b.setUint32(8, 512, true), "field block-size 512"],
    ["another block count", 0, (b) => b.setUint32(12, 384, true), "field block-count 384 ≠ 383"],
    ["a link to data", 0, (b) => b.setUint16(32, 3, true), "top-folder: wrong-block 3"],
    ["a link to a free block", 0, (b) => b.setUint16(38, 50, true), "top-folder: wrong-block 50"],
    ["a link to the root", 5, (b) => b.setUint16(96, 0, true), "nvm: block-twice 0"],
    ["a directory inside itself", 5, (b) => b.setUint16(98, 5, true), "nvm: block-twice 5"],
    ["a file linked twice", 0, (b) => b.setUint16(38, 1, true), "top-folder: block-twice 1"],
    ["shared data", 2, (b) => b.setUint16(98, 3, true), "big.bin: block-twice 3"],
    ["missing data", 2, (b) => b.setUint16(98, 0xffff, true), "big.bin: wrong-link 65535"],
    ["data past the device", 2, (b) => b.setUint16(98, 383, true), "big.bin: wrong-link 383"],
    [
      "a size past the device",
      2,
      (b) => b.setUint32(68, 0xffffffff, true),
      "big.bin: impossible-size 4294967295",
    ],
    [
      "a size past the device, within its tables",
      2,
      (b) => b.setUint32(68, 20_000_000, true),
      "big.bin: impossible-size 20000000",
    ],
    ["a table that is none", 2, (b) => b.setUint32(68, 101_001, true), "big.bin: wrong-block 3"],
    ["an empty name", 1, (b) => b.setUint8(4, 0), 'top-folder: bad-name ""'],
    ["a path as name", 1, (b) => b.setUint8(5, 0x2f), 'top-folder: bad-name "a/txt"'],
    ["a Windows path as name", 1, (b) => b.setUint8(5, 0x5c), 'top-folder: bad-name "a\\\\txt"'],
    ["a control character", 1, (b) => b.setUint8(5, 0x0a), 'top-folder: bad-name "a\\ntxt"'],
    ["a name that leads up", 1, (b) => b.setUint32(4, 0x2e2e, true), 'top-folder: bad-name ".."'],
    ["a name that is no UTF-8", 1, (b) => b.setUint8(4, 0xff), "top-folder: name-not-text"],
  ])("refuses %s", (_, block, edit, why) => {
    expect(whyRefused(edited(image(SMALL), block, edit))).toBe(why);
  });

  it("refuses two entries of one name", () => {
    const flash = image(new Map([...SMALL, ["b.txt", content(1)]]));
    expect(readFlashFileSystem(flash, START).files.has("b.txt")).toBe(true);
    const twice = edited(flash, 2, (block) => block.setUint8(4, 0x61));
    expect(whyRefused(twice)).toBe("top-folder: a.txt: twice");
  });

  it("refuses directories deeper than any real one", () => {
    const nested = (depth: number) => image(new Map([[`${"d/".repeat(depth)}f`, content(1)]]));
    expect(readFlashFileSystem(nested(32), START).files.size).toBe(1);
    expect(whyRefused(nested(33))).toMatch(/too-deep$/);
  });

  it("warns of a missing data block, a wrong number of entries and a rename under way", () => {
    const flash = image(SMALL);
    flash.fill(0, 4 * PHYSICAL + 504, 5 * PHYSICAL); // deletes block 4
    const missing = readFlashFileSystem(flash, START);
    expect(missing.warnings).toEqual(["big.bin: block 4 is missing"]);
    expect(missing.files.get("big.bin")).toEqual(
      Uint8Array.of(...content(700).subarray(0, 500), ...new Uint8Array(200).fill(0xff)),
    );

    const miscounted = edited(image(SMALL), 0, (block) => block.setUint32(16, 9, true));
    expect(readFlashFileSystem(miscounted, START).warnings).toEqual([
      "the root: 9 entries announced, 3 found",
    ]);

    const renaming = edited(image(SMALL), 1, (block) => block.setUint16(80, 6, true));
    expect(readFlashFileSystem(renaming, START).warnings).toEqual(["a.txt: a rename was under way"]);
  });

  it("answers any damage inside good blocks with files, warnings or a refusal", () => {
    const files = new Map([...SMALL, ["huge.bin", content(102_000)], ["nvm/deep/y", content(450)]]);
    const flash = image(files);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(12), fc.nat(BLOCK - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (edits) => {
          let damaged = flash;
          for (const [block, at, value] of edits) {
            damaged = edited(damaged, block, (view) => view.setUint8(at, value));
          }
          try {
            readFlashFileSystem(damaged, START);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is not written when it does not fit", () => {
    const options = { start: START, size: 0x20000 };
    const files = new Map([["big", content(70_000)]]);
    expect(() => writeFlashFileSystem(files, options)).toThrow(/do not fit/);
    const many = new Map(Array.from({ length: 235 }, (_, i) => [`f${i}`, content(1)]));
    expect(() => writeFlashFileSystem(many, { ...options, size: 0x80000 })).toThrow(/links/);
    expect(() => writeFlashFileSystem(new Map([["x".repeat(64), content(1)]]), options)).toThrow(/name/);
    const both = new Map([
      ["a", content(1)],
      ["a/b", content(1)],
    ]);
    expect(() => writeFlashFileSystem(both, options)).toThrow(/is a file/);
  });
});
