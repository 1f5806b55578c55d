import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { smallSample, smallSamplePair } from "../support/small-sample.ts";
import { expect, test } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

test.use({ serviceWorkers: "allow" });

const pair = samplePair();
const small = smallSamplePair();

test("from two files to a verified package on the disk", async ({ app, page }) => {
  await app.open();
  await expect(app.at("build")).toBeDisabled();
  // Who comes for the first time finds help, and it gives way to the files.
  const help = app.at("first-time");
  await help.locator("summary").first().click();
  await expect(help).toContainText(".pac");
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("platform")).toHaveAttribute("data-platform", "unisoc8910");
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("type-full")).toBeDisabled();
  await expect(app.at("type-mini")).toBeDisabled();
  await expect(help).toHaveCount(0);

  // Facts of both files come as soon as they are read.
  const card = page.getByRole("region", { name: /^旧固件/ }).first();
  await expect(card).toContainText(pair.old.fileName);
  await expect(card).toContainText("8915DM_cat1_sample");
  await expect(card).toContainText("2024-03-04 08:30 UTC");
  await app.at("old-details").locator("summary").click();
  const partitions = app.at("old-details").getByRole("table").first();
  await expect(partitions.getByRole("row").filter({ hasText: "0x60010000" })).toContainText("AP");
  await expect(app.at("old-details").getByText("/modem/", { exact: false }).first()).toBeAttached();

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
  await app.at("package-url").fill("https://fota.example.org/it's new.pack");
  await expect(app.at("script")).toContainText("URL = 'https://fota.example.org/it\\'s new.pack'");
  await app.at("package-url").fill("ftp://fota.example.org/a");
  await expect(page.locator("#package-url-problem")).not.toBeEmpty();
});

test("the same choices give the same bytes; class, language and colours change at once and lose nothing", async ({
  app,
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light" });
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const safe = await app.download();

  const compact = app.at("class-compact");
  await expect(compact).toBeEnabled();
  await compact.check();
  await expect(app.at("result")).not.toHaveAttribute("data-sha256", safe.sha256);
  const compactPackage = await app.download();
  await expect(app.at("result")).toHaveAttribute("data-sha256", compactPackage.sha256);
  expect(compactPackage.bytes.length).toBeLessThan(safe.bytes.length);
  expect(compactPackage.fileName).not.toBe(safe.fileName);
  await app.at("class-safe").check();
  await expect(app.at("result")).toHaveAttribute("data-sha256", safe.sha256);

  await app.makePackage();
  expect((await app.download()).sha256).toBe(safe.sha256);

  const title = page.getByRole("heading", { level: 1 });
  await expect(title).toHaveText("制作升级包");
  await app.speak("en");
  await expect(title).toHaveText("Make an update package");
  await expect(page).toHaveTitle(/FOTA Workshop/);
  await expect(app.at("result")).toHaveAttribute("data-sha256", safe.sha256);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await app.at("scheme").click();
  await app.at("scheme").click();
  const dark = await background();
  expect(dark).not.toBe(light);
  // Both are remembered.
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect(await background()).toBe(dark);
  await expect(app.at("first-time")).toContainText("New here?");
  await app.speak("zh");
  await expect(title).toHaveText("制作升级包");
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

test("choices come from the address, the address follows them; rules and version names can be chosen", async ({
  app,
  page,
}) => {
  await app.open("#/make?platform=eigen618&type=diff");
  await expect(app.at("platform")).toHaveAttribute("data-platform", "eigen618");
  await expect(app.at("platform-select")).toHaveValue("eigen618");
  await expect(app.at("type-diff")).toBeDisabled();
  await app.takeSmallPair();
  await expect(page).toHaveURL(/#\/make\?platform=unisoc8910&type=diff$/);

  await app.at("platform-select").selectOption("asr");
  await expect(app.at("platform")).toHaveAttribute("data-platform", "asr");
  await expect(app.at("build")).toBeDisabled();
  await app.at("platform-select").selectOption("unisoc8910");
  await app.expectReady();

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

test("while it works: title, leaving, files that come, the time left; and how it looks", async ({
  app,
  page,
}) => {
  const asksBeforeLeaving = () =>
    page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.holdWork();
  await app.open();
  await app.trySample();
  expect(await asksBeforeLeaving()).toBe(false);
  await app.startMaking();
  await expect(page).toHaveTitle(/^0 %/);
  expect(await asksBeforeLeaving()).toBe(true);
  await expectAccessibleInLooks(app, "working");

  // Files that come meanwhile are not taken, and the page says so.
  const old = page.locator('[data-drop="old"]');
  const before = await old.innerText();
  await app.drop(old, pair.new);
  await expect(page.getByText("没有接收新拖入的文件")).toBeVisible();
  expect(await old.innerText()).toBe(before);

  // The time left is told in a place that is kept for it.
  await expect(app.at("time-left")).toHaveText("剩余时间估算中…");
  await app.speak("en");
  await expect(app.at("time-left")).toHaveText("Estimating the time left…");
  const place = await app.at("cancel").boundingBox();
  await app.at("time-left").evaluate((one) => (one.textContent = "About 10 minutes left"));
  expect(await app.at("cancel").boundingBox()).toEqual(place);
  await page.setViewportSize({ width: 360, height: 740 });
  const narrow = await app.at("cancel").boundingBox();
  await app.at("time-left").evaluate((one) => (one.textContent = "Estimating the time left…"));
  expect(await app.at("cancel").boundingBox()).toEqual(narrow);

  await app.at("cancel").click();
  await expect(page).not.toHaveTitle(/%/);
  expect(await asksBeforeLeaving()).toBe(false);
  await app.speak("zh");
  await app.drop(old, pair.new);
  await expect(old).not.toHaveText(before, { useInnerText: true });
});

test("files dropped on a side or anywhere find their places; in the wrong order, one click puts it right", async ({
  app,
  page,
}) => {
  const side = (name: "old" | "new") => page.locator(`[data-drop="${name}"]`);
  await app.open();
  await app.drop(side("new"), small.new);
  await expect(side("new")).toContainText(small.new.fileName);
  await app.drop(page.locator("body"), small.old);
  await expect(side("old")).toContainText(small.old.fileName);
  await app.expectReady();
  // Dropped anywhere: the page finds out which is the new one.
  await page.reload();
  await app.drop(page.locator("body"), small.new, small.old);
  await app.expectReady();
  await expect(side("old")).toContainText(small.old.fileName);
  await expect(side("new")).toContainText(small.new.fileName);

  await app.choosePair(small.new, small.old);
  await app.expectReady();
  await expect(app.at("warning").first()).toHaveAttribute("data-code", "old-and-new-swapped");
  await app.at("swap").click();
  await app.expectReady();
  await expect(app.at("warning").and(page.locator('[data-code="old-and-new-swapped"]'))).toHaveCount(0);
  await app.makePackage();

  // Another file takes the result away.
  await app.choose("new", smallSample({ release: 2, fileName: "OTHER_V03.pac", apExtra: 512 }));
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
});
