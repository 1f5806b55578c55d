import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { digests } from "../../src/bytes/digest.ts";
import { decodeBzip2 } from "../../src/codecs/bzip2/decode.ts";
import { CHIPS, type EigenChip } from "../../src/platforms/eigen/firmware/chips.ts";
import type { EigenFirmware } from "../../src/platforms/eigen/firmware/eigen-firmware.ts";
import { inspectPar } from "../../src/platforms/eigen/par/inspect.ts";
import { makePar, makeProvenPar, type ProvenPar, safeOrders } from "../../src/platforms/eigen/par/make.ts";
import { planPar } from "../../src/platforms/eigen/par/plan.ts";
import { provePar } from "../../src/platforms/eigen/par/prove.ts";
import { isPar, readPar } from "../../src/platforms/eigen/par/reader.ts";
import { openPart, windowOf } from "../../src/platforms/eigen/par/rebuild.ts";
import { cutToWindow } from "../../src/platforms/eigen/par/windowed-delta.ts";
import { apAlone, sampleEigen } from "../support/eigen-pairs.ts";
import { refusedWith } from "../support/refusals.ts";
import { noise } from "../support/small-firmware.ts";

const PLAIN = { atHead: false } as const;
const chips: readonly EigenChip[] = ["eigen618", "eigen718"];

/** With single bytes of `image` changed. */
function changed(image: Uint8Array, ...at: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(image);
  for (const one of at) copy[one]! ^= 0x5a;
  return copy;
}

function ap(firmware: EigenFirmware): Uint8Array {
  return firmware.images.find(({ type }) => type === "AP")!.data;
}

/** Differences of a package that are to bytes outside of what the module looks at. */
function outOfWindow(chip: EigenChip, pack: Uint8Array): number {
  let outside = 0;
  for (const image of readPar("x", pack).images) {
    for (const part of image.parts) {
      const { from, to } = windowOf(chip, image, part.index);
      let old = from;
      for (const { differences, seek } of openPart(chip, image, part)!.triplets) {
        if (differences > 0 && (old < from || old + differences > to)) outside++;
        old += differences + seek;
      }
    }
  }
  return outside;
}

