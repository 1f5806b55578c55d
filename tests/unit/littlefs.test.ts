import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLittleFs1, usedEnd } from "../../src/codecs/littlefs/reader.ts";
import { blocksNeeded, writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { blocksByThread, content, difference, edited, entryAt, flat } from "../support/littlefs-images.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";

const ONE_MIB = { blockSize: 4096, blockCount: 256 };

const twoFiles = new Map([
  ["main.py", new TextEncoder().encode("print('hello')\n")],
  ["lib/table.bin", content(5000)],
]);

/** Non-blank blocks of an image. */
function written(image: Uint8Array, blockSize: number): Set<number> {
  const blocks = new Set<number>();
  for (let at = 0; at < image.length; at += blockSize) {
    if (image.subarray(at, at + blockSize).some((byte) => byte !== 0)) blocks.add(at / blockSize);
  }
  return blocks;
}

function expectRoundTrip(
  files: ReadonlyMap<string, Uint8Array>,
  geometry: { blockSize: number; blockCount: number },
  folders: readonly string[] = [],
): void {
  const image = writeLittleFs1(files, geometry, folders);
  expect(image.length).toBe(geometry.blockSize * geometry.blockCount);
  const partition = readLittleFs1(image);
  const expected = new Map(files);
  for (const path of [...files.keys(), ...folders.map((folder) => `${folder}/`)]) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      expected.set(path.slice(0, slash + 1), new Uint8Array());
    }
  }
  expect(difference(flat(partition), expected)).toBe("");
  expect(partition).toMatchObject({ ...geometry, warnings: [] });
  const used = blocksByThread(image, geometry.blockSize);
  expect(used).toEqual(written(image, geometry.blockSize));
  expect(partition.usedBlocks).toBe(used.size);
  expect(blocksNeeded(files, geometry.blockSize, folders)).toBe(used.size);
  // Packed: nothing between, so that all that is erased can be cut.
  expect(partition.usedEnd).toBe(used.size * geometry.blockSize);
}

