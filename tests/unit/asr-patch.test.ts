import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import { readLayout, writeLayout } from "../../src/bytes/layout.ts";
import {
  applyBsdiff40,
  PatchError,
  readPatchSizes,
  unpackPayload,
} from "../../src/platforms/asr/patch/apply-bsdiff40.ts";
import { writeBsdiff40 } from "../../src/platforms/asr/patch/bsdiff40.ts";
import { joinPayloads } from "../../src/platforms/asr/patch/container.ts";
import { encodePatch, encodeWhole } from "../../src/platforms/asr/patch/encode-patch.ts";
import { IMAGE_RECORD, IMAGE_RECORD_SIZE } from "../../src/platforms/asr/patch/image-record.ts";
import { changed, noise, prose } from "../support/small-asr-firmware.ts";
import { told } from "../support/told.ts";

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** A patch by hand: triples and the two blocks of bytes. */
function patchOf(
  sizes: { newSize: number; oldSize: number },
  triples: readonly (readonly [number, number, number])[],
  diff: readonly number[],
  extra: string,
): Uint8Array {
  const numbers = (values: readonly number[]): number[] =>
    values.flatMap((value) => {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(
        0,
        BigInt(Math.abs(value)) | (value < 0 ? 1n << 63n : 0n),
        true,
      );
      return [...bytes];
    });
  return Uint8Array.from([
    ...latin("BSDIFF40"),
    ...numbers([24 * triples.length, diff.length, sizes.newSize, sizes.oldSize]),
    ...numbers(triples.flat()),
    ...diff,
    ...latin(extra),
  ]);
}

/** An image, and what some insertions, removals, moves and changes make of it. */
const pairs = fc
  .record({
    size: fc.nat(6000),
    seed: fc.nat(1000),
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom("insert", "remove", "copy", "change" as const),
        at: fc.nat(6000),
        length: fc.integer({ min: 1, max: 900 }),
        from: fc.nat(6000),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ size, seed, edits }) => {
    const old = noise(size, seed);
    let bytes = [...old];
    for (const { kind, at, length, from } of edits) {
      const place = Math.min(at, bytes.length);
      const [head, tail] = [bytes.slice(0, place), bytes.slice(place)];
      switch (kind) {
        case "insert":
          bytes = [...head, ...noise(length, at), ...tail];
          break;
        case "remove":
          bytes = [...head, ...tail.slice(length)];
          break;
        case "copy":
          bytes = [...head, ...old.subarray(from, from + length), ...tail];
          break;
        case "change":
          bytes = [...head, ...tail.slice(0, length).map((byte) => (byte + 3) & 255), ...tail.slice(length)];
          break;
      }
    }
    return { old, next: Uint8Array.from(bytes) };
  });

describe("XOR of words", () => {
  test("is unsigned, little endian, and leaves out the tail", () => {
    expect(xor32(Uint8Array.of(0x78, 0x56, 0x34, 0xf2))).toBe(0xf2345678);
    expect(xor32(Uint8Array.of(1, 0, 0, 0x80, 3, 0, 0, 0, 9, 9, 9))).toBe(0x80000002);
    expect(xor32(Uint8Array.of(1, 2, 3))).toBe(0);
    expect(xor32(Uint8Array.of(0xff, 1, 0, 0, 0, 0xff).subarray(1))).toBe(1);
  });
});

