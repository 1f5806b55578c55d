import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasShared, python, shared } from "../support/shared.ts";
import { expect, test } from "./app.ts";

interface Pair {
  readonly old: string;
  readonly new: string;
}

/** Pairs of the baseline whose packages the page can make. */
function pairs(): Pair[] {
  if (!hasShared) return [];
  const lines = readFileSync(`${shared}data/BASELINE.csv`, "utf8").trim().split(/\r?\n/);
  return lines
    .map((line) => line.split(","))
    .filter(([platform, type]) => platform === "unisoc8910" && type === "diff")
    .map(([, , old = "", fresh = ""]) => ({ old: `${shared}data/${old}`, new: `${shared}data/${fresh}` }));
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "");
}

test("../shared has real firmware", () => {
  test.skip(!hasShared, "../shared is not here");
  expect(pairs().length).toBeGreaterThan(0);
});

for (const pair of pairs()) {
  test(`${nameOf(pair.old)} to ${nameOf(pair.new)}: an independent tool accepts the package`, async ({
    app,
    page,
  }) => {
    test.setTimeout(600_000);
    await app.open("#/make?platform=unisoc8910&type=diff");
    await app.choosePair(pair.old, pair.new);
    await app.expectReady();
    await app.startMaking();
    await page.getByTestId("result").or(page.getByTestId("error")).first().waitFor({ timeout: 500_000 });
    await app.expectResult();

    const folder = mkdtempSync(join(tmpdir(), "fota-workshop-"));
    for (const packageClass of ["safe", "compact"]) {
      const radio = app.at(`class-${packageClass}`);
      if (await radio.isDisabled()) continue;
      await radio.check();
      const { bytes, sha256 } = await app.download();
      await expect(app.at("result")).toHaveAttribute("data-sha256", sha256);
      const file = join(folder, packageClass);
      writeFileSync(file, bytes);
      const check = python("rdaota_apply.py", ["check", file, pair.old, pair.new]);
      expect(check.status, check.stdout + check.stderr).toBe(0);
    }
    rmSync(folder, { recursive: true });
  });
}
