import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moduleCrc32 } from "../../src/bytes/crc32.ts";
import { type Bulk, HEADER, type RawBlock } from "../../src/platforms/unisoc/rdaota02/layout.ts";
import {
  damageIsRefusal,
  readBundle,
  readPackage,
  sizeOfBlock,
  unpackBundle,
} from "../../src/platforms/unisoc/rdaota02/reader.ts";
import { LONGEST_VERSION, writeBundle, writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { Refusal, type RefusalCode } from "../../src/contract/refusal.ts";
import {
  flashBulk,
  insertBulk,
  noise,
  packageOf,
  plainBulk,
  removeBulk,
} from "../support/synthetic-update.ts";

const empty = { oldVersion: "", newVersion: "", tmpFileSize: 0, blockCount: 0, bulks: [] };

function refusalOf(action: () => unknown): RefusalCode | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code as RefusalCode;
    throw error;
  }
}

const u32 = fc.nat({ max: 0xffffffff });
const name = fc.stringMatching(/^\/[a-z/.]{1,9}$/);
const bundle = fc.uint8Array({ minLength: 13, maxLength: 40 });
const bundles = fc.array(bundle, { maxLength: 3 });
const bulk: fc.Arbitrary<Bulk> = fc.oneof(
  fc.record({
    kind: fc.constant("flash" as const),
    device: u32,
    base: u32,
    oldSize: u32,
    oldCrc: u32,
    bundles,
  }),
  fc.record({
    kind: fc.constant("blocked" as const),
    name,
    oldFileSize: u32,
    oldFileCrc: u32,
    oldSize: u32,
    oldCrc: u32,
    newSize: u32,
    dataBlockSize: fc.integer({ min: 1, max: 0xffffffff }),
    bundles,
  }),
  fc.record({
    kind: fc.constant("plain" as const),
    name,
    oldSize: u32,
    oldCrc: u32,
    newSize: u32,
    bundle,
  }),
  fc.record({ kind: fc.constant("remove" as const), name, oldSize: u32, oldCrc: u32 }),
  fc.record({ kind: fc.constant("insert" as const), name, newSize: u32, newCrc: u32, bundle }),
);
const version = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));
const contents = fc.record({
  oldVersion: version,
  newVersion: version,
  tmpFileSize: u32,
  blockCount: u32,
  bulks: fc.array(bulk, { maxLength: 6 }),
});

describe("package", () => {
  test("is, byte for byte, what the page of the format says of a package", () => {
    const flash = Uint8Array.from(noise(1, 13));
    const inserted = Uint8Array.from(noise(2, 15));
    const pack = writePackage({
      oldVersion: "v1.0",
      newVersion: "v2",
      tmpFileSize: 0x10000,
      blockCount: 2,
      bulks: [
        {
          kind: "flash",
          device: 0x314c4653,
          base: 0x10000,
          oldSize: 0x1234,
          oldCrc: 0xdeadbeef,
          bundles: [flash],
        },
        { kind: "insert", name: "/a/b", newSize: 5, newCrc: 0x01020304, bundle: inserted },
      ],
    });
    // prettier-ignore
    const expected = Uint8Array.from([
      0x52, 0x44, 0x41, 0x4f, 0x54, 0x41, 0x30, 0x32, // RDAOTA02
      144, 0, 0, 0, 0, 0, 0, 0, // file size, CRC (below)
      116, 0, 0, 0, 0, 0, 1, 0, // header size, temp file
      2, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, // bulks, blocks, bytes of a version
      0x76, 0x31, 0x2e, 0x30, 0, 0, 0, 0, 0x76, 0x32, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0x53, 0x46, 0x4c, 0x31, 0, 0, 1, 0, 0x34, 0x12, 0, 0, 0xef, 0xbe, 0xad, 0xde, 1, 0, 0, 0,
      13, 0, 0, 0, 116, 0, 0, 0, // size, offset
      4, 0, 0, 0, 8, 0, 0, 0, 0x2f, 0x61, 0x2f, 0x62, 0, 0, 0, 0, 5, 0, 0, 0, 4, 3, 2, 1,
      129, 0, 0, 0, 15, 0, 0, 0, // offset, size
      ...flash, ...inserted,
    ]);
    new DataView(expected.buffer).setUint32(12, moduleCrc32(expected.subarray(16)), true);
    expect(pack).toEqual(expected);
  });

  test("can be read back as it was written", () => {
    fc.assert(
      fc.property(contents, (written) => {
        const { warnings, versionFieldSize, ...read } = readPackage("p", writePackage(written));
        expect(read).toEqual(written);
        expect(warnings).toEqual([]);
        expect(versionFieldSize % 4).toBe(0);
      }),
    );
  });

  test.each([
    ["", "", 0],
    ["abc", "", 4],
    ["abcd", "a", 8],
    ["", "版本一", 12],
    ["版本一二", "x", 16],
  ])("gives the versions %j and %j %i bytes each, with room for a NUL", (oldVersion, newVersion, size) => {
    const pack = writePackage({ ...empty, oldVersion, newVersion });
    expect(new DataView(pack.buffer).getUint32(HEADER.versionFieldSize.at, true)).toBe(size);
  });

  test("of the vendor's tool, without room for the NUL, is read with a warning and can be rewritten", () => {
    const pack = writePackage(
      { ...empty, oldVersion: "20210203", newVersion: "20210207" },
      { versionFieldSize: 8 },
    );
    const read = readPackage("p", pack);
    expect(read).toMatchObject({
      oldVersion: "20210203",
      newVersion: "20210207",
      warnings: ["version-not-terminated"],
    });
    expect(writePackage(read, read)).toEqual(pack);
    expect(readPackage("p", writePackage(read)).warnings).toEqual([]);
  });

  test.each([
    ["a NUL", "a\0b"],
    ["half a character", "\ud800"],
    ["more bytes than the limit", "版".repeat(LONGEST_VERSION / 3 + 1)],
  ])("has no version with %s", (_, bad) => {
    expect(refusalOf(() => writePackage({ ...empty, oldVersion: bad }))).toBe("version-name");
    expect(refusalOf(() => writePackage({ ...empty, newVersion: bad }))).toBe("version-name");
  });

  test("may have a version as long as the limit", () => {
    const oldVersion = "v".repeat(LONGEST_VERSION);
    expect(readPackage("p", writePackage({ ...empty, oldVersion })).oldVersion).toBe(oldVersion);
  });
});

