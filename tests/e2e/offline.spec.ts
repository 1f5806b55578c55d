import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

test("in a sub-folder of a host that is gone a package is made and its script rehearsed", async ({
  page,
}) => {
  const host = await serveFolder(dist, "fota");
  await page.goto(host.url);
  await waitUntilStored(page);
  await host.close();
  await page.goto(`${host.url}#/make`);
  await page.reload();
  await makeFromSample(page);
  await page.getByTestId("rehearsal-pace").selectOption("instant");
  await page.getByTestId("rehearsal-run").click();
  await expect(page.getByTestId("rehearsal-result")).toHaveAttribute("data-outcome", "updated");
});

interface Deployed {
  readonly folder: string;
  readonly url: string;
  /** Puts a newer release in place; what `renamed` fits is in it under other names alone. */
  replace(renamed: RegExp): void;
  end(): Promise<void>;
}

/** A copy of the page on a host, to be replaced by a newer one. */
async function deploy(): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), "fota-workshop-release-"));
  cpSync(fileURLToPath(dist), folder, { recursive: true });
  const host = await serveFolder(pathToFileURL(`${folder}/`), "fota");
  const edit = (name: string, change: (text: string) => string): void => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  return {
    folder,
    url: host.url,
    replace(renamed) {
      const [, release = ""] =
        /name="release" content="([0-9a-f]{16})"/.exec(readFileSync(join(folder, "index.html"), "utf8")) ??
        [];
      expect(release).not.toBe("");
      expect(readFileSync(join(folder, "sw.js"), "utf8")).toContain(release);
      for (const name of assetsOf(folder).filter((one) => renamed.test(one))) {
        renameSync(join(folder, "assets", name), join(folder, "assets", `newer-${name}`));
        edit("sw.js", (text) => text.replaceAll(`assets/${name}`, `assets/newer-${name}`));
      }
      edit("sw.js", (text) => text.replaceAll(release, "newer-release-00"));
      edit("index.html", (text) =>
        text.replaceAll(release, "newer-release-00").replace("<head>", '<head><meta name="newer" />'),
      );
    },
    async end() {
      await host.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function assetsOf(folder: string): string[] {
  return readdirSync(join(folder, "assets"));
}

/** The page reloads itself once the newer release has taken over. */
async function takeUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await page.getByTestId("update").click();
  await expect(page.locator('meta[name="newer"]')).toHaveCount(1, { timeout: 30_000 });
}

function errorsOf(page: Page): Error[] {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  return errors;
}

test("a newer release waits until the page asks for it, then replaces the old one", async ({ page }) => {
  const deployed = await deploy();
  await page.goto(deployed.url);
  await waitUntilStored(page);
  expect(await page.evaluate(() => caches.keys())).toHaveLength(1);

  deployed.replace(/^$/);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await page.reload();
  await expect(page.locator('meta[name="newer"]')).toHaveCount(0);

  await takeUpdate(page);
  await expect
    .poll(() => page.evaluate(() => caches.keys()))
    .toEqual([expect.stringContaining("newer-release")]);
  await deployed.end();
});

test("a page in another tab keeps its release until it is gone", async ({ page, context }) => {
  const deployed = await deploy();
  const other = await context.newPage();
  const errors = errorsOf(other);
  for (const one of [page, other]) {
    await one.goto(deployed.url);
    await waitUntilStored(one);
  }
  deployed.replace(/^(MadePackage|maker\.worker|InspectScreen)-/);
  await takeUpdate(page);

  await makeFromSample(other);
  await other.goto(`${deployed.url}#/inspect`);
  await expect(other.getByTestId("inspect-input")).toBeAttached();
  expect(errors).toEqual([]);
  expect(await page.evaluate(() => caches.keys())).toHaveLength(2);

  await other.close();
  await page.reload();
  await expect
    .poll(() => page.evaluate(() => caches.keys()))
    .toEqual([expect.stringContaining("newer-release")]);
  await deployed.end();
});

test.describe("without a service worker", () => {
  test.use({ serviceWorkers: "block" });

  test("a release that replaces the files of an open page costs no package", async ({ page }) => {
    const deployed = await deploy();
    const errors = errorsOf(page);
    await page.goto(deployed.url);
    await page.getByTestId("sample").click();
    await expect(page.getByTestId("build")).toBeEnabled();
    await page.waitForLoadState("networkidle");
    deployed.replace(/\.(js|css)$/);
    await page.getByTestId("build").click();
    await expect(page.getByTestId("result")).toHaveAttribute("data-verified", "true", { timeout: 90_000 });
    await expect(page.getByTestId("rehearsal-run")).toBeVisible();

    // What was not fetched is said to be missing, and how to go on.
    await page.goto(`${deployed.url}#/inspect`);
    await expect(page.getByTestId("part-missing")).toBeVisible();
    expect(errors).toEqual([]);
    await deployed.end();
  });

  test("a package can be saved although what tells of it is gone", async ({ page }) => {
    const deployed = await deploy();
    const errors = errorsOf(page);
    await page.goto(deployed.url);
    deployed.replace(/^MadePackage-/);
    await page.getByTestId("sample").click();
    await page.getByTestId("build").click();
    const missing = page.getByTestId("part-missing");
    await expect(missing).toBeVisible({ timeout: 90_000 });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      missing.getByRole("button", { name: "下载升级包" }).click(),
    ]);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, 8).toString("latin1")).toBe("RDAOTA02");
    expect(errors).toEqual([]);
    await deployed.end();
  });

  test("a worker that is gone is named, with a way on", async ({ page }) => {
    const deployed = await deploy();
    const errors = errorsOf(page);
    await page.goto(deployed.url);
    deployed.replace(/^maker\.worker-/);
    await page.getByTestId("sample").click();
    await expect(page.getByTestId("error").first()).toHaveAttribute("data-code", "page-part-missing");
    expect(errors).toEqual([]);
    await deployed.end();
  });
});
