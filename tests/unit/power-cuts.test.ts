import { describe, expect, test } from "vitest";
import { moduleCrc32 } from "../../src/bytes/crc32.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import type { Bulk, Piece, RawBlock } from "../../src/platforms/unisoc/rdaota02/layout.ts";
import { writeBundle } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { compareModule, outcomeReason } from "../../src/platforms/unisoc/module/outcome.ts";
import {
  type PowerCutSweep,
  sweepPowerCuts,
  type SweepOptions,
} from "../../src/platforms/unisoc/module/power-cuts.ts";
import { type ModuleContents, moduleState } from "../../src/platforms/unisoc/module/storage.ts";
import {
  blockedBulk,
  contentsOf,
  type Edit,
  flashBulk,
  insertBulk,
  joined,
  noise,
  packageOf,
  partsOf,
  plainBulk,
  removeBulk,
} from "../support/synthetic-update.ts";
import { type Reason, within } from "../../src/contract/reason.ts";
import { told, toldCut } from "../support/told.ts";

const K = 1024;
const BASE = 0x10000;
const CP = "/m/cp.bin";

function sweep(
  before: ModuleContents,
  after: ModuleContents,
  bulks: readonly Bulk[],
  options?: SweepOptions,
): PowerCutSweep {
  const expected = (state: ReturnType<typeof moduleState>): Reason | null =>
    outcomeReason(compareModule(state, after));
  return sweepPowerCuts(moduleState(before), packageOf(bulks), expected, options);
}

/** Blocked file in parts of 1 KiB; parts that the new one lacks are removed afterwards, as makers do. */
function sweepBlocked(edit: Omit<Edit, "blockSize">, options?: SweepOptions): PowerCutSweep {
  const [old, next] = [edit.old, edit.new].map((contents) => partsOf(CP, contents, K)) as [
    Map<string, Uint8Array>,
    Map<string, Uint8Array>,
  ];
  const lost = [...old.keys()].filter((path) => !next.has(path)).map(removeBulk);
  return sweep(
    contentsOf({}, old),
    contentsOf({}, next),
    [blockedBulk(CP, { ...edit, blockSize: K }), ...lost],
    options,
  );
}

/** Failures that one cut is enough for. */
function single({ failures }: PowerCutSweep) {
  return failures.filter(({ cuts }) => cuts.length === 1);
}

describe("module recovers from every power cut", () => {
  const image = { old: noise(1, 20 * K), new: joined(noise(9, 300), noise(1, 20 * K)), blockSize: 8 * K };

  test.each([
    ["ascending", { order: [0, 1, 2], shift: 0 }],
    ["descending, each block made from what lies before it", { order: [2, 1, 0], shift: -300 }],
    ["mixed", { order: [1, 2, 0], shift: -300 }],
  ])("in flash, %s", (_, how) => {
    const result = sweep(contentsOf({ [BASE]: image.old }), contentsOf({ [BASE]: image.new }), [
      flashBulk(BASE, { ...image, ...how }),
    ]);
    expect(result.failures).toEqual([]);
    // Five operations a block: temp file, stage 3, erase, program, stage 2.
    expect(result.cuts).toBeGreaterThan(3 * (2 + 1 + 2 + 2 + 1));
  });

  test("in flash of which unchanged blocks are left out", () => {
    const changed = joined(image.old.subarray(0, 8 * K), noise(7, 12 * K));
    const bulk = flashBulk(BASE, { ...image, new: changed, order: [2, 1] });
    const result = sweep(contentsOf({ [BASE]: image.old }), contentsOf({ [BASE]: changed }), [bulk]);
    expect(result.failures).toEqual([]);
  });

  test("in plain files, removed files and new files", () => {
    const before = new Map([
      ["/m/plain", noise(1, 500)],
      ["/m/gone", noise(2, 10)],
    ]);
    const after = new Map([
      ["/m/plain", noise(1, 700)],
      ["/m/fresh", noise(3, 90)],
      ["/m/empty", new Uint8Array(0)],
    ]);
    const bulks = [
      plainBulk("/m/plain", noise(1, 500), noise(1, 700)),
      removeBulk("/m/gone"),
      removeBulk("/m/never-was"),
      insertBulk("/m/fresh", noise(3, 90)),
      insertBulk("/m/empty", new Uint8Array(0)),
    ];
    const result = sweep(contentsOf({}, before), contentsOf({}, after), bulks, { cutAgainEvery: 1 });
    expect(result.failures).toEqual([]);
  });

  test.each([
    ["that keeps its number of parts", 3 * K + 100, 3 * K + 300],
    ["that grows", 2 * K + 100, 4 * K + 300],
    ["that loses parts and ends in a full one", 5 * K + 100, 3 * K],
    ["of one part", 700, 600],
  ])("in a blocked file, ascending, %s", (_, oldSize, newSize) => {
    const edit = { old: noise(1, oldSize), new: joined(noise(1, newSize - 77), noise(2, 77)) };
    expect(sweepBlocked(edit, { cutAgainEvery: 1 }).failures).toEqual([]);
    // Made from the part behind, which is still the old one.
    const shift = Math.min(K, oldSize >> 1);
    expect(sweepBlocked({ ...edit, shift }, { cutAgainEvery: 1 }).failures).toEqual([]);
  });

  test("in a blocked file that loses parts and ends short, if only what it keeps is declared and used", () => {
    const edit = { old: noise(1, 5 * K + 100), new: joined(noise(3, 9), noise(1, 2 * K + 500)) };
    expect(sweepBlocked({ ...edit, usable: 3 * K }, { cutAgainEvery: 1 }).failures).toEqual([]);
  });
});

