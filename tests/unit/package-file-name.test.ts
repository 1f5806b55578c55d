import { expect, test } from "vitest";
import { fullPackageFileName, packageFileName } from "../../src/packages/package-file-name.ts";

test("file names carry both versions, in URL-safe letters", () => {
  expect(packageFileName({ old: "V1", new: "V2" }, ".pack")).toBe("fota_V1_to_V2.pack");
  expect(packageFileName({ old: "V2", new: "V1" }, "_compact.pack")).toBe("fota_V2_to_V1_compact.pack");
  expect(packageFileName({ old: "版本 1.0", new: "../../x" }, ".mini_1")).toBe("fota_1.0_to_x.mini_1");
  expect(packageFileName({ old: "", new: "" }, ".bin")).toBe("fota_old_to_new.bin");
});

test("a full package is named by the one version it brings", () => {
  expect(fullPackageFileName("A02 M16", ".bin")).toBe("fota_full_A02-M16.bin");
});
