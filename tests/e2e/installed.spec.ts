/** The app as installed: files from the file manager and from other apps, shortcuts, everything offline. */
import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import type { Page } from "@playwright/test";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { serveFolder } from "../support/static-server.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, test, type App } from "./app.ts";
import { expectAccessible } from "./axe.ts";

test.use({ serviceWorkers: "allow" });

const pair = smallSamplePair();
const asr = asrSamplePair();
const dist = new URL("../../dist/", import.meta.url);
const aPackage = { fileName: "vendor.pack", bytes: new TextEncoder().encode("RDAOTA02 and not much more") };

async function waitUntilStored(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

/** Before the page is opened: a launch queue as browsers give it to installed apps. */
async function withLaunchQueue(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const setConsumer = (consumer: unknown) => Object.assign(window, { launch: consumer });
    Object.defineProperty(window, "launchQueue", { value: { setConsumer } });
  });
}

/** The system opens files with the app, or a shortcut of it. */
async function launch(page: Page, files: readonly SampleFirmware[], target = ""): Promise<void> {
  await page.evaluate(
    ({ contents, hash }) => {
      const handles = contents.map(({ fileName, base64 }) => ({
        getFile: () => {
          if (base64 === null) return Promise.reject(new DOMException("gone", "NotFoundError"));
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          return Promise.resolve(new File([bytes], fileName));
        },
      }));
      const { launch } = window as unknown as { launch: (params: unknown) => void };
      launch({ files: handles, targetURL: new URL(`./${hash}`, location.href).href });
    },
    {
      contents: files.map(({ fileName, bytes }) => ({
        fileName,
        base64: bytes.length === 0 ? null : Buffer.from(bytes).toString("base64"),
      })),
      hash: target,
    },
  );
}

async function expectPair(app: App, firmware: typeof pair): Promise<void> {
  await app.expectReady();
  await expect(app.page.locator('[data-drop="old"]')).toContainText(firmware.old.fileName);
  await expect(app.page.locator('[data-drop="new"]')).toContainText(firmware.new.fileName);
}

test("opened with files: firmware in any order or one by one, packages, files that are gone, shortcuts", async ({
  app,
  page,
}) => {
  await withLaunchQueue(page);
  await app.open("#/inspect");
  // Old and new by what is in them.
  await launch(page, [pair.new, pair.old]);
  await expectPair(app, pair);
  await app.makePackage();
  // A package is looked into; what is in work stays.
  const { fileName, bytes } = await app.download();
  await launch(page, [{ fileName, bytes: new Uint8Array(bytes) }]);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "rdaota02");
  await page.getByRole("link", { name: "制作" }).click();
  await expect(app.at("result")).toBeVisible();

  await page.reload();
  await app.expectScreen();
  await launch(page, [asr.old]);
  await expect(page.locator('[data-drop="old"]')).toContainText(asr.old.fileName);
  await launch(page, [asr.new]);
  await expectPair(app, asr);

  // A file that is gone by then does no harm, and shortcuts lead to their screens.
  await launch(page, [{ fileName: "gone.pac", bytes: new Uint8Array(0) }]);
  await expect(app.at("build")).toBeVisible();
  for (const screen of ["inspect", "history", "fleet", "make"]) {
    await launch(page, [], `#/${screen}`);
    await expect(page).toHaveURL(new RegExp(`#/${screen}`));
  }
});

test("shared by another app, in a sub-folder of a host", async ({ app, page }) => {
  const host = await serveFolder(dist, "fota");
  const home = host.url;
  await page.goto(home);
  await waitUntilStored(page);
  // The browser posts the form, from outside of the page.
  await page.goto("about:blank");
  await page.setContent(
    `<form method="post" enctype="multipart/form-data" action="${home}share">
       <input type="file" name="files" multiple /><button>share</button></form>`,
  );
  await page.locator("input").setInputFiles(
    [pair.new, pair.old].map(({ fileName, bytes }) => ({
      name: fileName,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    })),
  );
  await page.locator("button").click();
  await expectPair(app, pair);
  await expect(page).toHaveURL(`${home}#/make?platform=unisoc8910`);
  // Once only, and nothing is left behind.
  await page.reload();
  await expect(app.at("sample")).toBeVisible();
  expect((await page.evaluate(() => caches.keys())).filter((name) => name.includes("shared"))).toEqual([]);
  await host.close();
});

