import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BlockOrder, DeltaJob, ImageDelta } from "../../src/delta/delta.ts";
import { blockStarts, computeDeltas } from "../../src/delta/image-delta.ts";
import { indexOld } from "../../src/delta/old-index.ts";
import { putBytes } from "../../src/webassembly/instance.ts";
import { noise } from "../support/synthetic-update.ts";

const orders: readonly BlockOrder[] = ["ascending", "descending", "tail-last"];

/** Rebuilds the new image as a module does: one image, changed in place. Its own reading of the pieces. */
function rebuild(job: DeltaJob, delta: ImageDelta): Uint8Array {
  const image = new Uint8Array(Math.max(job.old.length, job.new.length));
  image.set(job.old);
  const source = job.window === "in-place" ? image : job.old;
  let diffAt = 0;
  let extraAt = 0;
  for (const { newPos, size, pieces } of delta.blocks) {
    const block: number[] = [];
    for (const { oldPos, diffSize, extraSize } of pieces) {
      if (diffSize > 0 && oldPos + diffSize > job.usableOld) throw new Error("piece leaves the old bytes");
      for (let i = 0; i < diffSize; i++) block.push((source[oldPos + i]! + delta.diff[diffAt++]!) & 255);
      for (let i = 0; i < extraSize; i++) block.push(delta.extra[extraAt++]!);
    }
    expect(block.length).toBe(size);
    image.set(block, newPos);
  }
  expect([diffAt, extraAt]).toEqual([delta.diff.length, delta.extra.length]);
  return image.slice(0, job.new.length);
}

/** Old bytes, and new ones made of stretches of them, shifted, changed here and there, and of fresh bytes. */
const pairs = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    oldLength: fc.integer({ min: 0, max: 3000 }),
    edits: fc.array(
      fc.record({ from: fc.nat(3000), length: fc.nat(900), change: fc.nat(60), fresh: fc.nat(40) }),
      { maxLength: 6 },
    ),
    blockSize: fc.constantFrom(64, 256, 1024),
  })
  .map(({ seed, oldLength, edits, blockSize }) => {
    const old = noise(seed, oldLength).map((byte) => byte & 15);
    const parts = edits.flatMap(({ from, length, change, fresh }) => {
      const copy = old.slice(from % (oldLength + 1)).slice(0, length);
      if (change > 0) for (let at = change; at < copy.length; at += change) copy[at] = copy[at]! + 4;
      return [...copy, ...noise(seed + length, fresh)];
    });
    return { old, new: Uint8Array.from(parts), blockSize };
  });

describe("suffix array", () => {
  test("sorts all suffixes", () => {
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ max: 1, maxLength: 300 }),
      fc.uint8Array({ max: 3, maxLength: 300 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const naive = Array.from(text.keys()).sort((a, b) =>
          Buffer.compare(text.subarray(a), text.subarray(b)),
        );
        expect([...indexOld(text, text.length).suffixes()]).toEqual(naive);
      }),
    );
  });

  test("finds the place of a text among the suffixes", () => {
    const old = noise(3, 2000).map((byte) => byte & 7);
    const index = indexOld(old, old.length);
    const { engine } = index;
    putBytes(engine, engine.holdNew(old.length), old);
    for (let at = 0; at + 12 < old.length; at += 13) {
      const rank = engine.searchRank(at, at + 12);
      const near = [index.suffixes()[rank - 1] ?? 0, index.suffixes()[rank] ?? 0];
      const wanted = Buffer.from(old.subarray(at, at + 12));
      expect(near.some((from) => wanted.equals(old.subarray(from, from + 12)))).toBe(true);
    }
  });
});

describe("delta", () => {
  test.each(orders)("rebuilds the new image in place, blocks %s", (order) => {
    fc.assert(
      fc.property(
        pairs,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ old, new: next, blockSize }, part) => {
          const usableOld = Math.floor(old.length * part);
          const job = {
            old,
            new: next,
            blockSize,
            order,
            window: "in-place",
            usableOld,
            omitUnchanged: false,
          } as const;
          const [delta] = computeDeltas([job], indexOld(old, old.length));
          if (delta === undefined) throw new Error("no delta");
          expect(delta.blocks.map(({ newPos }) => newPos)).toEqual(
            blockStarts(next.length, blockSize, order),
          );
          expect(rebuild(job, delta)).toEqual(next);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("rebuilds a plain file from the untouched old one", () => {
    fc.assert(
      fc.property(pairs, ({ old, new: next }) => {
        fc.pre(next.length > 0);
        const job: DeltaJob = {
          old,
          new: next,
          blockSize: next.length,
          order: "ascending",
          window: "old-only",
          usableOld: old.length,
          omitUnchanged: false,
        };
        const [delta] = computeDeltas([job], indexOld(old, old.length));
        if (delta === undefined) throw new Error("no delta");
        expect(rebuild(job, delta)).toEqual(next);
      }),
      { numRuns: 60 },
    );
  });

  test("leaves out unchanged blocks when asked to", () => {
    const old = noise(5, 1000);
    const next = old.slice();
    next[300] = next[300]! + 1;
    const job: DeltaJob = {
      old,
      new: next,
      blockSize: 256,
      order: "ascending",
      window: "in-place",
      usableOld: old.length,
      omitUnchanged: true,
    };
    const [delta] = computeDeltas([job], indexOld(old, old.length));
    expect(delta?.blocks.map(({ newPos }) => newPos)).toEqual([256]);
  });

  test("orders are told apart: deletions favour ascending blocks, insertions descending ones", () => {
    const long = noise(7, 40_000);
    const short = Uint8Array.from([...long.subarray(0, 100), ...long.subarray(1300)]);
    const winner = (old: Uint8Array, next: Uint8Array): string | undefined => {
      const jobs = (["descending", "ascending"] as const).map((order): DeltaJob => {
        const usableOld = old.length;
        return {
          old,
          new: next,
          blockSize: 2048,
          order,
          window: "in-place",
          usableOld,
          omitUnchanged: false,
        };
      });
      return computeDeltas(jobs, indexOld(old, old.length))[0]?.order;
    };
    expect(winner(long, short)).toBe("ascending");
    expect(winner(short, long)).toBe("descending");
  });

  test("an order that cannot beat a known delta is left out", () => {
    const old = noise(9, 20_000);
    const next = Uint8Array.from([...noise(10, 700), ...old]);
    const job = (order: BlockOrder): DeltaJob => {
      const usableOld = old.length;
      return { old, new: next, blockSize: 2048, order, window: "in-place", usableOld, omitUnchanged: false };
    };
    const index = indexOld(old, old.length);
    const [best] = computeDeltas([job("descending")], index);
    expect(computeDeltas([job("ascending")], index, undefined, best)).toEqual([]);
  });
});
