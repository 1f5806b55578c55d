import { gzipSync } from "node:zlib";
import { describe, expect, it, test } from "vitest";
import { writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { packageKindOf } from "../../src/workshop/package-kind.ts";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { inspectPackage } from "../../src/platforms/unisoc/rdaota02/inspect.ts";
import { readPackage } from "../../src/platforms/unisoc/rdaota02/reader.ts";
import type { ArchiveKind } from "../../src/contract/refusal.ts";
import { sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { inspectedAs } from "../../src/words/inspected.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { zip } from "../support/archives.ts";
import { ascii, noise, smallFirmware } from "../support/small-firmware.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The refusal of a file in each place; "taken" where it is none. */
async function inEveryPlace(content: Blob | Bytes, fileName: string): Promise<readonly unknown[]> {
  const file = content instanceof Blob ? content : new Blob([content]);
  const outcomes = [
    await new Maker().open("old", file, fileName),
    await new Maker().open("new", file, fileName),
    await new Maker().replaceUserPartition(file, fileName),
    await new Maker().inspect(file, fileName),
    await new Maker().verify([{ blob: file, fileName }], () => undefined),
  ];
  return outcomes.map((outcome) => (outcome.ok ? "taken" : outcome.refusal));
}

async function refusedEverywhere(content: Blob | Bytes, fileName: string, refusal: unknown): Promise<void> {
  expect(await inEveryPlace(content, fileName)).toEqual(Array.from({ length: 5 }, () => refusal));
}

function tar(): Bytes {
  const bytes = new Uint8Array(1024);
  bytes.set(ascii("firmware.pac"));
  bytes.set(ascii("ustar\0"), 257);
  return bytes;
}

const archives: readonly (readonly [ArchiveKind, Bytes])[] = [
  ["7z", Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4)],
  ["rar", ascii("Rar!\x1a\x07\x01\0")],
  ["gzip", new Uint8Array(gzipSync(smallFirmware()))],
  ["tar", tar()],
  ["xz", Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4)],
  ["zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x24, 0)],
  ["bzip2", ascii("BZh91AY&SY")],
];

describe("a file is named for what it is, in every place", () => {
  it("an empty one", async () => {
    await refusedEverywhere(new Uint8Array(), "a.pac", { code: "file-empty", detail: { file: "a.pac" } });
  });

  it.each([
    "<!DOCTYPE html><html><head>",
    "\n <!-- saved -->\n<HTML lang=zh>",
    "\ufeff<html>",
    '<?xml version="1.0"?>\n<!doctype html>',
  ])("a web page: %j", async (page) => {
    const detail = { file: "release.zip" };
    await refusedEverywhere(ascii(page), "release.zip", { code: "file-is-web-page", detail });
  });

  it("a web page in UTF-16", async () => {
    const units = Uint16Array.from("\ufeff<html><body>", (character) => character.charCodeAt(0));
    const detail = { file: "a.bin" };
    await refusedEverywhere(new Uint8Array(units.buffer), "a.bin", { code: "file-is-web-page", detail });
  });

  it("a note of Git LFS", async () => {
    const note = ascii("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
    const detail = { file: "a.pac" };
    await refusedEverywhere(note, "a.pac", { code: "file-is-git-lfs-pointer", detail });
  });

  it.each(archives)("%s, whatever its ending", async (kind, bytes) => {
    for (const file of ["fw.soc", "fw.zip", "fw.pac"]) {
      await refusedEverywhere(bytes, file, { code: "archive-of-other-kind", detail: { file, kind } });
    }
  });

  it("a package of another chip or module", async () => {
    const older = new Uint8Array([...ascii("RDAOTA01"), ...noise(400)]);
    await refusedEverywhere(older, "a.bin", { code: "package-rdaota01", detail: { file: "a.bin" } });
  });

  it("one that begins like nothing known", async () => {
    const [old, fresh, user, inspected] = await inEveryPlace(noise(300), "a.bin");
    expect([old, fresh, inspected]).toEqual([
      { code: "not-firmware", detail: { file: "a.bin" } },
      { code: "not-firmware", detail: { file: "a.bin" } },
      { code: "not-firmware", detail: { file: "a.bin" } },
    ]);
    expect(user).toMatchObject({ code: "user-partition-not-littlefs" });
  });
});

describe("sizes are looked at first", () => {
  const MIB = 1024 * 1024;
  /** As large as it says, of one piece of memory. */
  const large = (start: Bytes, mib: number): Blob => {
    const piece = new Blob([new Uint8Array(MIB)]);
    return new Blob([start, ...Array.from({ length: mib }, () => piece)]);
  };

  it.each([
    ["a pac of 600 MiB", smallFirmware(), 600, 64],
    ["anything of 3 GiB", noise(600), 3072, 64],
    ["an archive of 3 GiB", ascii("PK\x03\x04 and more than the end of a directory has"), 3072, 512],
  ])("%s", async (_, start, mib, limit) => {
    const detail = { file: "a.pac", bytes: start.length + mib * MIB, limit: limit * MIB };
    await refusedEverywhere(large(start, mib), "a.pac", { code: "file-too-large", detail });
  });

  it("of what it begins with is said what it is all the same", async () => {
    const detail = { file: "a.zip", kind: "7z" };
    const [, bytes] = archives[0] ?? [];
    await refusedEverywhere(large(bytes ?? new Uint8Array(), 3072), "a.zip", {
      code: "archive-of-other-kind",
      detail,
    });
  });

  it("of a file for the user partition", async () => {
    const outcome = await new Maker().changeUserFiles([
      { kind: "put", path: "movie.mp4", contents: large(noise(9), 3072) },
    ]);
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: "file-too-large", detail: { file: "movie.mp4" } },
    });
  });
});

