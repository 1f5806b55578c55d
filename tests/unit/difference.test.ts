import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockStates, compareBlocks } from "../../src/difference/block-states.ts";
import { compareFirmware } from "../../src/workshop/comparison.ts";
import { compareFiles } from "../../src/difference/file-changes.ts";
import { ERASE_UNIT } from "../../src/difference/contents.ts";
import { flashAreas } from "../../src/difference/flash-areas.ts";
import { filesAsStored } from "../../src/platforms/unisoc/contents.ts";
import { asrIn } from "../support/opened.ts";
import { SHARED_RUN, SHARED_STEP, SharedContent } from "../../src/difference/shared-content.ts";
import type { ModuleFile } from "../../src/platforms/unisoc/firmware/module-files.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import { asrSampleFirmware, asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import type { BlockState, Comparison } from "../../src/contract/comparison.ts";
import { Maker } from "../../src/workshop/maker.ts";

const unit = 64;
/** Bytes without any run in common with those of another seed. */
const random = (length: number, seed: number): Uint8Array => {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
};
const erased = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);
const join = (...pieces: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const put = (bytes: Uint8Array, place: number, value: number): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === place ? value : byte));
const at = (bytes: Uint8Array, address = 0x1000) => ({ address, bytes });

function statesOf(...args: Parameters<typeof compareBlocks>): BlockState[] {
  return [...compareBlocks(...args).states].map((state) => blockStates[state]!);
}

describe("a block of flash", () => {
  const [a, b, c] = [random(unit, 1), random(unit, 2), random(unit, 3)];
  const moved = join(c.subarray(0, 5), a.subarray(16, 48), c.subarray(37));

  it.each<[string, Uint8Array, Uint8Array, BlockState[]]>([
    ["is the same", join(a, b), join(a, b), ["same", "same"]],
    ["is patched where one byte differs", join(a, b), join(a, put(b, 40, b[40]! ^ 1)), ["same", "patched"]],
    ["is patched where old content came from elsewhere", join(a, b), join(a, moved), ["same", "patched"]],
    ["is new where nothing is shared", join(a, b), join(a, c), ["same", "new"]],
    ["is new beyond the old end", a, join(a, a), ["same", "new"]],
    ["is new where the old one was erased", join(a, erased(unit)), join(a, a), ["same", "new"]],
    ["is gone beyond the new end", join(a, b), a, ["same", "gone"]],
    ["is gone where it is erased now", join(a, b), join(a, erased(unit)), ["same", "gone"]],
    ["is erased in both", join(a, erased(unit)), join(a, erased(unit)), ["same", "erased"]],
    ["is erased where one ends", join(a, erased(unit)), a, ["same", "erased"]],
    ["is the same in a short last block", a.subarray(0, 50), a.subarray(0, 50), ["same"]],
    ["is patched when the last one grows", a.subarray(0, 50), a, ["patched"]],
    [
      "is new when all they share is one byte repeated",
      put(new Uint8Array(unit), 0, 1),
      put(new Uint8Array(unit), 63, 2),
      ["new"],
    ],
  ])("%s", (_, old, fresh, expected) => {
    expect(statesOf(at(old), at(fresh), unit)).toEqual(expected);
  });

  it("is compared at its address: what moved has changed", () => {
    expect(statesOf(at(join(a, b)), at(join(a, b), 0x1000 + unit), unit)).toEqual(["gone", "patched", "new"]);
    // Within a block as well.
    expect(statesOf(at(a), at(a.subarray(0, unit - 16), 0x1010), unit)).toEqual(["patched"]);
  });

  it("begins at a multiple of its size", () => {
    expect(compareBlocks(at(a, 0x1010), null, unit).address).toBe(0x1000);
    expect(statesOf(at(a, 0x1010), null, unit)).toEqual(["gone", "gone"]);
    expect(statesOf(null, at(a), unit)).toEqual(["new"]);
    expect(statesOf(null, null, unit)).toEqual([]);
  });
});

/** A file of two parts, cut or packed as asked. */
function blocked(...parts: readonly Uint8Array[]): ModuleFile {
  return {
    path: "/a.bin",
    parts: parts.map((stored, part) => ({ path: `/a.bin.00${part}`, stored })),
    contents: new Uint8Array(),
  };
}

