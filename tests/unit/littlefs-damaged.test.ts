import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLittleFs1 } from "../../src/codecs/littlefs/reader.ts";
import { writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { content, edited, entryAt } from "../support/littlefs-images.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { told } from "../support/told.ts";

/** Superblock 0–1, top 2–3, data 4–5, lib 6–7, lib/table 8–10, main.py 11. */
const image = writeLittleFs1(
  new Map([
    ["main.py", content(15)],
    ["lib/table", content(9000)],
  ]),
  { blockSize: 4096, blockCount: 20 },
  ["data"],
);
const [superblock, top, data, lib] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
] as const;

function whyDamaged(bytes: Uint8Array): string {
  const { file, why } = refusedWith("user-partition-damaged", () => readLittleFs1(bytes, { file: "fs.bin" }));
  expect(file).toBe("fs.bin");
  return told(why);
}

describe("what is no image of littlefs 1", () => {
  it.each([
    ["nothing", new Uint8Array()],
    ["zeros", new Uint8Array(8192)],
    ["erased flash", new Uint8Array(8192).fill(0xff)],
    ["noise", content(8192)],
  ])("%s", (_, bytes) => {
    expect(refusedWith("user-partition-not-littlefs", () => readLittleFs1(bytes))).toEqual({
      file: "customer_fs.bin",
    });
  });

  it("littlefs 2 is told apart", () => {
    const second = new Uint8Array(8192);
    for (const block of [0, 4096])
      second.set(Buffer.from("\x01\0\0\0\xf0\x0f\xff\xf7littlefs", "latin1"), block);
    refusedWith("user-partition-littlefs2", () => readLittleFs1(second));
    second.fill(0, 0, 4096);
    refusedWith("user-partition-littlefs2", () => readLittleFs1(second));
  });
});

