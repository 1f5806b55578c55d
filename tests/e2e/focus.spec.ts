/** Buttons that go with what they did: the focus must be somewhere sensible afterwards. */
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, test } from "./app.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();

test("what goes with its own click leaves the focus where the work goes on", async ({ app, page }) => {
  await app.open();
  // The sample opened: on what took the place of its button.
  await app.at("sample").focus();
  await page.keyboard.press("Enter");
  await app.expectReady();
  await expect(app.at("old-details").locator("summary")).toBeFocused();

  // The recognised platform taken: on its list.
  await app.at("platform-select").selectOption("asr");
  await app.at("take-platform").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("take-platform")).toHaveCount(0);
  await expect(app.at("platform-select")).toBeFocused();

  // A file taken away: where another is chosen.
  await page.getByRole("button", { name: "移除新固件" }).focus();
  await page.keyboard.press("Enter");
  await expect(app.at("new-input")).toBeFocused();

  // Swapped from the warning: on to making the package.
  await app.choosePair(pair.new, pair.old);
  await app.expectReady();
  await app.at("swap-now").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("swap-now")).toHaveCount(0);
  await expect(app.at("build")).toBeFocused();

  // A package looked into: at the start of the other screen.
  await app.expectReady();
  await app.makePackage();
  const sha256 = (await app.at("result").getAttribute("data-sha256")) ?? "–";
  await page.locator("summary", { hasText: "升级包内容" }).click();
  await page.getByRole("button", { name: "查看内容" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/inspect$/);
  await expect(app.at("inspect-result")).toContainText(sha256);
  await expect(page.locator("main")).toBeFocused();

  // Unused blocks left out from the warning: on to making the package.
  await app.goTo("make");
  await app.choosePair(asr.old, asr.new);
  await app.chooseType("full");
  await app.expectReady();
  await app.at("cut-now").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("cut-now")).toHaveCount(0);
  await expect(app.at("build")).toBeFocused();
});