describe("a blocked file", () => {
  const contents = join(random(3000, 1), new Uint8Array(2000));
  const [first, second] = [contents.subarray(0, 2500), contents.subarray(2500)];
  const stateOf = (old: ModuleFile, fresh: ModuleFile) =>
    compareFiles(filesAsStored([old]), filesAsStored([fresh]))[0];
  const pack = (raw: Uint8Array) => encodeLzmar(raw);

  it("is the same when it is the same unpacked, however it is packed", () => {
    const old = blocked(pack(first), pack(second));
    const other = blocked(encodeLzmar(first, 1), encodeLzmar(second, 2));
    expect(other.parts?.[0]?.stored).not.toEqual(old.parts?.[0]?.stored);
    const parts = ["same", "same"];
    expect(stateOf(old, other)).toMatchObject({ state: "same", parts, oldSize: 5000, newSize: 5000 });
  });

  it("is the same when it is cut otherwise, though its parts are not", () => {
    const whole = blocked(pack(contents));
    expect(stateOf(blocked(pack(first), pack(second)), whole)).toMatchObject({
      state: "same",
      parts: ["changed", "removed"],
    });
    const plain = { path: "/a.bin", parts: null, contents };
    expect(stateOf(whole, plain)).toMatchObject({ state: "same", parts: null });
  });

  it("has changed when one byte has, or when bytes were exchanged, which sums do not see", () => {
    const old = blocked(pack(first), pack(second));
    const changed = put(first, 7, first[7]! ^ 1);
    const exchanged = put(put(second, 0, second[1]!), 1, second[0]!);
    expect(exchanged).not.toEqual(second);
    expect(stateOf(old, blocked(pack(changed), pack(second)))).toMatchObject({
      state: "changed",
      parts: ["changed", "same"],
    });
    expect(stateOf(old, blocked(pack(first), pack(exchanged)))).toMatchObject({
      state: "changed",
      parts: ["same", "changed"],
    });
  });
});

/** Images of few different bytes and lengths, so that all states come up. */
const image = fc
  .array(
    fc.oneof(
      fc.constant(erased(unit)),
      fc.constant(new Uint8Array(unit)),
      fc.integer({ min: 1, max: 4 }).map((seed) => random(unit, seed)),
      fc.uint8Array({ minLength: 1, maxLength: 2 * unit }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => join(...pieces));

describe("blocks of any two images", () => {
  it("are as many as the longer one has, each in one state", () => {
    fc.assert(
      fc.property(image, image, (old, fresh) => {
        const states = statesOf(at(old), at(fresh), unit);
        expect(states).toHaveLength(Math.ceil(Math.max(old.length, fresh.length) / unit));
        expect(new Set([...states, ...blockStates]).size).toBe(blockStates.length);
      }),
    );
  });

  it("are the other way round when the images are swapped", () => {
    const opposite = { same: ["same"], patched: ["patched", "new"], erased: ["erased"] } as const;
    fc.assert(
      fc.property(image, image, (old, fresh) => {
        const back = statesOf(at(fresh), at(old), unit);
        statesOf(at(old), at(fresh), unit).forEach((state, block) => {
          const expected =
            state === "gone" ? ["new"] : state === "new" ? ["gone", "new", "patched"] : opposite[state];
          expect(expected).toContain(back[block]);
        });
      }),
    );
  });

  it("share content exactly where a plain search finds some", () => {
    const few = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 220 }).map((b) => Uint8Array.from(b));
    fc.assert(
      fc.property(few, few, (whole, piece) => {
        expect(new SharedContent(whole).shares(piece)).toBe(sharesPlainly(whole, piece));
      }),
    );
    const [whole, piece] = [random(400, 7), random(100, 8)];
    for (let from = 0; from < 100; from++) {
      const mixed = join(piece.subarray(0, 31), whole.subarray(from, from + 47), piece.subarray(31));
      expect(new SharedContent(whole).shares(mixed)).toBe(true);
    }
    expect(new SharedContent(whole).shares(piece)).toBe(false);
  });
});

function sharesPlainly(whole: Uint8Array, piece: Uint8Array): boolean {
  const text = Buffer.from(piece).toString("latin1");
  for (let from = 0; from + SHARED_RUN <= whole.length; from += SHARED_STEP) {
    const run = whole.subarray(from, from + SHARED_RUN);
    if (new Set(run).size > 1 && text.includes(Buffer.from(run).toString("latin1"))) return true;
  }
  return false;
}

function compare(old: SampleFirmware, fresh: SampleFirmware): Comparison {
  return compareFirmware(openFirmware(old.fileName, old.bytes), openFirmware(fresh.fileName, fresh.bytes));
}

