import { expect, test } from "vitest";
import {
  contentMark,
  distinctVersions,
  fullPackageStem,
  packageFileName,
  packageStem,
} from "../../src/platforms/package-file-name.ts";

/** Of two different contents. */
const [one, other] = ["1a2b3c4d".repeat(8), "99887766".repeat(8)] as const;

test("file names carry both versions and what is in the file, in URL-safe letters", () => {
  const name = (old: string, next: string, ending: string) =>
    packageFileName(packageStem({ old, new: next }), contentMark([one]), ending);
  expect(name("V1", "V2", ".pack")).toBe("fota_V1_to_V2_1a2b3c4d.pack");
  expect(name("V2", "V1", "_compact.pack")).toBe("fota_V2_to_V1_1a2b3c4d_compact.pack");
  expect(name("版本 1.0", "../../x", ".mini_1")).toBe("fota_1.0_to_x_1a2b3c4d.mini_1");
  expect(name("", "", ".bin")).toBe("fota_old_to_new_1a2b3c4d.bin");
});

test("a full package is named by the one version it brings", () => {
  const name = packageFileName(fullPackageStem("A02 M16"), contentMark([other]), ".bin");
  expect(name).toBe("fota_full_A02-M16_99887766.bin");
});

test("files that belong together have one mark, which is that of no other two", () => {
  const marks = [[one], [other], [one, other], [other, one], [one, one]].map(contentMark);
  expect(new Set(marks).size).toBe(marks.length);
  for (const mark of marks) expect(mark).toMatch(/^[0-9a-f]{8}$/);
});

test("the longest name leaves room for a server in the addresses that modules take", () => {
  const long = "x".repeat(80);
  const stem = packageStem(
    distinctVersions({ version: long, sha256: one }, { version: long, sha256: other }),
  );
  const longestMiniAddress = 128;
  const server = "http://fota.example.org:8080/modules/";
  const name = packageFileName(stem, contentMark([one]), ".mini_1");
  expect((server + name).length).toBeLessThanOrEqual(longestMiniAddress);
});

test("the way there and the way back never share a name, whatever the versions are called", () => {
  const names = ["V1", "V2", "", "旧", "新", "v 1", "v-1", "x".repeat(80), `${"x".repeat(80)}y`];
  const firmwares = names.map((version, number) => ({ version, sha256: `${number}`.repeat(64) }));
  for (const from of firmwares) {
    for (const to of firmwares) {
      if (from === to) continue;
      const there = packageStem(distinctVersions(from, to));
      expect(there).not.toBe(packageStem(distinctVersions(to, from)));
      expect(there).toMatch(/^fota_[A-Za-z0-9.-]+_to_[A-Za-z0-9.-]+$/);
    }
  }
  const [v1, v2] = firmwares;
  expect(distinctVersions(v1!, v2!)).toEqual({ old: "V1", new: "V2" });
  expect(distinctVersions(v1!, { ...v1!, sha256: "f".repeat(64) })).toEqual({
    old: "V1-00000000",
    new: "V1-ffffffff",
  });
});