describe.each(chips)("a package for %s", (chip) => {
  const old = sampleEigen(chip, 1);
  const next = sampleEigen(chip, 2);
  let made: ProvenPar;
  let back: ProvenPar;

  beforeAll(() => {
    made = makeProvenPar(planPar(old, next, PLAIN), old, next);
    back = makeProvenPar(planPar(next, old, PLAIN), next, old);
  });

  it("has every field where the format has it", () => {
    const view = new DataView(made.bytes.buffer);
    const word = (at: number) => view.getUint32(at, true);
    expect(view.getUint16(0)).toBe(0xecdf);
    expect(made.bytes[2]).toBe(chip === "eigen618" ? 0x20 : 0x45);
    expect(made.bytes[3]).toBe(0x40);
    expect(view.getUint16(4, true)).toBe(chip === "eigen618" ? 0 : 0x10);
    expect(view.getUint16(6, true)).toBe(0x8000);
    expect(word(8)).toBe(made.bytes.length);
    expect(made.bytes.subarray(44, 84).every((byte) => byte === 0xff)).toBe(true);

    const { order, newSize, oldSize, blocks } = made.images[0]!;
    const backwards = order === "descending";
    const method = chip === "eigen718" ? 0x10 : 0;
    expect([...made.bytes.subarray(84, 88)]).toEqual([0x40 | (backwards ? 0x10 : 0), 0x70, method, blocks]);
    expect([word(92), word(96), word(100), word(104)]).toEqual([0, CHIPS[chip].apAddress, newSize, oldSize]);
    const hexAt = (at: number) => Buffer.from(made.bytes.subarray(at, at + 32)).toString("hex");
    expect(hexAt(108)).toBe(digests(ap(old)).sha256);
    expect([...made.bytes.subarray(140, 144)]).toEqual([3, 36, 0, 0]);
    expect(hexAt(144)).toBe(digests(ap(next)).sha256);
    expect([...made.bytes.subarray(176, 178)]).toEqual([0, 20]);
    const text = (at: number, length: number) => String.fromCharCode(...made.bytes.subarray(at, at + length));
    expect(text(178, 12)).toBe(chip === "eigen618" ? "EC618_AP.par" : "EC718_AP.par");

    const at = 84 + 0x70;
    if (chip === "eigen618") {
      expect(text(at, 4)).toBe("BPHD");
      expect([word(at + 4), word(at + 8)]).toEqual([blocks, oldSize]);
      expect(text(at + 12, 4)).toBe(backwards ? "RvsO" : "NorO");
      expect(text(at + 16 + 4 * blocks, 8)).toBe("BSDIFF40");
    } else {
      expect(text(at, 4)).toBe("\xecPSH");
      expect([view.getUint16(at + 4, true), view.getUint16(at + 6, true)]).toEqual([
        backwards ? 1 : 0,
        blocks,
      ]);
      expect([8, 12, 16, 20].map((field) => word(at + field))).toEqual([oldSize, newSize, oldSize, newSize]);
      const [offset, , size] = [24, 28, 32].map((field) => word(at + field));
      expect([offset, size]).toEqual([(24 + 12 * blocks) << 8, 0x18000]);
      expect(text(at + 24 + 12 * blocks, 8)).toBe("ECBZHEAD");
    }
  });

  it("carries AP and CP, which become those of the new firmware", () => {
    expect(made.images.map(({ target }) => target)).toEqual(["AP", "CP"]);
    expect(made.proof.compared).toEqual({
      partitions: ["AP", "CP"],
      decompressed: false,
      files: 0,
      sameFiles: 0,
      flashBytes: next.images
        .filter(({ type }) => type !== "BL")
        .reduce((sum, { data }) => sum + data.length, 0),
      steps: made.images.reduce((sum, { blocks }) => sum + blocks, 0),
    });
    expect(made.proof.uncovered).toEqual([{ place: "BL", differs: false }]);
    expect(made.room).toEqual({ need: made.bytes.length, have: CHIPS[chip].packageRoom });
    expect(made.bytes.length).toBeLessThan(0.3 * ap(next).length);
  });

  it("is the same every time", () => {
    expect(Buffer.compare(makePar(planPar(old, next, PLAIN)).bytes, made.bytes)).toBe(0);
  });

  it("also goes back", () => {
    expect(back.images.map(({ oldSize }) => oldSize)).toEqual(made.images.map(({ newSize }) => newSize));
  });

  it("is not taken from another firmware, nor proven with one", () => {
    const why = (from: EigenFirmware, to: EigenFirmware) =>
      refusedWith("proof-failed", () => provePar(made.bytes, from, to)).why;
    const size = ap(old).length;
    expect(why(next, old)).toEqual({
      code: "within",
      place: "AP",
      why: { code: "wrong-length", bytes: ap(next).length, expected: size },
    });
    const almost = apAlone(chip, changed(ap(next), 5000));
    const both = { ...almost, images: [...almost.images, next.images[2]!] };
    const at = `0x${(CHIPS[chip].apAddress + 5000).toString(16)}`;
    expect(why(old, both)).toEqual({
      code: "within",
      place: "AP",
      why: { code: "unlike-new", address: at },
    });
  });

  it("is not proven when it leaves out an image that differs", () => {
    const sameCp = { ...next, images: next.images.map((one) => (one.type === "CP" ? old.images[2]! : one)) };
    const { bytes } = makePar(planPar(old, sameCp, PLAIN));
    expect(provePar(bytes, old, sameCp).compared.partitions).toEqual(["AP"]);
    expect(refusedWith("proof-failed", () => provePar(bytes, old, next)).why).toEqual({
      code: "within",
      place: "CP",
      why: { code: "not-written" },
    });
  });

  it("shows what it does", () => {
    const shown = inspectPar("x.par", made.bytes);
    expect(shown).toMatchObject({ kind: "par", platform: chip, warnings: [], ...digests(made.bytes) });
    for (const [i, bulk] of shown.bulks.entries()) {
      const { packedBytes, ...image } = made.images[i]!;
      expect(bulk).toMatchObject(image);
      // With the headers of the image.
      expect(bulk.packedBytes).toBeGreaterThan(packedBytes);
    }
  });

  it("may have the head for Hezhou's AT firmware, and is the same behind it", () => {
    const headed = makePar(planPar(old, next, { atHead: true })).bytes;
    expect([...headed.subarray(0, 6)]).toEqual([0x7e, 0, 0, 0, 1, 0x7d]);
    expect(new DataView(headed.buffer).getUint32(6)).toBe(made.bytes.length);
    expect(Buffer.compare(headed.subarray(10), made.bytes)).toBe(0);
    expect(isPar(headed)).toBe(true);
    expect(readPar("x", headed)).toEqual({ ...readPar("x", made.bytes), atHead: true });
    provePar(headed, old, next);
  });

  it("keeps to the bytes that are still old when a block is made", () => {
    // What moves by more than a block either way would best be taken from where other blocks are new already.
    const { blockSize } = CHIPS[chip];
    const far = noise(3 * blockSize, 7);
    const turned = new Uint8Array(far.length);
    turned.set(far.subarray(2 * blockSize));
    turned.set(far.subarray(0, 2 * blockSize), blockSize);
    // The end of the first block, taken from as far on as the rest of it, is in the second one: but only once that is new.
    const twice = noise(300, 8);
    const tempting = Uint8Array.from([
      ...far.subarray(300, blockSize),
      ...twice,
      ...twice,
      ...far.subarray(blockSize),
    ]);
    for (const [from, to] of [
      [far, turned],
      [turned, far],
      [far, tempting],
    ] as const) {
      const pair = [apAlone(chip, from), apAlone(chip, to)] as const;
      const { proof, bytes } = makeProvenPar(planPar(...pair, PLAIN), ...pair);
      expect(proof.compared.flashBytes).toBe(to.length);
      expect(outOfWindow(chip, bytes)).toBe(0);
    }
    expect(outOfWindow(chip, made.bytes) + outOfWindow(chip, back.bytes)).toBe(0);
  });

  it.each([
    ["one byte", 1, 1],
    ["a whole block", 1, 0],
    ["a block and a byte", 2, -1],
  ])("is made for images of %s more and less", (_, blocks, less) => {
    const size = blocks * CHIPS[chip].blockSize;
    const base = noise(size + 40_000, 3);
    const sizes = [size - less, size + 40_000, 1];
    for (const from of sizes) {
      for (const to of sizes) {
        if (from === to) continue;
        const pair = [apAlone(chip, base.slice(0, from)), apAlone(chip, base.slice(0, to))] as const;
        expect(makeProvenPar(planPar(...pair, PLAIN), ...pair).proof.compared.flashBytes).toBe(to);
      }
    }
  });

  it("is refused with advice when the module has no room for it", () => {
    const pair = [apAlone(chip, noise(600_000, 1)), apAlone(chip, noise(600_000, 2))] as const;
    const { need, have } = refusedWith("par-too-large", () => makePar(planPar(...pair, PLAIN)));
    expect(have).toBe(chip === "eigen618" ? 491_520 : 331_776);
    expect(need).toBeGreaterThan(have);
  });

  it("cuts what does not compress into blocks that the module's decoder can hold", () => {
    const pair = [apAlone(chip, noise(200_000, 1)), apAlone(chip, noise(200_000, 2))] as const;
    const { bytes } = makeProvenPar(planPar(...pair, PLAIN), ...pair);
    const [image] = readPar("x", bytes).images;
    const largest = Math.max(...image.parts.map((part) => openPart(chip, image, part)!.largestBlock));
    expect(largest).toBeLessThanOrEqual(CHIPS[chip].bzip2Limit);
    expect(largest).toBeGreaterThan(0.9 * CHIPS[chip].bzip2Limit);
    const start = Buffer.from(bytes).indexOf("BZh1");
    expect(decodeBzip2(bytes.subarray(start), 1 << 20).blocks).toBeGreaterThan(1);
  });
});