function countsOf(comparison: Comparison, id: string): Partial<Record<BlockState, number>> {
  const counts: Partial<Record<BlockState, number>> = {};
  const area = comparison.areas.find((one) => one.id === id)!;
  for (const code of area.blocks) {
    const state = comparison.blockStates[code]!;
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

describe("UNISOC 8910 firmware", () => {
  const pair = samplePair();

  it("compared with itself is the same everywhere", () => {
    const { areas, files } = compare(pair.old, pair.old);
    expect(areas.length).toBeGreaterThan(2);
    for (const { blocks } of areas) {
      expect([...blocks].every((code) => ["same", "erased"].includes(blockStates[code]!))).toBe(true);
    }
    expect(files.length).toBeGreaterThan(10);
    expect(files.every(({ state }) => state === "same")).toBe(true);
  });

  it("has areas by address, and files by path with the states of their parts", () => {
    const comparison = compare(pair.old, pair.new);
    expect(comparison.areas.map(({ id }) => id)).toEqual(["BOOTLOADER", "AP", "PS"]);
    expect(countsOf(comparison, "AP").patched).toBeGreaterThan(0);
    expect(comparison.areas.map(({ new: image }) => image?.limit)).toEqual([0x10000, 0x60000, 0x80000]);
    const cp = comparison.files.find(({ path }) => path === "/modem/cp.bin");
    expect(cp).toMatchObject({ state: "changed", oldSize: 5 * 65536 + 42_000, newSize: 4 * 65536 + 9000 });
    expect(cp?.parts).toHaveLength(6);
    expect(cp?.parts?.at(-1)).toBe("removed");
    const paths = comparison.files.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
  });

  it("has files that were added and removed, and blocks of a partition of one side alone", () => {
    const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
    const fresh = sampleFirmware({
      application,
      modemFiles: new Map([
        ["nvm/added.bin", new Uint8Array(10)],
        ["mem_index_list", null],
      ]),
    });
    const comparison = compare(sampleFirmware(), fresh);
    const changes = comparison.files.filter(({ state }) => state !== "same");
    expect(changes.map(({ path, state }) => `${state} ${path}`)).toContain("added /modem/nvm/added.bin");
    expect(countsOf(comparison, "APPIMG")).toEqual({
      new: Math.ceil(comparison.areas.find(({ id }) => id === "APPIMG")!.new!.bytes / ERASE_UNIT),
    });
    const back = compare(fresh, sampleFirmware());
    expect(back.areas.find(({ id }) => id === "APPIMG")).toMatchObject({ new: null });
    expect(Object.keys(countsOf(back, "APPIMG"))).toEqual(["gone"]);
    expect(back.files).toContainEqual({
      path: "/modem/nvm/added.bin",
      state: "removed",
      oldSize: 10,
      newSize: null,
      parts: null,
    });
  });
});

describe("ASR firmware", () => {
  const pair = asrSamplePair();

  it("has the innermost partitions, and the files of the user partition", () => {
    const comparison = compare(pair.old, pair.new);
    const ids = comparison.areas.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["ptable", "cp", "dsp", "customer_app", "customer_fs"]));
    expect(ids).not.toContain("system");
    expect(comparison.files.length).toBeGreaterThan(2);
    expect(comparison.files.every(({ path }) => path.startsWith("/usr/"))).toBe(true);
    const addresses = comparison.areas.map(({ address }) => address);
    expect(addresses).toEqual([...addresses].sort((a, b) => a - b));
  });

  it("tolerates partitions that overlap", () => {
    const overlapping = asrSampleFirmware({ release: 2, userPartition: { start: 0x89f000, size: 0x100000 } });
    const { areas } = compare(pair.old, overlapping);
    expect(areas.filter(({ id }) => ["customer_app", "customer_fs"].includes(id))).toHaveLength(2);
  });

  it("shows the flash even when the user partition cannot be read", () => {
    const [old, fresh] = [pair.old, pair.new].map(({ fileName, bytes }) => openFirmware(fileName, bytes));
    const broken = {
      ...asrIn(fresh!),
      userPartition: { ...asrIn(fresh!).userPartition!, bytes: new Uint8Array(4096) },
    };
    const comparison = compareFirmware(old!, { ...fresh!, firmware: broken });
    expect(comparison.userFilesUnreadable).toBe(true);
    expect(comparison.files).toEqual([]);
    expect(comparison.areas.length).toBeGreaterThan(3);
  });
});

describe("the worker", () => {
  async function holding(...firmware: readonly SampleFirmware[]): Promise<Maker> {
    const maker = new Maker();
    for (const [index, { bytes, fileName }] of firmware.entries()) {
      await maker.open(index === 0 ? "old" : "new", new Blob([new Uint8Array(bytes)]), fileName);
    }
    return maker;
  }

  it("compares what is open, even where no package can be made", async () => {
    const { old } = samplePair();
    const outcome = await (await holding(old, old)).compare();
    expect(outcome).toMatchObject({ ok: true, value: { blockSize: 4096 } });
  });

  it("refuses to compare two platforms", async () => {
    const outcome = await (await holding(samplePair().old, asrSamplePair().new)).compare();
    expect(outcome).toMatchObject({ ok: false, refusal: { code: "different-platform" } });
  });
});

it("an area without data is none", () => {
  expect(flashAreas([{ id: "A", address: 0, limit: null, bytes: new Uint8Array() }], [])).toEqual([]);
});
