import { describe, expect, it } from "vitest";
import { encodeBzip2 } from "../../src/codecs/bzip2/encode.ts";
import type { EigenChip } from "../../src/platforms/eigen/firmware/chips.ts";
import type { EigenFirmware } from "../../src/platforms/eigen/firmware/eigen-firmware.ts";
import { ParDevice } from "../../src/platforms/eigen/par/device.ts";
import { inspectPar } from "../../src/platforms/eigen/par/inspect.ts";
import { makePar } from "../../src/platforms/eigen/par/make.ts";
import { planPar } from "../../src/platforms/eigen/par/plan.ts";
import { readPar } from "../../src/platforms/eigen/par/reader.ts";
import { verifyPar } from "../../src/platforms/eigen/par/verify.ts";
import { writePar } from "../../src/platforms/eigen/par/writer.ts";
import { reasonEn } from "../../src/words/en/reasons.ts";
import type { RefusalCode } from "../../src/contract/refusal.ts";
import { apAlone, rehashed, sampleEigen } from "../support/eigen-pairs.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { noise } from "../support/small-firmware.ts";

const sides = {
  eigen618: { old: sampleEigen("eigen618", 1), next: sampleEigen("eigen618", 2) },
  eigen718: { old: sampleEigen("eigen718", 1), next: sampleEigen("eigen718", 2) },
} as const;

function packageOf(chip: EigenChip): Uint8Array<ArrayBuffer> {
  const { old, next } = sides[chip];
  return makePar(planPar(old, next, { atHead: false })).bytes;
}

const packages = { eigen618: packageOf("eigen618"), eigen718: packageOf("eigen718") } as const;

function reason(pack: Uint8Array, old: EigenFirmware, next: EigenFirmware): RefusalCode | "" {
  return verifyPar("x.par", pack, old, next).reasons[0]?.code ?? "";
}

/** The package with a word changed and its hash put right. */
function withWord(pack: Uint8Array, at: number, change: (word: number) => number): Uint8Array {
  const copy = Uint8Array.from(pack);
  const view = new DataView(copy.buffer);
  view.setUint32(at, change(view.getUint32(at, true)), true);
  return rehashed(copy);
}

