import { describe, expect, it } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import { type AsrFirmware, readAsr, systemOf } from "../../src/platforms/asr/firmware/firmware.ts";
import type { AsrSystemImage } from "../../src/platforms/asr/firmware/system-image.ts";
import { inspectMini } from "../../src/platforms/asr/mini/inspect.ts";
import { makeAsrMini } from "../../src/platforms/asr/mini/make.ts";
import { planAsrMini } from "../../src/platforms/asr/mini/plan.ts";
import { proveAsrMini } from "../../src/platforms/asr/mini/prove.ts";
import { readMini } from "../../src/platforms/asr/mini/reader.ts";
import { backupNeed, demandSpace, hasRoom } from "../../src/platforms/asr/mini/space.ts";
import { writeFirst } from "../../src/platforms/asr/mini/writer.ts";
import { asrSampleMembers, type AsrSampleOptions } from "../../src/platforms/asr/sample/sample.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";

function sample(options: Partial<AsrSampleOptions>): AsrFirmware {
  const megabytes = options.flashMiB ?? 16;
  return readAsr(`SAMPLE_M${String(megabytes).padStart(2, "0")}.bin`, asrSampleMembers(options));
}

/** The same firmware with a system that says something else. */
function withSystem(firmware: AsrFirmware, changes: Partial<AsrSystemImage>): AsrFirmware {
  return { ...firmware, system: { ...systemOf(firmware), ...changes } };
}

const wordsAt = (bytes: Uint8Array, at: number, count: number): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i, true));
};

const none = { userPartition: null, merged: false } as const;
const variants = [
  { flashMiB: 16, variant: "legacy" },
  { flashMiB: 8, variant: "lte-only" },
] as const;
const pairs = new Map(
  variants.map(({ flashMiB }) => {
    const [old, next] = [sample({ flashMiB, release: 1 }), sample({ flashMiB, release: 2 })];
    const userPartition = next.userPartition?.bytes ?? new Uint8Array(0);
    const plan = planAsrMini(old, next, { userPartition, merged: true });
    return [flashMiB, { old, next, userPartition, plan, made: makeAsrMini(plan) }] as const;
  }),
);

function pairOf(flashMiB: 8 | 16) {
  const pair = pairs.get(flashMiB);
  if (pair === undefined) throw new Error("no such pair");
  return pair;
}

