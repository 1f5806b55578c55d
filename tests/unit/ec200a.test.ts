import { describe, expect, test } from "vitest";
import { xor32 } from "../../src/bytes/xor32.ts";
import { isFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { ec200aPartitions } from "../../src/platforms/ec200a/firmware/facts.ts";
import {
  flashKindOf,
  type ListedImage,
  readImageList,
} from "../../src/platforms/ec200a/firmware/image-list.ts";
import { demandUpgradable } from "../../src/platforms/ec200a/firmware/upgradable.ts";
import { inspectEc200a } from "../../src/platforms/ec200a/fota/inspect.ts";
import { prepareEc200a } from "../../src/platforms/ec200a/fota/make.ts";
import { planEc200a } from "../../src/platforms/ec200a/fota/plan.ts";
import { proveEc200a } from "../../src/platforms/ec200a/fota/prove.ts";
import { isEc200aPackage, readEc200aPackage } from "../../src/platforms/ec200a/fota/reader.ts";
import { verifyEc200a } from "../../src/platforms/ec200a/fota/verify.ts";
import { Ec200aDevice } from "../../src/platforms/ec200a/fota/device.ts";
import { Power } from "../../src/platforms/power.ts";
import { changed, noise, prose } from "../support/small-asr-firmware.ts";
import { type ListEntry, smallEc200a, smallEc200aMembers } from "../support/small-ec200a.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";

const old = smallEc200a("old.bin");
const next = smallEc200a("new.bin", {
  regions: [changed(prose(9000, 1), 77), prose(26000, 2)],
  dsp: changed(prose(15000, 3), 9000),
  rf: noise(2005, 4),
  app: changed(prose(41003, 5), 3, 39999),
});
const made = prepareEc200a(old, next).make();

const words = (bytes: Uint8Array, at: number, count: number): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Array.from({ length: count }, (_, i) => view.getUint32(at + 4 * i, true));
};

describe("an EC200A package", () => {
  test("has every field where it belongs, and nothing behind the last payload", () => {
    const { bytes, backupNeed } = made;
    expect(new TextDecoder().decode(bytes.subarray(0, 12))).toBe("FOTA_ALLATOF");
    const header = words(bytes, 8, 512);
    expect([...header.slice(1, 4), ...header.slice(6, 15), ...header.slice(16, 22)]).toEqual(
      Array(18).fill(0),
    );
    // Head, rf and app; two regions and the DSP.
    expect([header[4], header[5], header[15]]).toEqual([3, 3, backupNeed]);
    expect(header[502]).toBe(xor32(bytes.subarray(8, 8 + 2008)));
    expect(header.slice(503)).toEqual(Array(9).fill(0));
    let offset = 0;
    for (let i = 0; i < 6; i++) {
      const record = header.slice(22 + 15 * i, 37 + 15 * i);
      expect([record[0], record[1], record[9], ...record.slice(12)]).toEqual([i, offset, 0, 0, 0, 0]);
      expect((record[2] ?? 1) % 4).toBe(0);
      offset += record[2] ?? 0;
    }
    expect(bytes.length).toBe(0x808 + offset);
    expect(header.slice(22 + 15 * 6, 502)).toEqual(Array(502 - 22 - 90).fill(0));
  });

  test("becomes the new release on the simulated module", () => {
    expect(made.proof.compared.steps).toBe(6);
    const sizes = [0x2000, 9000, 26000, 15000, 2005, 41003];
    expect(made.proof.compared.flashBytes).toBe(sizes.reduce((a, b) => a + b, 0));
    expect(inspectEc200a("p", made.bytes).bulks.map(({ newSize }) => newSize)).toEqual(sizes);
    expect(made.pieces.map(({ newSize }) => newSize)).toEqual(sizes);
  });

  test("is told from packages of other ASR chips", () => {
    expect(isFotaAll(made.bytes)).toBe(true);
    expect(isEc200aPackage(made.bytes)).toBe(true);
    const other = made.bytes.slice();
    new DataView(other.buffer).setUint32(8 + 2008, 0, true);
    expect(isEc200aPackage(other)).toBe(false);
    expect(isEc200aPackage(made.bytes.subarray(0, 0x800))).toBe(false);
  });

  test("with one wrong byte anywhere is refused, or is not the new release", () => {
    for (let at = 0; at < made.bytes.length; at += at < 0x900 ? 37 : 911) {
      const bytes = changed(made.bytes, at);
      expect([at, refusalOf(() => proveEc200a(bytes, old, next))?.code]).toEqual([at, "proof-failed"]);
    }
    for (const length of [0, 7, 0x807, 0x808, made.bytes.length - 1]) {
      const refusal = refusalOf(() => readEc200aPackage("p", made.bytes.subarray(0, length)));
      expect(["not-package", "package-damaged"]).toContain(refusal?.code);
    }
    const longer = new Uint8Array(made.bytes.length + 4);
    longer.set(made.bytes);
    refusedWith("package-damaged", () => readEc200aPackage("p", longer));
  });

  test("is verified: right, swapped, of other firmware, and against another new one", () => {
    const verified = verifyEc200a("p", made.bytes, old, next);
    expect([verified.kind, verified.verdict]).toEqual(["ec200a-diff", "applies"]);
    expect(verified.uncovered).toEqual([{ place: "tim.bin", differs: false }]);
    expect(verified.warnings.map(({ code }) => code)).toEqual(["format-experimental"]);
    const reason = (from: typeof old, to: typeof old) =>
      verifyEc200a("p", made.bytes, from, to).reasons.map(({ code }) => code);
    expect(reason(next, old)).toEqual(["package-old-is-new"]);
    expect(reason(smallEc200a("x", { rf: noise(2001, 9) }), next)).toEqual(["package-other-old"]);
    const other = smallEc200a("y", { app: prose(41003, 5) });
    const against = verifyEc200a("p", made.bytes, old, other);
    expect(against.verdict).toBe("applies-with-differences");
    // The same bytes begin rf.bin; what is longer goes where the other release has nothing.
    expect([...new Set(against.differences.map(({ place }) => place))].sort()).toEqual([
      "app.bin",
      "cp_lzma.bin CODE_0",
      "cp_lzma.bin CODE_1",
      "dsp.bin",
      "flash",
    ]);
  });

  test.each(["none", "update", "random"] as const)("is taken by a device whose power fails: %s", (choice) => {
    const device = new Ec200aDevice(old, next);
    expect(device.receive(0, made.bytes)).toEqual({ ok: true });
    const power = new Power(choice, 7);
    let cuts = 0;
    let end = device.update(0, power, () => undefined);
    for (; end.kind === "power-cut"; cuts++) end = device.update(0, power, () => undefined);
    expect(end).toEqual({ kind: "done" });
    expect(cuts).toBe({ none: 0, update: 1, random: 3 }[choice]);
    expect(device.reached().compared.flashBytes).toBe(made.proof.compared.flashBytes);
    expect(new Ec200aDevice(next, old).receive(0, changed(made.bytes, 0x900)).ok).toBe(false);
  });
});

