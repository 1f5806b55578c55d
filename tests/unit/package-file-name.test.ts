import { expect, test } from "vitest";
import {
  distinctVersions,
  fullPackageFileName,
  packageFileName,
} from "../../src/platforms/package-file-name.ts";

test("file names carry both versions, in URL-safe letters", () => {
  expect(packageFileName({ old: "V1", new: "V2" }, ".pack")).toBe("fota_V1_to_V2.pack");
  expect(packageFileName({ old: "V2", new: "V1" }, "_compact.pack")).toBe("fota_V2_to_V1_compact.pack");
  expect(packageFileName({ old: "版本 1.0", new: "../../x" }, ".mini_1")).toBe("fota_1.0_to_x.mini_1");
  expect(packageFileName({ old: "", new: "" }, ".bin")).toBe("fota_old_to_new.bin");
});

test("a full package is named by the one version it brings", () => {
  expect(fullPackageFileName("A02 M16", ".bin")).toBe("fota_full_A02-M16.bin");
});

test("two packages between the same two firmwares never share a name, whatever the versions are called", () => {
  const names = ["V1", "V2", "", "旧", "新", "v 1", "v-1", "x".repeat(80), `${"x".repeat(80)}y`];
  const firmwares = names.map((version, number) => ({ version, sha256: `${number}`.repeat(64) }));
  for (const one of firmwares) {
    for (const other of firmwares) {
      if (one === other) continue;
      const there = packageFileName(distinctVersions(one, other), ".pack");
      const back = packageFileName(distinctVersions(other, one), ".pack");
      expect(there).not.toBe(back);
      expect(there).toMatch(/^fota_[A-Za-z0-9.-]+_to_[A-Za-z0-9.-]+\.pack$/);
    }
  }
  const [v1, v2] = firmwares;
  expect(distinctVersions(v1!, v2!)).toEqual({ old: "V1", new: "V2" });
  expect(distinctVersions(v1!, { ...v1!, sha256: "f".repeat(64) })).toEqual({
    old: "V1-00000000",
    new: "V1-ffffffff",
  });
});
