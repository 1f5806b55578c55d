import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestLzmaAlone } from "../../src/codecs/lzma/best.ts";
import { decodeLzmaAlone, LzmaError } from "../../src/codecs/lzma/decode.ts";
import { encodeLzmaAlone, type LzmaOptions, SymbolWriter } from "../../src/codecs/lzma/encode.ts";
import { FIRST_DISTANCE_CODE, HEADER, LITERAL_CODE } from "../../src/codecs/lzma/model.ts";

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replaceAll(" ", "").match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Compares fast, for big data. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

function expectRoundTrip(data: Uint8Array, options: LzmaOptions = {}): void {
  expectSame(decodeLzmaAlone(encodeLzmaAlone(data, options), data.length), data);
}

/** The same bytes for the same seed. */
function noise(size: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Like a diff bundle: zeros, with sparse other bytes of a few values. */
function sparse(size: number, every: number, seed = 1): Uint8Array {
  const data = new Uint8Array(size);
  const random = noise(Math.floor((size / every) * 4), seed);
  for (let i = 0, at = 0; i + 1 < random.length && at < size; i += 2) {
    data[at] = random[i]! < 200 ? [1, 4, 8, 252][random[i]! & 3]! : random[i]!;
    at += 1 + Math.floor((random[i + 1]! / 128) * every);
  }
  return data;
}

/** Bytes with repetitions near and far, which is what makes symbols of all kinds. */
const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => ({ kind: "bytes" as const, bytes })),
      fc.record({
        kind: fc.constant("run" as const),
        byte: fc.constantFrom(0, 0, 1, 255),
        length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 900 })),
      }),
      fc.record({
        kind: fc.constant("again" as const),
        back: fc.nat(5000),
        length: fc.integer({ min: 1, max: 400 }),
        change: fc.nat(3),
      }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => {
    const data: number[] = [];
    for (const part of parts) {
      switch (part.kind) {
        case "bytes":
          data.push(...part.bytes);
          break;
        case "run":
          for (let i = 0; i < part.length; i++) data.push(part.byte);
          break;
        case "again": {
          const from = Math.max(0, data.length - 1 - part.back);
          for (let i = 0; i < part.length && data.length > 0; i++) data.push(data[from + i]!);
          if (part.change === 0 && data.length > 0) data[data.length - 1]! ^= 1;
          break;
        }
      }
    }
    return Uint8Array.from(data, (byte) => byte & 0xff);
  });

const anyOptions = fc.record({
  lc: fc.integer({ min: 0, max: 8 }),
  lp: fc.integer({ min: 0, max: 4 }),
  pb: fc.integer({ min: 0, max: 4 }),
  niceLength: fc.constantFrom(4, 5, 32, 272, 273),
  depth: fc.constantFrom(1, 3, 200),
});

describe("encodeLzmaAlone and decodeLzmaAlone", () => {
  it("give back repetitive data, with any options", () => {
    fc.assert(
      fc.property(repetitive, anyOptions, (data, options) => expectRoundTrip(data, options)),
      { numRuns: 300, seed: 8910 },
    );
  });

  it("give back data with every lc, lp and pb", () => {
    const data = Uint8Array.from([...sparse(1500, 12), ...noise(300), ...sparse(500, 30), ...noise(300)]);
    for (let lc = 0; lc <= 8; lc++)
      for (let lp = 0; lp <= 4; lp++)
        for (let pb = 0; pb <= 4; pb++) {
          const stream = encodeLzmaAlone(data, { lc, lp, pb });
          expect(stream[0]).toBe((pb * 5 + lp) * 9 + lc);
          expectSame(decodeLzmaAlone(stream, data.length), data);
        }
  });

  it.each([
    ["one byte", Uint8Array.of(7)],
    ["two bytes", Uint8Array.of(7, 7)],
    ["three bytes", Uint8Array.of(7, 7, 7)],
    ["a run of 274", new Uint8Array(274).fill(3)],
    ["a run longer than a run can be counted", new Uint8Array(200_000)],
    ["two long runs", Uint8Array.from({ length: 140_000 }, (_, at) => (at < 70_000 ? 0 : 1))],
    ["runs of every length", Uint8Array.from(runsOfEveryLength())],
    ["noise", noise(70_000)],
    ["a period of 3", Uint8Array.from({ length: 60_000 }, (_, at) => at % 3)],
    ["a period of 1000", Uint8Array.from({ length: 60_000 }, (_, at) => noise(1000)[at % 1000]!).slice()],
    ["a bundle of zeros and few others", sparse(400_000, 60)],
    ["far repetitions", Uint8Array.from([...noise(9000), ...new Uint8Array(300_000), ...noise(9000)])],
  ])("give back %s", (_, data) => expectRoundTrip(data));

  it("compress bundles well", () => {
    // What a bundle of 2500 random bytes among 100,000 zeros costs: some 12 bits for each place and value.
    expect(encodeLzmaAlone(sparse(100_000, 40)).length).toBeLessThan(4200);
    expect(encodeLzmaAlone(new Uint8Array(1_000_000)).length).toBeLessThan(250);
  });

  it("are deterministic", () => {
    const data = sparse(30_000, 20);
    expect(toHex(encodeLzmaAlone(data))).toBe(toHex(encodeLzmaAlone(data.slice())));
  });

  it("work on views into larger buffers", () => {
    const buffer = noise(1000);
    const data = buffer.subarray(100, 700);
    const stream = encodeLzmaAlone(data);
    const padded = new Uint8Array(stream.length + 9);
    padded.set(stream, 5);
    expectSame(decodeLzmaAlone(padded.subarray(5, 5 + stream.length), 600), data);
  });
});