describe("the plan", () => {
  const codes = (to: typeof old, from = old) => refusalOf(() => planEc200a(from, to))?.code ?? null;

  test("takes one region more or less, as it lies in flash", () => {
    const more = smallEc200a("more", { regions: [prose(9000, 1), prose(20000, 2), prose(5000, 8)] });
    const { pieces } = planEc200a(old, more);
    const added = pieces.find(({ target }) => target.endsWith("CODE_2"));
    expect(added).toMatchObject({ oldAddress: 0, unpackedLength: 0, payload: { kind: "raw" } });
    expect(prepareEc200a(old, more).make().proof.compared.steps).toBe(7);
    expect(prepareEc200a(more, old).make().proof.compared.steps).toBe(6);
    const two = { regions: [...old.images[1]!.regions].flatMap(() => [prose(9000, 1), prose(5000, 8)]) };
    expect(codes(smallEc200a("two", two))).toBe("region-count");
  });

  test("cuts what is not compressed, and what is new behind the old bytes comes whole", () => {
    const large = smallEc200a("large", { app: prose(0x6_0000 + 5, 5) });
    const { pieces } = planEc200a(old, large);
    const app = pieces.filter(({ target }) => target === "app.bin");
    expect(app.map(({ newAddress, new: { length }, payload }) => [newAddress, length, payload.kind])).toEqual(
      [
        [0x30_0000, 0x6_0000, "patch"],
        [0x36_0000, 5, "whole"],
      ],
    );
    expect(prepareEc200a(old, large).make().proof.compared.steps).toBe(7);
  });

  test("says what differs and is in no package", () => {
    const other = (path: string) =>
      smallEc200a("other", {
        members: (members) => members.set(`EC200ASMALL/${path}`, noise(512, 99)),
      });
    expect(refusedWith("images-not-carried", () => planEc200a(old, other("tim.bin")))).toEqual({
      images: ["tim.bin"],
      nothingElse: true,
    });
    expect(codes(smallEc200a("same"))).toBe("same-firmware");
    const both = smallEc200a("both", {
      rf: noise(9, 1),
      members: (members) => members.set("EC200ASMALL/tim.bin", noise(512, 99)),
    });
    const detail = { images: ["tim.bin"], nothingElse: false };
    expect(planEc200a(old, both).warnings).toContainEqual({ code: "images-not-carried", detail });
  });

  test("refuses a program that differs where no piece reaches", () => {
    const tail = smallEc200a("tail", {
      members: (members) => {
        const program = members.get("EC200ASMALL/cp_lzma.bin") ?? new Uint8Array(0);
        const longer = new Uint8Array(program.length + 8).fill(1);
        longer.set(program);
        members.set("EC200ASMALL/cp_lzma.bin", longer);
      },
    });
    expect(codes(tail)).toBe("program-gap-differs");
  });

  test("refuses lists that differ", () => {
    const moved = smallEc200a("moved", {
      list: (entries) =>
        entries.map((one) => (one["Path"] === "rf.bin" ? { ...one, Flash_Entry_Address: "210000" } : one)),
    });
    expect(refusedWith("image-lists-differ", () => planEc200a(old, moved))).toEqual({ images: ["rf.bin"] });
  });
});

