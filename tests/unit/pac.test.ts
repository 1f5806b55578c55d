import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc16Arc } from "../../src/bytes/crc16-arc.ts";
import { type NewPac, PacFlag, readPac, writePac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { entry, noise } from "../support/small-firmware.ts";

const XML = "<BMAConfig><SchemeList/></BMAConfig>";
const HEADER_SIZE = 2124;
const ENTRY_SIZE = 2580;

const tiny: NewPac = {
  product: "UIX8910_MODEM",
  productVersion: "8910 MODULE",
  alias: "别名",
  entries: [
    entry({ id: "AP", fileName: "ap.img", address: 0x60010000, data: noise(33) }),
    entry({ id: "FLASH", flag: 0, address: 0xfe000001, checkFlag: 0, omitFlag: 1 }),
  ],
  xml: { fileName: "a.xml", text: XML },
};

/** Changes bytes and puts both CRCs right again. */
function altered(change: (bytes: Uint8Array, view: DataView) => void, pac: NewPac = tiny): Uint8Array {
  const bytes = writePac(pac);
  const view = new DataView(bytes.buffer);
  change(bytes, view);
  view.setUint16(2120, crc16Arc(bytes.subarray(0, 2120)), true);
  view.setUint16(2122, crc16Arc(bytes.subarray(HEADER_SIZE)), true);
  return bytes;
}

const word = fc.integer({ min: 0, max: 0xffffffff });
const name = fc.stringMatching(/^[A-Za-z0-9_. 固件]{1,20}$/).filter((text) => text !== "..");
const anyPac: fc.Arbitrary<NewPac> = fc.record({
  version: fc.constantFrom("BP_R1.0.0", "BP_R2.0.1"),
  product: name,
  productVersion: name,
  alias: name,
  entries: fc.array(
    fc.record({
      id: name,
      fileName: name,
      flag: fc.constantFrom(PacFlag.operation, PacFlag.file),
      address: word,
      data: fc.uint8Array({ maxLength: 50 }),
      checkFlag: word,
      omitFlag: word,
    }),
    { maxLength: 5 },
  ),
  xml: fc.constant({ fileName: "a.xml", text: XML }),
});

describe("pac", () => {
  it("is read as it was written, for both versions", () => {
    fc.assert(
      fc.property(anyPac, (pac) => {
        const read = readPac("x.pac", writePac(pac));
        expect(read).toMatchObject({
          version: pac.version,
          product: pac.product,
          productVersion: pac.productVersion,
          alias: pac.alias,
        });
        expect(read.entries.slice(0, -1)).toEqual(pac.entries);
        expect(read.entries.at(-1)).toMatchObject({ id: "", fileName: "a.xml", flag: PacFlag.xml });
      }),
      { numRuns: 40 },
    );
  });

  it("puts header, entries and data where the format says", () => {
    const bytes = writePac(tiny);
    const view = new DataView(bytes.buffer);
    const dataAt = HEADER_SIZE + 3 * ENTRY_SIZE;
    expect(view.getUint32(48, true)).toBe(bytes.length);
    expect(bytes.length).toBe(dataAt + 33 + XML.length);
    expect([view.getUint32(1076, true), view.getUint32(1080, true)]).toEqual([3, HEADER_SIZE]);
    expect(view.getUint32(2116, true)).toBe(0xfffafffa);
    expect([...bytes.subarray(2116, 2120)]).toEqual([0xfa, 0xff, 0xfa, 0xff]);
    const first = HEADER_SIZE;
    expect(view.getUint32(first, true)).toBe(ENTRY_SIZE);
    expect([view.getUint32(first + 1540, true), view.getUint32(first + 1552, true)]).toEqual([33, dataAt]);
    expect([view.getUint32(first + 1560, true), view.getUint32(first + 1564, true)]).toEqual([1, 0x60010000]);
    expect(bytes.subarray(dataAt, dataAt + 33)).toEqual(noise(33));
  });

  it("gives views of the file, no copies", () => {
    const bytes = writePac(tiny);
    expect(readPac("x.pac", bytes).entries[0]?.data.buffer).toBe(bytes.buffer);
  });

  it("can start anywhere in a bigger buffer", () => {
    const bytes = writePac(tiny);
    const buffer = new Uint8Array(bytes.length + 7);
    buffer.set(bytes, 3);
    expect(readPac("x.pac", buffer.subarray(3, 3 + bytes.length)).entries).toEqual(
      readPac("x.pac", bytes).entries,
    );
  });

  it("refuses every other file", () => {
    for (const bytes of [new Uint8Array(), noise(3000), Uint8Array.of(0x42, 0, 0x50, 0, 0x5f, 0)]) {
      expect(refusedWith("not-firmware", () => readPac("x", bytes))).toEqual({ file: "x" });
    }
  });

  it("refuses a file that is cut off anywhere, saying how long it should be", () => {
    const bytes = writePac(tiny);
    for (let length = 8; length < bytes.length; length++) {
      const detail = refusedWith("firmware-truncated", () => readPac("x", bytes.subarray(0, length)));
      const expected = length < HEADER_SIZE ? HEADER_SIZE : bytes.length;
      expect(detail).toEqual({ file: "x", expected, actual: length });
    }
  });

  it("refuses bytes after the end", () => {
    const bytes = new Uint8Array(writePac(tiny).length + 2);
    bytes.set(writePac(tiny));
    expect(refusedWith("firmware-damaged", () => readPac("x", bytes))).toMatchObject({ part: "PAC" });
  });

  it("notices every flipped bit", () => {
    const bytes = writePac(tiny);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << bit;
        const code = refusalOf(() => readPac("x", flipped))?.code;
        if (at < 8) expect(code).toBe("not-firmware");
        else if (at >= 2116 && at < 2120) expect(code).toBe("firmware-damaged");
        else expect(code).toBe("firmware-crc");
      }),
      { numRuns: 400 },
    );
  });

  it("says which CRC is wrong, and both values", () => {
    const bytes = writePac(tiny);
    const right = new DataView(bytes.buffer).getUint16(2122, true);
    bytes[bytes.length - 1]! ^= 1;
    const actual = crc16Arc(bytes.subarray(HEADER_SIZE));
    const digits = (value: number) => `0x${value.toString(16).padStart(4, "0")}`;
    expect(refusedWith("firmware-crc", () => readPac("x", bytes))).toEqual({
      file: "x",
      part: { part: "contents" },
      expected: digits(right),
      actual: digits(actual),
    });
    bytes[100]! ^= 1;
    expect(refusedWith("firmware-crc", () => readPac("x", bytes)).part).toEqual({ part: "header" });
  });

  it.each<[string, string, (bytes: Uint8Array, view: DataView) => void]>([
    ["a table outside the file", "PAC", (_, view) => view.setUint32(1076, 4000, true)],
    ["a table inside the header", "PAC", (_, view) => view.setUint32(1080, 100, true)],
    ["a table far outside", "PAC", (_, view) => view.setUint32(1080, 0xffffffff, true)],
    ["an entry of another size", "AP", (_, view) => view.setUint32(HEADER_SIZE, 2581, true)],
    ["data outside the file", "AP", (_, view) => view.setUint32(HEADER_SIZE + 1540, 0x7fffffff, true)],
    ["data in the entry table", "AP", (_, view) => view.setUint32(HEADER_SIZE + 1552, 0, true)],
    ["data beyond 4 GiB", "AP", (_, view) => view.setUint32(HEADER_SIZE + 1536, 1, true)],
    ["a size beyond 4 GiB", "AP", (_, view) => view.setUint32(HEADER_SIZE + 1532, 1, true)],
  ])("refuses %s", (_, part, change) => {
    expect(refusedWith("firmware-damaged", () => readPac("x", altered(change))).part).toBe(part);
  });

  it("refuses a file of more than 4 GiB by its header as cut off", () => {
    const bytes = altered((_, view) => view.setUint32(44, 1, true));
    const detail = refusedWith("firmware-truncated", () => readPac("x", bytes));
    expect(detail.expected).toBe(0x1_0000_0000 + bytes.length);
  });

  it("ignores the offset of entries without data", () => {
    const bytes = altered((_, view) => view.setUint32(HEADER_SIZE + ENTRY_SIZE + 1552, 0xffffffff, true));
    expect(readPac("x", bytes).entries[1]?.data).toEqual(new Uint8Array());
  });

  it("takes the file name without folders and refuses one that climbs out", () => {
    const named = (fileName: string) =>
      writePac({ ...tiny, entries: [entry({ id: "AP", fileName, data: noise(4) })] });
    expect(readPac("x", named("C:\\build/out\\ap.img")).entries[0]?.fileName).toBe("ap.img");
    for (const fileName of ["..", "../ap.img", "a\\..\\b"]) {
      expect(refusedWith("firmware-damaged", () => readPac("x", named(fileName))).part).toBe("AP");
    }
  });

  it("has no scheme without an XML, and says when the XML is damaged", () => {
    const xmlFlagAt = HEADER_SIZE + 2 * ENTRY_SIZE + 1544;
    expect(
      readPac(
        "x",
        altered((_, view) => view.setUint32(xmlFlagAt, 1, true)),
      ).scheme.size,
    ).toBe(0);
    const broken = writePac({ ...tiny, xml: { fileName: "", text: "<BMAConfig>" } });
    expect(refusedWith("firmware-damaged", () => readPac("x", broken)).part).toBe("XML");
  });

  it("tolerates an ID that is there twice", () => {
    const twice = { ...tiny, entries: [...tiny.entries, ...tiny.entries] };
    expect(readPac("x", writePac(twice)).entries.map(({ id }) => id)).toEqual([
      "AP",
      "FLASH",
      "AP",
      "FLASH",
      "",
    ]);
  });
});
