import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openFirmware } from "../../src/workshop/open-firmware.ts";
import type { Ec200aFirmware } from "../../src/platforms/ec200a/firmware/release.ts";
import { demandUpgradable } from "../../src/platforms/ec200a/firmware/upgradable.ts";
import { inspectEc200a } from "../../src/platforms/ec200a/fota/inspect.ts";
import { prepareEc200a } from "../../src/platforms/ec200a/fota/make.ts";
import { planEc200a } from "../../src/platforms/ec200a/fota/plan.ts";
import { isEc200aPackage, readEc200aPackage } from "../../src/platforms/ec200a/fota/reader.ts";
import { verifyEc200a } from "../../src/platforms/ec200a/fota/verify.ts";
import { refusalOf } from "../support/refusals.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const folder = `${shared}data/firmware/asr1803/`;
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

function release(name: string): Ec200aFirmware {
  const { firmware, platform } = openFirmware(name, bytesOf(folder + name));
  if (platform !== "ec200a") throw new Error(`${name} is ${platform}`);
  return firmware as Ec200aFirmware;
}

const large = { first: "EC200ACNHAR01A01M16_OCPU_QPY.bin", second: "EC200ACNHAR01A02M16_OCPU_QPY.bin" };
const small = { first: "EC200ACNLAR01A01M08_OCPU_QPY.bin", second: "EC200ACNLAR01A02M08_OCPU_QPY.bin" };
const growing = { first: "EC200ACNDAR01A01M08_OCPU_QPY.bin", second: "EC200ACNDAR01A02M08_OCPU_QPY.bin" };
const pairs = [
  { vendor: "m16-A01-to-A02", old: large.first, next: large.second },
  { vendor: "m16-A02-to-A01", old: large.second, next: large.first },
  { vendor: "m08-A01-to-A02", old: small.first, next: small.second },
  { vendor: "m08-A02-to-A01", old: small.second, next: small.first },
  { vendor: "m08grow-A01-to-A02", old: growing.first, next: growing.second },
  { vendor: "m08grow-A02-to-A01", old: growing.second, next: growing.first },
];

describe.skipIf(!hasShared)("EC200A", () => {
  const scratch = mkdtempSync(join(tmpdir(), "ec200a-"));

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  /** What the independent applier finds wrong: it derives every field anew and rebuilds every piece. */
  function faults(pack: Uint8Array, old: string, next: string): string[] {
    const path = join(scratch, "package.bin");
    writeFileSync(path, pack);
    const args = ["check", path, "--old", folder + old, "--new", folder + next, "--quiet"];
    const { status, stdout, stderr } = python("asr1803_verify.py", args);
    return status === 0 ? [] : [...stdout.split("\n").filter((line) => line.includes("FAIL")), stderr];
  }

  test("every line of the vendor's list is among the pairs", () => {
    const rows = readFileSync(`${shared}data/BASELINE-next.csv`, "utf8").trim().split(/\r?\n/);
    const listed = rows.map((row) => row.split(",")).filter(([platform]) => platform === "ec200a");
    expect(listed.map(([, type, old, next]) => [type, old, next])).toEqual(
      pairs.map(({ old, next }) => ["diff", `firmware/asr1803/${old}`, `firmware/asr1803/${next}`]),
    );
    for (const [i, { vendor }] of pairs.entries()) {
      const { length } = bytesOf(`${shared}data/vendor-packages/asr1803/${vendor}.bin`);
      expect(String(length)).toBe(listed[i]?.[5]);
    }
  });

  describe.each(pairs)("$vendor", ({ vendor, old, next }) => {
    const theirs = hasShared
      ? bytesOf(`${shared}data/vendor-packages/asr1803/${vendor}.bin`)
      : new Uint8Array(0);

    test("the package made here is accepted by the judge, and not larger than the vendor's", () => {
      const { bytes } = prepareEc200a(release(old), release(next)).make();
      console.log(`${vendor}: ${bytes.length} of ${theirs.length} bytes`);
      expect(faults(bytes, old, next)).toEqual([]);
      expect(bytes.length).toBeLessThanOrEqual(theirs.length);
    });

    test("the vendor's has the pieces and the backup that are planned here, and makes the new release", () => {
      expect(isEc200aPackage(theirs)).toBe(true);
      const pack = readEc200aPackage(vendor, theirs);
      const plan = planEc200a(release(old), release(next));
      expect(pack.backupNeed).toBe(plan.backupNeed);
      const places = plan.pieces.map((piece) => ({
        oldAddress: piece.oldAddress,
        oldLength: piece.old.length,
        newAddress: piece.newAddress,
        newLength: piece.new.length,
        unpackedLength: piece.unpackedLength,
        packed: piece.packed ? 1 : 0,
      }));
      expect(pack.pieces).toMatchObject(places);
      const verified = verifyEc200a(vendor, theirs, release(old), release(next));
      expect([verified.verdict, verified.reasons, verified.differences]).toEqual(["applies", [], []]);
      expect(
        verifyEc200a(vendor, theirs, release(next), release(old)).reasons.map(({ code }) => code),
      ).toEqual(["package-old-is-new"]);
      expect(inspectEc200a(vendor, theirs).bulks.length).toBe(pack.pieces.length);
    });
  });

  test("releases that cannot be upgraded are opened, and refused with the reason, as the judge does", () => {
    const reasons = new Map<string, string | null>();
    for (const name of readdirSync(folder)) {
      const code = refusalOf(() => demandUpgradable(release(name)))?.code ?? null;
      reasons.set(name, code);
      expect([name, python("asr1803_verify.py", ["list", folder + name]).status === 0]).toEqual([
        name,
        code === null,
      ]);
    }
    const refused = [...reasons].filter(([, code]) => code !== null);
    expect(refused).toEqual([
      ["EC200ACNGAR01A03M08_OCPU_QPY_trusted.bin", "trusted-boot"],
      ["EC200ACNGAR01A04M08_OCPU_QPY_no_updater.bin", "updater-missing"],
    ]);
    const two = () =>
      planEc200a(
        release("EC200ACNGAR01A01M08_OCPU_QPY.bin"),
        release("EC200ACNGAR01A02M08_OCPU_QPY_two_regions_more.bin"),
      );
    expect(refusalOf(two)?.code).toBe("region-count");
  });

  test("packages of other ASR chips are none of this format", () => {
    for (const vendor of ["proA", "spro", "pn_add"]) {
      expect(isEc200aPackage(bytesOf(`${shared}data/vendor-packages/asr/${vendor}.bin`))).toBe(false);
    }
  });
});
