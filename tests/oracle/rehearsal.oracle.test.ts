import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
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
] as const;

function release(folder: string, fileName: string): NamedBytes {
  return { fileName, bytes: new Uint8Array(readFileSync(`${shared}data/firmware/${folder}/${fileName}`)) };
}

describe.skipIf(!hasShared).each(pairs)("rehearsal with releases: $folder, $type", (pair) => {
  let job: Awaited<ReturnType<typeof jobOf>>;
  beforeAll(async () => {
    job = await jobOf(pair.type, {
      old: release(pair.folder, pair.old),
      new: release(pair.folder, pair.new),
    });
  });

  // Cuts at random moments are those of the browser test, tests/e2e/rehearsal-real.spec.ts.
  test.each([
    ["download", 1],
    ["update", 1],
  ] as const)(
    "leads from the old release to the new one, or where power is fatal says so; power cuts: %s",
    async (cut, cuts) => {
      const { last } = await rehearsed({ ...job, conditions: { ...quiet, cut, loss: "some", seed: 11 } });
      // The updater of this release reads full packages from the partition that they are written to.
      const isLost = pair.type === "full" && cut === "update";
      expect(last).toMatchObject(
        isLost
          ? { kind: "failed", cuts, code: "package-lost" }
          : { kind: "finished", cuts, version: job.versions.new },
      );
    },
  );
});
