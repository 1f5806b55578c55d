import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CHIPS } from "../../src/platforms/eigen/firmware/chips.ts";

const page = ["binpkg.md", "eigen-par.md"]
  .map((name) => fileURLToPath(new URL(`../../docs/formats/${name}`, import.meta.url)))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

describe("the pages on Eigencomm's formats", () => {
  it("has the numbers of the chips", () => {
    const { eigen618, eigen718 } = CHIPS;
    const number = (value: number) => value.toLocaleString("en");
    const hexNumber = (value: number) => `0x${value.toString(16).toUpperCase()}`;
    for (const said of [
      `an EC618 lies at ${hexNumber(eigen618.apAddress)}`,
      `at ${hexNumber(eigen718.apAddress)}`,
      `blocks of ${eigen618.blockSize / 1024} KiB`,
      `blocks of ${eigen718.blockSize / 1024} KiB`,
      `${number(eigen618.bzip2Limit)} bytes (EC618) or ${number(eigen718.bzip2Limit)}`,
      `keep to ${number(eigen718.bzip2Target)}`,
      `${eigen618.packageRoom / 1024} KiB (EC618) or ${eigen718.packageRoom / 1024} KiB`,
    ]) {
      expect(page).toContain(said);
    }
  });
});
