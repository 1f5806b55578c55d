import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AsrFirmware, readAsr } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "../support/opened.ts";
import { inspectMini } from "../../src/platforms/asr/mini/inspect.ts";
import { type MadeAsrMini, makeAsrMini } from "../../src/platforms/asr/mini/make.ts";
import { planAsrMini } from "../../src/platforms/asr/mini/plan.ts";
import { proveAsrMini } from "../../src/platforms/asr/mini/prove.ts";
import { readMini } from "../../src/platforms/asr/mini/reader.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const firmwareFolder = `${shared}data/firmware/`;
const vendorFolder = `${shared}data/vendor-packages/`;
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

function release(name: string): AsrFirmware {
  return openAsr(name, bytesOf(firmwareFolder + name));
}

/** Signature and header without what depends on the encoder: places and sums of payloads, and the header's XOR. */
function withoutPayloads(first: Uint8Array): Uint8Array {
  const header = first.slice(0, 0x808);
  const slots = readMini("mini_1", first).first?.variant === "legacy" ? 12 : 32;
  for (let slot = 0; slot < slots; slot++) header.fill(0, 8 + 144 + 48 * slot + 4, 8 + 144 + 48 * slot + 16);
  return header.fill(0, 8 + 2044);
}

/** The 16 MB pair has a user partition; the tables of the others have none. */
const cases = [
  {
    vendor: "asr/smini",
    variant: "legacy",
    old: "asr/EC600NCNLFR01A01M16_OCPU_QPY.bin",
    new: "asr/EC600NCNLFR01A02M16_OCPU_QPY.bin",
    newImage: null,
    hasUserPartition: true,
    flashMiB: 16,
  },
  {
    vendor: "asr/miniB",
    variant: "lte-only",
    old: "asr/EC600MCNLER01A01M08_OCPU_QPY.bin",
    new: "asr/EC600MCNLER01A02M08_OCPU_QPY.bin",
    newImage: "newB.img",
    hasUserPartition: false,
    flashMiB: 8,
  },
  {
    vendor: "asr-fsall/mini04",
    variant: "lte-only",
    old: "asr1602/EC800KCNLCR07A01M04_OCPU_QPY.bin",
    new: "asr1602/EC800KCNLCR07A02M04_OCPU_QPY.bin",
    newImage: null,
    hasUserPartition: false,
    flashMiB: 4,
  },
] as const;

describe.skipIf(!hasShared).each(cases)("mini-system of ASR modules: $variant, $vendor", (pair) => {
  let folder = "";
  let old: AsrFirmware;
  let next: AsrFirmware;
  /** What the oracle takes as the new firmware. */
  let newSource = "";
  let made: MadeAsrMini;
  let vendorFirst: Uint8Array;
  let vendorSecond: Uint8Array;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "asr-mini-"));
    old = release(pair.old);
    newSource = firmwareFolder + pair.new;
    if (pair.newImage === null) {
      next = release(pair.new);
    } else {
      newSource = join(folder, pair.newImage);
      const patch = `${vendorFolder}asr/images/${pair.newImage}.patch`;
      expect(python("asr_verify.py", ["patch", firmwareFolder + pair.old, patch, newSource]).status).toBe(0);
      next = readAsr(pair.new, new Map([["system.img", bytesOf(newSource)]]));
    }
    vendorFirst = bytesOf(`${vendorFolder}${pair.vendor}.mini_1`);
    vendorSecond = bytesOf(`${vendorFolder}${pair.vendor}.mini_2`);
    made = makeAsrMini(planAsrMini(old, next, { userPartition: null, merged: true }));
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Exit status and what did not hold. */
  function oracle(
    files: Readonly<Record<string, Uint8Array>>,
    from = firmwareFolder + pair.old,
    to = newSource,
  ): { status: number | null; faults: string[] } {
    const paths = Object.entries(files).map(([name, bytes]) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    const args = ["mini", ...paths, "--old", from, "--new", to];
    const { status, stdout, stderr } = python("asr_verify.py", args);
    const lines = [...stdout.split("\n"), ...stderr.split("\n")];
    return { status, faults: lines.filter((line) => /FAIL|Error/.test(line)) };
  }

  it("reads the vendor's package, and it passes the proof", () => {
    expect(readMini("mini_1", vendorFirst).first?.variant).toBe(pair.variant);
    const proof = proveAsrMini({ first: vendorFirst, second: vendorSecond, merged: null }, old, next, null);
    expect(proof.compared.partitions).toEqual(["system"]);
    const differing = proof.uncovered.filter(({ differs }) => differs === true).map(({ place }) => place);
    expect(differing.includes("customer_fs")).toBe(pair.hasUserPartition);
  });

  it("comes to every field of the vendor's headers but those of its encoder", () => {
    expect(withoutPayloads(made.first)).toEqual(withoutPayloads(vendorFirst));
    // Compared as one: a list of millions of bytes is slow to compare one by one.
    expect(Buffer.compare(made.second, vendorSecond)).toBe(0);
  });

  it("shows the vendor's package", () => {
    const { kind, bulks } = inspectMini("mini_1", vendorFirst);
    expect(kind).toBe("asr-mini-1");
    const kinds = inspectMini("mini_1", made.first).bulks.map((bulk) => bulk.kind);
    expect(bulks.map((bulk) => bulk.kind)).toEqual(kinds);
    expect(inspectMini("mini_2", vendorSecond).bulks.map(({ newSize }) => newSize)).toEqual([
      vendorSecond.length - 92,
    ]);
  });

  it("makes files that the independent reader accepts, and no larger ones", () => {
    expect(oracle({ "own.mini_1": made.first, "own.mini_2": made.second })).toEqual({
      status: 0,
      faults: [],
    });
    expect(oracle({ "own.mini": made.merged ?? new Uint8Array(0) })).toEqual({ status: 0, faults: [] });
    const ours = made.first.length + made.second.length;
    expect(ours).toBeLessThanOrEqual(vendorFirst.length + vendorSecond.length);
  });

  it("leads back as well, which the vendor has no package for", () => {
    if (pair.newImage !== null) return;
    const back = makeAsrMini(planAsrMini(next, old, { userPartition: null, merged: false }));
    const files = { "back.mini_1": back.first, "back.mini_2": back.second };
    expect(oracle(files, newSource, firmwareFolder + pair.old)).toEqual({ status: 0, faults: [] });
  });

  it("passes its own proof, and one changed byte of a payload does not", () => {
    expect(() => proveAsrMini(made, old, next, null)).not.toThrow();
    const second = made.second.slice();
    second[second.length - 1]! ^= 1;
    expect(() => proveAsrMini({ ...made, second }, old, next, null)).toThrow("package-damaged");
    expect(() => proveAsrMini(made, next, next, null)).toThrow("proof-failed");
  });

  it("carries a user partition as the first application", () => {
    const plan = (userPartition: Uint8Array) => planAsrMini(old, next, { userPartition, merged: false });
    const image = new Uint8Array(
      gunzipSync(readFileSync(`${shared}data/firmware/littlefs/customer_fs_5242880_new.bin.gz`)),
    );
    if (!pair.hasUserPartition) {
      expect(() => plan(image)).toThrow("no-user-partition");
      return;
    }
    const { first, second } = makeAsrMini(plan(image));
    const files = { first, second, merged: null };
    expect(() => proveAsrMini(files, old, next, image)).not.toThrow();
    expect(() => proveAsrMini(files, old, next, null)).toThrow("proof-failed");
    expect(oracle({ "user.mini_1": first, "user.mini_2": second })).toEqual({
      status: 0,
      faults: [],
    });
  });
});