function* runsOfEveryLength(): Generator<number> {
  for (let length = 1; length < 300; length++) {
    yield 1 + (length % 3);
    for (let i = 0; i < length; i++) yield 0;
  }
}

describe("encodeLzmaAlone", () => {
  const golden: [string, Uint8Array, string][] = [
    ["nothing", new Uint8Array(0), "5d00100000 0000000000000000 0000000000"],
    ["one letter", new TextEncoder().encode("a"), "5d00100000 0100000000000000 00307ffc0000"],
    [
      "a word again",
      new TextEncoder().encode("banana banana banana"),
      "5d00100000 1400000000000000 0031184a2bfebcc6f15cc000",
    ],
    ["a thousand zeros", new Uint8Array(1000), "5d00100000 e803000000000000 00006f4402e7effde123518c"],
  ];
  it.each(golden)("writes known bytes for %s", (_, data, stream) => {
    expect(toHex(encodeLzmaAlone(data))).toBe(stream.replaceAll(" ", ""));
  });

  it.each([
    [0, 4096],
    [4096, 4096],
    [4097, 6144],
    [6144, 6144],
    [6145, 8192],
    [200_000, 262144],
  ])("writes for %i bytes a dictionary of %i", (size, dictionary) => {
    const stream = encodeLzmaAlone(new Uint8Array(size));
    const view = new DataView(stream.buffer, stream.byteOffset);
    expect(view.getUint32(HEADER.dictionarySize, true)).toBe(dictionary);
    expect(view.getBigUint64(HEADER.rawSize, true)).toBe(BigInt(size));
  });

  it("reports growing progress up to the end", () => {
    const reports: number[] = [];
    encodeLzmaAlone(noise(300_000), {}, (done) => reports.push(done));
    expect(reports.length).toBeGreaterThan(3);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(300_000);
  });

  it.each([{ lc: 9 }, { lp: 5 }, { pb: -1 }, { niceLength: 3 }, { niceLength: 274 }, { depth: 0 }])(
    "declines %o",
    (options) => expect(() => encodeLzmaAlone(noise(10), options)).toThrow(RangeError),
  );
});

describe("bestLzmaAlone", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["a bundle", sparse(60_000, 30)],
    [
      "numbers of 32 bits",
      Uint8Array.from({ length: 40_000 }, (_, at) => noise(10_000)[at >> 2]! >> (2 * (at & 3))),
    ],
  ])("gives back %s and is not larger than the default", (_, data) => {
    const best = bestLzmaAlone(data);
    expectSame(decodeLzmaAlone(best, data.length), data);
    expect(best.length).toBeLessThanOrEqual(encodeLzmaAlone(data).length);
    const lc = best[0]! % 9;
    const lp = Math.trunc(best[0]! / 9) % 5;
    expect(lc + lp).toBeLessThanOrEqual(4);
  });

  it("finds properties that suit data in words of four bytes", () => {
    const random = noise(40_000, 5);
    const data = random.map((byte, at) => byte & [0x0f, 0xf0, 0x03, 0xc3][at & 3]!);
    expect(bestLzmaAlone(data).length).toBeLessThan(0.97 * encodeLzmaAlone(data).length);
  });

  it("reports growing progress up to the end", () => {
    const reports: number[] = [];
    bestLzmaAlone(sparse(300_000, 300), (done) => reports.push(done));
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(300_000);
  });
});

