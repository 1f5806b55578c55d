import { describe, expect, test } from "vitest";
import { decodeLzmaAlone } from "../../src/codecs/lzma/decode.ts";
import { encodeAsDevice } from "../../src/codecs/lzma/device/encoder.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import {
  demandFit,
  isReproduced,
  recompressionWarnings,
} from "../../src/platforms/asr/patch/recompressed.ts";
import { noise, prose } from "../support/small-asr-firmware.ts";
import { refusedWith } from "../support/refusals.ts";

/** Repeats with small changes, as code has them. */
function code(length: number): Uint8Array {
  const bytes = prose(length, 3);
  for (let at = 4000; at + 300 < length; at += 517) bytes.copyWithin(at, at % 3000, (at % 3000) + 280);
  return bytes;
}

const inputs: readonly (readonly [string, Uint8Array])[] = [
  ["nothing", new Uint8Array(0)],
  ...[1, 2, 3, 4, 5, 33].map((length) => [`${length} bytes`, prose(length, 1)] as const),
  ["zeros", new Uint8Array(5000)],
  ["noise", noise(20_000, 1)],
  ["prose", prose(50_000, 2)],
  ["code", code(120_000)],
  [
    "more than a window of zeros and code",
    new Uint8Array([...new Uint8Array(9000), ...code(9000), ...new Uint8Array(9000)]),
  ],
];

describe("the encoder of ASR modules", () => {
  test.each(inputs)("makes streams of %s that decode to the same", (_, data) => {
    for (const dictionary of [0x1000, 0x20000, 0x80000]) {
      const stream = encodeAsDevice(data, dictionary);
      expect(Buffer.compare(decodeLzmaAlone(stream, data.length), data)).toBe(0);
      const view = new DataView(stream.buffer);
      expect([stream[0], view.getUint32(1, true), view.getBigUint64(5, true)]).toEqual([
        0x5d,
        dictionary,
        BigInt(data.length),
      ]);
    }
  });

  test("looks no farther back than its dictionary", () => {
    const far = new Uint8Array(0x3000);
    far.set(noise(0x800, 1));
    far.set(noise(0x800, 1), 0x2800);
    expect(encodeAsDevice(far, 0x1000).length).toBeGreaterThan(0x1000);
    expect(encodeAsDevice(far, 0x4000).length).toBeLessThan(0xa00);
  });

  test("is not as good as the one for packages", () => {
    const data = code(120_000);
    expect(encodeAsDevice(data, 0x80000).length).toBeGreaterThan(encodeLzmaAlone(data).length);
  });
});

describe("a region that a module compresses anew", () => {
  const unpacked = code(30_000);
  const region = (stream: Uint8Array, length = 0x8000) => {
    const stored = new Uint8Array(length);
    stored.set(stream);
    return { name: "CODE_PS", stored, unpacked };
  };
  const own = encodeAsDevice(unpacked, 0x40000);
  const updater = { version: "", methods: ["mini"] } as const;

  test("is the same where the module's own encoder made it, and nothing follows", () => {
    expect(isReproduced(region(own))).toBe(true);
    const tail = region(own);
    tail.stored[0x7fff] = 1;
    expect(isReproduced(tail)).toBe(false);
    expect(isReproduced(region(encodeLzmaAlone(unpacked)))).toBe(false);
    const dictionary = own.slice();
    dictionary.set([0, 0, 0, 0xff], 1);
    expect(isReproduced(region(dictionary))).toBe(false);
    dictionary.set([0, 0, 0, 0], 1);
    expect(isReproduced(region(dictionary))).toBe(false);
  });

  test("is warned of by what the updater does with it", () => {
    const codes = (comparesRecompressed: boolean | null) =>
      recompressionWarnings(
        [region(own), region(encodeLzmaAlone(unpacked))],
        comparesRecompressed === null ? null : { ...updater, comparesRecompressed },
      ).map(({ code: found }) => found);
    expect(codes(true)).toEqual(["region-not-reproduced"]);
    expect(codes(null)).toEqual(["region-not-reproduced-maybe"]);
    expect(codes(false)).toEqual([]);
  });

  test("must fit", () => {
    demandFit([region(own, own.length)]);
    const small = { ...region(own), stored: own.slice(0, own.length - 1) };
    expect(refusedWith("region-does-not-fit", () => demandFit([region(own), small]))).toEqual({
      regions: ["CODE_PS"],
    });
  });
});
