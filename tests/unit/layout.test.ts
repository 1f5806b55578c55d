import { describe, expect, it } from "vitest";
import {
  bytes,
  hex,
  readLayout,
  text,
  u16,
  u32,
  u32be,
  u8,
  wide,
  words,
  writeLayout,
} from "../../src/bytes/layout.ts";

const LAYOUT = {
  byte: u8(0),
  half: u16(1),
  word: u32(3),
  big: u32be(7),
  run: words(11, 2),
  raw: bytes(19, 3),
  name: text(22, 4),
  wideName: wide(26, 3),
};
const SIZE = 32;
const values = {
  byte: 0xfe,
  half: 0xfedc,
  word: 0xfedcba98,
  big: 0xfedcba98,
  run: [1, 0xffffffff],
  raw: Uint8Array.of(7, 8, 9),
  name: "abc",
  wideName: "固件",
};

describe("layout", () => {
  it("reads what it wrote, wherever it lies", () => {
    const data = new Uint8Array(SIZE + 5).fill(0xaa);
    writeLayout(LAYOUT, values, data, 5);
    expect(readLayout(LAYOUT, data, 5)).toEqual(values);
    expect(readLayout(LAYOUT, data.subarray(5))).toEqual(values);
  });

  it("puts every byte where the format says", () => {
    const data = new Uint8Array(SIZE);
    writeLayout(LAYOUT, values, data);
    expect([...data.subarray(0, 11)]).toEqual([
      0xfe, 0xdc, 0xfe, 0x98, 0xba, 0xdc, 0xfe, 0xfe, 0xdc, 0xba, 0x98,
    ]);
    expect([...data.subarray(11)]).toEqual([
      1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 7, 8, 9, 0x61, 0x62, 0x63, 0, 0xfa, 0x56, 0xf6, 0x4e, 0, 0,
    ]);
  });

  it("writes only the fields that are given", () => {
    const data = new Uint8Array(SIZE).fill(0xaa);
    writeLayout(LAYOUT, { half: 1 }, data);
    expect([...data.subarray(0, 4)]).toEqual([0xaa, 1, 0, 0xaa]);
  });

  it("cuts long text and keeps a NUL after it, and clears what stood behind short text", () => {
    const data = new Uint8Array(SIZE).fill(0xaa);
    writeLayout(LAYOUT, { name: "abcdef", wideName: "abcdef", raw: Uint8Array.of(1, 2, 3, 4) }, data);
    expect(readLayout(LAYOUT, data)).toMatchObject({
      name: "abc",
      wideName: "ab",
      raw: Uint8Array.of(1, 2, 3),
    });
    writeLayout(LAYOUT, { name: "x" }, data);
    expect([...data.subarray(22, 26)]).toEqual([0x78, 0, 0, 0]);
  });

  it("reads text that fills its field without a NUL", () => {
    const data = new Uint8Array(SIZE).fill(0x61);
    expect(readLayout(LAYOUT, data).name).toBe("aaaa");
  });
});

describe("hex", () => {
  it("has a prefix and as many digits as asked for", () => {
    expect([hex(0x1f), hex(0x1f, 4), hex(0xffffffff, 4)]).toEqual(["0x1f", "0x001f", "0xffffffff"]);
  });
});