describe("BSDIFF40 without compression", () => {
  test("writes header, triple, differences and literals as a device reads them", () => {
    const old = noise(200, 1);
    const next = Uint8Array.from([...changed(old, 100), ...latin("tail")]);
    const diff = Array.from({ length: 200 }, (_, i) => (i === 100 ? 1 : 0));
    const expected = patchOf({ newSize: 204, oldSize: 200 }, [[200, 4, 0]], diff, "tail");
    expect(writeBsdiff40(old, next)).toEqual(expected);
  });

  test("the same image is one triple of zeros", () => {
    const image = noise(300, 2);
    const zeros = Array.from({ length: 300 }, () => 0);
    expect(writeBsdiff40(image, image)).toEqual(
      patchOf({ newSize: 300, oldSize: 300 }, [[300, 0, 0]], zeros, ""),
    );
  });

  test("applies a patch that was made by hand, with a seek back", () => {
    const patch = patchOf(
      { newSize: 8, oldSize: 5 },
      [
        [4, 2, -3],
        [2, 0, 0],
      ],
      [1, 0, 0, 0, 0, 255],
      "zz",
    );
    expect(applyBsdiff40(latin("abcde"), patch)).toEqual(latin("bbcdzzbb"));
  });

  test("a moved stretch is found", () => {
    const [a, b] = [noise(3000, 3), noise(3000, 4)];
    const old = Uint8Array.from([...a, ...b]);
    const next = Uint8Array.from([...b, ...a]);
    const patch = writeBsdiff40(old, next);
    expect(applyBsdiff40(old, patch)).toEqual(next);
    const { diffBytes } = readPatchSizes(patch);
    const literals = next.length - diffBytes;
    expect(literals).toBeLessThan(100);
  });

  test("round trip, and no position outside the old image", () => {
    fc.assert(
      fc.property(pairs, ({ old, next }) => {
        expect(applyBsdiff40(old, writeBsdiff40(old, next))).toEqual(next);
      }),
      { numRuns: 150 },
    );
  });

  test("either image may be empty", () => {
    const some = noise(50, 5);
    const none = new Uint8Array(0);
    for (const [old, next] of [
      [none, some],
      [some, none],
      [none, none],
    ] as const) {
      expect(applyBsdiff40(old, writeBsdiff40(old, next))).toEqual(next);
    }
  });

  test.each([
    ["too-short", new Uint8Array(39)],
    ["no-signature BSDIFF40", new Uint8Array(64)],
    ["wrong-length 5 4", patchOf({ newSize: 1, oldSize: 4 }, [[1, 0, 0]], [0], "")],
    ["ends-early", patchOf({ newSize: 3, oldSize: 5 }, [[1, 0, 0]], [0], "")],
    ["bad-stream", patchOf({ newSize: 1, oldSize: 5 }, [[2, 0, 0]], [0, 0], "")],
    ["bad-stream", patchOf({ newSize: 1, oldSize: 5 }, [[-1, 2, 0]], [0], "ab")],
    ["bad-stream", patchOf({ newSize: 2, oldSize: 5 }, [[2, 0, 0]], [0], "ab")],
    ["bad-stream", patchOf({ newSize: 2, oldSize: 5 }, [[0, 2, 0]], [], "a")],
    [
      "outside-old",
      patchOf(
        { newSize: 3, oldSize: 5 },
        [
          [1, 0, 3],
          [2, 0, 0],
        ],
        [0, 0, 0],
        "",
      ),
    ],
    [
      "outside-old",
      patchOf(
        { newSize: 2, oldSize: 5 },
        [
          [1, 0, -2],
          [1, 0, 0],
        ],
        [0, 0],
        "",
      ),
    ],
    ["left-over", patchOf({ newSize: 1, oldSize: 5 }, [[1, 0, 0]], [0, 0], "")],
    ["left-over", patchOf({ newSize: 1, oldSize: 5 }, [[1, 0, 0]], [0], "a")],
    ["field raw-size -1", patchOf({ newSize: -1, oldSize: 5 }, [], [], "")],
    ["ends-early", patchOf({ newSize: 3, oldSize: 5 }, [[3, 0, 0]], [0, 0, 0], "").subarray(0, 65)],
  ])("declines: %s", (why, patch) => {
    let found = "";
    try {
      applyBsdiff40(latin("abcde"), patch);
    } catch (error) {
      if (error instanceof PatchError) found = told(error.why);
    }
    expect(found).toBe(why);
  });

  test("whatever a damaged patch does, it is declined in one way", () => {
    const old = prose(3000, 6);
    const next = Uint8Array.from([...old.subarray(1500), ...noise(40, 7), ...old.subarray(0, 1500)]);
    const payload = encodePatch(old, next);
    fc.assert(
      fc.property(
        fc.nat(payload.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(40),
        (at, flip, cut) => {
          const damaged = payload.slice(0, payload.length - cut);
          if (at < damaged.length) damaged[at]! ^= flip;
          try {
            applyBsdiff40(old, unpackPayload(damaged));
          } catch (error) {
            expect(error).toBeInstanceOf(PatchError);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("payloads", () => {
  const old = prose(5000, 8);
  const next = changed(old, 10, 900, 4000);

  test("are LZMA with the header of the vendor's tool, in whole words", () => {
    for (const [payload, raw] of [
      [encodePatch(old, next), writeBsdiff40(old, next)],
      [encodeWhole(next), next],
    ] as const) {
      expect(payload.length % 4).toBe(0);
      expect([...payload.subarray(0, 5)]).toEqual([0x5d, 0, 0, 0, 1]);
      expect(new DataView(payload.buffer).getBigUint64(5, true)).toBe(BigInt(raw.length));
      expect(unpackPayload(payload)).toEqual(raw);
    }
  });

  test("progress rises to 1", () => {
    const seen: number[] = [];
    encodePatch(old, next, (done) => seen.push(done));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  test("in a row, padded to a sector only where they do not end at one", () => {
    expect(joinPayloads([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)]).subarray(0, 12)).toEqual(
      Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0),
    );
    expect(joinPayloads([new Uint8Array(4)]).length).toBe(0x1000);
    expect(joinPayloads([new Uint8Array(0x1000)]).length).toBe(0x1000);
    expect(joinPayloads([new Uint8Array(0x1004)]).length).toBe(0x2000);
  });
});

describe("image record", () => {
  test("is twelve words, in the order of the spec", () => {
    const record = {
      id: 1,
      payloadOffset: 2,
      payloadLength: 3,
      payloadSum: 4,
      oldAddress: 5,
      oldLength: 6,
      oldSum: 7,
      newAddress: 8,
      newLength: 9,
      newSum: 10,
      newUnpackedLength: 11,
      reserved: 12,
    };
    const bytes = new Uint8Array(IMAGE_RECORD_SIZE);
    writeLayout(IMAGE_RECORD, record, bytes);
    expect([...new Uint32Array(bytes.buffer)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(readLayout(IMAGE_RECORD, bytes)).toEqual(record);
  });
});
