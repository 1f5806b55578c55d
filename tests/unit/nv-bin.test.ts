import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNvBin, writeNvBin } from "../../src/platforms/unisoc/firmware/nv-bin.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { within } from "../../src/contract/reason.ts";
import { told } from "../support/told.ts";

const read = (bytes: Uint8Array) => readNvBin("x.pac", "NV", bytes);
const items = fc
  .uniqueArray(fc.tuple(fc.nat(0xfffe), fc.uint8Array({ maxLength: 20 })), {
    selector: ([id]) => id,
    maxLength: 8,
  })
  .map((list) => new Map<number, Uint8Array>(list));

describe("NV bin", () => {
  it("is read as it was written, in its order", () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 0xffffffff }), (map, stamp) => {
        const nv = read(writeNvBin({ stamp, items: map }, 300));
        expect(nv.stamp).toBe(stamp);
        expect([...nv.items]).toEqual([...map]);
      }),
    );
  });

  it("pads data to four bytes and fills up with 0xFF", () => {
    const bytes = writeNvBin({ stamp: 0x04030201, items: new Map([[0x27b, Uint8Array.of(9)]]) }, 20);
    expect([...bytes]).toEqual([1, 2, 3, 4, 0x7b, 2, 1, 0, 9, 0, 0, 0, ...new Array<number>(8).fill(0xff)]);
  });

  it("may end without a mark when it is full", () => {
    const map = new Map([[1, Uint8Array.of(1, 2, 3, 4)]]);
    expect([...read(writeNvBin({ stamp: 0, items: map }, 12)).items]).toEqual([...map]);
  });

  it("gives items or a refusal at every length", () => {
    const bytes = writeNvBin({ stamp: 1, items: new Map([[1, new Uint8Array(9)]]) }, 40);
    for (let length = 0; length <= bytes.length; length++) {
      const code = refusalOf(() => read(bytes.subarray(0, length)))?.code ?? null;
      expect(code).toBe(length < 4 || (length >= 8 && length < 17) ? "firmware-damaged" : null);
    }
  });

  it("refuses an item that runs past the end and one that is there twice", () => {
    const past = Uint8Array.of(0, 0, 0, 0, 1, 0, 5, 0, 1, 2, 3, 4);
    expect(refusedWith("firmware-damaged", () => read(past))).toEqual({
      file: "x.pac",
      part: "NV",
      why: within("NV 0x1", { code: "outside-file" }),
    });
    const twice = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
    expect(told(refusedWith("firmware-damaged", () => read(twice)).why)).toContain("twice");
  });

  it("gives items or a refusal for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const refusal = refusalOf(() => read(bytes));
        if (refusal !== null) expect(refusal.code).toBe("firmware-damaged");
      }),
    );
  });
});