describe.each(["eigen618", "eigen718"] as const)("a package that somebody made for %s", (chip) => {
  const { old, next } = sides[chip];
  const pack = packages[chip];

  it("applies to its pair, and what it leaves alone is named", () => {
    const verified = verifyPar("x.par", pack, old, next);
    expect(verified).toMatchObject({ verdict: "applies", kind: "par", reasons: [], differences: [] });
    expect(verified.uncovered).toEqual([{ place: "BL", differs: false }]);
    const carried = next.images.filter(({ type }) => type !== "BL");
    expect(verified.compared.flashBytes).toBe(carried.reduce((sum, { data }) => sum + data.length, 0));
  });

  it("has an error of its own for each way in which it can be wrong", () => {
    const other = chip === "eigen618" ? sides.eigen718 : sides.eigen618;
    const stranger = apAlone(chip, noise(50_000));
    expect(reason(pack, next, old)).toBe("package-old-is-new");
    expect(reason(pack, stranger, next)).toBe("package-other-old");
    expect(reason(pack, other.old, other.next)).toBe("package-other-platform");
    expect(reason(pack.subarray(0, pack.length - 1), old, next)).toBe("package-truncated");
    expect(reason(pack.subarray(0, 50), old, next)).toBe("package-truncated");
    const damaged = Uint8Array.from(pack);
    damaged[pack.length >> 1]! ^= 1;
    expect(reason(damaged, old, next)).toBe("package-damaged");
    expect(reason(noise(1000), old, next)).toBe("not-package");
    const large = Uint8Array.from([...pack, ...noise(500_000)]);
    expect(reason(large, old, next)).toBe("package-damaged");
  });

  it("is refused for every byte that is wrong, and wherever it is cut off", () => {
    for (let at = 0; at < pack.length; at += 97) {
      const damaged = Uint8Array.from(pack);
      damaged[at]! ^= 0x20;
      expect(
        refusalOf(() => readPar("x", damaged)),
        `byte ${at}`,
      ).not.toBeNull();
      expect(refusalOf(() => readPar("x", pack.subarray(0, at)))?.code, `${at} bytes`).toBe(
        at < 2 ? "not-package" : "package-truncated",
      );
    }
  });

  it("says what differs in the end", () => {
    const almost = {
      ...next,
      images: next.images.map((image) => {
        if (image.type !== "CP") return image;
        const data = Uint8Array.from(image.data);
        data[1234]! ^= 1;
        return { ...image, data };
      }),
    };
    const { verdict, differences } = verifyPar("x.par", pack, old, almost);
    expect(verdict).toBe("applies-with-differences");
    const { address } = next.images[2]!;
    expect(differences).toEqual([{ place: "CP", kind: "differs", address: address + 1234 }]);
  });

  it("is not taken when a module has begun with it", () => {
    const begun = Uint8Array.from(pack);
    begun[44] = 0xfe;
    expect(refusedWith("package-damaged", () => readPar("x", begun)).why).toEqual({
      code: "within",
      place: { part: "resume-area" },
      why: { code: "update-begun" },
    });
  });

  it("is looked at field by field, even where its hash is right", () => {
    const at = 84;
    const why = (changed: Uint8Array) =>
      reasonEn(refusedWith("package-damaged", () => readPar("x", changed)).why);
    expect(why(withWord(pack, at, (word) => word ^ 0x10))).toMatch(/two orders/);
    expect(why(withWord(pack, at, (word) => word + 0x0100_0000))).toMatch(/number of blocks/);
    expect(why(withWord(pack, at, (word) => word | 1))).toMatch(/header: magic/);
    expect(why(withWord(pack, at + 4, (word) => word + 1e6))).toMatch(/outside the file/);
    expect(why(withWord(pack, at + 8, () => 1))).toMatch(/header: magic/);
    expect(why(withWord(pack, at + 16, () => 0))).toMatch(/AP: it is empty/);
    expect(why(withWord(pack, at + 20, (word) => word + 1))).toMatch(/sizes contradict/);
    expect(why(withWord(pack, at + 56, (word) => word | 0xff00))).toMatch(/AP: it ends too early/);
    expect(why(withWord(pack, at + 0x70, (word) => word + 1))).toMatch(/AP: magic/);
    expect(why(rehashed(withFlags(pack, 0)))).toMatch(/flags/);
    expect(refusalOf(() => readPar("x", rehashed(withFlags(pack, 0xc0))))?.code).toBe("par-signed");
  });

  it("is not applied to an image of another place or hash", () => {
    const moved = {
      ...old,
      images: old.images.map((image) => (image.type === "AP" ? { ...image, address: 0x30000 } : image)),
    };
    expect(reason(pack, moved, next)).toBe("package-other-old");
    expect(
      reason(
        withWord(pack, 84 + 24, (word) => word ^ 1),
        old,
        next,
      ),
    ).toBe("package-other-old");
    // The new image is only checked when it is there.
    expect(
      reason(
        withWord(pack, 84 + 60, (word) => word ^ 1),
        old,
        next,
      ),
    ).toBe("package-stuck");
  });
});

function withFlags(pack: Uint8Array, flags: number): Uint8Array {
  const copy = Uint8Array.from(pack);
  copy[3] = flags;
  return copy;
}

describe("a package with a signature", () => {
  it("is told from others", () => {
    const signed = Uint8Array.from([0xec, 0xae, 1, 1, ...noise(300)]);
    expect(refusedWith("par-signed", () => readPar("x", signed)).file).toBe("x");
  });
});

describe("a package for EC718 that is packed otherwise", () => {
  it("is named", () => {
    const pack = packages.eigen718;
    const code = (changed: Uint8Array) => refusalOf(() => readPar("x", changed))?.code;
    expect(code(withWord(pack, 84, (word) => word & ~0x10_0000))).toBe("par-method");
    expect(code(withWord(pack, 84 + 0x70 + 24, (word) => word | 0x88))).toBe("par-method");
  });
});

/** A part of an EC618 block with these triplets and bytes. */
function part618(size: number, raw: Uint8Array, blockLimit: number): Uint8Array {
  const stream = encodeBzip2(raw, blockLimit);
  const part = new Uint8Array(20 + stream.length);
  part.set(new TextEncoder().encode("BSDIFF40"));
  const view = new DataView(part.buffer);
  view.setUint32(12, part.length, true);
  view.setUint32(16, size, true);
  part.set(stream, 20);
  return part;
}

function triplet(differences: number, fresh: number, seek: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, differences, true);
  view.setUint32(4, fresh, true);
  view.setUint32(8, seek, true);
  return bytes;
}

