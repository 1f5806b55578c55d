import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import type { Locator } from "@playwright/test";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, test, type App } from "./app.ts";
import { expectAccessibleInLooks as expectAccessible } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();
const garbage = { fileName: "garbage.bin", bytes: new Uint8Array(100) };

test("every screen passes axe", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open();
  await expectAccessible(app, "empty");
  await app.choosePair(pair.new, pair.old);
  await app.expectReady();
  await app.at("old-details").locator("summary").click();
  await page.locator("summary").last().click();
  await expectAccessible(app, "files, warning and options");
  await app.makePackage();
  await page.locator("summary").last().click();
  await expectAccessible(app, "result");
  await app.choose("new", garbage);
  await app.expectRefusal("not-firmware");
  await expectAccessible(app, "refusal");
  await app.goTo("inspect");
  await expectAccessible(app, "inspect");
  await app.inspect(pair.old);
  await expect(app.at("inspect-result")).toBeVisible();
  await expectAccessible(app, "inspected");
});

test("the user partition and packages of several files pass axe", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open("#/make?type=full");
  await expect(app.at("fs-panel")).toBeVisible();
  await expectAccessible(app, "no firmware yet");
  await app.choose("new", asr.new);
  await app.expectReady();
  await app.replaceUserFile("main.py", "while True\n    pass\n");
  await expect(app.at("fs-problem")).toHaveCount(1);
  await app.at("fs-rename").click();
  await expectAccessible(app, "file with a fault, being renamed");
  await app.at("fs-rename-path").fill("lib/blink.py");
  await app.at("fs-rename-save").click();
  await app.expectRefusal("user-partition-name");
  await app.userFile("lib").click();
  await expectAccessible(app, "folder, and a refusal");
  await app.choose("old", asr.old);
  await app.chooseType("mini");
  await app.expectReady();
  await app.makePackage();
  await expectAccessible(app, "two files");
  const image = await app.downloadBy(app.at("fs-image"));
  await app.goTo("inspect");
  await app.inspect(image);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "user-partition");
  await expectAccessible(app, "inspected user partition");
  await app.inspect(asr.new);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "firmware");
  await expectAccessible(app, "inspected firmware");
});

/** Goes on by Tab until the element has the focus, as somebody without a mouse does. */
async function tabToElement(app: App, element: Locator, name: string): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await app.page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test("the whole way by keyboard alone", async ({ app, page }) => {
  await app.open();
  const press = (key: string) => page.keyboard.press(key);
  const tabTo = (testId: string) => tabToElement(app, app.at(testId), testId);

  // The first Tab offers to skip the header.
  await press("Tab");
  await expect(page.getByRole("link", { name: "跳到主要内容" })).toBeFocused();
  await press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.reload();

  await tabTo("language-en");
  await press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await tabTo("old-input");
  await tabTo("new-input");
  await tabTo("sample");
  await press("Enter");
  await app.expectReady();
  await tabTo("type-diff");
  await tabTo("build");
  await press("Enter");
  // The focus is neither lost nor on "cancel", where a second Enter would do harm.
  await expect(app.at("cancel").or(app.at("result")).first()).toBeVisible();
  await press("Enter");
  await app.expectResult();
  await expect(page.getByRole("heading", { name: "The package is ready" })).toBeFocused();
  const downloading = page.waitForEvent("download");
  await tabTo("download-1");
  await press("Enter");
  await downloading;
  await tabTo("class-safe");
});

test("a script is renamed, deleted and brought back by keyboard alone", async ({ app, page }) => {
  await app.open("#/make?type=full");
  await app.choose("new", asr.new);
  await app.expectReady();
  const press = (key: string) => page.keyboard.press(key);
  const tabTo = (testId: string) => tabToElement(app, app.at(testId), testId);

  await tabToElement(app, app.userFile("lib/blink.py"), "lib/blink.py");
  await press("Enter");
  await expect(app.at("fs-view")).toContainText("/usr/lib/blink.py");
  await tabTo("fs-replace");
  await tabTo("fs-rename");
  await press("Enter");
  await expect(app.at("fs-rename-path")).toBeFocused();
  await press("Escape");
  await expect(app.at("fs-rename")).toBeFocused();
  await press("Enter");
  // The name is selected, its folder and extension stay.
  await page.keyboard.type("flash");
  await press("Enter");
  await expect(app.userFile("lib/flash.py")).toBeVisible();
  await expect(app.at("fs-rename")).toBeFocused();
  await tabTo("fs-delete");
  await press("Enter");
  await expect(app.userFile("lib/flash.py")).toHaveCount(0);
  await expect(app.at("fs-undo")).toBeFocused();
  await press("Enter");
  await expect(app.userFile("lib/flash.py")).toBeVisible();
  await expect(app.at("fs-undo")).toBeFocused();
  await press("Enter");
  await expect(app.userFile("lib/blink.py")).toBeVisible();
  // With nothing left to undo the focus goes on to what comes before it.
  await expect(app.at("fs-add")).toBeFocused();
  await tabTo("fs-input");
  await app.expectReady();
  await tabTo("build");
});

test("on a phone everything fits and can be touched, with power cuts tried and a script rehearsed", async ({
  app,
  page,
}) => {
  await page.setViewportSize(phone);
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  // Power cuts are tried by themselves, with a button to stop that; it goes away with them.
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expectFitsPhone(app, "a differential package");
  await app.speak("en");
  await app.choosePair(asr.old, asr.new);
  await app.chooseType("mini");
  await app.expectReady();
  await app.makePackage();
  await app.rehearse({ cut: "random" });
  await app.expectRehearsed("updated");
  await expectFitsPhone(app, "user partition, mini-system and its rehearsal");
});
