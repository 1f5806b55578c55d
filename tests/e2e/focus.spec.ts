/** Buttons that go with what they did: the focus must be somewhere sensible afterwards. */
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { expect, test } from "./app.ts";

const pair = samplePair();
const asr = asrSamplePair();

test("swapped from the warning: on to making the package", async ({ app, page }) => {
  await app.open();
  await app.choosePair(pair.new, pair.old);
  await app.expectReady();
  await app.at("swap-now").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("swap-now")).toHaveCount(0);
  await expect(app.at("build")).toBeFocused();
});

test("unused blocks left out from the warning: on to making the package", async ({ app, page }) => {
  await app.open("#/make?type=full");
  await app.choose("new", asr.new);
  await app.expectReady();
  await app.at("cut-now").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("cut-now")).toHaveCount(0);
  await expect(app.at("build")).toBeFocused();
});

test("the recognised platform taken: on its list", async ({ app, page }) => {
  await app.open();
  await app.trySample();
  await app.at("platform-select").selectOption("asr");
  await app.at("take-platform").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("take-platform")).toHaveCount(0);
  await expect(app.at("platform-select")).toBeFocused();
});

test("a file taken away: where another is chosen", async ({ app, page }) => {
  await app.open();
  await app.trySample();
  await page.getByRole("button", { name: "移除新固件" }).focus();
  await page.keyboard.press("Enter");
  await expect(app.at("new-input")).toBeFocused();
});

test("the sample opened: on what took the place of its button", async ({ app, page }) => {
  await app.open();
  await app.at("sample").focus();
  await page.keyboard.press("Enter");
  await app.expectReady();
  await expect(app.at("old-details").locator("summary")).toBeFocused();
});

test("a package looked into: at the start of the other screen", async ({ app, page }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  await page.locator("summary", { hasText: "升级包内容" }).click();
  await page.getByRole("button", { name: "查看内容" }).focus();
  await page.keyboard.press("Enter");
  await expect(app.at("inspect-result")).toBeVisible();
  await expect(page.locator("main")).toBeFocused();
});

test("the time left is told in a place that is kept for it", async ({ app, page }) => {
  await app.holdWork();
  await app.open();
  await app.trySample();
  await app.startMaking();
  await expect(app.at("time-left")).toHaveText("剩余时间估算中…");
  await app.speak("en");
  await expect(app.at("time-left")).toHaveText("Estimating the time left…");
  const before = await app.at("cancel").boundingBox();
  await app.at("time-left").evaluate((one) => (one.textContent = "About 10 minutes left"));
  expect(await app.at("cancel").boundingBox()).toEqual(before);
  await page.setViewportSize({ width: 360, height: 740 });
  const narrow = await app.at("cancel").boundingBox();
  await app.at("time-left").evaluate((one) => (one.textContent = "Estimating the time left…"));
  expect(await app.at("cancel").boundingBox()).toEqual(narrow);
});
