import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { serveFolder } from "../support/static-server.ts";

test.use({ serviceWorkers: "allow" });

const dist = new URL("../../dist/", import.meta.url);

/** Until the service worker has stored the release and answers for the page. */
async function waitUntilStored(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

async function makeFromSample(page: Page): Promise<void> {
  await page.getByTestId("sample").click();
  await expect(page.getByTestId("build")).toBeEnabled();
  await page.getByTestId("build").click();
  await expect(page.getByTestId("result")).toHaveAttribute("data-verified", "true", { timeout: 90_000 });
}

test("after the first visit the app works without a network", async ({ page, context }) => {
  await page.goto("./");
  await waitUntilStored(page);
  await context.setOffline(true);
  await page.reload();
  await makeFromSample(page);
});

test("a script is rehearsed without a network, in a sub-folder too", async ({ page }) => {
  const host = await serveFolder(dist, "fota");
  await page.goto(host.url);
  await waitUntilStored(page);
  await host.close();
  await page.reload();
  await makeFromSample(page);
  await page.getByTestId("rehearsal-pace").selectOption("instant");
  await page.getByTestId("rehearsal-run").click();
  await expect(page.getByTestId("rehearsal-result")).toHaveAttribute("data-outcome", "updated");
});

test("in a sub-folder of a host that is gone, too", async ({ page }) => {
  const host = await serveFolder(dist, "fota");
  await page.goto(host.url);
  await waitUntilStored(page);
  await host.close();
  await page.goto(`${host.url}#/make`);
  await page.reload();
  await makeFromSample(page);
});

test("a newer release waits until the page asks for it, then replaces the old one", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "fota-workshop-release-"));
  cpSync(fileURLToPath(dist), folder, { recursive: true });
  const host = await serveFolder(pathToFileURL(`${folder}/`), "fota");
  await page.goto(host.url);
  await waitUntilStored(page);
  const cachesBefore = await page.evaluate(() => caches.keys());
  expect(cachesBefore).toHaveLength(1);

  const script = join(folder, "sw.js");
  const [, release = ""] = /\b([0-9a-f]{16})\b/.exec(readFileSync(script, "utf8")) ?? [];
  expect(cachesBefore[0]).toContain(release);
  writeFileSync(script, readFileSync(script, "utf8").replaceAll(release, "newer-release-00"));
  writeFileSync(
    join(folder, "index.html"),
    readFileSync(join(folder, "index.html"), "utf8").replace("<head>", '<head><meta name="newer" />'),
  );
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await page.reload();
  await expect(page.locator('meta[name="newer"]')).toHaveCount(0);

  // The page reloads itself once the newer release has taken over.
  await page.getByTestId("update").click();
  await expect(page.locator('meta[name="newer"]')).toHaveCount(1, { timeout: 30_000 });
  await expect
    .poll(() => page.evaluate(() => caches.keys()))
    .toEqual([expect.stringContaining("newer-release")]);

  await host.close();
  rmSync(folder, { recursive: true });
});