describe("what is inside of a part", () => {
  const size = 20_000;
  const [from, to] = [noise(size, 1), noise(size, 2)];
  const [old, next] = [apAlone("eigen618", from), apAlone("eigen618", to)];
  const literal = Uint8Array.from([...triplet(0, size, 0), ...to]);

  function packed(bytes: Uint8Array, target = to): Uint8Array {
    const parts = [{ index: 0, bytes }];
    const image = { type: "AP", address: 0x24000, old: from, next: target, backwards: true, parts };
    return writePar("eigen618", [image], false);
  }

  function failure(part: Uint8Array): string {
    const [why] = verifyPar("x", packed(part), old, next).reasons;
    if (why?.code !== "package-declined" && why?.code !== "package-stuck") return "";
    return reasonEn(why.detail.why);
  }

  it("is taken in the plainest form that there is", () => {
    expect(verifyPar("x", packed(part618(size, literal, 8192)), old, next).verdict).toBe("applies");
  });

  it("must be in bzip2 blocks that the module's decoder can hold", () => {
    expect(failure(part618(size, literal, 8193))).toMatch(/needs 8,193 B, there are 8,192 B/);
    expect(inspected(packed(part618(size, literal, 8193)))).toMatch(/AP: block 0: needs 8,193/);
  });

  it("is not applied when it contradicts itself", () => {
    const cut = (raw: Uint8Array) => failure(part618(size, raw, 8192));
    expect(cut(literal.subarray(0, size))).toMatch(/ends too early/);
    expect(cut(Uint8Array.from([...literal, 0]))).toMatch(/contradict/);
    expect(cut(Uint8Array.from([...triplet(0, size + 1, 0), ...to, 0]))).toMatch(/contradict/);
    expect(cut(Uint8Array.from([...triplet(0, 0x8000_0001, 0), ...to]))).toMatch(/contradict/);
    expect(failure(part618(size - 1, literal, 8192))).toMatch(/19,999 B instead of 20,000 B/);
    const good = part618(size, literal, 8192);
    expect(failure(Uint8Array.from([...good, 0]))).toMatch(/sizes contradict/);
    expect(failure(good.subarray(0, 10))).toMatch(/no BSDIFF40/);
    const broken = Uint8Array.from(good);
    broken[100]! ^= 1;
    expect(failure(broken)).toMatch(/contradict/);
  });

  it("counts old bytes outside of the window as 0, as the module does", () => {
    const zeros = new Uint8Array(size);
    const raw = Uint8Array.from([...triplet(0, 0, size), ...triplet(size, 0, 0), ...zeros]);
    const nothing = apAlone("eigen618", zeros);
    expect(verifyPar("x", packed(part618(size, raw, 8192), zeros), old, nothing).verdict).toBe("applies");
  });

  it("may leave a block as it is", () => {
    const unchanged = new Uint8Array(20);
    unchanged.set(new TextEncoder().encode("BSDIFF40"));
    new DataView(unchanged.buffer).setUint32(8, 0x43424571, true);
    expect(verifyPar("x", packed(unchanged, from), old, old).verdict).toBe("applies");
    expect(inspectPar("x", packed(unchanged, from)).bulks[0]?.blocks).toBe(1);
    expect(reason(packed(unchanged), old, next)).toBe("package-stuck");
  });

  function inspected(pack: Uint8Array): string {
    return reasonEn(refusedWith("package-damaged", () => inspectPar("x", pack)).why);
  }
});

describe("a package that is too large for the module", () => {
  it("is refused before anything else, and looking into it says so", () => {
    const size = 500_000;
    const [from, to] = [noise(size, 1), noise(size, 2)];
    const blocks = Math.ceil(size / 32_768);
    const parts = Array.from({ length: blocks }, (_, i) => {
      const index = blocks - 1 - i;
      const block = to.subarray(index * 32_768, (index + 1) * 32_768);
      const raw = Uint8Array.from([...triplet(0, block.length, 0), ...block]);
      return { index, bytes: part618(block.length, raw, 8192) };
    });
    const image = { type: "AP", address: 0x24000, old: from, next: to, backwards: true, parts };
    const pack = writePar("eigen618", [image], false);
    const [old, next] = [apAlone("eigen618", from), apAlone("eigen618", to)];
    expect(new ParDevice(old, next).receive(0, pack)).toMatchObject({ ok: false, fault: "no-room" });
    const verified = verifyPar("x", pack, old, next);
    expect(verified.reasons[0]).toMatchObject({ code: "par-too-large", detail: { have: 491_520 } });
    expect(inspectPar("x", pack).warnings).toEqual([{ code: "too-large", need: pack.length, have: 491_520 }]);
  });
});