describe("pieces that run out of the window", () => {
  const piece = (oldPos: number, diffSize: number, extraSize: number) => ({ oldPos, diffSize, extraSize });
  const total = (pieces: ReturnType<typeof cutToWindow>) =>
    pieces.reduce((sum, { diffSize, extraSize }) => sum + diffSize + extraSize, 0);

  it("are cut, and what is cut off becomes new bytes", () => {
    expect(cutToWindow([piece(5, 10, 3)], 0, 20)).toEqual([piece(5, 10, 3)]);
    expect(cutToWindow([piece(5, 10, 3)], 0, 12)).toEqual([piece(5, 7, 6)]);
    expect(cutToWindow([piece(5, 10, 3)], 8, 20)).toEqual([piece(0, 0, 3), piece(0, 7, 3)]);
    expect(cutToWindow([piece(10, 2, 1), piece(5, 10, 3)], 8, 12)).toEqual([piece(2, 2, 4), piece(0, 4, 6)]);
    expect(cutToWindow([piece(50, 10, 3)], 8, 20)).toEqual([piece(0, 0, 13)]);
    expect(cutToWindow([piece(0, 4, 0)], 8, 20)).toEqual([piece(0, 0, 4)]);
    expect(cutToWindow([piece(0, 0, 4), piece(9, 1, 0)], 8, 8)).toEqual([piece(0, 0, 5)]);
  });

  it("build as many bytes as before, and stay inside", () => {
    const any = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 }), fc.nat(9));
    fc.assert(
      fc.property(fc.array(any), fc.nat(50), fc.nat(50), (list, from, size) => {
        const pieces = list.map((values) => piece(...values));
        const cut = cutToWindow(pieces, from, from + size);
        expect(total(cut)).toBe(total(pieces));
        for (const { oldPos, diffSize } of cut) expect(oldPos + diffSize).toBeLessThanOrEqual(size);
      }),
    );
  });
});

