import { smallSamplePair } from "../support/small-sample.ts";
import { App, expect, looks, test } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pair = smallSamplePair();

async function madeOne(app: App, platform: "unisoc8910" | "asr" = "unisoc8910"): Promise<string> {
  await app.open();
  await (platform === "asr" ? app.trySample(platform) : app.takeSmallPair());
  await app.makePackage();
  return (await app.at("result").getAttribute("data-sha256")) ?? "";
}

async function toHistory(app: App): Promise<void> {
  await app.page.locator('nav a[href="#/history"]').click();
  await expect(app.at("history-keep")).toBeVisible();
}

const entries = (app: App) => app.at("history-entry");

test("what was made is remembered once, across a reload, with its address; it is found, deleted and erased", async ({
  app,
  page,
}) => {
  await app.open("#/history");
  await expect(app.at("history-empty")).toBeVisible();
  const sha256 = await madeOne(app);
  const packed = await app.download();
  await app.at("package-url").fill("http://fota.example.org/release/a.pack");
  // The same package made again is one record, and the newest is on top.
  await app.makePackage();
  const second = await madeOne(app, "asr");
  await toHistory(app);
  await page.reload();
  await expect(entries(app)).toHaveCount(2);
  await expect(entries(app).first()).toHaveAttribute("data-sha256", second);
  const entry = entries(app).last();
  await expect(entry).toHaveAttribute("data-sha256", sha256);
  await expect(entry).toContainText(`fota_V01_to_V02_${sha256.slice(0, 8)}.pack`);
  await entry.locator("summary").click();
  await expect(entry).toContainText(sha256);
  await expect(entry).toContainText(pair.old.fileName);
  await expect(entry).toContainText("http://fota.example.org/release/a.pack");

  for (const query of ["V01 to_V02_", sha256.slice(0, 10), packed.fileName.toUpperCase()]) {
    await app.at("history-search").fill(query);
    await expect(entries(app)).toHaveCount(1);
    await expect(entries(app)).toHaveAttribute("data-sha256", sha256);
  }
  await app.at("history-search").fill("nothing like it");
  await expect(entries(app)).toHaveCount(0);
  await app.at("history-show-all").click();
  await expect(entries(app)).toHaveCount(2);
  await expect(app.at("history-search")).toBeFocused();

  // Under another name, with the same contents.
  const renamed = { name: "renamed.bin", mimeType: "application/octet-stream", buffer: packed.bytes };
  await app.at("history-find-input").setInputFiles(renamed);
  await expect(entries(app)).toHaveCount(1);
  await expect(entries(app)).toHaveAttribute("data-sha256", sha256);
  await expect(app.at("history-finding")).toContainText("renamed.bin");
  // The firmware that it was made of, dropped anywhere.
  await app.drop(page.locator("main"), pair.old);
  await expect(app.at("history-finding")).toContainText(pair.old.fileName);
  await expect(entries(app)).toHaveAttribute("data-sha256", sha256);
  await app.at("history-find-input").setInputFiles({ ...renamed, buffer: Buffer.from("unknown") });
  await expect(entries(app)).toHaveCount(0);
  await expect(app.at("history-finding")).toContainText("没有");
  await app.at("history-show-all").click();

  // Deleting one can be undone, erasing all is asked for; by keyboard.
  await app.at("history-delete").first().focus();
  await page.keyboard.press("Enter");
  await expect(entries(app)).toHaveCount(1);
  await expect(app.at("history-undo")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(entries(app)).toHaveCount(2);
  await expect(app.at("history-delete").first()).toBeFocused();

  await app.at("history-erase").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("history-erase-no")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(app.at("history-erase-dialog")).toHaveCount(0);
  await expect(app.at("history-erase")).toBeFocused();
  await expect(entries(app)).toHaveCount(2);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(app.at("history-erase-yes")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(app.at("history-empty")).toBeVisible();
  await expect(app.at("history-keep")).toBeFocused();
  await page.reload();
  await expect(app.at("history-empty")).toBeVisible();
});

test("make again takes the choices along and keeps the files that are right", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await app.page.locator("summary").last().click();
  await app.at("old-version").fill("V01-rc6");
  await app.at("new-version").fill("V02-rc7");
  await app.expectReady();
  await app.makePackage();
  const made = await app.download();
  await app.at("package-url").fill("http://fota.example.org/rc7.pack");
  // Other files now: an old one that is right, a new one that is not.
  await app.choose("new", { fileName: "other.pac", bytes: pair.old.bytes });
  await toHistory(app);
  await app.at("history-again").click();
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("build")).toBeDisabled();
  // As for a link: what will give the very same package is expected.
  await expect(app.at("expectation-old")).toHaveAttribute("data-state", "match");
  await expect(app.at("expectation-new")).toHaveAttribute("data-state", "missing");
  await expect(app.page.getByText("other.pac")).toHaveCount(0);
  // The right one under another name gives the very same package.
  await app.choose("new", { fileName: "renamed.pac", bytes: pair.new.bytes });
  await app.expectReady();
  await app.makePackage();
  const again = await app.download();
  expect([again.fileName, again.sha256]).toEqual([made.fileName, made.sha256]);
  await expect(app.at("expectation-package")).toHaveAttribute("data-state", "identical");
  await expect(app.at("package-url")).toHaveValue("http://fota.example.org/rc7.pack");
});

