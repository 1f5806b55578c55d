import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeLzmar, isLzmar } from "../../src/platforms/unisoc/lzmar/decode.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import { Refusal } from "../../src/contract/refusal.ts";
import type { Reason } from "../../src/contract/reason.ts";
import { told } from "../support/told.ts";

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replaceAll(" ", "").match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

/** 100 zero bytes in blocks of 32 KiB (docs/formats/lzmar.md#stream). */
const ZEROS = fromHex("64000000 2000 01 00 07000000 00000000 00006f2c10bc00 00");

function whyRefused(container: Uint8Array): string {
  try {
    decodeLzmar(container);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "firmware-damaged") throw error;
    const detail = error.detail as { file: string; part: string; why: Reason };
    expect(detail).toMatchObject({ file: "", part: "LZMAR" });
    return told(detail.why);
  }
  throw new Error("was not refused");
}

function changed(container: Uint8Array, at: number, value: number): Uint8Array {
  const copy = container.slice();
  copy[at] = value;
  return copy;
}

/** Compares fast, for big data. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

/** Bytes with repetitions near and far, which is what makes matches of all kinds. */
const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.record({ back: fc.integer({ min: 1, max: 3000 }), length: fc.integer({ min: 1, max: 700 }) }),
    ),
    { maxLength: 60 },
  )
  .map((steps) => {
    const bytes: number[] = [];
    for (const step of steps) {
      if (step instanceof Uint8Array) bytes.push(...step);
      else for (let i = 0; i < step.length; i++) bytes.push(bytes.at(-step.back) ?? i & 0xff);
    }
    return Uint8Array.from(bytes);
  });

describe("LZMAR", () => {
  it("decodes the test vector", () => {
    expect(decodeLzmar(ZEROS)).toEqual(new Uint8Array(100));
  });

  it("encodes nothing to a container without blocks", () => {
    expect(encodeLzmar(new Uint8Array())).toEqual(fromHex("00000000 4000 01 00"));
    expect(decodeLzmar(fromHex("00000000 4000 01 00"))).toEqual(new Uint8Array());
  });

  it.each([1, 2, 3, 272, 273, 274, 1023, 1024, 1025, 65535, 65536, 65537, 200_000])(
    "gives back %i bytes of one value and of a slow ramp",
    (size) => {
      const ramp = Uint8Array.from({ length: size }, (_, i) => (i >> 3) ^ (i % 7));
      expectSame(decodeLzmar(encodeLzmar(ramp)), ramp);
      const same = new Uint8Array(size).fill(0xff);
      expectSame(decodeLzmar(encodeLzmar(same)), same);
    },
  );

  it("gives back any bytes, in blocks of any size", () => {
    fc.assert(
      fc.property(repetitive, fc.integer({ min: 1, max: 64 }), (raw, blockKiB) => {
        const container = encodeLzmar(raw, blockKiB);
        expect(container.length % 8).toBe(0);
        expect(isLzmar(container)).toBe(true);
        expectSame(decodeLzmar(container), raw);
      }),
      { numRuns: 150 },
    );
  });

  it("carries through runs of 0xFF in the stream", () => {
    // Incompressible data of many kinds: somewhere a carry runs over several bytes.
    let state = 1;
    const noise = Uint8Array.from({ length: 600_000 }, () => (state = Math.imul(state, 48271) >>> 0) >>> 24);
    expectSame(decodeLzmar(encodeLzmar(noise, 64)), noise);
  });

  it("compresses what repeats, and makes the same bytes again", () => {
    const text = new TextEncoder().encode("modem state timer queue: %d\n".repeat(500));
    const container = encodeLzmar(text);
    expect(container.length).toBeLessThan(200);
    expect(encodeLzmar(text)).toEqual(container);
  });

  it("reads a container inside a larger buffer", () => {
    const around = new Uint8Array(ZEROS.length + 20).fill(0x55);
    around.set(ZEROS, 11);
    expect(decodeLzmar(around.subarray(11, 11 + ZEROS.length))).toEqual(new Uint8Array(100));
  });

  it("does not encode blocks of impossible size", () => {
    for (const blockKiB of [0, 65, 1.5]) expect(() => encodeLzmar(ZEROS, blockKiB)).toThrow(RangeError);
  });

  it.each([
    ["an empty file", new Uint8Array(), "too-short"],
    ["a cut header", ZEROS.subarray(0, 7), "too-short"],
    ["a missing block", ZEROS.subarray(0, 8), "ends-early"],
    ["a cut stream", ZEROS.subarray(0, 20), "ends-early"],
    ["block size 0", changed(ZEROS, 4, 0), "field block-size 0"],
    ["block size 65 KiB", changed(ZEROS, 4, 65), "field block-size 66560"],
    ["another dictionary", changed(ZEROS, 6, 2), "field lzma-properties 2,0"],
    ["a property", changed(ZEROS, 7, 1), "field lzma-properties 1,1"],
    ["a raw size beyond any module", changed(ZEROS, 3, 0x7f), "field raw-size 2130706532"],
    ["a wrong sum", changed(ZEROS, 12, 1), "checksum sum"],
    ["a match past the end", changed(ZEROS, 0, 50), "bad-stream"],
    ["a first byte", changed(ZEROS, 16, 1), "bad-stream"],
    ["padding", changed(ZEROS, 23, 1), "left-over"],
    ["a stream too short to start", changed(ZEROS, 8, 4), "ends-early"],
    ["bytes after the end", Uint8Array.of(...ZEROS, 0), "left-over"],
  ])("refuses %s", (_, container, why) => {
    expect(whyRefused(container)).toBe(why);
  });

  it("refuses a stream that ends early, or that goes on", () => {
    const raw = Uint8Array.from({ length: 400 }, (_, i) => Math.imul(i, 97) >> 3);
    const container = encodeLzmar(raw);
    const view = new DataView(container.buffer);
    const streamSize = view.getUint32(8, true);
    const cut = container.slice(0, 16 + 64);
    new DataView(cut.buffer).setUint32(8, 64, true);
    expect(whyRefused(cut)).toBe("ends-early");

    const longer = new Uint8Array(container.length + 8);
    longer.set(container);
    new DataView(longer.buffer).setUint32(8, streamSize + 8, true);
    expect(whyRefused(longer)).toBe("left-over");
  });

  it("refuses a match that reaches before its block", () => {
    // All ones after the first decision: a repeat of a byte that does not exist.
    const container = new Uint8Array(40);
    container.set(ZEROS.subarray(0, 8));
    container.set([24, 0, 0, 0], 8);
    container.fill(0xff, 17, 21);
    expect(whyRefused(container)).toBe("bad-stream");
  });

  it("answers any damage with a refusal or with data of the announced size", () => {
    const raw = new TextEncoder().encode("abcabcabdabcabx0123456789 modem modern modest ".repeat(30));
    const container = encodeLzmar(raw, 1);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(container.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.oneof(fc.constant(container.length), fc.nat(container.length)),
        (edits, length) => {
          const damaged = container.slice(0, length);
          for (const [at, value] of edits) if (at < length) damaged[at] = value;
          let decoded: Uint8Array;
          try {
            decoded = decodeLzmar(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
            return;
          }
          // The last bytes of a stream may differ without a difference in the data.
          expect(decoded.length).toBe(new DataView(damaged.buffer).getUint32(0, true));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("tells containers from other files", () => {
    expect(isLzmar(ZEROS)).toBe(true);
    expect(isLzmar(new Uint8Array(64))).toBe(false);
    expect(isLzmar(new TextEncoder().encode("plain text, long enough to hold a header"))).toBe(false);
  });
});