describe("module does not recover", () => {
  test("when a blocked file loses parts and ends short, from a cut in its last step after the temp file", () => {
    const edit = { old: noise(1, 5 * K + 100), new: joined(noise(3, 9), noise(1, 2 * K + 500)) };
    const failures = single(sweepBlocked(edit));
    expect(failures.map(({ cuts: [cut] }) => toldCut(cut!))).toEqual([
      "whole of stage 3 2",
      "destroyed of write /m/cp.bin.002",
      "emptied of write /m/cp.bin.002",
      "whole of write /m/cp.bin.002",
    ]);
    expect(told(failures[0]!.why)).toBe("fails-again /m/cp.bin.002: wrong-length 509 1024");
  });

  test("when a blocked file ending short is written from its end, from a cut in the first step", () => {
    const edit = { old: noise(1, 3 * K), new: joined(noise(1, 2 * K), noise(3, 500)), order: [2, 1, 0] };
    const failures = single(sweepBlocked(edit));
    expect(failures.map(({ cuts: [cut] }) => toldCut(cut!))).toEqual(
      expect.arrayContaining([
        "whole of stage 3 0",
        "destroyed of write /m/cp.bin.002",
        "emptied of write /m/cp.bin.002",
        "whole of write /m/cp.bin.002",
      ]),
    );
    expect(told(failures[0]!.why)).toBe("fails-again /m/cp.bin.000: wrong-length 500 1024");
  });

  test("when a part is lost that the loader reads again, as in any order but ascending", () => {
    const edit = { old: noise(1, 3 * K), new: noise(2, 3 * K), order: [2, 1, 0] };
    const torn = single(sweepBlocked(edit)).map(({ cuts: [cut] }) => toldCut(cut!));
    expect(torn).toEqual([
      "destroyed of write /m/cp.bin.002",
      "emptied of write /m/cp.bin.002",
      "destroyed of write /m/cp.bin.000",
      "emptied of write /m/cp.bin.000",
    ]);
  });

  test("when pieces use new parts past the old number of parts", () => {
    const next = noise(2, 5 * K);
    // Blocks 3 and 4 are made from the block before them, and 2 is past the old size already.
    const edit = { old: noise(1, 2 * K), new: next, shift: -K, usable: 5 * K };
    const bulk = { ...blockedBulk(CP, { ...edit, blockSize: K }) };
    const honest = blockedBulk(CP, { old: edit.old, new: next, blockSize: K });
    const bulks = [{ ...honest, bundles: bulk.bundles }];
    const [before, after] = [partsOf(CP, edit.old, K), partsOf(CP, next, K)];
    const failures = single(sweep(contentsOf({}, before), contentsOf({}, after), bulks));
    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures.map(({ why }) => told(why)))).toEqual(
      new Set(["fails-again step 3: new-differs", "fails-again step 4: new-differs"]),
    );
  });

  test("when a blocked file lacks a block, although with power it is applied", () => {
    const old = noise(1, 3 * K);
    const next = joined(noise(2, K), old.subarray(K));
    const result = sweepBlocked({ old, new: next, order: [0] });
    expect(result.cuts).toBeGreaterThan(0);
    expect(single(result).map(({ why }) => told(why))).toContain("fails-again step 1: no-block");
  });
});