describe("a release", () => {
  const demand = (changes: Parameters<typeof smallEc200a>[1]) =>
    refusalOf(() => demandUpgradable(smallEc200a("r.bin", changes)))?.code ?? null;
  const list = (file: string, changes: ListEntry) => ({
    list: (entries: readonly ListEntry[]) =>
      entries.map((one) => (one["Path"] === file ? { ...one, ...changes } : one)),
  });

  test.each([
    ["trusted-boot", { before: "Version = 1\r\nTrusted = 1\r\n" }],
    ["flash-nand", list("cp_lzma.bin", { Type: "RAW" })],
    ["updater-missing", { list: (entries: readonly ListEntry[]) => entries.slice(0, -1) }],
    ["image-type-unknown", list("tim.bin", { Type: "DTIM" })],
    ["image-never-updated", list("tim.bin", { Enable: "1" })],
    [
      "image-file-missing",
      { members: (members: Map<string, Uint8Array>) => members.delete("EC200ASMALL/rf.bin") },
    ],
    ["image-file-missing", { rf: new Uint8Array(0) }],
    ["partition-too-small", list("rf.bin", { Erase_Size: "0x100" })],
    ["partition-too-small", list("rf.bin", { Flash_Entry_Address: "0x2fff00" })],
    [
      "no-images-for-updates",
      { list: (entries: readonly ListEntry[]) => entries.map((one) => ({ ...one, Enable: "0" })) },
    ],
  ] as const)("is refused: %s", (code, changes) => {
    expect(demand(changes as Parameters<typeof smallEc200a>[1])).toBe(code);
  });

  test("with Linux is told by its name", () => {
    const linux = { ...smallEc200a("EC200AEUHAR01A05M2G_OCPU.zip") };
    expect(refusalOf(() => demandUpgradable(linux))?.code).toBe("linux-build");
    expect(demandUpgradable(old).map(({ file }) => file)).toEqual([
      "cp_lzma.bin",
      "dsp.bin",
      "rf.bin",
      "app.bin",
    ]);
  });

  test("shows its images, their regions, and files that are missing", () => {
    const rows = ec200aPartitions(old);
    expect(rows.map(({ id }) => id)).toEqual(["TIMH", "OSLO", "GRBI", "RFBI", "APPI", "UPTE"]);
    expect(rows[1]?.image).toMatchObject([
      { kind: "compressed", region: "CODE_0", unpacked: 9000, coding: "lzma" },
      { kind: "compressed", region: "CODE_1", unpacked: 20000 },
    ]);
    expect(rows[5]?.image).toEqual([{ kind: "file-missing", file: "updater.bin" }]);
    expect(rows[2]).toMatchObject({ address: 0x10_0000, limit: 0x10_0000 });
  });

  test("with a list that contradicts itself does not open", () => {
    const why = (text: string) => refusedWith("image-list-damaged", () => readImageList("r", text)).why;
    expect(why("")).toBe("no-images");
    expect(why("2_Image_Enable = 1")).toBe("image-skipped");
    expect(why("1_Image_Enable = 1")).toBe("field-missing");
    const many = Array.from({ length: 101 }, (_, i) => `${i + 1}_Image_Enable = 1`).join("\n");
    expect(why(many)).toBe("too-many-images");
    const without = (path: string) => smallEc200a("r", { members: (members) => members.delete(path) });
    expect(refusedWith("image-list-damaged", () => without("EC200ASMALL/Falcon.blf")).why).toBe("no-list");
    const twice = () => smallEc200a("r", { members: (members) => members.set("a.blf", new Uint8Array(0)) });
    expect(refusedWith("image-list-damaged", twice).why).toBe("several-lists");
  });

  test("with a load table that contradicts its file does not open", () => {
    const table = (at: number, value: number) => () =>
      smallEc200a("r", {
        members: (members) => {
          const program = members.get("EC200ASMALL/cp_lzma.bin")?.slice() ?? new Uint8Array(0);
          new DataView(program.buffer).setUint32(0x183c + at, value, true);
          members.set("EC200ASMALL/cp_lzma.bin", program);
        },
      });
    const why = (at: number, value: number) => refusedWith("load-table-damaged", table(at, value)).why;
    expect(why(0, 0)).toBe("no-regions");
    expect(why(28, 0x0600_1000)).toBe("outside");
    expect(why(24, 0x100_0000)).toBe("outside");
    expect(why(32 + 28, 0x0600_2000)).toBe("overlap");
    expect(why(32 + 24, 5)).toBe("uneven");
  });

  test("tells the kind of flash by its program and its last image", () => {
    const { images } = readImageList(
      "r",
      new TextDecoder().decode(smallEc200aMembers().get("EC200ASMALL/Falcon.blf")),
    );
    const last = (flashAddress: number): ListedImage[] =>
      images.map((image) => (image.id === "UPTE" ? { ...image, flashAddress } : image));
    expect(flashKindOf(images)).toBe("nor8");
    expect(flashKindOf(last(0xf0_0000))).toBe("nor16");
    expect(flashKindOf(images.filter(({ id }) => id !== "OSLO"))).toBe("nand");
  });
});
