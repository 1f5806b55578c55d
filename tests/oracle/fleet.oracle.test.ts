import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ArchiveEntry } from "../../src/contract/archive.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { plainOptions, valueOf } from "../support/maker.ts";
import { hasShared, python, shared } from "../support/shared.ts";

const firmware = `${shared}data/firmware/unisoc8910/`;
const newest = "CSDK_RDA8910-20210207-fec60a1.pac";
/** From the oldest one own-packages.oracle.test.ts has a package. */
const olds = ["CSDK_RDA8910-20210130-b19c35c.pac", "CSDK_RDA8910-20210203-9fa3402.pac"];

describe.skipIf(!hasShared)("a fleet of real firmware, one worker for all", () => {
  const maker = new Maker();
  const entries: ArchiveEntry[] = [];
  let files: Record<string, Uint8Array>;
  let folder: string;

  async function open(side: "old" | "new", name: string): Promise<void> {
    valueOf(await maker.open(side, new Blob([readFileSync(`${firmware}${name}`)]), name));
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
    // The new firmware stays open while the old ones change.
    await open("new", newest);
    for (const old of olds) {
      await open("old", old);
      expect(valueOf(await maker.fits(plainOptions)).refusal).toBeNull();
      const [file] = valueOf(await maker.make(plainOptions, () => undefined)).safe.files;
      entries.push({ name: file.fileName, blob: file.blob });
    }
    files = unzipSync(new Uint8Array(await valueOf(await maker.zip(entries)).arrayBuffer()));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(olds.map((old, index) => [old, index] as const))(
    "an independent tool accepts the package of the zip from %s",
    (old, index) => {
      expect(new Set(entries.map(({ name }) => name)).size).toBe(olds.length);
      const name = entries[index]?.name ?? "";
      const path = join(folder, name);
      writeFileSync(path, files[name] ?? new Uint8Array());
      const check = ["check", path, `${firmware}${old}`, `${firmware}${newest}`];
      const { status, stdout, stderr } = python("rdaota_apply.py", check);
      expect(status, stdout + stderr).toBe(0);
    },
  );
});