describe.each(variants)("mini-system, $variant", ({ flashMiB, variant }) => {
  const { old, next, userPartition, plan, made } = pairOf(flashMiB);
  const merged = made.merged ?? new Uint8Array(0);

  it("becomes the new firmware, in two files and in one", () => {
    const { compared, chosen } = proveAsrMini(made, old, next, userPartition);
    // Nothing is counted that no file brings.
    expect(compared.flashBytes + (chosen?.flashBytes ?? 0)).toBeLessThan(flashMiB << 20);
    expect(compared.flashBytes).toBeGreaterThan((next.system?.image.length ?? Infinity) / 2);
    expect(compared.partitions[0]).toBe("system");
    expect(compared.decompressed).toBe(true);
    expect(compared.steps).toBe(plan.images.length + plan.wholeParts.length);
    expect(plan.variant).toBe(variant);
  });

  it("has every field of the first file where modules look for it", () => {
    const { first, second } = made;
    expect(new TextDecoder().decode(first.subarray(0, 12))).toBe("FOTA_FIRATOF");
    expect(first.length % 0x1000).toBe(0x808);
    const header = wordsAt(first, 8, 512);
    expect(header.slice(1, 13)).toEqual(Array(12).fill(0));
    expect(header.slice(507, 511)).toEqual([0, 0, 0, 0]);
    const counts = variant === "legacy" ? 0 : plan.counts.uncompressedCount | (plan.counts.regionCount << 8);
    expect(header[13]).toBe(counts);
    expect(header[511]).toBe(variant === "legacy" ? 0 : xor32(first.subarray(8, 8 + 0x7fc)));
    expect(header.slice(15, 36)).toEqual(wordsAt(second, 8, 21));
    const reserved = header.slice(36 + 12 * plan.reserved.slot, 36 + 12 * plan.reserved.slot + 12);
    const { old: from, new: to } = plan.reserved;
    expect(reserved).toEqual([
      plan.reserved.slot,
      0,
      0,
      0,
      from.address,
      from.length,
      0,
      to.address,
      to.length,
      0,
      0,
      0,
    ]);
  });

  it("has the parts of the second file in a row", () => {
    const { second } = made;
    expect(new TextDecoder().decode(second.subarray(0, 8))).toBe("FOTA_SEC");
    expect(second.length % 0x1000).toBe(0x5c);
    const system = systemOf(next);
    const [readOnlyAt = 0, readOnlyLength = 0] = wordsAt(second, 8, 2);
    expect(readOnlyAt).toBe(Math.ceil(system.roStart / 4096) * 4096 - 0x80000000);
    expect(readOnlyAt + readOnlyLength).toBe(
      Math.floor((system.roStart + system.roLength) / 4096) * 4096 - 0x80000000,
    );
    const nonOta = system.regions.find(({ region }) => region === "NON_OTA");
    expect(wordsAt(second, 20, 2)).toEqual([
      nonOta === undefined ? 0 : nonOta.address - 0x80000000,
      nonOta?.length ?? 0,
    ]);
    const partition = next.userPartition?.partition;
    expect(wordsAt(second, 32, 3)).toEqual([partition?.start, partition?.size, xor32(userPartition)]);
    expect(second.length).toBe(92 + readOnlyLength + (nonOta?.length ?? 0) + userPartition.length);
  });

  it("states both sizes in the merged file, and nowhere else", () => {
    const { first, second } = made;
    expect(merged.length).toBe(first.length + second.length);
    expect(wordsAt(merged, 8 + 4 * 509, 2)).toEqual([first.length, second.length]);
    expect(readMini("a", merged).kind).toBe("asr-mini");
    expect(makeAsrMini({ ...plan, merged: false, images: plan.images.slice(0, 1) }).merged).toBeNull();
  });

  it("leaves the user partition alone unless one is given", () => {
    const { wholeParts } = planAsrMini(old, next, none);
    expect(wholeParts.map(({ name }) => name)).not.toContain("app1");
    expect(plan.wholeParts.at(-1)).toMatchObject({ name: "app1" });
    refusedWith("proof-failed", () => proveAsrMini(made, old, next, null));
  });

  it("is not proven for other firmware, nor with files that do not belong together", () => {
    refusedWith("proof-failed", () => proveAsrMini(made, next, next, userPartition));
    refusedWith("proof-failed", () => proveAsrMini(made, old, old, userPartition));
    const other = { ...plan, wholeParts: plan.wholeParts.slice(0, 1) };
    const alone = makeAsrMini({ ...other, images: plan.images.slice(0, 1) });
    refusedWith("proof-failed", () =>
      proveAsrMini({ ...made, second: alone.second }, old, next, userPartition),
    );
    refusedWith("proof-failed", () =>
      proveAsrMini({ ...made, merged: made.first }, old, next, userPartition),
    );
    const images = readMini("a", made.first).first?.images ?? [];
    const encoded = plan.images.map((planned, i) => ({
      planned,
      payload: images[i]?.payload ?? new Uint8Array(0),
    }));
    const lacking = { ...made, first: writeFirst(plan, encoded.slice(1)), merged: null };
    refusedWith("proof-failed", () => proveAsrMini(lacking, old, next, userPartition));
    const complete = { ...made, first: writeFirst(plan, encoded) };
    expect(() => proveAsrMini(complete, old, next, userPartition)).not.toThrow();
  });

  it("refuses files that are cut anywhere", () => {
    for (const [file, signature] of [
      [made.first, 8],
      [made.second, 8],
      [merged, 8],
    ] as const) {
      const step = Math.ceil(file.length / 300);
      for (let length = 0; length < file.length; length += step) {
        const refusal = refusalOf(() => readMini("a", file.subarray(0, length)));
        expect(refusal?.code).toBe(length < signature ? "not-package" : "package-damaged");
      }
    }
  });

  it("refuses wrong bits, or reads them without harm", () => {
    const { first, second } = made;
    const end = 0x808 + plan.images.length;
    for (let at = 0; at < first.length; at += at < end ? 3 : 97) {
      const bad = first.slice();
      bad[at]! ^= 1 << (at % 8);
      const refusal = refusalOf(() => inspectMini("a", bad));
      if (at < 8) expect(refusal?.code).toBe("not-package");
      // The legacy header has no checksum.
      else if (at < 0x808 && variant === "lte-only") expect(refusal?.code).toBe("package-damaged");
    }
    for (let at = 8; at < second.length; at += at < 92 ? 1 : 1009) {
      const bad = second.slice();
      bad[at]! ^= 1 << (at % 8);
      const refusal = refusalOf(() => readMini("a", bad));
      if (at >= 92) expect(refusal?.code).toBe("package-damaged");
    }
    const stored =
      readMini("a", first).first?.images.reduce((sum, { payload }) => sum + payload.length, 0) ?? 0;
    for (let at = 0x808; at < 0x808 + stored; at += 41) {
      const bad = first.slice();
      bad[at]! ^= 0x10;
      refusedWith("package-damaged", () => readMini("a", bad));
    }
  });

  it("is shown by the inspector", () => {
    const kinds = [made.first, made.second, merged].map((file) => inspectMini("a", file).kind);
    expect(kinds).toEqual(["asr-mini-1", "asr-mini-2", "asr-mini"]);
    const { bulks } = inspectMini("a", merged);
    expect(bulks.map(({ kind }) => kind)).toEqual([
      ...plan.images.map(({ kind }) => kind),
      "whole",
      ...(variant === "legacy" ? ["whole"] : []),
      "app",
    ]);
    const contents = plan.images.map(({ new: { bytes, unpacked } }) => (unpacked ?? bytes).length);
    expect(bulks.slice(0, contents.length).map(({ newSize }) => newSize)).toEqual(contents);
  });
});