test("sharing nothing, or something else than a form, opens the page", async ({ app, page, baseURL }) => {
  await app.open();
  await waitUntilStored(page);
  const { url, ok } = await page.evaluate(async () => {
    const response = await fetch("./share", { method: "POST", body: "not a form" });
    return { url: response.url, ok: response.ok };
  });
  expect([url, ok]).toEqual([baseURL, true]);
  await app.open("?shared");
  await expect(app.at("sample")).toBeVisible();
  await expect(page).toHaveURL(`${baseURL ?? ""}#/make`);
});

test("dropped: packages are looked into on any screen, firmware where firmware is", async ({ app, page }) => {
  await app.open();
  await app.drop(page.locator('[data-drop="old"]'), aPackage);
  await expect(page).toHaveURL(/#\/inspect$/);
  await app.expectRefusal("package-damaged");
  await app.drop(page.locator("body"), asr.new);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "firmware");
  await page.getByRole("link", { name: "制作" }).click();
  await expect(app.at("sample")).toBeVisible();
  // On the history screen firmware begins a package.
  await app.goTo("history");
  await app.drop(page.locator("body"), pair.new, pair.old);
  await expectPair(app, pair);
});

test("the offer to install is there when the browser makes it, and goes when it was taken", async ({
  app,
  page,
}) => {
  await app.open();
  await expect(app.at("install")).toHaveCount(0);
  const offer = () =>
    page.evaluate(() => {
      const event = new Event("beforeinstallprompt", { cancelable: true });
      const asked = { times: 0 };
      Object.assign(window, { asked });
      dispatchEvent(Object.assign(event, { prompt: () => Promise.resolve(asked.times++) }));
      return event.defaultPrevented;
    });
  expect(await offer()).toBe(true);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(app.at("install")).toBeVisible();
  await expectAccessible(app, "offered");
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
  await app.at("install").click();
  expect(await page.evaluate(() => (window as unknown as { asked: { times: number } }).asked.times)).toBe(1);
  await expect(app.at("install")).toHaveCount(0);
  expect(await offer()).toBe(true);
  await expect(app.at("install")).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("appinstalled")));
  await expect(app.at("install")).toHaveCount(0);
});

test("the browser finds no fault with the manifest", async ({ app, page, context }) => {
  await app.open();
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "") as {
    file_handlers: { accept: Record<string, string[]> }[];
    shortcuts: { url: string }[];
  };
  const extensions = manifest.file_handlers.flatMap(({ accept }) => Object.values(accept).flat());
  expect(extensions).toEqual(
    expect.arrayContaining([".pac", ".bin", ".zip", ".binpkg", ".pack", ".par", ".mini_1", ".mini_2"]),
  );
  expect(manifest.shortcuts.map(({ url }) => url)).toEqual(
    ["make", "fleet", "inspect", "history"].map((id) => `./#/${id}`),
  );
});

test("after one visit everything is there without a network: every part, both languages, every type", async ({
  app,
  page,
  context,
}) => {
  const missing: string[] = [];
  page.on("requestfailed", (request) => missing.push(request.url()));
  await app.open();
  await waitUntilStored(page);
  await context.setOffline(true);
  await page.reload();
  await expect(app.at("part-missing")).toHaveCount(0);
  for (const language of ["en", "zh"] as const) {
    await app.speak(language);
    for (const screen of ["inspect", "fleet", "history", "make"]) {
      await page.locator(`nav a[href="#/${screen}"]`).click();
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    }
  }
  await app.trySample();
  await app.makePackage();
  const { fileName, bytes } = await app.download();
  await app.at("share").click();
  await expect(app.at("share-qr")).toBeVisible();
  const link = await app.at("share-link").inputValue();
  await page.keyboard.press("Escape");
  await page.locator('nav a[href="#/inspect"]').click();
  await app.inspect({ fileName, bytes });
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "rdaota02");

  await page.goto(link);
  await expect(app.at("expectation")).toBeVisible();
  await page.goto("./");
  await app.trySample("asr");
  for (const type of ["diff", "full", "mini"] as const) {
    await app.chooseType(type);
    await app.expectReady();
    await app.makePackage();
  }
  await expect(app.at("part-missing")).toHaveCount(0);
  expect(missing).toEqual([]);
});