test("an archive of packages is told from one without anything", async () => {
  const pack = new Uint8Array([...ascii("RDAOTA02"), ...noise(90)]);
  const detail = { file: "fota.zip", names: ["server/update.pack"] };
  const bytes = zip({ "README.txt": ascii("how to"), "server/update.pack": pack });
  const [old, fresh, , inspected] = await inEveryPlace(bytes, "fota.zip");
  for (const refusal of [old, fresh, inspected])
    expect(refusal).toEqual({ code: "packages-in-archive", detail });
  const [without] = await inEveryPlace(zip({ "README.txt": ascii("how to") }), "fota.zip");
  expect(without).toMatchObject({ code: "no-firmware-in-archive" });
});

describe("what belongs elsewhere", () => {
  const geometry = { blockSize: 4096, blockCount: 94 };
  const image = (paths: readonly string[]): Bytes =>
    writeLittleFs1(new Map(paths.map((path) => [path, ascii("x")])), geometry);
  const names = async (fileName: string, bytes: Bytes): Promise<string> => {
    const outcome = await new Maker().inspect(new Blob([bytes]), fileName);
    return outcome.ok ? inspectedAs(outcome.value) : outcome.refusal.code;
  };

  test("a firmware in the place of the user partition", async () => {
    const { bytes, fileName } = sampleFirmware({ release: 1 });
    expect(await new Maker().replaceUserPartition(new Blob([bytes]), fileName)).toMatchObject({
      ok: false,
      refusal: { code: "firmware-in-other-place", detail: { file: fileName } },
    });
  });

  test("a littlefs is told by its files, and by its name only when these do not tell", async () => {
    expect(await names("customer_fs.bin", image(["main.py"]))).toBe("user-partition");
    expect(await names("my nvm.bin", image(["main.py"]))).toBe("user-partition");
    expect(await names("dump.bin", image(["COMCfg.nvm", "rf.nvm"]))).toBe("nvm");
    expect(await names("nvm.bin", image([]))).toBe("nvm");
    expect(await names("nvm (1).bin", image([]))).toBe("nvm");
    expect(await names("environment.bin", image([]))).toBe("user-partition");
    expect(await names("customer_backup_fs.bin", image([]))).toBe("customer_backup_fs");
  });

  test("a user partition in the place of a firmware", async () => {
    const outcome = await new Maker().open("old", new Blob([image(["main.py"])]), "customer_fs.bin");
    expect(outcome).toMatchObject({
      ok: false,
      refusal: {
        code: "littlefs-in-other-place",
        detail: { file: "customer_fs.bin", partition: "customer_fs", place: "firmware" },
      },
    });
  });
});

describe("RDAOTA02 of both UNISOC platforms", () => {
  const empty = { oldVersion: "", newVersion: "", tmpFileSize: 0x10000, blockCount: 1, bulks: [] };
  const removing = (name: string): Bytes =>
    writePackage({ ...empty, bulks: [{ kind: "remove", name, oldSize: 0, oldCrc: 0 }] });
  const platformOf = (bytes: Uint8Array): string => inspectPackage("a.pack", bytes).platform;

  test("are told by where they write", () => {
    expect(platformOf(removing("/modemnvm/static_nv.bin"))).toBe("unisoc8910");
    expect(platformOf(removing("/runningnv/static_nv.bin.lz4"))).toBe("unisoc8850");
    expect(platformOf(removing("/factory/indeltanv.bin"))).toBe("unisoc8850");
  });

  test("a signature behind the package is of 8850, and no damage", () => {
    const pack = removing("/modem/a.bin");
    const signed = new Uint8Array(pack.length + 1160);
    signed.set(pack);
    signed.set(ascii("FUS1"), pack.length);
    new DataView(signed.buffer).setUint32(pack.length + 4, 1160, true);
    expect(platformOf(signed)).toBe("unisoc8850");
    expect(readPackage("a.pack", pack).bulks.length).toBe(1);
    expect(() => inspectPackage("a.pack", signed.subarray(0, -1))).toThrow("package-damaged");
  });

  test("are in the wrong place as firmware", async () => {
    const file = new Blob([removing("/modem/a.bin")]);
    const refused = async (place: "firmware" | "user-partition") =>
      place === "firmware"
        ? await new Maker().open("new", file, "a.pack")
        : await new Maker().replaceUserPartition(file, "a.pack");
    for (const place of ["firmware", "user-partition"] as const) {
      const detail = { file: "a.pack", package: "rdaota02", place };
      expect(await refused(place)).toEqual({
        ok: false,
        refusal: { code: "package-in-other-place", detail },
      });
    }
  });
});

describe("packages of EC200A", () => {
  const header = (change: (view: DataView) => void): Bytes => {
    const bytes = new Uint8Array(0x808 + 64);
    bytes.set(ascii("FOTA_ALLATOF"));
    change(new DataView(bytes.buffer, 8));
    return bytes;
  };

  test("are told by the sum of their header", () => {
    const plain = header((view) => view.setUint32(0x10, 1, true));
    const summed = header((view) => {
      view.setUint32(0x10, 1, true);
      view.setUint32(0x7d8, 0x464f5441 ^ 1, true);
    });
    const wrong = header((view) => {
      view.setUint32(0x10, 2, true);
      view.setUint32(0x7d8, 0x464f5441 ^ 1, true);
    });
    expect([plain, summed, wrong].map((bytes) => packageKindOf(bytes))).toEqual([
      "asr-diff",
      "ec200a-diff",
      // Meant for EC200A; that it is damaged is said when it is read.
      "ec200a-diff",
    ]);
  });
});
