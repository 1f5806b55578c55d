import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { hasShared, python } from "../support/shared.ts";

/** Firmware that the app makes itself, looked at by an independent reader. */
const scratch = hasShared ? mkdtempSync(join(tmpdir(), "sample-")) : "";
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(!hasShared)("the sample beside the independent reader", () => {
  const { old, new: young } = samplePair();
  const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
  const variation = { ...sampleFirmware({ application, psAddress: 0x604a0000 }), fileName: "variation.pac" };

  it.each([
    { ...old, files: 18 },
    // One part of cp.bin fewer.
    { ...young, files: 17 },
    { ...variation, files: 18 },
  ])(
    "$fileName passes every check",
    ({ fileName, bytes, files }) => {
      const path = join(scratch, fileName);
      writeFileSync(path, bytes);
      const { status, stdout, stderr } = python("pactool.py", ["list", path]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).not.toContain("BAD");
      expect(stdout.match(/hcrc=ok dcrc=ok/g)).toHaveLength(4);
      expect(stdout).toMatch(new RegExp(`SFFS: ${files} files, \\d+ bytes, 0 warnings`));
      expect(stdout).toMatch(/NV stamp \w+, 11 items/);
      expect(stdout).toMatch(/CPIO: prepack\/example\.txt/);
    },
    30_000,
  );

  it("has blocked files that decompress", { timeout: 30_000 }, () => {
    const path = join(scratch, young.fileName);
    writeFileSync(path, young.bytes);
    const out = join(scratch, "files");
    expect(python("pactool.py", ["files", path, out]).status).toBe(0);
    const { status, stdout } = python("pactool.py", [
      "lzmar",
      join(out, "modem/cp.bin"),
      join(scratch, "cp"),
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${4 * 65536 + 9000} bytes\n` });
  });
});
