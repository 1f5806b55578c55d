import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc16Arc } from "../../src/bytes/crc16-arc.ts";
import { crc32, moduleCrc32 } from "../../src/bytes/crc32.ts";
import { crc8Rohc } from "../../src/bytes/crc8-rohc.ts";
import { digests } from "../../src/bytes/digest.ts";
import { ascii } from "../support/small-firmware.ts";

const check = ascii("123456789");
const twoPieces = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }));
const joined = (a: Uint8Array, b: Uint8Array) => Uint8Array.of(...a, ...b);

describe("checksums", () => {
  it("give the published check values for 123456789", () => {
    expect(crc16Arc(check)).toBe(0xbb3d);
    expect(crc32(check)).toBe(0xcbf43926);
    expect(crc8Rohc(check)).toBe(0xd0);
  });

  it("start from the value of nothing", () => {
    const nothing = new Uint8Array();
    expect([crc16Arc(nothing), crc32(nothing), moduleCrc32(nothing), crc8Rohc(nothing)]).toEqual([
      0, 0, 0, 0xff,
    ]);
  });

  it("give the same over two pieces as over the whole", () => {
    fc.assert(
      fc.property(twoPieces, ([a, b]) => {
        const whole = joined(a, b);
        expect(crc16Arc(b, crc16Arc(a))).toBe(crc16Arc(whole));
        expect(crc32(b, crc32(a))).toBe(crc32(whole));
        expect(moduleCrc32(b, moduleCrc32(a))).toBe(moduleCrc32(whole));
      }),
    );
  });

  it("agree with a bit by bit CRC-32 at every length and alignment", () => {
    const slow = (bytes: Uint8Array, initial: number) => {
      let register = initial;
      for (const byte of bytes) {
        register ^= byte;
        for (let bit = 0; bit < 8; bit++) {
          register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
        }
      }
      return register;
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(7), (bytes, skip) => {
        const view = bytes.subarray(skip);
        expect(crc32(view)).toBe(~slow(view, -1) >>> 0);
        expect(moduleCrc32(view)).toBe(slow(view, 0) >>> 0);
      }),
    );
  });

  it("leave leading zeros out of the module's CRC-32", () => {
    expect(moduleCrc32(joined(new Uint8Array(5), check))).toBe(moduleCrc32(check));
    expect(crc32(joined(new Uint8Array(5), check))).not.toBe(crc32(check));
  });
});

describe("digests", () => {
  it("are those of Node's own SHA-256 and MD5", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const expected = (name: string) => createHash(name).update(bytes).digest("hex");
        expect(digests(bytes)).toEqual({ sha256: expected("sha256"), md5: expected("md5") });
      }),
    );
  });
});