describe("sweep", () => {
  test("says what is wrong without any cut, and cuts nothing then", () => {
    const before = contentsOf({}, new Map([["/m/a", noise(1, 9)]]));
    const after = contentsOf({}, new Map([["/m/a", noise(2, 9)]]));
    expect(sweep(before, before, [plainBulk("/m/a", noise(1, 9), noise(2, 9))])).toEqual({
      cuts: 0,
      moments: 0,
      momentsTried: 0,
      failures: [
        {
          cuts: [],
          why: {
            code: "differences",
            count: 1,
            first: within("/m/a", { code: "unlike-new", address: null }),
          },
        },
      ],
    });
    expect(sweep(before, after, [plainBulk("/m/a", noise(3, 9), noise(2, 9))])).toEqual({
      cuts: 0,
      moments: 0,
      momentsTried: 0,
      failures: [{ cuts: [], why: { code: "cannot-start", why: within("/m/a", { code: "old-differs" }) } }],
    });
  });

  test("cuts every operation before, in its middle and after it, and one in so many recoveries again", () => {
    const before = contentsOf({}, new Map([["/m/a", noise(1, 9)]]));
    const after = contentsOf({}, new Map([["/m/a", noise(2, 9)]]));
    const bulks = [plainBulk("/m/a", noise(1, 9), noise(2, 9))];
    // Stage, temp file, stage, file, stage, stage: the temp file is new and comes whole, the file is destroyed and
    // emptied first; and the start.
    const once = sweep(before, after, bulks, { cutAgainEvery: 0 });
    const moments = 1 + 4 * 1 + 1 + 3;
    expect(once).toEqual({ cuts: moments, moments, momentsTried: moments, failures: [] });
    expect(sweep(before, after, bulks, { cutAgainEvery: 1 }).cuts).toBeGreaterThan(4 * once.cuts);
  });

  test("follows a recovery on as long as the loader's copy of a file is not what it was with power", () => {
    // No maker writes this: a short part in the middle. A resume of step 1 does not read part 1, and goes well
    // until step 2 wants it; then part 1 is read, and is too short for the loader ever after.
    const old = noise(1, 3 * K);
    const next = [noise(2, K), noise(3, 500), noise(4, K)] as const;
    const block = (part: 0 | 1 | 2, pieces: readonly Piece[]): RawBlock => ({
      newPos: part * K,
      newCrc: moduleCrc32(next[part]),
      pieces,
    });
    const fresh = (part: 0 | 1): RawBlock =>
      block(part, [{ oldPos: 0, diffSize: 0, extraSize: next[part].length }]);
    const fromPart1 = block(2, [{ oldPos: K, diffSize: 500, extraSize: K - 500 }]);
    const diff = next[2].slice(0, 500).map((byte, at) => byte - next[1][at]!);
    const raw = writeBundle(
      [fresh(1), fresh(0), fromPart1],
      diff,
      joined(next[1], next[0], next[2].subarray(500)),
    );
    const bulk = { ...blockedBulk(CP, { old, new: old, blockSize: K }), bundles: [encodeLzmaAlone(raw)] };
    const after = new Map(next.map((contents, part) => [`${CP}.00${part}`, encodeLzmar(contents)]));
    const contents = [contentsOf({}, partsOf(CP, old, K)), contentsOf({}, after)] as const;
    const short = sweep(...contents, [bulk], { cutAgainEvery: 0 });
    expect(short).toEqual(sweep(...contents, [bulk], { cutAgainEvery: 0, toTheEnd: true }));
    const afterTemp = short.failures.find(
      ({ cuts: [cut] }) => cut!.during.kind === "stage" && cut!.during.stage === 3 && cut!.during.block === 1,
    );
    expect(told(afterTemp!.why)).toBe("fails-again /m/cp.bin.001: wrong-length 500 1024");
  });

  test.each<[string, Omit<Edit, "blockSize">]>([
    ["recovers", { old: noise(1, 3 * K + 100), new: noise(2, 4 * K + 9) }],
    ["loses parts", { old: noise(1, 5 * K), new: joined(noise(3, 9), noise(1, 2 * K + 500)), shift: K }],
    [
      "descends",
      { old: noise(1, 4 * K), new: joined(noise(2, 9), noise(1, 3 * K + 5)), order: [3, 2, 1, 0] },
    ],
    ["descends from full parts", { old: noise(1, 3 * K), new: noise(2, 3 * K), order: [2, 1, 0], shift: -K }],
    ["is mixed", { old: noise(1, 4 * K), new: noise(2, 4 * K), order: [1, 3, 0, 2], shift: -K }],
  ])("finds the same with its shortcut as when it follows every recovery to its end: %s", (_, edit) => {
    const cutAgainEvery = 3;
    const short = sweepBlocked(edit, { cutAgainEvery: 0 });
    const long = sweepBlocked(edit, { cutAgainEvery: 0, toTheEnd: true });
    expect(short).toEqual(long);
    const messages = ({ failures }: PowerCutSweep) => new Set(failures.map(({ why }) => told(why)));
    expect(messages(sweepBlocked(edit, { cutAgainEvery }))).toEqual(
      messages(sweepBlocked(edit, { cutAgainEvery, toTheEnd: true })),
    );
  });
});
