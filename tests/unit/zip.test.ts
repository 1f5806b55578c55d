import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isZip, unpackBudget, ZipArchive } from "../../src/codecs/zip/reader.ts";
import { headersOf, rename, zip } from "../support/archives.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii, noise } from "../support/small-firmware.ts";

const open = (bytes: Uint8Array) => new ZipArchive("x.zip", bytes);
const readAll = (archive: ZipArchive) => archive.entries.map((entry) => [entry.name, archive.read(entry)]);
const first = (archive: ZipArchive) => archive.entries[0]!;
const readFirst = (bytes: Uint8Array) => {
  const archive = open(bytes);
  return archive.read(first(archive));
};

const TEXT = ascii("the same words again and again, ".repeat(20));
const CODES = ["archive-damaged", "archive-unsupported", "archive-encrypted", "archive-too-large"];

/** Changes both headers of the first member, at these offsets. */
function bent(change: (headers: ReturnType<typeof headersOf>) => void, archive = zip({ "a.txt": TEXT })) {
  const bytes = archive.slice();
  change(headersOf(bytes, 0));
  return bytes;
}

describe("zip archives", () => {
  it("give stored and deflated members back", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z固件]{1,9}$/), fc.uint8Array({ maxLength: 99 }), {
          maxKeys: 4,
        }),
        fc.constantFrom(0 as const, 6 as const),
        (members, level) => {
          expect(readAll(open(zip(members, { level })))).toEqual(Object.entries(members));
        },
      ),
    );
  });

  it("give members of more than one step of the decompressor", () => {
    const big = noise(200_000);
    expect(Buffer.compare(readFirst(zip({ big })), big)).toBe(0);
  });

  it("give the beginning of a member without the rest", () => {
    for (const level of [0, 6] as const) {
      const archive = open(zip({ a: TEXT }, { level }));
      expect(archive.peek(first(archive), 10)).toEqual(TEXT.subarray(0, 10));
      expect(archive.peek(first(archive), 9999)).toEqual(TEXT);
    }
  });

  it("are recognised by their first bytes", () => {
    expect([zip({}), zip({ a: TEXT }), TEXT, new Uint8Array()].map(isZip)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("may stand behind other bytes", () => {
    const archive = zip({ a: TEXT, b: noise(50) });
    const bytes = new Uint8Array(archive.length + 100).fill(0x50);
    bytes.set(archive, 100);
    expect(readAll(open(bytes))).toEqual([
      ["a", TEXT],
      ["b", noise(50)],
    ]);
  });

  it("may have a comment, and other bytes behind", () => {
    const bytes = zip({ a: TEXT }, { comment: "of the member" });
    const longer = new Uint8Array(bytes.length + 30);
    longer.set(bytes);
    expect(readAll(open(longer))).toEqual([["a", TEXT]]);
  });
});

describe("names in zip archives", () => {
  it("are UTF-8 when flagged", () => {
    expect(first(open(zip({ "固件/旧版本.bin": TEXT }))).name).toBe("固件/旧版本.bin");
  });

  it("are GBK when they are no UTF-8", () => {
    // 固件.bin as Windows in China writes it.
    const gbk = Uint8Array.of(0xb9, 0xcc, 0xbc, 0xfe, 0x2e, 0x62, 0x69, 0x6e);
    expect(first(open(rename(zip({ "xxxx.bin": TEXT }), 0, gbk))).name).toBe("固件.bin");
  });

  it("are UTF-8 without the flag when they are valid UTF-8", () => {
    const utf8 = ascii("固件.bin");
    expect(first(open(rename(zip({ ["x".repeat(utf8.length)]: TEXT }), 0, utf8))).name).toBe("固件.bin");
  });

  it("are not lost when they belong to JavaScript", () => {
    const names = ["__proto__x", "constructor", "toString"];
    const members = Object.fromEntries(names.map((name) => [name, TEXT]));
    expect(open(zip(members)).entries.map(({ name }) => name)).toEqual(names);
  });

  it("tell files from what is not one", () => {
    const names = ["a/", "b\\", "__MACOSX/c", "d/._e", "f/g.bin"];
    const archive = open(zip(Object.fromEntries(names.map((name) => [name, new Uint8Array()]))));
    expect(archive.entries.filter(({ ordinary }) => ordinary).map(({ name }) => name)).toEqual(["f/g.bin"]);
  });

  it("tell symbolic links from files", () => {
    const link = open(zip({ a: TEXT }, { os: 3, attrs: (0o120777 << 16) >>> 0 }));
    expect(first(link).ordinary).toBe(false);
    const file = open(zip({ a: TEXT }, { os: 3, attrs: (0o100644 << 16) >>> 0 }));
    expect(first(file).ordinary).toBe(true);
  });
});

describe("zip archives are refused", () => {
  it("when a CRC is wrong", () => {
    const bytes = bent(({ view, central }) => view.setUint32(central + 16, 1, true));
    expect(refusedWith("archive-damaged", () => readFirst(bytes))).toEqual({
      file: "x.zip",
      entry: "a.txt",
      why: { code: "checksum", kind: "CRC-32" },
    });
  });

  it("when any bit of a member's data is flipped", () => {
    const bytes = zip({ a: TEXT });
    const { view, local } = headersOf(bytes, 0);
    const length = view.getUint32(headersOf(bytes, 0).central + 20, true);
    for (let bit = 0; bit < 8 * length; bit++) {
      const flipped = bytes.slice();
      flipped[local + 31 + (bit >> 3)]! ^= 1 << (bit & 7);
      let contents: Uint8Array | null = null;
      const refusal = refusalOf(() => (contents = readFirst(flipped)));
      // The last byte holds bits behind the end of the stream, which mean nothing.
      if (refusal === null) expect([bit >> 3, contents]).toEqual([length - 1, TEXT]);
      else expect(refusal.code).toBe("archive-damaged");
    }
  });

  it("when they are cut off anywhere", () => {
    const bytes = zip({ a: TEXT, b: noise(30) });
    for (let length = 0; length < bytes.length; length++) {
      expect(refusalOf(() => open(bytes.subarray(0, length)))?.code).toBe("archive-damaged");
    }
  });

  it.each([1, 0x41])("when a member is encrypted (flags %i)", (flags) => {
    const bytes = bent(({ view, central }) => view.setUint16(central + 8, flags, true));
    expect(refusedWith("archive-encrypted", () => readFirst(bytes))).toEqual({
      file: "x.zip",
      entry: "a.txt",
    });
    const archive = open(bytes);
    expect(refusalOf(() => archive.peek(first(archive), 4))?.code).toBe("archive-encrypted");
  });

  it("when a member is encrypted with AES", () => {
    const bytes = bent(({ view, central }) => view.setUint16(central + 10, 99, true));
    expect(refusalOf(() => readFirst(bytes))?.code).toBe("archive-encrypted");
  });

  it("when a method is unknown, naming it", () => {
    const bytes = bent(({ view, central }) => view.setUint16(central + 10, 14, true));
    expect(refusedWith("archive-unsupported", () => readFirst(bytes)).why).toEqual({
      code: "archive-method",
      method: 14,
    });
  });

  it("when they span disks", () => {
    const bytes = bent(({ view, central }) => view.setUint16(central + 34, 1, true));
    expect(refusedWith("archive-unsupported", () => open(bytes)).why.code).toBe("several-disks");
  });

  it("when a member is longer or shorter than declared", () => {
    for (const size of [TEXT.length - 1, TEXT.length + 1, 0]) {
      const bytes = bent(({ view, central }) => view.setUint32(central + 24, size, true));
      expect(refusedWith("archive-damaged", () => readFirst(bytes)).why.code).toMatch(
        /^(ends-early|left-over)$/,
      );
    }
  });

  it("when sizes are impossible, before anything is unpacked", () => {
    const stored = bent(
      ({ view, central }) => view.setUint32(central + 24, 5, true),
      zip({ a: TEXT }, { level: 0 }),
    );
    expect(refusedWith("archive-damaged", () => readFirst(stored)).why.code).toBe("contradicting-sizes");
    const dense = bent(({ view, central }) => view.setUint32(central + 24, 100_000_000, true));
    expect(refusedWith("archive-damaged", () => readFirst(dense)).why.code).toBe("contradicting-sizes");
  });

  it("when members overlap", () => {
    const bytes = zip({ a: TEXT, b: TEXT });
    const { view, central } = headersOf(bytes, 1);
    view.setUint32(central + 42, 0, true);
    expect(refusedWith("archive-damaged", () => open(bytes)).why.code).toBe("overlaps");
  });

  it("when a member lies outside", () => {
    const bytes = bent(({ view, central }) => view.setUint32(central + 42, 0x7fffffff, true));
    expect(refusedWith("archive-damaged", () => open(bytes)).why.code).toBe("outside-file");
  });

  it("when they would unpack to more than the budget, all archives together", () => {
    const budget = unpackBudget();
    budget.left = TEXT.length + 10;
    const one = new ZipArchive("1", zip({ a: TEXT }), budget);
    one.read(first(one));
    expect(budget.left).toBe(10);
    expect(refusedWith("archive-too-large", () => new ZipArchive("2", zip({ a: TEXT }), budget)).file).toBe(
      "2",
    );
    expect(refusalOf(() => one.read(first(one)))?.code).toBe("archive-too-large");
  });

  it("when they declare more than the limit", () => {
    const bytes = bent(({ view, central }) => view.setUint32(central + 24, 0xfffffff0, true));
    expect(refusedWith("archive-too-large", () => open(bytes)).limitMiB).toBe(512);
  });

  it("or opened, whatever byte is changed: nothing else happens", () => {
    const bytes = zip({ "a.txt": TEXT, "b/c.bin": noise(40) });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length - 1), (at, value, other) => {
        const changed = bytes.slice();
        changed[at] = value;
        changed[other]! ^= value;
        const refusal = refusalOf(() => {
          const archive = open(changed);
          for (const entry of archive.entries) archive.peek(entry, 8);
          readAll(archive);
        });
        if (refusal !== null) expect(CODES).toContain(refusal.code);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("ZIP64", () => {
  /** A member whose sizes stand in the ZIP64 field, as writers that do not know the size beforehand make it. */
  function zip64(): Uint8Array<ArrayBuffer> {
    const plain = zip({ a: TEXT }, { level: 0, extra: { 1: new Uint8Array(24) } });
    const { view, central } = headersOf(plain, 0);
    const field = central + 46 + 1 + 4;
    view.setUint32(field, TEXT.length, true);
    view.setUint32(field + 8, TEXT.length, true);
    for (const at of [20, 24, 42]) view.setUint32(central + at, 0xffffffff, true);
    return plain;
  }

  it("sizes and offset are used", () => {
    expect(readFirst(zip64())).toEqual(TEXT);
  });

  it("is refused when the field is too short", () => {
    const bytes = zip64();
    const { view, central } = headersOf(bytes, 0);
    view.setUint16(central + 46 + 1 + 2, 8, true);
    expect(refusedWith("archive-damaged", () => open(bytes)).why.code).toBe("archive-directory");
  });
});
