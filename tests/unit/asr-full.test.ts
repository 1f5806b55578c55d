import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import { type AsrFirmware, readAsr } from "../../src/platforms/asr/firmware/firmware.ts";
import { writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { inspectFbf } from "../../src/platforms/asr/fbf/inspect.ts";
import { makeAsrFull } from "../../src/platforms/asr/fbf/make.ts";
import { demandRoom, planAsrFull } from "../../src/platforms/asr/fbf/plan.ts";
import { verifyFbf } from "../../src/platforms/asr/fbf/verify.ts";
import { proveAsrFull } from "../../src/platforms/asr/fbf/prove.ts";
import { readFbf } from "../../src/platforms/asr/fbf/reader.ts";
import { type FlashContent, writeFbf } from "../../src/platforms/asr/fbf/writer.ts";
import { encodePatch } from "../../src/platforms/asr/patch/encode-patch.ts";
import { asrSampleMembers } from "../../src/platforms/asr/sample/sample.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";

const SIZE = 0x100000;
const START = 0x9ea000;
const IMAGE_RECORD = 0x4c + 244;
const BLOCKS = { blockSize: 4096, blockCount: SIZE / 4096 };

function sample(without: readonly string[] = []): AsrFirmware {
  return readAsr("sample.bin", asrSampleMembers({ without }));
}

const firmware = sample();
const own = firmware.userPartition?.bytes ?? new Uint8Array(0);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);

function userFiles(size: number): Uint8Array<ArrayBuffer> {
  return writeLittleFs1(new Map([["main.py", new Uint8Array(size).fill(0x23)]]), BLOCKS);
}

const content = (length: number, flashAddress = START): FlashContent => ({
  flashAddress,
  data: Uint8Array.from({ length }, (_, i) => i ^ (i >> 5)),
});

