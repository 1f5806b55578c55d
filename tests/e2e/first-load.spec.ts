import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

const limit = 100_000;

test("the cold page transfers less than 100 KB", async ({ page }) => {
  const transfers: Promise<{ path: string; bytes: number }>[] = [];
  page.on("response", (response) => {
    transfers.push(
      (async () => {
        const body = await response.body().catch(() => Buffer.alloc(0));
        return { path: new URL(response.url()).pathname, bytes: gzipSync(body).length };
      })(),
    );
  });
  // What the service worker stores afterwards, in the background, is not part of the first view.
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined });
    Reflect.deleteProperty(Navigator.prototype, "serviceWorker");
  });
  await page.goto("./");
  await expect(page.getByTestId("build")).toBeVisible();
  await page.waitForLoadState("networkidle");

  const loaded = await Promise.all(transfers);
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  test.info().annotations.push({ type: "first load", description: JSON.stringify({ total, loaded }) });
  expect(loaded.some(({ path }) => path.endsWith(".js"))).toBe(true);
  expect(loaded.some(({ path }) => path.endsWith(".css"))).toBe(true);
  expect(total, JSON.stringify(loaded)).toBeLessThan(limit);
});
