import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { writePartitionTable } from "../../src/platforms/asr/firmware/partition-table.ts";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "../support/opened.ts";
import { makeAsrFull } from "../../src/platforms/asr/fbf/make.ts";
import { inspectFbf } from "../../src/platforms/asr/fbf/inspect.ts";
import { planAsrFull } from "../../src/platforms/asr/fbf/plan.ts";
import { proveAsrFull } from "../../src/platforms/asr/fbf/prove.ts";
import { readFbf } from "../../src/platforms/asr/fbf/reader.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const firmwareFolder = `${shared}data/firmware/asr/`;
const littlefsFolder = `${shared}data/firmware/littlefs/`;
const folder = hasShared ? mkdtempSync(join(tmpdir(), "asr-full-")) : "";
const releases = hasShared ? readdirSync(firmwareFolder) : [];

const bytesOf = (path: string): Uint8Array => {
  const bytes = readFileSync(path);
  return new Uint8Array(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
};

function release(name: string): AsrFirmware {
  return openAsr(name, bytesOf(firmwareFolder + name));
}

/** Exit status and what did not hold. */
function oracle(pack: Uint8Array, firmware: AsrFirmware): { status: number | null; faults: string[] } {
  const [path, table, old] = [
    join(folder, "fbf.bin"),
    join(folder, "partition.bin"),
    join(folder, "old.bin"),
  ];
  writeFileSync(path, pack);
  writeFileSync(table, writePartitionTable(firmware.table.partitions));
  const { partition, bytes } = firmware.userPartition ?? { partition: null, bytes: new Uint8Array(4) };
  writeFileSync(old, bytes);
  const before = `${(partition?.vstart ?? 0).toString(16)}:${old}`;
  const { status, stdout, stderr } = python("asr_verify.py", [
    "fbf",
    path,
    "--old",
    before,
    "--ptable",
    table,
  ]);
  const lines = [...stdout.split("\n"), ...stderr.split("\n")];
  return { status, faults: lines.filter((line) => /FAIL|Error|SKIPS/.test(line)) };
}

/** Images of other contents by the size of the partition. */
function replacements(size: number): Uint8Array[] {
  return readdirSync(littlefsFolder)
    .filter((name) => name.startsWith(`customer_fs_${size}_`))
    .map((name) => bytesOf(littlefsFolder + name));
}

describe.skipIf(!hasShared)("full packages of ASR modules", () => {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const withPartition = releases.filter((name) => !name.includes("M08"));

  it("finds the releases", () => {
    expect(withPartition.length).toBeGreaterThanOrEqual(4);
    expect(releases.length).toBeGreaterThan(withPartition.length);
  });

  describe.each(withPartition)("%s", (name) => {
    const firmware = release(name);
    const own = firmware.userPartition?.bytes ?? new Uint8Array(0);
    const others = replacements(own.length);

    it.each([true, false])("with erased blocks cut: %s", (cutErased) => {
      expect(others).toHaveLength(2);
      const sizes = [null, ...others].map((replacement) => {
        const plan = planAsrFull(firmware, replacement, { cutErased });
        const { bytes } = makeAsrFull(plan);
        expect(bytes).toHaveLength(plan.packageBytes);
        expect(oracle(bytes, firmware)).toEqual({ status: 0, faults: [] });
        const proof = proveAsrFull(bytes, firmware, replacement);
        // All that is written counts, as in the new firmware or as chosen, and nothing else of the flash.
        const { compared, chosen } = proof;
        expect(compared.steps).toBe(1);
        expect(compared.flashBytes + (chosen?.flashBytes ?? 0)).toBe(plan.image.length);
        const isOwn = replacement === null || Buffer.compare(replacement, own) === 0;
        expect(chosen === null).toBe(isOwn);
        expect((chosen ?? compared).files).toBeGreaterThan(0);
        expect(inspectFbf("fbf.bin", bytes).bulks).toMatchObject([
          { kind: "whole", target: "0x9ea000", newSize: plan.image.length },
        ]);
        expect(plan.cutSaves).toBeGreaterThan(0);
        // Uncut, the package never has room in the partition whose image it is.
        expect(plan.warnings.map(({ code }) => code)).toEqual(cutErased ? [] : ["full-package-storage"]);
        return bytes.length;
      });
      const uncut = 0x2000 + own.length;
      expect(sizes.every((size) => (cutErased ? size < uncut : size === uncut))).toBe(true);
    });
  });

  it.each(releases.filter((name) => name.includes("M08")))("%s has no user partition", (name) => {
    const [image = new Uint8Array(0)] = replacements(1 << 20);
    for (const replacement of [null, image]) {
      expect(() => planAsrFull(release(name), replacement, { cutErased: true })).toThrow("no-user-partition");
    }
  });

  it("reads what the reference writer makes, and writes the same bytes", () => {
    const [name = ""] = withPartition;
    const firmware = release(name);
    const image = join(folder, "customer_fs.bin");
    writeFileSync(image, firmware.userPartition?.bytes ?? new Uint8Array(0));
    const path = join(folder, "reference.bin");
    expect(python("asr_verify.py", ["mkfbf", path, `9ea000:${image}`]).status).toBe(0);
    const reference = bytesOf(path);
    expect(readFbf("reference.bin", reference).images).toHaveLength(1);
    const own = makeAsrFull(planAsrFull(firmware, null, { cutErased: false })).bytes;
    expect(Buffer.compare(own, reference)).toBe(0);
  });
});
