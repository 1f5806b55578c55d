import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bzip2Error, decodeBzip2 } from "../../src/codecs/bzip2/decode.ts";
import { encodeBzip2 } from "../../src/codecs/bzip2/encode.ts";
import { codeLengths } from "../../src/codecs/bzip2/code-tables.ts";
import { cutIntoBlocks } from "../../src/codecs/bzip2/run-lengths.ts";
import { sortRotations } from "../../src/codecs/bzip2/rotations.ts";
import { noise } from "../support/small-firmware.ts";

const LIMIT = 1 << 20;

/** Zeros with other bytes here and there, as differences of firmware are. */
function differences(size: number): Uint8Array {
  const random = noise(size);
  return Uint8Array.from(random, (value, i) => (value < 16 ? random[(i * 7) % size]! : 0));
}

function failure(stream: Uint8Array, limit = LIMIT): string {
  try {
    decodeBzip2(stream, limit);
    return "";
  } catch (error) {
    if (error instanceof Bzip2Error) return error.message;
    throw error;
  }
}

describe("bzip2", () => {
  it("gives back what it was given, with blocks of any size", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 700 })), { maxLength: 20 })
        .map((runs) =>
          Uint8Array.from(runs.flatMap(([value, length]) => new Array<number>(length).fill(value))),
        ),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 5, max: 900 }), (data, limit) => {
        const stream = encodeBzip2(data, limit);
        const back = decodeBzip2(stream, data.length);
        expect(back.bytes).toEqual(data);
        expect(back.length).toBe(stream.length);
        expect(back.largestBlock).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("knows the stream of nothing and a stream that others made", () => {
    const nothing = "425a683117724538509000000000";
    expect(Buffer.from(encodeBzip2(new Uint8Array(), 100)).toString("hex")).toBe(nothing);
    const hello = Buffer.from(
      "425a68393141592653599e625bfe000002910040000244a000211460668291ef23470bb9229c2848" + "4f312dff00",
      "hex",
    );
    expect(new TextDecoder().decode(decodeBzip2(hello, LIMIT).bytes)).toBe("hello hello hello");
  });

  it("keeps every block within the limit, counted after the runs were shortened", () => {
    const data = differences(60_000);
    for (const limit of [8192, 3000, 100_000]) {
      const { largestBlock, blocks, bytes } = decodeBzip2(encodeBzip2(data, limit), data.length);
      expect(largestBlock).toBeLessThanOrEqual(limit);
      expect(blocks).toBe(cutIntoBlocks(data, limit).length);
      expect(Buffer.compare(bytes, data)).toBe(0);
    }
    expect(decodeBzip2(encodeBzip2(new Uint8Array(255 * 40), 8192), LIMIT).largestBlock).toBe(200);
  });

  it("takes all of the code space in every table, as strict decoders demand", () => {
    const counts = fc.array(fc.nat(4000), { minLength: 3, maxLength: 258 });
    fc.assert(
      fc.property(counts, (of) => {
        const lengths = codeLengths(Int32Array.from(of));
        expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(17);
      }),
    );
  });

  it("sorts rotations that repeat", () => {
    const block = new TextEncoder().encode("abababab");
    const { last, origin } = sortRotations(block);
    expect(new TextDecoder().decode(last)).toBe("bbbbaaaa");
    expect(origin).toBeLessThan(4);
  });

  it("refuses a stream that is cut off anywhere", () => {
    const stream = encodeBzip2(differences(3000), 1000);
    for (let length = 0; length < stream.length; length++) {
      expect(failure(stream.subarray(0, length)), `${length} bytes`).not.toBe("");
    }
  });

  it("never gives other bytes for a stream with a wrong bit", () => {
    const data = differences(2000);
    const stream = encodeBzip2(data, 700);
    for (let bit = 0; bit < 8 * stream.length; bit++) {
      const damaged = Uint8Array.from(stream);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      // What follows the last bit, and the level, say nothing about the contents.
      const same = failure(damaged) === "" && Buffer.compare(decodeBzip2(damaged, LIMIT).bytes, data) === 0;
      expect(same || failure(damaged) !== "", `bit ${bit}`).toBe(true);
    }
  });

  it("stops at the size that is expected", () => {
    expect(failure(encodeBzip2(new Uint8Array(1000), 100), 999)).toBe("more bytes than expected");
  });
});
