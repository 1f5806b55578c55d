import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { expect, test } from "./app.ts";

test.use({ serviceWorkers: "allow" });

const pair = samplePair();

test("from two files to a verified package on the disk", async ({ app }) => {
  await app.open();
  await expect(app.at("build")).toBeDisabled();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("platform")).toHaveAttribute("data-platform", "unisoc8910");
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("type-full")).toBeDisabled();
  await expect(app.at("type-mini")).toBeDisabled();

  await app.makePackage();
  const result = app.at("result");
  const { fileName, bytes, sha256 } = await app.download();
  await expect(result).toHaveAttribute("data-sha256", sha256);
  await expect(result).toHaveAttribute("data-bytes", String(bytes.length));
  await expect(result).toHaveAttribute("data-seconds", /^\d+\.\d\d$/);
  expect(bytes.toString("latin1", 0, 8)).toBe("RDAOTA02");
  expect(bytes.length).toBeLessThan(pair.new.bytes.length / 2);

  // The name tells which versions, and the script that comes next fetches this very file.
  expect(fileName).toBe(`fota_V01_to_V02_${sha256.slice(0, 8)}.pack`);
  // What the files are called is written into no package.
  for (const id of ["old-version", "new-version"]) await expect(app.at(id)).toHaveValue("");
  await expect(app.at("warning")).toHaveCount(0);
  expect(bytes.readUInt32LE(32)).toBe(0);
  await expect(app.at("script")).toContainText(fileName);
});

test("the script takes the address that is typed", async ({ app }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  await app.at("package-url").fill("https://fota.example.org/it's new.pack");
  await expect(app.at("script")).toContainText("URL = 'https://fota.example.org/it\\'s new.pack'");
  await app.at("package-url").fill("ftp://fota.example.org/a");
  await expect(app.page.locator("#package-url-problem")).not.toBeEmpty();
});

test("the same choices give the same bytes, and the compact class follows its radio", async ({ app }) => {
  await app.open();
  await app.trySample();
  await app.makePackage();
  const safe = await app.download();

  const compact = app.at("class-compact");
  await expect(compact).toBeEnabled();
  await compact.check();
  await expect(app.at("result")).not.toHaveAttribute("data-sha256", safe.sha256);
  const small = await app.download();
  await expect(app.at("result")).toHaveAttribute("data-sha256", small.sha256);
  expect(small.bytes.length).toBeLessThan(safe.bytes.length);
  expect(small.fileName).not.toBe(safe.fileName);
  await app.at("class-safe").check();
  await expect(app.at("result")).toHaveAttribute("data-sha256", safe.sha256);

  await app.makePackage();
  expect((await app.download()).sha256).toBe(safe.sha256);
});

test("facts of both files come as soon as they are read", async ({ app, page }) => {
  await app.open();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  const card = page.getByRole("region", { name: /^旧固件/ }).first();
  await expect(card).toContainText(pair.old.fileName);
  await expect(card).toContainText("8915DM_cat1_sample");
  await expect(card).toContainText("2024-03-04 08:30 UTC");

  await app.at("old-details").locator("summary").click();
  const partitions = app.at("old-details").getByRole("table").first();
  await expect(partitions.getByRole("row").filter({ hasText: "0x60010000" })).toContainText("AP");
  await expect(app.at("old-details").getByText("/modem/", { exact: false }).first()).toBeAttached();
});

test("cancel stops the work, keeps the files, and the package can be made afterwards", async ({
  app,
  page,
}) => {
  await app.open();
  await app.trySample();
  await app.startMaking();
  await expect(app.at("progress")).toHaveAttribute("aria-valuenow", /^\d+$/);
  await app.at("cancel").click();
  await expect(app.at("cancel")).toHaveCount(0);
  await expect(app.at("build")).toBeEnabled();
  await expect(app.at("build")).toBeFocused();
  await expect(app.at("result")).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(0);

  await app.makePackage();
  expect((await app.download()).bytes.length).toBe(await app.figure("bytes"));
});

test("while it works the title counts and the browser asks before leaving; not before, not after", async ({
  app,
  page,
}) => {
  const asksBeforeLeaving = () =>
    page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await app.holdWork();
  await app.open();
  await app.trySample();
  expect(await asksBeforeLeaving()).toBe(false);
  await app.startMaking();
  await expect(page).toHaveTitle(/^0 %/);
  expect(await asksBeforeLeaving()).toBe(true);
  await app.at("cancel").click();
  await expect(page).not.toHaveTitle(/%/);
  expect(await asksBeforeLeaving()).toBe(false);
});

