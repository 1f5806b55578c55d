import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "../support/opened.ts";
import { makeProvenAsrDiff, type ProvenAsrDiff } from "../../src/platforms/asr/fota-all/make.ts";
import { planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import {
  asrPairs,
  bytesOf,
  knowingFileBackup,
  type OpenedSide,
  PairReader,
  vendorPackage,
} from "../support/asr-pairs.ts";
import { hasShared, python, shared } from "../support/shared.ts";

describe.skipIf(!hasShared)("differential packages of ASR modules", () => {
  const folder = mkdtempSync(join(tmpdir(), "asr-diff-"));
  const reader = new PairReader(folder);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the oracle finds wrong; it rebuilds every image and derives every field anew. */
  function faults(
    pack: Uint8Array,
    old: Pick<OpenedSide, "source">,
    next: Pick<OpenedSide, "source">,
    more: readonly string[] = [],
  ): string[] {
    const path = join(folder, "package.bin");
    writeFileSync(path, pack);
    const args = ["pro", path, "--old", old.source, "--new", next.source, "--quiet", ...more];
    const { status, stdout, stderr } = python("asr_verify.py", args);
    const found = stdout.split("\n").filter((line) => line.includes("FAIL"));
    return status === 0 && found.length === 0 ? [] : [...found, `status ${String(status)}`, stderr];
  }

  test.each([
    ["1", "2", "fsall04_s20000"],
    ["2", "1", "fsall04rev_s20000"],
  ])("with its backup in the file system: ASR 1602, A0%s to A0%s", (from, to, vendor) => {
    const side = (release: string) => {
      const name = `EC800KCNLCR07A0${release}M04_OCPU_QPY.bin`;
      const source = `${shared}data/firmware/asr1602/${name}`;
      return { firmware: openAsr(name, bytesOf(source)), source };
    };
    const [old, next] = [side(from), side(to)];
    const plan = (firmware: AsrFirmware) => planAsrDiff(firmware, next.firmware, { apps: [] });
    expect(() => plan(old.firmware)).toThrow("backup-too-small");
    const knowing = knowingFileBackup(old.firmware);
    const { bytes } = makeProvenAsrDiff(plan(knowing), knowing, next.firmware);
    expect(faults(bytes, old, next, ["--frag", "20000"])).toEqual([]);
    const theirs = bytesOf(`${shared}data/vendor-packages/asr-fsall/${vendor}.bin`).length;
    expect(bytes.length).toBeLessThanOrEqual(theirs);
  });

  test("every pair of the vendor's list is among the cases", () => {
    const rows = readFileSync(`${shared}data/BASELINE.csv`, "utf8").trim().split(/\r?\n/);
    const listed = rows
      .map((row) => row.split(","))
      .filter(([platform, type]) => platform === "asr" && type === "diff");
    expect(listed.length).toBeGreaterThan(0);
    for (const [, , old = "", next = "", , bytes] of listed) {
      const pair = asrPairs.find(
        (one) => one.apps.length === 0 && one.old === basename(old) && one.new === basename(next),
      );
      if (pair === undefined) throw new Error(`${old} to ${next} is not made`);
      expect(vendorPackage(pair).length).toBe(Number(bytes));
    }
  });

  describe.each(asrPairs)("$vendor: $old to $new", (pair) => {
    let from: OpenedSide;
    let to: OpenedSide;
    let made: ProvenAsrDiff;

    beforeAll(() => {
      ({ from, to } = reader.open(pair));
      made = makeProvenAsrDiff(planAsrDiff(from.firmware, to.firmware, pair), from.firmware, to.firmware);
    }, 60_000);

    test("the independent applier gets the new firmware and expects every field", () => {
      expect(faults(made.bytes, from, to)).toEqual([]);
    });

    test("is not larger than the vendor's, image by image", () => {
      const vendor = vendorPackage(pair);
      const theirs = readFotaAll(pair.vendor, vendor).images.map(({ payloadLength }) => payloadLength);
      const ours = made.images.map(({ packedBytes }) => packedBytes);
      const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);
      console.log(
        `${pair.vendor}: ${made.bytes.length} of ${vendor.length} bytes, payloads ${sum(ours)} of ${sum(theirs)}`,
      );
      expect(made.bytes.length).toBeLessThanOrEqual(vendor.length);
      expect(ours.filter((size, i) => size > (theirs[i] ?? 0))).toEqual([]);
    });
  });
});