describe("an image that was written is read back", () => {
  it.each([0, 1, 4091, 4092, 4095, 4096, 4097, 8188, 8189, 61_440, 1_048_576])("file of %i bytes", (size) => {
    expectRoundTrip(new Map([["file", content(size)]]), { blockSize: 4096, blockCount: 300 });
  });

  it("nothing at all", () => {
    expectRoundTrip(new Map(), { blockSize: 4096, blockCount: 4 });
  });

  it("so many files in a folder that its directory takes several pairs", () => {
    const names = Array.from({ length: 400 }, (_, i) => `lib/${"name-".repeat(i % 20)}${i}.py`);
    const files = new Map(names.map((name, i) => [name, content(i % 3, i)]));
    expectRoundTrip(files, { blockSize: 4096, blockCount: 400 }, ["after", "lib/inner"]);
    expect(blocksNeeded(new Map(names.map((name) => [name, content(0)])), 4096)).toBeGreaterThan(6);
  });

  it("deep and empty folders", () => {
    const deep = Array.from({ length: 40 }, (_, i) => `level${i}`).join("/");
    expectRoundTrip(new Map([[`${deep}/main.py`, content(7)]]), ONE_MIB, ["empty", "level0/other", deep]);
  });

  it("Chinese names, and names of 255 bytes", () => {
    const names = ["说明.txt", "中".repeat(85), "a".repeat(255), "配置/网络 设置.json", "😀.py"];
    expectRoundTrip(new Map(names.map((name) => [name, content(30)])), ONE_MIB);
  });

  it("blocks of other sizes", () => {
    for (const blockSize of [128, 512, 16384]) {
      expectRoundTrip(new Map([["a/b", content(20_000)]]), { blockSize, blockCount: 300 });
    }
  });

  it("any files", () => {
    const name = fc.stringMatching(/^[a-c]{1,2}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
    const size = fc.oneof(fc.nat(600), fc.integer({ min: 4000, max: 13_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(path, size), { maxLength: 25 }), (chosen) => {
        const files = new Map<string, Uint8Array>();
        for (const [file, bytes] of chosen) {
          const clash = [...files.keys()].some(
            (other) => other.startsWith(`${file}/`) || file.startsWith(`${other}/`),
          );
          if (!clash) files.set(file, content(bytes));
        }
        expectRoundTrip(files, { blockSize: 512, blockCount: 2000 });
      }),
      { numRuns: 60 },
    );
  });
});

describe("what is written", () => {
  it("is the same for the same files, whatever their order, and the same as ever", () => {
    const image = writeLittleFs1(twoFiles, ONE_MIB, ["data"]);
    const again = writeLittleFs1(new Map([...twoFiles].reverse()), ONE_MIB, ["data", "lib"]);
    expect(Buffer.compare(image, again)).toBe(0);
    expect(createHash("sha256").update(image).digest("hex")).toBe(
      "b23aba76d09cc8bd7a73a47df2e99be11b7e11768f0ce684f06c596f628ca697",
    );
  });

  it("has both blocks of every pair valid: either may go bad", () => {
    const image = writeLittleFs1(twoFiles, ONE_MIB, ["data"]);
    for (const block of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const bad = image.slice();
      bad[block * 4096 + 4] = 0xff;
      expect(difference(flat(readLittleFs1(bad)), flat(readLittleFs1(image)))).toBe("");
    }
  });

  it("may be cut behind its last block in use", () => {
    const image = writeLittleFs1(twoFiles, ONE_MIB);
    const end = usedEnd(image);
    expect(image.subarray(end).every((byte) => byte === 0)).toBe(true);
    const cut = image.subarray(0, end);
    expect(difference(flat(readLittleFs1(cut, { mayBeCut: true })), flat(readLittleFs1(image)))).toBe("");
    expect(readLittleFs1(cut, { mayBeCut: true }).blockCount).toBe(256);
    const { why } = refusedWith("user-partition-damaged", () => readLittleFs1(cut));
    expect(why).toEqual({ code: "wrong-length", bytes: cut.length, expected: 256 * 4096 });
    refusedWith("user-partition-damaged", () =>
      readLittleFs1(cut.subarray(0, end - 4096), { mayBeCut: true }),
    );
  });

  it("fits exactly, or is refused with what is needed", () => {
    const files = new Map([["file", content(4096 + 4092)]]);
    expect(readLittleFs1(writeLittleFs1(files, { blockSize: 4096, blockCount: 6 })).usedBlocks).toBe(6);
    const detail = refusedWith("user-partition-full", () =>
      writeLittleFs1(files, { blockSize: 4096, blockCount: 5 }),
    );
    expect(detail).toEqual({ needed: 6 * 4096, available: 5 * 4096 });
  });

  it.each([
    ["", "empty-name"],
    ["/main.py", "empty-name"],
    ["lib//a", "empty-name"],
    ["..", "reserved-name"],
    ["lib/../main.py", "reserved-name"],
    ["a\nb", "forbidden-character"],
    ["half \ud800", "forbidden-character"],
    ["中".repeat(86), "name-too-long"],
    ["d/".repeat(70) + "f", "too-deep"],
  ] as const)("has no path %j", (path, why) => {
    for (const write of [
      () => writeLittleFs1(new Map([[path, content(1)]]), ONE_MIB),
      () => writeLittleFs1(new Map(), ONE_MIB, [path]),
    ]) {
      expect(refusedWith("user-partition-name", write)).toEqual({ path, why });
    }
  });

  it("has no file and folder of one path", () => {
    const below = () =>
      writeLittleFs1(
        new Map([
          ["a", content(1)],
          ["a/b", content(1)],
        ]),
        ONE_MIB,
      );
    expect(refusalOf(below)?.code).toBe("user-partition-name");
    const folder = () => writeLittleFs1(new Map([["a", content(1)]]), ONE_MIB, ["a"]);
    expect(refusedWith("user-partition-name", folder)).toEqual({ path: "a", why: "exists" });
  });
});

describe("what the module leaves behind", () => {
  const image = writeLittleFs1(twoFiles, ONE_MIB, ["data"]);
  const [top, data, lib] = [
    [2, 3],
    [4, 5],
    [6, 7],
  ] as const;

  it("a newer edition of a directory in the other block", () => {
    const newer = edited(image, [3], (block) => {
      block.setUint32(0, 4, true);
      block.setUint8(entryAt(block, "main.py") + 12, "n".charCodeAt(0));
    });
    expect([...flat(readLittleFs1(newer)).keys()]).toContain("nain.py");
  });

  it("revisions count past their highest", () => {
    let newer = edited(image, [2], (block) => block.setUint32(0, 0xffffffff, true));
    newer = edited(newer, [3], (block) => {
      block.setUint32(0, 0, true);
      block.setUint8(entryAt(block, "main.py") + 12, "n".charCodeAt(0));
    });
    expect([...flat(readLittleFs1(newer)).keys()]).toContain("nain.py");
  });

  it("says so when the newer block of a pair is damaged", () => {
    const bad = image.slice();
    bad[2 * 4096 + 20]! ^= 1;
    expect(readLittleFs1(bad).warnings).toEqual([expect.stringMatching(/pair 2, 3/)]);
  });

  it("an entry being moved counts where it is settled, and where it was if nowhere else", () => {
    const moving = edited(image, top, (block) => block.setUint8(entryAt(block, "main.py"), 0x91));
    expect([...flat(readLittleFs1(moving)).keys()]).toContain("main.py");
    const arrived = edited(moving, top, (block) => {
      // A second entry with the same body in place of "data", and "data" forgotten.
      const [from, to] = [entryAt(block, "main.py"), entryAt(block, "data")];
      block.setUint8(to, 0x11);
      for (let i = 4; i < 12; i++) block.setUint8(to + i, block.getUint8(from + i));
    });
    const { warnings } = readLittleFs1(arrived);
    const found = flat(readLittleFs1(arrived));
    expect(found.get("data")).toEqual(twoFiles.get("main.py"));
    expect(found.has("main.py")).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/pair 4, 5 is in no folder/)]);
  });

  it("warns of a folder that the thread of directories misses", () => {
    const missed = edited(image, data, (block) => {
      block.setUint32(8, 0xffffffff, true);
      block.setUint32(12, 0xffffffff, true);
    });
    expect(readLittleFs1(missed).warnings).toEqual([expect.stringMatching(/pair 6, 7 is not in the thread/)]);
    expect(difference(flat(readLittleFs1(missed)), flat(readLittleFs1(image)))).toBe("");
    expect(readLittleFs1(missed).usedBlocks).toBe(readLittleFs1(image).usedBlocks);
  });

  it("reads names in GBK, and says so", () => {
    const gbk = edited(image, lib, (block) => {
      const at = entryAt(block, "table.bin") + 12;
      [0xd6, 0xd0].forEach((byte, i) => block.setUint8(at + i, byte));
    });
    const partition = readLittleFs1(gbk);
    expect([...flat(partition).keys()]).toContain("lib/中ble.bin");
    expect(partition.warnings).toEqual([expect.stringMatching(/中ble\.bin is GBK/)]);
  });

  it("bytes behind the file system", () => {
    const longer = new Uint8Array(image.length + 10);
    longer.set(image);
    expect(readLittleFs1(longer).warnings).toEqual(["10 bytes follow the file system"]);
  });
});
