import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { looksLikeFbd2 } from "../../src/platforms/unisoc/firmware/fbd2.ts";
import { writeBlock } from "../../src/platforms/unisoc/firmware/fbd2-writer.ts";
import { readPac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { readFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs.ts";
import { writeFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs-writer.ts";
import { hasShared, python, shared } from "../support/shared.ts";

/** PS images against the independent reader: real ones, ones that we wrote, damaged ones. */
const folder = `${shared}data/firmware/unisoc8910/`;
const scratch = hasShared ? mkdtempSync(join(tmpdir(), "sffs-")) : "";
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What the independent reader finds in an image. */
function filesElsewhere(image: Uint8Array, start: number, more: readonly string[] = []): Map<string, Buffer> {
  const path = join(scratch, "image");
  const out = join(scratch, "out");
  writeFileSync(path, image);
  rmSync(out, { recursive: true, force: true });
  const { status, stderr } = python("pactool.py", ["sffs", path, out, "--start", String(start), ...more]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const found = new Map<string, Buffer>();
  for (const name of readdirSync(out, { recursive: true, encoding: "utf8" })) {
    if (statSync(join(out, name)).isFile()) found.set(name, readFileSync(join(out, name)));
  }
  return found;
}

function expectSameFiles(ours: ReadonlyMap<string, Uint8Array>, theirs: ReadonlyMap<string, Buffer>): void {
  expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
  const differing = [...ours].filter(([path, bytes]) => !theirs.get(path)?.equals(bytes));
  expect(differing.map(([path]) => path)).toEqual([]);
}

function content(size: number, salt: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.imul(i + salt, 0x9e3779b1) >>> 24);
}

function psOf(pacName: string): { image: Uint8Array; start: number } {
  const pac = readPac(pacName, readFileSync(folder + pacName));
  const entry = pac.entries.find(({ id }) => id === "PS");
  if (entry?.address === undefined || entry.address === null) throw new Error("no PS");
  return { image: entry.data, start: entry.address & 0xffffff };
}

describe.skipIf(!hasShared)("PS images beside the independent reader", () => {
  const pacs = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".pac")) : [];

  it.each(pacs)("%s has the same files", { timeout: 30_000 }, (pacName) => {
    const { image, start } = psOf(pacName);
    expect(looksLikeFbd2(image, start)).toBe(true);
    expect(looksLikeFbd2(image, start - 0x10000)).toBe(false);
    const { files, warnings } = readFlashFileSystem(image, start);
    expect(warnings).toEqual([]);
    expect(files.size).toBeGreaterThanOrEqual(70);
    expectSameFiles(files, filesElsewhere(image, start));
  });

  it("a real image is written again block for block", () => {
    const { image, start } = psOf(pacs[0] ?? "");
    const { files } = readFlashFileSystem(image, start);
    const written = writeFlashFileSystem(files, { start, size: image.length });
    expect(Buffer.compare(written, image)).toBe(0);
  });

  it("what we write has the same files, small, tabled, nested and empty", { timeout: 30_000 }, () => {
    const sizes = [0, 1, 404, 405, 500, 501, 101_000, 101_001, 260_000];
    const files = new Map(sizes.map((size) => [`file-${size}`, content(size, size)]));
    files.set("nvm/rf_nv.bin", content(22_528, 1));
    files.set("a/b/c/deep.bin", content(600, 2));
    files.set("a/z", content(3, 3));
    for (const eraseBlock of [0x8000, 0x10000]) {
      const image = writeFlashFileSystem(files, { start: 0x4a0000, size: 0x100000, eraseBlock });
      expectSameFiles(files, filesElsewhere(image, 0x4a0000, ["--eb", String(eraseBlock)]));
    }
  });

  it("copies with wrapping sequences are told apart alike", { timeout: 60_000 }, () => {
    const start = 0x560000;
    const files = new Map([["a.txt", content(10, 1)]]);
    const sequences = [
      [1, 2],
      [2, 1],
      [0xffff, 0],
      [0, 0xffff],
      [0, 0x7fff],
      [0, 0x8000],
      [0x9000, 0x1001],
    ] as const;
    for (const [first, second] of sequences) {
      const image = writeFlashFileSystem(files, { start, size: 0x40000 });
      const node = image.slice(0x204, 0x204 + 500);
      writeBlock(image.subarray(0x200, 0x400), 1, first, node);
      node.set(content(10, 9), 96);
      writeBlock(image.subarray(0x10000, 0x10200), 1, second, node);
      expectSameFiles(readFlashFileSystem(image, start).files, filesElsewhere(image, start));
    }
  });
});