describe("decodeLzmaAlone", () => {
  it.each([
    // Made by another encoder: unknown size there, so each ends with an end marker.
    ["banana banana banana", "5d00008000 ffffffffffffffff 0031184a2bfebcc6f38d273ffffef08800"],
    [
      "the cat, the hat, the cat in the hat",
      "5d00008000 ffffffffffffffff 003a1a08ce7649621f9af9f04e877574bfdc27ad6d7fa0ca3fffff7d2c0000",
    ],
  ])("reads %s of another encoder and does not look past the size", (text, hex) => {
    const stream = fromHex(hex);
    const raw = new TextEncoder().encode(text);
    new DataView(stream.buffer).setBigUint64(HEADER.rawSize, BigInt(raw.length), true);
    expectSame(decodeLzmaAlone(stream, raw.length), raw);
    expectSame(decodeLzmaAlone(Uint8Array.from([...stream, 1, 2, 3]), raw.length), raw);
    expect(() => decodeLzmaAlone(withSize(stream, BigInt(raw.length + 1)), 1000)).toThrow(LzmaError);
  });

  const data = Uint8Array.from([...sparse(600, 9), ...noise(40), ...sparse(300, 9)]);
  const stream = encodeLzmaAlone(data);

  it("declines every truncation", () => {
    for (let length = 0; length < stream.length - 1; length++)
      expect(() => decodeLzmaAlone(stream.subarray(0, length), data.length), `${length}`).toThrow(LzmaError);
  });

  it("declines damage or gives as many bytes as the header says", () => {
    let declined = 0;
    for (let at = HEADER.size; at < stream.length; at++)
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = stream.slice();
        damaged[at]! ^= flip;
        try {
          expect(decodeLzmaAlone(damaged, data.length).length).toBe(data.length);
        } catch (error) {
          expect(error).toBeInstanceOf(LzmaError);
          declined++;
        }
      }
    expect(declined).toBeGreaterThan(stream.length / 2);
  });

  it("declines any noise in a reasonable way", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(224), fc.nat(3000), (body, props, size) => {
        const head = new Uint8Array(HEADER.size + 1);
        head[0] = props;
        const bytes = withSize(Uint8Array.from([...head, ...body]), BigInt(size));
        try {
          expect(decodeLzmaAlone(bytes, 3000).length).toBe(size);
        } catch (error) {
          expect(error).toBeInstanceOf(LzmaError);
        }
      }),
      { seed: 8910 },
    );
  });

  it("declines sizes above the limit and the unknown size", () => {
    expect(() => decodeLzmaAlone(stream, data.length - 1)).toThrow(LzmaError);
    for (const size of [BigInt(data.length + 1), 1n << 40n, (1n << 64n) - 1n])
      expect(() => decodeLzmaAlone(withSize(stream, size), data.length)).toThrow(/raw-size/);
  });

  it("declines properties from 225 on and a first byte that is not 0", () => {
    const props = stream.slice();
    props[HEADER.props] = 225;
    expect(() => decodeLzmaAlone(props, data.length)).toThrow(/properties.*225/);
    const first = stream.slice();
    first[HEADER.size] = 1;
    expect(() => decodeLzmaAlone(first, data.length)).toThrow(/bad-stream/);
  });

  it("does not look at the dictionary size", () => {
    const none = stream.slice();
    none.fill(0, HEADER.dictionarySize, HEADER.rawSize);
    expectSame(decodeLzmaAlone(none, data.length), data);
  });

  /** A stream of symbols that no encoder would write. */
  function written(size: number, ...symbols: [length: number, code: number][]): Uint8Array {
    const coder = new SymbolWriter(new Uint8Array(16), { lc: 3, lp: 0, pb: 2 });
    for (const [length, code] of symbols) coder.encode(length, code);
    const made = coder.finish();
    made[HEADER.props] = 0x5d;
    return withSize(made, BigInt(size));
  }
  const LITERAL: [number, number] = [1, LITERAL_CODE];

  it.each([
    ["a match at the start", written(2, [2, FIRST_DISTANCE_CODE])],
    ["a short rep at the start", written(1, [1, 0])],
    ["a rep at the start", written(2, [2, 3])],
    ["a match from before the start", written(3, LITERAL, [2, FIRST_DISTANCE_CODE + 1])],
    ["a match from far before the start", written(3, LITERAL, [2, FIRST_DISTANCE_CODE + 0x7ffffff0])],
  ])("declines %s", (_, bytes) => {
    expect(() => decodeLzmaAlone(bytes, 100)).toThrow(/bad-stream/);
  });

  it("declines a match beyond the size, but not one up to it", () => {
    const match: [number, number] = [9, FIRST_DISTANCE_CODE];
    expect(() => decodeLzmaAlone(written(9, LITERAL, match), 100)).toThrow(/bad-stream/);
    expectSame(decodeLzmaAlone(written(10, LITERAL, match), 100), new Uint8Array(10));
  });
});

function withSize(stream: Uint8Array, size: bigint): Uint8Array {
  const copy = stream.slice();
  new DataView(copy.buffer).setBigUint64(HEADER.rawSize, size, true);
  return copy;
}
