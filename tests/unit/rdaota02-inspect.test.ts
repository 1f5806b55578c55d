import { describe, expect, test } from "vitest";
import { inspectPackage } from "../../src/platforms/unisoc/rdaota02/inspect.ts";
import type { Bulk } from "../../src/platforms/unisoc/rdaota02/layout.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import {
  blockedBulk,
  type Edit,
  flashBulk,
  insertBulk,
  noise,
  packageOf,
  plainBulk,
  removeBulk,
} from "../support/synthetic-update.ts";

const K = 1024;

function inspectOne(bulk: Bulk) {
  const { bulks, warnings } = inspectPackage("p", packageOf([bulk]));
  return { ...bulks[0]!, warnings };
}

const blocked = (edit: Omit<Edit, "blockSize">) =>
  inspectOne(blockedBulk("/m/cp.bin", { ...edit, blockSize: K }));

const flash = (edit: Omit<Edit, "blockSize">) =>
  inspectOne(flashBulk(0x10000, { ...edit, blockSize: 4 * K }));

describe("inspection", () => {
  test("tells sizes, versions and what is done to what", () => {
    const [a, b] = [noise(1, 2 * K), noise(2, 3 * K)];
    const pack = packageOf(
      [
        flashBulk(0x10000, { old: a, new: b, blockSize: 4 * K }),
        blockedBulk("/m/zsp.bin", { old: a, new: b, blockSize: K }),
        plainBulk("/m/x", a, b),
        removeBulk("/m/y"),
        insertBulk("/m/z", b),
      ],
      { oldVersion: "one", newVersion: "two" },
    );
    const { bulks, sha256, ...rest } = inspectPackage("p", pack);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toMatchObject({
      kind: "rdaota02",
      bytes: pack.length,
      oldVersion: "one",
      newVersion: "two",
      warnings: [],
    });
    expect(bulks).toMatchObject([
      {
        kind: "flash",
        target: "SFL1 0x10000",
        oldSize: 2 * K,
        newSize: 3 * K,
        blocks: 1,
        order: "ascending",
      },
      {
        kind: "blocked",
        target: "/m/zsp.bin",
        oldSize: 2 * K,
        newSize: 3 * K,
        blocks: 3,
        order: "ascending",
      },
      { kind: "plain", target: "/m/x", oldSize: 2 * K, newSize: 3 * K, blocks: 1, order: null },
      { kind: "remove", target: "/m/y", oldSize: 0, newSize: 0, blocks: 1, order: null },
      { kind: "insert", target: "/m/z", oldSize: 0, newSize: 3 * K, blocks: 1, order: null },
    ]);
    const headers = 36 + 8 + 32 + (4 + 4 + 12 + 28 + 8) + (4 + 4 + 8 + 12 + 8) + (4 + 4 + 8 + 8) + 32;
    expect(bulks.reduce((sum, bulk) => sum + bulk.packedBytes, 0)).toBe(pack.length - headers);
  });

  test.each([
    [[0, 1, 2, 3], "ascending"],
    [[3, 2, 1, 0], "descending"],
    [[2, 1, 0, 3], "tail-last"],
    [[1, 0, 2, 3], null],
    [[0, 2, 1, 3], null],
  ] as const)("calls the order %j %s, and warns of all but ascending ones", (order, name) => {
    const old = noise(1, 4 * K);
    expect(blocked({ old, new: noise(2, 4 * K - 9), order })).toMatchObject({
      order: name,
      warnings: name === "ascending" ? [] : [{ code: "not-ascending", target: "/m/cp.bin" }],
    });
  });

  test("does not warn of any order in flash", () => {
    const result = flash({ old: noise(1, 8 * K), new: noise(2, 8 * K), order: [1, 0] });
    expect(result).toMatchObject({ order: "descending", warnings: [] });
  });

  test("warns of a blocked file that loses parts and ends short, not of either alone", () => {
    const old = noise(1, 4 * K);
    const warning = { code: "short-tail-lost-parts", target: "/m/cp.bin" };
    expect(blocked({ old, new: noise(2, 3 * K - 9) }).warnings).toEqual([warning]);
    expect(blocked({ old, new: noise(2, 3 * K - 9), usable: 3 * K }).warnings).toEqual([]);
    expect(blocked({ old, new: noise(2, 3 * K) }).warnings).toEqual([]);
    expect(blocked({ old, new: noise(2, 4 * K - 9) }).warnings).toEqual([]);
  });

  test("finds the size of a new flash image by its short last block", () => {
    expect(flash({ old: noise(1, 20 * K), new: noise(2, 9 * K) }).newSize).toBe(9 * K);
    expect(flash({ old: noise(1, 5 * K), new: noise(2, 9 * K) }).newSize).toBe(9 * K);
    // The last block is unchanged and left out.
    expect(flash({ old: noise(1, 9 * K), new: noise(1, 9 * K), order: [0, 1] }).newSize).toBe(9 * K);
  });

  test("warns of version names that the module does not take", () => {
    const bare = { tmpFileSize: 0, blockCount: 0, bulks: [] };
    const pack = writePackage({ oldVersion: "abcd", newVersion: "efgh", ...bare }, { versionFieldSize: 4 });
    expect(inspectPackage("p", pack)).toMatchObject({
      oldVersion: "abcd",
      newVersion: "efgh",
      warnings: [{ code: "version-not-terminated" }],
    });
  });

  test("refuses a package whose bundles are damaged", () => {
    const bundle = noise(1, 40);
    const bulk = { kind: "insert", name: "/x", newSize: 1, newCrc: 1, bundle } as const;
    expect(() => inspectPackage("p", packageOf([bulk]))).toThrow("package-damaged");
  });
});