describe("plans of mini-system packages", () => {
  const { old, next } = pairOf(16);
  const small = pairOf(8);

  it("demand a change", () => {
    refusedWith("same-firmware", () => planAsrMini(next, next, none));
    const userPartition = next.userPartition?.bytes ?? null;
    expect(planAsrMini(next, next, { userPartition, merged: false }).images.length).toBeGreaterThan(0);
  });

  it("demand two system images with the same partitions", () => {
    const bare = sample({ without: ["system.img"] });
    refusedWith("asr-no-system-image", () => planAsrMini(bare, next, none));
    const moved = sample({ release: 2, userPartition: { start: 0xa00000, size: 0x100000 } });
    expect(refusedWith("partition-moved", () => planAsrMini(old, moved, none)).partition).toBe("customer_fs");
    const { table } = systemOf(next);
    const partitions = table.partitions.filter(({ name }) => name !== "reserved");
    const without = withSystem(next, { table: { ...table, partitions } });
    expect(refusedWith("partition-missing", () => planAsrMini(old, without, none))).toEqual({
      partition: "reserved",
      missingIn: "new",
    });
    const shrunk = table.partitions.map((partition) =>
      partition.name === "reserved" ? { ...partition, size: partition.size - 0x1000 } : partition,
    );
    refusedWith("partition-moved", () =>
      planAsrMini(old, withSystem(next, { table: { ...table, partitions: shrunk } }), none),
    );
  });

  it("know two kinds of load table", () => {
    const fewer = sample({ release: 2, flashMiB: 8, regionsMore: -1 });
    const { old: from, new: to } = refusedWith("mini-regions", () => planAsrMini(small.old, fewer, none));
    expect(from).toEqual(["DDR_RW_", "PS_NCAH", "ITCM", "CODE_PS"]);
    expect(to).toEqual(["DDR_RW_", "PS_NCAH", "ITCM"]);
    const both = sample({ release: 1, flashMiB: 8, regionsMore: -1 });
    refusedWith("mini-regions", () => planAsrMini(both, fewer, none));
  });

  it("take another legacy load table by the address of PS_NCAH, when NON_OTA comes last", () => {
    const [from, to] = ([1, 2] as const).map((release) => sample({ release, regionsMore: -1 }));
    expect(planAsrMini(from!, to!, none)).toMatchObject({ variant: "legacy", free: { nonOta: 0 } });
    const [a, b] = ([1, 2] as const).map((release) => sample({ release, regionsMore: 1 }));
    refusedWith("mini-regions", () => planAsrMini(a!, b!, none));
  });

  it("decline compressions and layouts that are not known", () => {
    const lzop = sample({ release: 2, lzopRegion: "CODE_PS" });
    expect(refusedWith("region-compression", () => planAsrMini(old, lzop, none)).region).toBe("CODE_PS");
    const noReadOnly = withSystem(next, { roStart: 0, roLength: 0 });
    refusedWith("mini-layout", () => planAsrMini(old, noReadOnly, none));
    for (const size of [0, 16 << 20]) {
      const withChip = (firmware: AsrFirmware) => {
        const { table } = systemOf(firmware);
        const partitions = table.partitions.map((one) => (one.type === "flash" ? { ...one, size } : one));
        return withSystem(firmware, { table: { ...table, partitions } });
      };
      refusedWith("mini-layout", () => planAsrMini(withChip(small.old), withChip(small.next), none));
    }
  });

  it("cut by the size of flash that the table has, whatever the name says", () => {
    const named = { ...small.next, flashMiB: 4 };
    expect(planAsrMini(small.old, named, none).images).toEqual(
      planAsrMini(small.old, small.next, none).images,
    );
  });

  it("tell what the module will not compress to the same bytes, and whether its updater minds", () => {
    const stronger = sample({ release: 2 });
    const warnings = (from: AsrFirmware) => planAsrMini(from, stronger, none).warnings;
    expect(warnings(old)).toEqual([]);
    // Bytes 1 to 4 of a stream are its dictionary size. NON_OTA is not compressed by the module.
    const { regions } = systemOf(sample({ release: 2 }));
    const other = regions.map(({ region, stored, ...rest }) => {
      const changed = stored.slice();
      if (region === "CODE_PS" || region === "NON_OTA") changed.set([0, 0, 0x10, 0], 1);
      return { region, ...rest, stored: changed };
    });
    const next = withSystem(stronger, { regions: other });
    const knowing = (comparesRecompressed: boolean): AsrFirmware => ({
      ...old,
      updater: { version: "v", methods: ["mini-legacy"], comparesRecompressed },
    });
    const found = (from: AsrFirmware) => planAsrMini(from, next, none).warnings;
    const detail = { regions: ["CODE_PS"] };
    expect(found(old)).toEqual([{ code: "region-not-reproduced-maybe", detail }]);
    expect(found(knowing(true))).toEqual([{ code: "region-not-reproduced", detail }]);
    expect(found(knowing(false))).toEqual([]);
  });

  it("decline programs that mini-system has no room for", () => {
    const { cp } = systemOf(small.next);
    const large = withSystem(small.next, { cp: { ...cp, size: 0x420000 } });
    const { size, limit } = refusedWith("mini-core-size", () => planAsrMini(small.old, large, none));
    expect(size).toBeGreaterThan(limit);
    expect(limit).toBeLessThanOrEqual(0x400000);
  });

  it("decline user partitions that do not fit", () => {
    const userPartition = small.userPartition;
    refusedWith("user-partition-geometry", () => planAsrMini(old, next, { userPartition, merged: false }));
  });
});

