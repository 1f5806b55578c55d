import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bestLzmaAlone } from "../../src/codecs/lzma/best.ts";
import { decodeLzmaAlone, LzmaError } from "../../src/codecs/lzma/decode.ts";
import { encodeLzmaAlone } from "../../src/codecs/lzma/encode.ts";
import { HEADER } from "../../src/codecs/lzma/model.ts";
import { hasShared, shared } from "../support/shared.ts";

/** Our encoder and decoder against those of the xz program. */
const HARDLY_LARGER = 1.01;

const hasXz = spawnSync("xz", ["--version"]).status === 0;

function xz(args: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync("xz", ["--format=lzma", ...args], {
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`xz: ${stderr.toString()}`);
  return stdout;
}

function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

function withSize(stream: Uint8Array, size: number): Uint8Array {
  const copy = Uint8Array.from(stream);
  new DataView(copy.buffer).setBigUint64(HEADER.rawSize, BigInt(size), true);
  return copy;
}

function noise(size: number): Uint8Array {
  let state = 8910;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Zeros with sparse other bytes, then bytes of which many repeat: the parts of a diff bundle. */
function likeBundle(zeros: number, others: number): Uint8Array {
  const data = new Uint8Array(zeros + others);
  const random = noise(zeros / 10 + 2 * others);
  let used = 0;
  const next = (): number => random[used++]!;
  for (let at = 0; at < zeros; at += 1 + (next() & 31) * (next() & 3)) data[at] = (next() & 7) << 2;
  for (let at = zeros; at < data.length; at++)
    data[at] = at > zeros + 4000 && (at & 63) < 40 ? data[at - 4000]! : next() & (at & 3 ? 0xff : 0xe1);
  return data;
}

const WORDS = ["module", "flash", "update", "and", "the", "a", "block", "is", "written", "then"];
const text = new TextEncoder().encode(
  Array.from(noise(8000), (byte) => WORDS[byte % WORDS.length]).join(" "),
);

const generated: [string, Uint8Array][] = [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(1)],
  ["zeros", new Uint8Array(200_000)],
  ["noise", noise(30_000)],
  ["words", text],
  ["a period of 777", Uint8Array.from({ length: 100_000 }, (_, at) => (at % 777) * (at % 777))],
  ["a small bundle", likeBundle(20_000, 6000)],
  ["a bundle", likeBundle(200_000, 30_000)],
];

describe.skipIf(!hasXz)("xz on generated data", () => {
  it.each(generated)("%s: reads our streams, which are hardly larger than its own", (_, data) => {
    const ours = encodeLzmaAlone(data);
    expectSame(xz(["-dc"], ours), data);
    expect(ours.length).toBeLessThanOrEqual(HARDLY_LARGER * xz(["-9e", "-c"], data).length);
    if (data.length < 100_000) expectSame(xz(["-dc"], bestLzmaAlone(data)), data);
  });

  it.each(generated)("%s: its streams are read by us", (_, data) => {
    for (const preset of [
      "-0",
      "-6",
      "-9e",
      "--lzma1=lc=0,lp=2,pb=0",
      "--lzma1=lc=4,lp=0,pb=4,nice=2,mf=hc3",
    ]) {
      const stream = xz([preset, "-c"], data);
      expectSame(decodeLzmaAlone(withSize(stream, data.length), data.length), data);
      // As written, the size is unknown.
      expect(() => decodeLzmaAlone(stream, data.length)).toThrow(LzmaError);
    }
  });

  it("reads our streams with any properties that it knows", () => {
    const data = likeBundle(3000, 1500);
    for (let lc = 0; lc <= 4; lc++)
      for (let lp = 0; lc + lp <= 4; lp++)
        for (let pb = 0; pb <= 4; pb++) expectSame(xz(["-dc"], encodeLzmaAlone(data, { lc, lp, pb })), data);
  });
});

/** Streams of the vendor's packages: properties 5d, dictionary of 32 MiB, and a size below 16 MiB. */
function* vendorStreams(pack: Buffer): Generator<Uint8Array> {
  const start = Buffer.from("5d00000002", "hex");
  for (let at = pack.indexOf(start); at >= 0; at = pack.indexOf(start, at + 1))
    if (pack.readUIntLE(at + HEADER.rawSize + 3, 5) === 0) yield pack.subarray(at);
}

function vendorBundles(): Map<string, Uint8Array> {
  const folder = `${shared}data/vendor-packages/`;
  const bundles = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  for (const name of readdirSync(folder).filter((file) => /^rda.*\.pack$/.test(file)))
    for (const stream of vendorStreams(readFileSync(folder + name))) {
      const raw = decodeLzmaAlone(stream, 1 << 24);
      const bytes = Buffer.from(raw).toString("latin1");
      if (!seen.has(bytes)) bundles.set(`${name}, bundle of ${raw.length}`, raw);
      seen.add(bytes);
    }
  return bundles;
}

describe.skipIf(!hasShared || !hasXz)("xz on real bundles", () => {
  const bundles = hasShared && hasXz ? vendorBundles() : new Map<string, Uint8Array>();

  it("are there", () => {
    expect(bundles.size).toBeGreaterThan(8);
  });

  it.each([...bundles])("%s: reads our stream, which is hardly larger than its own", (_, data) => {
    const ours = encodeLzmaAlone(data);
    expectSame(xz(["-dc"], ours), data);
    expect(ours.length).toBeLessThanOrEqual(HARDLY_LARGER * xz(["-9e", "-c"], data).length);
  });
});
