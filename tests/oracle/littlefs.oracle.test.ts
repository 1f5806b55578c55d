import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { checkScript } from "../../src/python/check-script.ts";
import { readLittleFs1, usedEnd } from "../../src/codecs/littlefs/reader.ts";
import { type UserFiles, userFilesOf, writeUserFiles } from "../../src/codecs/littlefs/user-files.ts";
import { writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { content } from "../support/littlefs-images.ts";
import { hasShared, python, shared } from "../support/shared.ts";

/** User partitions against the independent reader: real ones, ones of the reference writer, ours. */
const folder = `${shared}data/firmware/littlefs/`;
const listing = `${folder}listing.json`;
const scratch = hasShared ? mkdtempSync(join(tmpdir(), "littlefs-")) : "";
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Listing {
  readonly bytes: number;
  readonly block_size: number;
  readonly block_count: number;
  readonly version: string;
  readonly used_blocks: number;
  readonly directories: readonly string[];
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

function listingOf(image: Uint8Array): Listing {
  const partition = readLittleFs1(image);
  const { files, folders } = userFilesOf(partition);
  return {
    bytes: image.length,
    block_size: partition.blockSize,
    block_count: partition.blockCount,
    version: "0x00010001",
    used_blocks: partition.usedBlocks,
    directories: [...folders],
    files: [...files].map(([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    })),
  };
}

function imageOf(name: string): Uint8Array {
  const bytes = readFileSync(folder + name);
  return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

function saved(image: Uint8Array): string {
  const path = join(scratch, "image.bin");
  writeFileSync(path, image);
  return path;
}

function listedElsewhere(image: Uint8Array): unknown {
  const { status, stdout, stderr } = python("littlefs1.py", ["list", saved(image), "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { ok, ...rest } = JSON.parse(stdout) as Listing & { ok: boolean };
  expect(ok).toBe(true);
  return rest;
}

const images = hasShared ? readdirSync(folder).filter((name) => /\.bin(\.gz)?$/.test(name)) : [];
const releases = hasShared ? readdirSync(`${shared}data/firmware/asr`) : [];

describe.skipIf(!hasShared)("user partitions", () => {
  const expected = hasShared
    ? (JSON.parse(readFileSync(listing, "utf8")) as Record<string, Listing | undefined>)
    : {};

  it("are there", () => {
    expect(images.length).toBeGreaterThanOrEqual(7);
    expect(releases.length).toBeGreaterThanOrEqual(4);
  });

  it.each(images)("%s is read as listed", (name) => {
    const image = imageOf(name);
    expect(readLittleFs1(image).warnings).toEqual([]);
    expect(listingOf(image)).toEqual(expected[name.replace(/\.gz$/, "")] ?? listedElsewhere(image));
  });

  it.each(images)("%s, written anew, passes the check against the listing", (name) => {
    const image = imageOf(name);
    const partition = readLittleFs1(image);
    const again = writeUserFiles(userFilesOf(partition), partition);
    const key = name.replace(/\.gz$/, "");
    if (expected[key] !== undefined) {
      const check = ["check", saved(again), "--listing", listing, "--entry", key];
      expect(python("littlefs1.py", check)).toMatchObject({ status: 0, stderr: "" });
    }
    expect(listedElsewhere(again)).toEqual(listingOf(again));
    // In no more blocks than the reference writer took.
    expect(usedEnd(again)).toBeLessThanOrEqual(usedEnd(image));
  });

  it.each(releases)("customer_fs.bin of %s is one of those listed", (release) => {
    const names: string[] = [];
    const open = (archive: Uint8Array): (Uint8Array | undefined)[] =>
      Object.entries(
        unzipSync(archive, { filter: ({ name }) => /(\.zip|customer_fs\.bin)$/.test(name) }),
      ).map(([name, bytes]) => {
        names.push(name);
        return bytes;
      });
    let found = open(readFileSync(`${shared}data/firmware/asr/${release}`));
    if (names.at(-1)?.endsWith(".zip") === true) found = open(found.at(-1) ?? new Uint8Array());
    const image = found.at(-1) ?? new Uint8Array();
    expect(names.at(-1)).toMatch(/customer_fs\.bin$/);
    expect(Object.values(expected)).toContainEqual(listingOf(image));
  });

  it("scripts in them are valid", () => {
    for (const name of images) {
      for (const [path, bytes] of userFilesOf(readLittleFs1(imageOf(name))).files) {
        expect({ path, problems: checkScript(path, bytes) }).toEqual({ path, problems: [] });
      }
    }
  });

  it("that we write are accepted: sizes, chained directories, deep folders, Chinese names", () => {
    const sizes = [0, 1, 4095, 4096, 4097, 8188, 8189, 61_440, 1_048_576];
    const files = new Map(sizes.map((size) => [`sizes/${size}`, content(size)]));
    for (let i = 0; i < 300; i++) files.set(`many/${"long-name-".repeat(i % 24)}${i}`, content(i % 5, i));
    files.set(`${"deep/".repeat(50)}led.py`, content(3));
    files.set(`${"中".repeat(85)}/说明.txt`, content(4));
    const all: UserFiles = { files, folders: new Set(["empty", "empty/inner"]) };
    const image = writeUserFiles(all, { blockSize: 4096, blockCount: 1280 });
    const listed = listedElsewhere(image) as Listing;
    expect(listed).toEqual(listingOf(image));
    expect(listed.files).toHaveLength(files.size);
  });

  it("damaged ones are refused there, too", () => {
    const image = writeLittleFs1(new Map([["main.py", content(9)]]), { blockSize: 4096, blockCount: 16 });
    for (const at of [8192 + 17, 12_288 + 17]) image.fill(0xee, at, at + 1);
    expect(() => readLittleFs1(image)).toThrow(/user-partition-damaged/);
    expect(python("littlefs1.py", ["list", saved(image)]).status).toBe(1);
  });
});
