import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { readFlashFileSystem } from "../../src/platforms/unisoc/firmware/sffs.ts";
import { decodeLzmar, isLzmar } from "../../src/platforms/unisoc/lzmar/decode.ts";
import { encodeLzmar } from "../../src/platforms/unisoc/lzmar/encode.ts";
import { hasShared, python, shared } from "../support/shared.ts";

/** Real blocked files against the independent decoder, and that decoder against our encoder. */
const folder = `${shared}data/firmware/unisoc8910/`;
const scratch = hasShared ? mkdtempSync(join(tmpdir(), "lzmar-")) : "";
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const PART = /\.\d{3}$/;

/** Containers NAME.000, NAME.001 … by NAME, of one firmware. */
function blockedFiles(pacName: string): Map<string, Uint8Array[]> {
  const pac = readPac(pacName, readFileSync(folder + pacName));
  const entry = pac.entries.find(({ id }) => id === "PS");
  if (entry?.address === undefined || entry.address === null) throw new Error("no PS");
  const { files } = readFlashFileSystem(entry.data, entry.address & 0xffffff);
  const blocked = new Map<string, Uint8Array[]>();
  for (const [path, bytes] of files) {
    if (!PART.test(path)) {
      expect(isLzmar(bytes), path).toBe(false);
      continue;
    }
    const name = path.replace(PART, "");
    blocked.set(name, [...(blocked.get(name) ?? []), bytes]);
  }
  return blocked;
}

/** What the independent decoder makes of containers in a row. */
function decodedElsewhere(containers: readonly Uint8Array[]): Buffer {
  const parts = join(scratch, "parts");
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(parts);
  containers.forEach((bytes, i) => writeFileSync(join(parts, `file.${String(i).padStart(3, "0")}`), bytes));
  const out = join(scratch, "out");
  const { status, stderr } = python("pactool.py", ["lzmar", join(parts, "file"), out]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return readFileSync(out);
}

describe.skipIf(!hasShared)("LZMAR beside the independent decoder", () => {
  // Firmwares share most of their parts: only the first time counts.
  const known = new Set<string>();
  const pacs = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".pac")) : [];

  it.each(pacs)("decodes every part of %s alike", { timeout: 60_000 }, (pacName) => {
    const blocked = blockedFiles(pacName);
    expect([...blocked.keys()].sort()).toEqual(["bcpu_gsm.bin", "cp.bin", "riscV.bin", "zsp.bin"]);
    const fresh: Uint8Array[] = [];
    for (const container of [...blocked.values()].flat()) {
      const key = Buffer.from(container).toString("latin1");
      if (!known.has(key)) fresh.push(container);
      known.add(key);
      expect(isLzmar(container)).toBe(true);
    }
    const ours = fresh.map((container) => decodeLzmar(container));
    expect(ours.every(({ length }) => length <= 0x10000)).toBe(true);
    const theirs = fresh.length === 0 ? Buffer.alloc(0) : decodedElsewhere(fresh);
    expect(Buffer.concat(ours).equals(theirs)).toBe(true);
  });

  it("encodes real parts so that they are decoded alike, about as small as the vendor's", () => {
    const parts = [...blockedFiles(pacs[0] ?? "")].flatMap(([name, containers]) =>
      name === "cp.bin" ? containers.slice(36, 42) : containers,
    );
    const raws = parts.map((container) => decodeLzmar(container));
    const encoded = raws.map((raw) => encodeLzmar(raw));
    expect(decodedElsewhere(encoded).equals(Buffer.concat(raws))).toBe(true);
    const sizeOf = (containers: readonly Uint8Array[]) =>
      containers.reduce((sum, { length }) => sum + length, 0);
    expect(sizeOf(encoded)).toBeLessThan(1.05 * sizeOf(parts));
  }, 60_000);

  it("encodes odd sizes and contents so that they are decoded alike", () => {
    let state = 7;
    const noise = (length: number) =>
      Uint8Array.from({ length }, () => (state = Math.imul(state, 48271) >>> 0) >>> 24);
    const cases: [Uint8Array, number][] = [
      [noise(1), 64],
      [noise(2), 1],
      [noise(70_000), 64],
      [noise(5000), 3],
      [new Uint8Array(100), 32],
      [new Uint8Array(70_000).fill(0xff), 16],
      [Uint8Array.from({ length: 40_000 }, (_, i) => (i % 1024) ^ (i >> 11)), 64],
      [Uint8Array.from({ length: 9_000 }, (_, i) => (i % 1031 < 600 ? i % 251 : i >> 5)), 7],
    ];
    const encoded = cases.map(([raw, blockKiB]) => encodeLzmar(raw, blockKiB));
    expect(decodedElsewhere(encoded).equals(Buffer.concat(cases.map(([raw]) => raw)))).toBe(true);
  }, 60_000);
});