describe("room for payload and backup", () => {
  const KIB = 1024;

  it("counts what a new image overwrites of those after it", () => {
    const move = (oldAddress: number, oldLength: number, newAddress: number, newLength: number) => ({
      oldAddress,
      oldLength,
      newAddress,
      newLength,
    });
    const still = [move(0, 0x1000, 0, 0x1000), move(0x1000, 0x300000, 0x1000, 0x300000)];
    expect(backupNeed(still, Infinity)).toBe(0x300000);
    expect(backupNeed([move(0, 0x1000, 0, 0x1000)], Infinity)).toBe(0x100000);
    expect(backupNeed([move(0, 0x1000, 0, 0x1000)], 0x20000)).toBe(0x20000);
    const grown = [move(0, 0x200000, 0, 0x204000), move(0x200000, 0x1000, 0x204000, 0x1000)];
    expect(backupNeed(grown, Infinity)).toBe(0x204000);
  });

  it.each([
    // payload, backup, reserved, read-only, non-OTA
    [100, 400, 500, 0, 0, true, true],
    [100, 401, 500, 0, 0, false, false],
    [100, 450, 500, 50, 0, false, true],
    [100, 450, 500, 0, 50, false, true],
    [100, 450, 500, 450, 0, true, true],
    [100, 450, 100, 0, 450, true, true],
    [100, 450, 100, 225, 225, false, true],
    [600, 400, 500, 500, 0, false, false],
    [600, 400, 500, 600, 0, false, true],
    [600, 401, 300, 0, 700, false, false],
    [600, 400, 300, 100, 700, false, true],
    [900, 1, 500, 500, 500, false, false],
  ])(
    "payload %i, backup %i in %i, %i and %i KiB",
    (payload, backup, reserved, readOnly, nonOta, lteOnly, legacy) => {
      const areas = { reserved: reserved * KIB, readOnly: readOnly * KIB, nonOta: nonOta * KIB };
      expect(hasRoom("lte-only", payload * KIB, backup * KIB, areas)).toBe(lteOnly);
      expect(hasRoom("legacy", payload * KIB, backup * KIB, areas)).toBe(legacy);
    },
  );

  it("says what is missing", () => {
    const areas = { reserved: 1, readOnly: 2, nonOta: 3 };
    expect(
      refusedWith("mini-space", () => {
        demandSpace("legacy", 4, 5, areas);
      }),
    ).toEqual({ payload: 4, backup: 5, ...areas });
    const { plan } = pairOf(16);
    const free = { reserved: 0x1000, readOnly: 0x100000, nonOta: 0 };
    refusedWith("mini-space", () => makeAsrMini({ ...plan, free }));
  });
});