describe("damaged package", () => {
  const old = noise(1, 300);
  const pack = packageOf(
    [
      flashBulk(0x10000, { old, new: noise(2, 310), blockSize: 4096 }),
      plainBulk("/p", old, old.subarray(7)),
      insertBulk("/i", noise(3, 20)),
      removeBulk("/r"),
    ],
    { oldVersion: "a", newVersion: "b" },
  );

  test("is refused wherever it is cut off", () => {
    for (let length = 0; length < pack.length; length++) {
      const code = refusalOf(() => readPackage("p", pack.subarray(0, length)));
      expect(code).toBe(length < 8 ? "not-package" : "package-damaged");
    }
  });

  test("is refused wherever a bit is wrong", () => {
    for (let at = 0; at < pack.length; at++) {
      const bad = pack.slice();
      bad[at]! ^= 1 << (at % 8);
      expect(refusalOf(() => readPackage("p", bad))).toBe(at < 8 ? "not-package" : "package-damaged");
    }
  });

  test("with a right CRC all the same is read or refused, nothing else", () => {
    let read = 0;
    let refused = 0;
    const lookAt = (bad: Uint8Array): void => {
      const view = new DataView(bad.buffer);
      view.setUint32(HEADER.packCrc.at, moduleCrc32(bad.subarray(16)), true);
      const code = refusalOf(() => {
        for (const one of readPackage("p", bad).bulks) {
          if (one.kind === "remove") continue;
          for (const bundle of "bundles" in one ? one.bundles : [one.bundle]) {
            const raw = unpackBundle("p", bundle);
            if (one.kind !== "insert") damageIsRefusal("p", () => readBundle(raw));
          }
        }
      });
      if (code === null) read++;
      else refused++;
      expect(code).toBeOneOf([null, "package-damaged"]);
    };
    for (let at = 16; at < pack.length; at++) {
      for (const byte of [0, 0x7f, 0xff]) {
        const bad = pack.slice();
        bad[at] = byte;
        lookAt(bad);
      }
    }
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });
});

describe("bundle", () => {
  const pieces = fc.array(
    fc.record({ oldPos: u32, diffSize: fc.nat({ max: 20 }), extraSize: fc.nat({ max: 20 }) }),
    { maxLength: 4 },
  );
  const blocks: fc.Arbitrary<RawBlock[]> = fc.array(fc.record({ newPos: u32, newCrc: u32, pieces }), {
    maxLength: 5,
  });

  test("is, byte for byte, what the page of the format says of a bundle", () => {
    const raw = writeBundle(
      [
        {
          newPos: 0x10000,
          newCrc: 0xa1b2c3d4,
          pieces: [
            { oldPos: 0x10004, diffSize: 2, extraSize: 1 },
            { oldPos: 0, diffSize: 0, extraSize: 2 },
          ],
        },
        { newPos: 0x20000, newCrc: 1, pieces: [{ oldPos: 7, diffSize: 1, extraSize: 0 }] },
      ],
      Uint8Array.of(1, 2, 3),
      Uint8Array.of(4, 5, 6),
    );
    // prettier-ignore
    expect([...raw]).toEqual([
      2, 0, 0, 0,
      0, 0, 1, 0, 0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 0, 0,
      4, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
      0, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0, 0,
      7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
      1, 2, 3, 4, 5, 6,
    ]);
  });

  test("can be read back as it was written, and not with a byte more or less", () => {
    fc.assert(
      fc.property(blocks, (written) => {
        const all = written.flatMap((block) => block.pieces);
        const diff = noise(
          1,
          all.reduce((sum, piece) => sum + piece.diffSize, 0),
        );
        const extra = noise(
          2,
          all.reduce((sum, piece) => sum + piece.extraSize, 0),
        );
        const raw = writeBundle(written, diff, extra);
        const read = readBundle(raw);
        expect(read.blocks).toEqual(written);
        expect(read.diff).toEqual(diff);
        expect(read.extra).toEqual(extra);
        expect(read.blocks.reduce((sum, block) => sum + sizeOfBlock(block), 0)).toBe(
          diff.length + extra.length,
        );
        const reading = (bytes: Uint8Array) => refusalOf(() => damageIsRefusal("p", () => readBundle(bytes)));
        expect(reading(raw.subarray(0, -1))).toBe("package-damaged");
        expect(reading(Uint8Array.of(...raw, 0))).toBe("package-damaged");
      }),
    );
  });
});
