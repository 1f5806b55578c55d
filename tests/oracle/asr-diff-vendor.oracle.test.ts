import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectFotaAll } from "../../src/platforms/asr/fota-all/inspect.ts";
import { type AsrDiffPlan, planAsrDiff } from "../../src/platforms/asr/fota-all/plan.ts";
import { proveAsrDiff } from "../../src/platforms/asr/fota-all/prove.ts";
import { type FotaAll, readFotaAll } from "../../src/platforms/asr/fota-all/reader.ts";
import { asrPairs, bytesOf, type OpenedSide, PairReader, vendorPackage } from "../support/asr-pairs.ts";
import { hasShared, shared } from "../support/shared.ts";

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
      expect(backupAddress).toBe(plan.backup.address);
      expect(images.map(fields)).toEqual(plan.images.map(fields));
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

  test("a package of a real module, of firmware that is not public, is read", () => {
    const file = `${shared}data/vendor-packages/logicrom/fota_ASR1601_EC600SCN_Logicrom_upgrade_v0.3.1_v0.4.0.bin`;
    const { bulks } = inspectFotaAll(basename(file), bytesOf(file));
    const regions = Array.from({ length: 7 }, () => "region");
    expect(bulks.map(({ kind }) => kind)).toEqual(["uncompressed", ...regions, "dsp", "later"]);
    expect(bulks[1]).toMatchObject({ oldSize: 0x2e608, newSize: 0x2e614 });
    expect(bulks.at(-1)?.target).toBe("0x804a6000");
  });
});
