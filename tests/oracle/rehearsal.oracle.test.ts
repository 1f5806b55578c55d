import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { imageHash } from "../support/image-hash.ts";
import type { NamedBytes } from "../support/maker.ts";
import { jobOf, quiet, rehearsed } from "../support/rehearsal.ts";
import { hasShared, shared } from "../support/shared.ts";

const pairs = [
  {
    type: "diff",
    folder: "unisoc8910",
    old: "CSDK_RDA8910-20210203-9fa3402.pac",
    new: "CSDK_RDA8910-20210207-fec60a1.pac",
  },
  ...(["diff", "full", "mini"] as const).map((type) => ({
    type,
    folder: "asr",
    old: "EC600NCNLFR01A01M16_OCPU_QPY.bin",
    new: "EC600NCNLFR01A02M16_OCPU_QPY.bin",
  })),
  ...(["diff", "mini"] as const).map((type) => ({
    type,
    folder: "asr",
    old: "EC600MCNLER01A01M08_OCPU_QPY.bin",
    new: "EC600MCNLER01A02M08_OCPU_QPY.bin",
  })),
] as const;

function release(folder: string, fileName: string): NamedBytes {
  return { fileName, bytes: new Uint8Array(readFileSync(`${shared}data/firmware/${folder}/${fileName}`)) };
}

describe.skipIf(!hasShared).each(pairs)("rehearsal with releases: $folder, $type, to $new", (pair) => {
  let job: Awaited<ReturnType<typeof jobOf>>;
  beforeAll(async () => {
    job = await jobOf(pair.type, {
      old: release(pair.folder, pair.old),
      new: release(pair.folder, pair.new),
    });
  });

  // rehearsal-modules.test.ts has the scripts of every kind of module.
  test.each([
    ["download", 1],
    ["update", 1],
    ["random", 4],
  ] as const)("leads from the old release to the new one; power cuts: %s", async (cut, cuts) => {
    const { last } = await rehearsed({ ...job, conditions: { ...quiet, cut, loss: "some", seed: 11 } });
    // The updater of this release reads full packages from the partition that they are written to.
    if (pair.type === "full" && cut !== "download") {
      expect(last).toMatchObject({ kind: "failed", code: "package-lost" });
      return;
    }
    expect(last).toMatchObject({ kind: "finished", cuts, version: job.versions.new });
    if (pair.type === "full") return;
    const folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
    const platform = pair.folder === "asr" ? "asr" : "unisoc8910";
    const hash = imageHash(folder, platform, `${shared}data/firmware/${pair.folder}/${pair.new}`);
    rmSync(folder, { recursive: true });
    expect(JSON.stringify(last)).toContain(hash);
  });
});