describe("orders of blocks", () => {
  it("have the one of the vendor's tools first, and leave out what was not tried", () => {
    expect(safeOrders("eigen618", 1000, 900)).toEqual([false, true]);
    expect(safeOrders("eigen618", 1000, 1100)).toEqual([true, false]);
    expect(safeOrders("eigen618", 32_768, 32_769)).toEqual([true]);
    expect(safeOrders("eigen718", 32_768, 32_769)).toEqual([true, false]);
  });

  it("are chosen by size", () => {
    // The second half is the first one of the old image: only the last block first has it all at hand.
    const { blockSize } = CHIPS.eigen618;
    const [a, b] = [noise(blockSize, 1), noise(blockSize, 2)];
    const join = (x: Uint8Array, y: Uint8Array) => Uint8Array.from([...x, ...y]);
    const order = (from: Uint8Array, to: Uint8Array) =>
      makePar(planPar(apAlone("eigen618", from), apAlone("eigen618", to), PLAIN)).images[0]!.order;
    expect(order(join(a, b), join(changed(a, 9), a))).toBe("descending");
    expect(order(join(a, b), join(b, changed(b, 9)))).toBe("ascending");
  });
});

describe("a plan", () => {
  const old = sampleEigen("eigen618", 1);
  const next = sampleEigen("eigen618", 2);
  const withImage = (firmware: EigenFirmware, type: string, change: object): EigenFirmware => ({
    ...firmware,
    images: firmware.images.map((one) => (one.type === type ? { ...one, ...change } : one)),
  });

  it("leaves out images that are equal and says what differs beside", () => {
    const sameCp = withImage(next, "CP", { data: old.images[2]!.data });
    const otherBl = withImage(sameCp, "BL", { data: noise(40) });
    const from = { ...old, beside: new Map([["ap_application.bin", noise(1)]]) };
    const to = { ...otherBl, beside: new Map([["ap_application.bin", noise(2)]]) };
    const plan = planPar(from, to, PLAIN);
    expect(plan.images.map(({ type }) => type)).toEqual(["AP"]);
    expect(plan.warnings).toEqual([
      { code: "eigen-left-alone", detail: { places: ["BL", "ap_application.bin"] } },
    ]);
    expect(planPar(old, next, PLAIN).warnings).toEqual([]);
  });

  it("is refused where a package could not be right", () => {
    const plan = (from: EigenFirmware, to: EigenFirmware) => () => planPar(from, to, PLAIN);
    refusedWith("different-platform", plan(old, sampleEigen("eigen718", 2)));
    refusedWith("same-firmware", plan(old, sampleEigen("eigen618", 1)));
    const differing = refusedWith("nothing-to-update", plan(old, withImage(old, "BL", { data: noise(9) })));
    expect(differing.differing).toEqual(["BL"]);
    const without = { ...next, images: next.images.filter(({ type }) => type !== "CP") };
    expect(refusedWith("partition-missing", plan(old, without))).toEqual({
      partition: "CP",
      missingIn: "new",
    });
    expect(refusedWith("partition-missing", plan(without, old)).missingIn).toBe("old");
    refusedWith("partition-missing", plan(old, withImage(next, "AP", { data: new Uint8Array() })));
    const moved = refusedWith("partition-moved", plan(old, withImage(next, "CP", { address: 0x1000 })));
    expect(moved).toEqual({ partition: "CP", old: "0x0 + 0x80000", new: "0x1000 + 0x80000" });
    const elsewhere = withImage(old, "AP", { address: 0x60000 });
    expect(refusedWith("eigen-chip-unknown", plan(elsewhere, elsewhere)).address).toBe("0x60000");
    refusedWith("partition-moved", plan(old, withImage(next, "AP", { flashSize: 0x2dc000 })));
    const [smallOld, smallNew] = [old, next].map((one) => withImage(one, "AP", { flashSize: 80_000 }));
    expect(refusedWith("partition-too-small", plan(smallOld!, smallNew!)).limit).toBe(80_000);
    const [largeOld, largeNew] = [old, next].map((one) => withImage(one, "AP", { flashSize: 0x600000 }));
    expect(refusedWith("eigen-large-flash", plan(largeOld!, largeNew!)).end).toBe(0x624000);
  });
});