describe("layout of a full package", () => {
  it("has every field where modules look for it", () => {
    const bytes = writeFbf([content(5000)]);
    const view = viewOf(bytes);
    expect(new TextDecoder().decode(bytes.subarray(0, 12))).toBe("Marvell_FBF\0");
    expect(view.getUint16(32, true)).toBe(11);
    expect(view.getUint32(52, true)).toBe(1);
    expect(view.getUint32(60, true)).toBe(0x4c);
    expect(view.getUint32(0x4c + 240, true)).toBe(1);
    const words = Array.from({ length: 13 }, (_, i) => view.getUint32(IMAGE_RECORD + 4 * i, true));
    const { data } = content(5000);
    expect(words).toEqual([0x30, 0, 0, 0x2000, 0, 1, 5000, START, 0, 0, 0, 0, xor32(data)]);
    expect(bytes.subarray(0x2000, 0x2000 + 5000)).toEqual(data);
    expect(bytes.length).toBe(0x2000 + 5 * 1024);
  });

  it("stays the same from version to version", () => {
    expect(bytesToHex(sha256(writeFbf([content(100), content(4096, 0x1000)])))).toBe(
      "8193bd90bd97716f7cd73fef3f235677bf685bf4912a5da11c013800ee383e35",
    );
  });

  it("reads what it writes", () => {
    const image = fc.record({
      flashAddress: fc.integer({ min: 0, max: 0xffff }).map((sector) => sector * 4096),
      data: fc.uint8Array({ minLength: 4, maxLength: 6000 }).map((data) => data.slice(0, data.length & ~3)),
    });
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 5 }), (images) => {
        const fbf = readFbf("a", writeFbf(images));
        expect(fbf.images.map(({ flashAddress, data }) => ({ flashAddress, data }))).toEqual(images);
        expect(fbf.isDifferential).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe("damaged full packages", () => {
  const good = writeFbf([content(3000), content(2000, 0x1000)]);

  it("are refused when cut anywhere", () => {
    for (let length = 0; length < good.length; length += 7) {
      const refusal = refusalOf(() => readFbf("a", good.subarray(0, length)));
      const dataEnd = 0x2000 + 3 * 1024 + 2000;
      const expected = length < 11 ? "not-package" : length < dataEnd ? "package-damaged" : undefined;
      expect([length, refusal?.code]).toEqual([length, expected]);
    }
  });

  it("are refused, or read without harm, whichever bit is wrong", () => {
    const data = [
      [0x2000, 0x2000 + 3000],
      [0x2000 + 3 * 1024, 0x2000 + 3 * 1024 + 2000],
    ] as const;
    for (let at = 0; at < good.length; at += at < 0x1c0 ? 1 : 31) {
      const bad = good.slice();
      bad[at]! ^= 1 << (at % 8);
      const refusal = refusalOf(() => (at < 0x2000 ? inspectFbf("a", bad) : readFbf("a", bad)));
      if (data.some(([from, to]) => at >= from && at < to)) expect(refusal?.code).toBe("package-damaged");
    }
  });

  it.each([
    ["format version", 32, 12],
    ["number of devices", 52, 2],
    ["place of the device header", 60, 0x7fffffff],
    ["number of images", 0x4c + 240, 151],
    ["first sector", IMAGE_RECORD + 20, 0xffffffff],
    ["length", IMAGE_RECORD + 24, 0xfffffff0],
    ["checksum", IMAGE_RECORD + 48, 1],
  ])("are refused for their %s", (_, at, value) => {
    const bad = good.slice();
    viewOf(bad).setUint32(at, value, true);
    refusedWith("package-damaged", () => readFbf("a", bad));
  });
});

describe("plan of a full package", () => {
  it("takes the user partition of the firmware, or another one", () => {
    const other = userFiles(20_000);
    const { partition, image } = planAsrFull(firmware, null, { cutErased: false });
    expect(partition).toMatchObject({ name: "customer_fs", start: START });
    expect(image).toBe(own);
    expect(planAsrFull(firmware, other, { cutErased: false }).image).toBe(other);
    const bare = sample(["customer_fs.bin"]);
    expect(planAsrFull(bare, other, { cutErased: false }).image).toBe(other);
  });

  it.each([100, 5000, 200_000])("cuts blocks behind the last one in use, with a file of %i bytes", (size) => {
    const image = userFiles(size);
    const whole = planAsrFull(firmware, image, { cutErased: false });
    const cut = planAsrFull(firmware, image, { cutErased: true });
    expect(cut.image.length % 4096).toBe(0);
    expect(image.subarray(cut.image.length).every((byte) => byte === 0)).toBe(true);
    expect(image.subarray(cut.image.length - 4096, cut.image.length).some((byte) => byte !== 0)).toBe(true);
    expect(whole.packageBytes - cut.packageBytes).toBe(cut.cutSaves);
    expect(whole.cutSaves).toBe(cut.cutSaves);
    expect(makeAsrFull(cut).bytes).toHaveLength(cut.packageBytes);
    // A module that keeps the package in this very partition has no room for a full-size image.
    expect(whole.warnings.map(({ code }) => code)).toEqual(["full-package-storage"]);
    expect(cut.warnings).toEqual([]);
    proveAsrFull(makeAsrFull(cut).bytes, firmware, image);
  });

  it("takes an image that has been cut before", () => {
    const image = userFiles(30_000);
    const { image: cut } = planAsrFull(firmware, image, { cutErased: true });
    expect(planAsrFull(firmware, cut, { cutErased: false }).image).toBe(cut);
  });

  const plan = (image: Uint8Array, of = firmware) => planAsrFull(of, image, { cutErased: false });

  it("refuses what is no image for this partition", () => {
    expect(
      refusedWith("no-user-partition", () =>
        planAsrFull(sample(["customer_fs.bin"]), null, { cutErased: true }),
      ),
    ).toEqual({
      file: "sample.bin",
    });
    const noPartition = { ...firmware, userPartition: null, table: { crcOk: true, partitions: [] } };
    refusedWith("no-user-partition", () => plan(own, noPartition));
    refusedWith("user-partition-not-littlefs", () => plan(new Uint8Array(SIZE)));
    refusedWith("image-length", () => plan(own.subarray(0, SIZE - 1)));
    expect(refusedWith("partition-too-small", () => plan(new Uint8Array(SIZE + 4)))).toEqual({
      partition: "customer_fs",
      size: SIZE + 4,
      limit: SIZE,
    });
    const small = writeLittleFs1(new Map(), { blockSize: 4096, blockCount: 94 });
    expect(refusedWith("user-partition-geometry", () => plan(small))).toEqual({
      blocks: 94,
      blockSize: 4096,
      partitionSize: SIZE,
    });
  });

  it("refuses an image that modules skip because its XOR is 0", () => {
    const image = own.slice();
    viewOf(image).setUint32(SIZE - 4, xor32(image), true);
    expect(xor32(image)).toBe(0);
    refusedWith("image-xor-zero", () => plan(image));
    expect(planAsrFull(firmware, image, { cutErased: true }).image.length).toBeLessThan(SIZE);
  });

  it("demands a partition that starts at the image and holds it", () => {
    expect(refusedWith("image-misplaced", () => demandRoom(firmware.table, START + 4096, 4))).toEqual({
      address: "0x9EB000",
    });
    expect(() => demandRoom(firmware.table, START, SIZE)).not.toThrow();
    expect(refusedWith("partition-too-small", () => demandRoom(firmware.table, START, SIZE + 1)).limit).toBe(
      SIZE,
    );
  });
});

describe("proof of a full package", () => {
  it("counts what was compared", () => {
    const { bytes } = makeAsrFull(planAsrFull(firmware, null, { cutErased: true }));
    const { data } = readFbf("full.bin", bytes).images[0]!;
    for (const userPartition of [own, null]) {
      const { compared, chosen } = proveAsrFull(bytes, firmware, userPartition);
      expect(chosen).toBeNull();
      expect(compared).toEqual({
        partitions: ["customer_fs"],
        flashBytes: data.length,
        decompressed: false,
        files: 4,
        sameFiles: 0,
        steps: 1,
      });
    }
  });

  it("fails when the module skips the image", () => {
    const image = own.slice();
    viewOf(image).setUint32(SIZE - 4, xor32(image), true);
    const pack = writeFbf([{ flashAddress: START, data: image }]);
    refusedWith("proof-failed", () => proveAsrFull(pack, firmware, image));
  });

  it("fails when other flash is written, or other files", () => {
    const { bytes } = makeAsrFull(planAsrFull(firmware, null, { cutErased: true }));
    refusedWith("proof-failed", () => proveAsrFull(bytes, firmware, userFiles(10)));
    const two = writeFbf([{ flashAddress: START, data: own }, content(4096, 0x89f000)]);
    refusedWith("proof-failed", () => proveAsrFull(two, firmware, own));
    const misplaced = writeFbf([{ flashAddress: START + 4096, data: own }]);
    refusedWith("image-misplaced", () => proveAsrFull(misplaced, firmware, own));
  });

  it("counts bytes only where all of them are the same: the same files in other bytes are files alone", () => {
    const other = own.slice();
    // In a block that no file is in.
    other[SIZE - 4] = (other[SIZE - 4] ?? 0) ^ 0x10;
    const pack = writeFbf([{ flashAddress: START, data: other }]);
    const { verdict, compared } = verifyFbf("full.bin", pack, null, firmware);
    expect(verdict).toBe("applies");
    expect(compared).toMatchObject({ partitions: [], flashBytes: 0, files: 4 });
    refusedWith("proof-failed", () => proveAsrFull(pack, firmware, null));
  });

  it("fails when blocks in use are missing", () => {
    const image = userFiles(200_000);
    const short = writeFbf([{ flashAddress: START, data: image.subarray(0, 0x8000) }]);
    refusedWith("proof-failed", () => proveAsrFull(short, firmware, image));
  });
});

describe("inspector", () => {
  it("shows images", () => {
    const bytes = writeFbf([content(3000), content(2000, 0x1000)]);
    const { kind, bulks } = inspectFbf("a", bytes);
    expect(kind).toBe("asr-full");
    expect(bulks.map(({ kind: what, target, newSize }) => [what, target, newSize])).toEqual([
      ["whole", "0x9ea000", 3000],
      ["whole", "0x1000", 2000],
    ]);
    refusedWith("not-package", () => inspectFbf("a", new Uint8Array(100)));
  });

  it("shows the old differential kind as one row an image", () => {
    const old = content(5000).data;
    const next = content(5200).data;
    const patch = encodePatch(old, next);
    const bytes = writeFbf([
      { flashAddress: 0x50000, data: patch },
      { flashAddress: 0x40000, data: patch },
    ]);
    for (const record of [IMAGE_RECORD, IMAGE_RECORD + 52]) {
      viewOf(bytes).setUint32(record, 0x30, true);
      viewOf(bytes).setUint32(record + 32, 0x40000, true);
    }
    expect(inspectFbf("a", bytes).bulks).toMatchObject([
      { kind: "uncompressed", target: "0x40000", oldSize: 10_000, newSize: 10_400, blocks: 2 },
    ]);
  });
});