test("files that come while it works are not taken, and the page says so", async ({ app }) => {
  await app.holdWork();
  await app.open();
  await app.trySample();
  await app.startMaking();
  const old = app.page.locator('[data-drop="old"]');
  const before = await old.innerText();
  await app.drop(old, pair.new);
  await expect(app.page.getByText("没有接收新拖入的文件")).toBeVisible();
  expect(await old.innerText()).toBe(before);
  await app.at("cancel").click();
  await app.drop(old, pair.new);
  await expect(old).not.toHaveText(before, { useInnerText: true });
});

test("the language changes at once, is remembered, and loses nothing", async ({ app, page }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const bytes = await app.figure("bytes");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("制作升级包");
  await app.speak("en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Make an update package");
  await expect(page).toHaveTitle(/FOTA Workshop/);
  expect(await app.figure("bytes")).toBe(bytes);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await app.speak("zh");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("制作升级包");
});

test("light and dark can be chosen and are remembered", async ({ app, page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await app.open();
  const light = await background();
  await app.at("scheme").click();
  await app.at("scheme").click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await background()).toBe(dark);
});

test("files in the wrong order: a warning, and one click puts it right", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.new, pair.old);
  await app.expectReady();
  await expect(app.at("warning").first()).toHaveAttribute("data-code", "old-and-new-swapped");
  await app.at("swap").click();
  await app.expectReady();
  await expect(app.at("warning").and(app.page.locator('[data-code="old-and-new-swapped"]'))).toHaveCount(0);
  await app.makePackage();
});

test("two files dropped anywhere: the page finds out which is the new one", async ({ app, page }) => {
  await app.open();
  await app.drop(page.locator("body"), pair.new, pair.old);
  await app.expectReady();
  await expect(page.locator('[data-drop="old"]')).toContainText(pair.old.fileName);
  await expect(page.locator('[data-drop="new"]')).toContainText(pair.new.fileName);
});

test("a file dropped on a side becomes that side", async ({ app, page }) => {
  await app.open();
  await app.drop(page.locator('[data-drop="new"]'), pair.new);
  await expect(page.locator('[data-drop="new"]')).toContainText(pair.new.fileName);
  await app.drop(page.locator("body"), pair.old);
  await expect(page.locator('[data-drop="old"]')).toContainText(pair.old.fileName);
  await app.expectReady();
});

test("another file takes the result away", async ({ app }) => {
  await app.open();
  await app.trySample();
  await app.makePackage();
  await app.choose("new", sampleFirmware({ release: 2, fileName: "OTHER_V03.pac", apExtra: 512 }));
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
});

test("choices come from the address, and the address follows the choices", async ({ app, page }) => {
  await app.open("#/make?platform=unisoc8850&type=diff");
  await expect(app.at("platform")).toHaveAttribute("data-platform", "unisoc8850");
  await expect(app.at("platform-select")).toHaveValue("unisoc8850");
  await expect(app.at("type-diff")).toBeDisabled();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(page).toHaveURL(/#\/make\?platform=unisoc8910&type=diff$/);

  await app.at("platform-select").selectOption("asr");
  await expect(app.at("platform")).toHaveAttribute("data-platform", "asr");
  await expect(app.at("build")).toBeDisabled();
  await app.at("platform-select").selectOption("unisoc8910");
  await app.expectReady();
});

test("the rules and the version names can be chosen", async ({ app, page }) => {
  await app.open();
  await app.takeSmallPair();
  await page.getByText("高级选项").click();
  await app.at("rule-set").selectOption("unisoc8910-ext");
  await app.expectReady();
  await app.at("old-version").fill("Field-1.0");
  await app.at("new-version").fill("Field-1.1");
  await expect(app.at("warning")).toHaveAttribute("data-code", "versions-named");
  await app.makePackage();
  const { fileName, bytes } = await app.download();
  expect(fileName).toContain("Field-1.0");
  expect(fileName).toContain("Field-1.1");
  expect(bytes.includes("Field-1.0")).toBe(true);
});

test("who comes for the first time finds help, and it gives way to the files", async ({ app }) => {
  await app.open();
  const help = app.at("first-time");
  await help.locator("summary").first().click();
  await expect(help).toContainText(".pac");
  await app.speak("en");
  await expect(help).toContainText("New here?");
  await app.trySample();
  await expect(help).toHaveCount(0);
});