test("exported records come back, once each; other files are refused with words", async ({ app, page }) => {
  const sha256 = await madeOne(app);
  await toHistory(app);
  const file = await app.downloadBy(app.at("history-export"));
  expect(file.fileName).toBe("fota-workshop-history.json");
  expect(file.bytes.toString()).toContain(sha256);
  const take = async (text: string): Promise<void> =>
    app.at("history-import-input").setInputFiles({
      name: "records.json",
      mimeType: "application/json",
      buffer: Buffer.from(text),
    });
  await take(file.bytes.toString());
  await expect(app.at("history-note")).toContainText("1");
  await expect(entries(app)).toHaveCount(1);

  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(app.at("history-empty")).toBeVisible();
  for (const [text, problem] of [
    ["nonsense", "not-json"],
    ['{"name":"package.json"}', "not-history"],
    [file.bytes.toString().replace('"version":1', '"version":9'), "newer-version"],
  ] as const) {
    await take(text);
    await expect(app.at("history-import-problem")).toHaveAttribute("data-code", problem);
    await expect(app.at("history-empty")).toBeVisible();
  }
  await take(file.bytes.toString());
  await expect(app.at("history-import-problem")).toHaveCount(0);
  await expect(entries(app)).toHaveAttribute("data-sha256", sha256);
});

test("two tabs have the same history, and both keep none when it is switched off", async ({
  app,
  page,
  context,
}) => {
  await app.open("#/history");
  await expect(app.at("history-empty")).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url().replace(/#.*/, ""));
  const tab = new App(other);
  await tab.takeSmallPair();
  await tab.makePackage();
  await expect(entries(app)).toHaveCount(1);
  // Switched off, nothing more is remembered; what is there stays.
  await app.at("history-keep").uncheck();
  await tab.at("swap").click();
  await tab.expectReady();
  await tab.makePackage();
  await app.page.reload();
  await expect(app.at("history-keep")).not.toBeChecked();
  await expect(entries(app)).toHaveCount(1);
  await app.at("history-delete").click();
  await other.locator('nav a[href="#/history"]').click();
  await expect(other.getByTestId("history-empty")).toBeVisible();
});

test("where the browser keeps nothing, the page says so and still works for this visit", async ({
  app,
  page,
}) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  const sha256 = await madeOne(app);
  await toHistory(app);
  await expect(app.at("history-not-stored")).toBeVisible();
  await expect(entries(app)).toHaveAttribute("data-sha256", sha256);
  await page.reload();
  await expect(app.at("history-empty")).toBeVisible();
});

test("the history passes axe and fits a phone", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(phone);
  const expectFit = async (state: string): Promise<void> => {
    await expectAccessible(app, state);
    await expectFitsPhone(app, state);
  };
  await app.open("#/history");
  await expect(app.at("history-empty")).toBeVisible();
  await inLooks(app, looks, (look) => expectFit(`empty: ${look}`));
  await madeOne(app);
  await toHistory(app);
  await entries(app).locator("summary").click();
  await app.at("history-import-input").setInputFiles({
    name: "foreign.json",
    mimeType: "application/json",
    buffer: Buffer.from("{}"),
  });
  await expect(app.at("history-import-problem")).toBeVisible();
  await inLooks(app, looks, (look) => expectFit(`a record, and a file that was refused: ${look}`));
  await app.at("history-find-input").setInputFiles({
    name: "unknown.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("unknown"),
  });
  await expect(app.at("history-finding")).toHaveAttribute("data-phase", "hashed");
  await inLooks(app, looks, (look) => expectFit(`not found: ${look}`));
  await app.at("history-show-all").click();
  await app.at("history-erase").click();
  await expect(app.at("history-erase-dialog")).toBeVisible();
  await inLooks(app, looks, (look) => expectFit(`asking: ${look}`));
  await app.at("history-erase-no").click();
  await app.at("history-delete").click();
  await expect(app.at("history-undo")).toBeVisible();
  await inLooks(app, looks, (look) => expectFit(`deleted: ${look}`));
});
