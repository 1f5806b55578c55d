import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import { openAsr } from "../support/opened.ts";
import { inspectFotaAll } from "../../src/platforms/asr/fota-all/inspect.ts";
import { type AsrDiffPlan, planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { proveAsrDiff } from "../../src/platforms/asr/fota-all/prove.ts";
import { type FotaAll, readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { verifyFotaAll } from "../../src/platforms/asr/fota-all/verify.ts";
import {
  asrPairs,
  bytesOf,
  knowingFileBackup,
  type OpenedSide,
  PairReader,
  vendorPackage,
} from "../support/asr-pairs.ts";
import { hasShared, shared } from "../support/shared.ts";

const [large, small, tiny] = [
  "asr/EC600NCNLFR01A0#M16_OCPU_QPY.bin",
  "asr/EC600MCNLER01A0#M08_OCPU_QPY.bin",
  "asr1602/EC800KCNLCR07A0#M04_OCPU_QPY.bin",
].map((name) => ({ first: name.replace("#", "1"), second: name.replace("#", "2") })) as [
  Releases,
  Releases,
  Releases,
];

interface Releases {
  readonly first: string;
  readonly second: string;
}

const fileBackupPairs = [
  { vendor: "fsall16", old: large.first, next: large.second },
  { vendor: "fsall16_s20000", old: large.first, next: large.second },
  { vendor: "fsall08", old: small.first, next: small.second },
  { vendor: "fsall08_s40000", old: small.first, next: small.second },
  { vendor: "fsall04_s20000", old: tiny.first, next: tiny.second },
  { vendor: "fsall04rev_s20000", old: tiny.second, next: tiny.first },
];

/** What does not depend on the encoder. */
function fields(image: AsrDiffPlan["images"][number] | FotaAll["images"][number]) {
  const { kind, oldAddress, oldLength, oldSum, newAddress, newLength, newSum, newUnpackedLength } = image;
  return { kind, oldAddress, oldLength, oldSum, newAddress, newLength, newSum, newUnpackedLength };
}

describe.skipIf(!hasShared)("differential packages of the vendor's tool", () => {
  const folder = mkdtempSync(join(tmpdir(), "asr-diff-vendor-"));
  const reader = new PairReader(folder);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(asrPairs)("$vendor: $old to $new", (pair) => {
    let from: OpenedSide;
    let to: OpenedSide;
    let plan: AsrDiffPlan;
    const pack = hasShared ? vendorPackage(pair) : new Uint8Array(0);

    beforeAll(() => {
      ({ from, to } = reader.open(pair));
      plan = planAsrDiff(from.firmware, to.firmware, pair);
    }, 60_000);

    test("has the images and fields that are planned here", () => {
      const { images, backupAddress, ...header } = readFotaAll(pair.vendor, pack);
      expect(header).toMatchObject(plan.counts);
      expect(plan.backup).toMatchObject({ kind: "partition", address: backupAddress });
      // This version of the tool adds the uncompressed bytes to the addresses of what lies behind the DSP.
      const uncompressed = plan.images
        .filter(({ kind }) => kind === "uncompressed")
        .reduce((sum, { newLength }) => sum + newLength, 0);
      const planned = plan.images.map(fields).map((image) => {
        return image.kind === "later" ? { ...image, newAddress: image.newAddress + uncompressed } : image;
      });
      expect(images.map(fields)).toEqual(planned);
    });

    test("makes the new firmware of the old one", () => {
      const { backupPeak } = proveAsrDiff(pack, from.firmware, to.firmware, pair.apps);
      expect(backupPeak).toBeLessThanOrEqual(plan.backupNeed);
    });

    test("is inspected", () => {
      const { bulks } = inspectFotaAll(pair.vendor, pack);
      const planned = plan.images.map(({ payload }) => [
        payload.kind === "patch" ? payload.old.length : 0,
        payload.new.length,
      ]);
      expect(bulks.map(({ oldSize, newSize }) => [oldSize, newSize])).toEqual(planned);
    });
  });

  describe.each(fileBackupPairs)("with its backup in the file system: $vendor", ({ vendor, old, next }) => {
    const file = `${vendor}.bin`;
    const pack = hasShared ? bytesOf(`${shared}data/vendor-packages/asr-fsall/${file}`) : new Uint8Array(0);
    const release = (name: string): AsrFirmware => openAsr(name, bytesOf(`${shared}data/firmware/${name}`));

    test("is dangerous in the inspector, and refused for a module whose updater does not know that", () => {
      expect(inspectFotaAll(file, pack).warnings).toEqual([{ code: "backup-in-file-system" }]);
      const { verdict, reasons, hazards } = verifyFotaAll(file, pack, release(old), release(next));
      expect([verdict, reasons.map(({ code }) => code)]).toEqual(["refused", ["fsall-unknown"]]);
      expect(hazards).toEqual([{ code: "backup-in-file-system" }]);
    });

    test("makes the new firmware where the updater knows it", () => {
      const knowing = knowingFileBackup(release(old));
      expect(verifyFotaAll(file, pack, knowing, release(next))).toMatchObject({
        verdict: "applies",
        reasons: [],
        hazards: [{ code: "backup-in-file-system" }],
      });
      const { fileBackup } = readFotaAll(file, pack);
      expect(proveAsrDiff(pack, knowing, release(next), []).backupPeak).toBeLessThanOrEqual(fileBackup);
    });
  });

  test("a package of a real module, of firmware that is not public, is read", () => {
    const file = `${shared}data/vendor-packages/logicrom/fota_ASR1601_EC600SCN_Logicrom_upgrade_v0.3.1_v0.4.0.bin`;
    const { bulks } = inspectFotaAll(basename(file), bytesOf(file));
    const regions = Array.from({ length: 7 }, () => "region");
    expect(bulks.map(({ kind }) => kind)).toEqual(["uncompressed", ...regions, "dsp", "later"]);
    expect(bulks[1]).toMatchObject({ oldSize: 0x2e608, newSize: 0x2e614 });
    expect(bulks.at(-1)?.target).toBe("0x804a6000");
  });
});