describe("damage is named", () => {
  const cases: readonly [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    ["both superblocks", (b) => flipped(flipped(b, 20), 4096 + 20), /superblock: pair-invalid/],
    ["both blocks of a pair", (b) => flipped(flipped(b, 8192 + 20), 12_288 + 20), /pair-invalid 2,3/],
    ["version", (b) => edited(b, superblock, (v) => v.setUint32(36, 0x00020000, true)), /version 0x00020000/],
    ["block size", (b) => edited(b, superblock, (v) => v.setUint32(28, 4095, true)), /block-size 4095/],
    [
      "block size of half",
      (b) => edited(b, superblock, (v) => v.setUint32(28, 2048, true)),
      /copies-differ|block-twice|invalid/,
    ],
    [
      "block count",
      (b) => edited(b, superblock, (v) => v.setUint32(32, 21, true)),
      /wrong-length 81920 86016/,
    ],
    ["no blocks", (b) => edited(b, superblock, (v) => v.setUint32(32, 0, true)), /block-count 0/],
    [
      "superblocks differ",
      (b) =>
        edited(
          edited(b, [1], (v) => v.setUint32(32, 19, true)),
          [1],
          (v) => v.setUint32(0, 9, true),
        ),
      /superblock: copies-differ/,
    ],
    ["root outside", (b) => edited(b, superblock, (v) => v.setUint32(20, 99, true)), /wrong-link 99/],
    ["thread outside", (b) => edited(b, data, (v) => v.setUint32(8, 50, true)), /wrong-link 50/],
    ["thread in a circle", (b) => edited(b, lib, (v) => pairTo(v, 8, 2)), /block-twice 2/],
    ["thread into itself", (b) => edited(b, data, (v) => pairTo(v, 8, 4)), /block-twice 4/],
    ["a pair of one block", (b) => edited(b, data, (v) => v.setUint32(12, 6, true)), /block-twice 6/],
    [
      "chain without a tail",
      (b) => edited(b, lib, (v) => v.setUint32(4, v.getUint32(4, true) | 0x80000000, true)),
      /ends-early/,
    ],
    ["folder in itself", (b) => edited(b, top, (v) => pairTo(v, entryAt(v, "data") + 4, 2)), /block-twice/],
    ["one folder twice", (b) => edited(b, top, (v) => pairTo(v, entryAt(v, "data") + 4, 6)), /block-twice/],
    [
      "folder that is a file",
      (b) => edited(b, top, (v) => pairTo(v, entryAt(v, "data") + 4, 9)),
      /pair-invalid/,
    ],
    [
      "file outside",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 4, 20, true)),
      /wrong-link 20/,
    ],
    [
      "empty head",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 4, 0xffffffff, true)),
      /main.py/,
    ],
    [
      "file in the superblock",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 4, 1, true)),
      /block-twice 1$/,
    ],
    [
      "files share a block",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 4, 8, true)),
      /block-twice 8/,
    ],
    [
      "file too large",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 8, 0xffffffff, true)),
      /impossible-size/,
    ],
    [
      "file longer than its blocks",
      (b) => edited(b, top, (v) => v.setUint32(entryAt(v, "main.py") + 8, 60_000, true)),
      /main.py/,
    ],
    ["wrong long link", (b) => numberAt(b, 10 * 4096 + 4, 9), /lib\/table: wrong-link 10/],
    ["skip list in a circle", (b) => numberAt(b, 9 * 4096, 10), /block-twice 10/],
    ["entry type", (b) => edited(b, top, (v) => v.setUint8(entryAt(v, "main.py"), 0x12)), /entry-type 0x12/],
    ["entry body", (b) => edited(b, top, (v) => shortBody(v, entryAt(v, "main.py"))), /entry-size 7/],
    ["entry too long", (b) => edited(b, top, (v) => v.setUint8(entryAt(v, "main.py") + 3, 99)), /ends-early/],
    [
      "name with a slash",
      (b) => edited(b, top, (v) => v.setUint8(entryAt(v, "main.py") + 13, 0x2f)),
      /bad-name "m\/in\.py"/,
    ],
    ["name ..", (b) => edited(b, top, (v) => dots(v, entryAt(v, "main.py"))), /bad-name "\.\."/],
    [
      "name with a NUL",
      (b) => edited(b, top, (v) => v.setUint8(entryAt(v, "main.py") + 13, 0)),
      /bad-name "m\\u0000in\.py"/,
    ],
    [
      "name in no known encoding",
      (b) => edited(b, top, (v) => v.setUint8(entryAt(v, "main.py") + 18, 0xd6)),
      /name-not-text/,
    ],
    ["one name twice", (b) => edited(b, top, (v) => rename(v, "data", "lib")), /lib: twice/],
  ];

  it.each(cases)("%s", (_, damage, why) => {
    expect(whyDamaged(damage(image))).toMatch(why);
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1;
  return copy;
}

function numberAt(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

function pairTo(view: DataView, at: number, first: number): void {
  view.setUint32(at, first, true);
  view.setUint32(at + 4, first + 1, true);
}

/** One byte of the body becomes an attribute. */
function shortBody(view: DataView, at: number): void {
  view.setUint8(at + 1, 7);
  view.setUint8(at + 2, 1);
}

/** The name ".." with the rest of the old one as attributes before it. */
function dots(view: DataView, at: number): void {
  view.setUint8(at + 2, 5);
  view.setUint8(at + 3, 2);
  view.setUint16(at + 12 + 5, 0x2e2e);
}

/** As {@link dots}, with any shorter name. */
function rename(view: DataView, from: string, to: string): void {
  const at = entryAt(view, from);
  const spare = from.length - to.length;
  view.setUint8(at + 2, spare);
  view.setUint8(at + 3, to.length);
  Buffer.from(to).forEach((byte, i) => view.setUint8(at + 12 + spare + i, byte));
}

describe("nothing but a refusal comes of damage", () => {
  const small = writeLittleFs1(
    new Map(["a", "b/c", "b/d/e", "b/d/f"].map((path, i) => [path, content(i * 300)])),
    { blockSize: 512, blockCount: 24 },
    ["g"],
  );
  const pairs = [0, 1, 2, 3, 6, 7, 8, 9].filter((block) => block * 512 < small.length);

  it("at any byte", () => {
    let refused = 0;
    for (let at = 0; at < small.length; at++)
      if (refusalOf(() => readLittleFs1(flipped(small, at)))) refused++;
    // Single flips in directories are healed by the other block of the pair, in contents they go unseen.
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(small.length / 10);
  });

  it("at many bytes, with good CRCs", () => {
    let refused = 0;
    const edit = fc.record({ at: fc.nat(160), value: fc.oneof(fc.nat(24), fc.nat(255)) });
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: small.length }),
        fc.boolean(),
        (block, edits, end, mayBeCut) => {
          const bad = edited(
            small,
            [block & ~1, block | 1],
            (view) => {
              for (const { at, value } of edits) view.setUint8(at, value);
            },
            512,
          );
          if (refusalOf(() => readLittleFs1(bad, { mayBeCut })) !== null) refused++;
          refusalOf(() => readLittleFs1(bad.subarray(0, end), { mayBeCut }));
        },
      ),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it("in any bytes after a good superblock", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 4096 }), (bytes) => {
        const noise = small.slice();
        noise.set(bytes, 1024);
        refusalOf(() => readLittleFs1(noise));
      }),
      { numRuns: 200 },
    );
  });
});
