import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCpio, writeCpio } from "../../src/platforms/unisoc/firmware/cpio.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii, noise } from "../support/small-firmware.ts";
import { told } from "../support/told.ts";

const read = (bytes: Uint8Array) => readCpio("x.pac", "PREPACK", bytes);
const step = fc.stringMatching(/^[A-Za-z0-9_.固-]{1,8}$/).filter((name) => name !== "." && name !== "..");
const path = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"));
const files = fc
  .uniqueArray(fc.tuple(path, fc.uint8Array({ maxLength: 30 })), { selector: ([name]) => name, maxLength: 6 })
  .map((list) => new Map<string, Uint8Array>(list));

describe("cpio", () => {
  it("is read as it was written, in its order", () => {
    fc.assert(
      fc.property(files, (map) => {
        expect([...read(writeCpio(map))]).toEqual([...map]);
      }),
    );
  });

  it("carries more than 64 KiB in a file", () => {
    const map = new Map([["big.bin", noise(0x12345)]]);
    expect(read(writeCpio(map))).toEqual(map);
  });

  it("has its magic, sizes and padding where the format says", () => {
    const bytes = writeCpio(new Map([["ab", ascii("xyz")]]));
    expect([...bytes.subarray(0, 2)]).toEqual([0xc7, 0x71]);
    expect([...bytes.subarray(20, 34)]).toEqual([3, 0, 0, 0, 3, 0, 0x61, 0x62, 0, 0, 0x78, 0x79, 0x7a, 0]);
    expect(bytes.length).toBe(26 + 4 + 4 + 26 + 12);
  });

  it("is refused when it is cut off anywhere", () => {
    const bytes = writeCpio(
      new Map([
        ["a/b", ascii("xyz")],
        ["c", new Uint8Array()],
      ]),
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(refusalOf(() => read(bytes.subarray(0, length)))?.code).toBe("firmware-damaged");
    }
    expect(read(bytes).size).toBe(2);
  });

  it.each(["../evil", "a/../../evil", "a/./b", "a//b", "", "/", "..", "a\\b"])(
    "refuses the name %j",
    (name) => {
      const bytes = writeCpio(new Map([[name, ascii("x")]]));
      expect(refusedWith("firmware-damaged", () => read(bytes))).toMatchObject({
        file: "x.pac",
        part: "PREPACK",
      });
    },
  );

  it("takes the leading / off a name, and refuses a file that is then there twice", () => {
    expect([...read(writeCpio(new Map([["/a/b", ascii("x")]]))).keys()]).toEqual(["a/b"]);
    const twice = new Map([
      ["a", ascii("x")],
      ["/a", ascii("y")],
    ]);
    expect(told(refusedWith("firmware-damaged", () => read(writeCpio(twice))).why)).toContain("twice");
  });

  it("leaves directories out", () => {
    const bytes = writeCpio(new Map([["folder", new Uint8Array()]]));
    new DataView(bytes.buffer).setUint16(6, 0o040755, true);
    expect(read(bytes).size).toBe(0);
  });

  it("refuses another magic", () => {
    const bytes = writeCpio(new Map());
    bytes[0]! ^= 1;
    expect(refusedWith("firmware-damaged", () => read(bytes)).why).toEqual({
      code: "no-signature",
      signature: "cpio",
    });
  });

  it("gives files or a refusal, whatever byte is changed", () => {
    const bytes = writeCpio(new Map([["a/b", ascii("xyz")]]));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        const refusal = refusalOf(() => read(changed));
        if (refusal !== null) expect(refusal.code).toBe("firmware-damaged");
      }),
    );
  });
});
