/** More contrast, and colours that the system forces on the page: every screen, measured more strictly. */
import type { Locator } from "@playwright/test";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { type App, expect, test } from "./app.ts";
import { expectAccessible } from "./axe.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();

/**
 * The colours of the page where more contrast is asked for, at seven to one. Nothing else of what axe looks at depends
 * on them (accessibility.spec.ts has the rest), and colours that the system forces are none of the page's.
 */
async function expectContrast(app: App, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await app.page.emulateMedia({ contrast: "more", colorScheme });
    await expectAccessible(app, `${screen}: more contrast, ${colorScheme}`, {
      only: ["color-contrast", "color-contrast-enhanced"],
    });
  }
}

test("with more contrast every screen has seven to one", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open();
  await expectContrast(app, "empty");
  await app.choosePair(pair.new, pair.old);
  await app.expectReady();
  await app.at("old-details").locator("summary").click();
  await page.locator("details.expert > summary").click();
  await app.at("file-method").first().getByRole("combobox").selectOption("ignore");
  await app.expectReady();
  await expectContrast(app, "files, warnings and options");
  await app.makePackage();
  await page.locator("summary", { hasText: "升级包内容" }).click();
  await expectContrast(app, "result");
  await app.choose("new", { fileName: "garbage.bin", bytes: new Uint8Array(100) });
  await app.expectRefusal("not-firmware");
  await expectContrast(app, "refusal");
  await app.choose("new", asr.new);
  await app.chooseType("full");
  await app.replaceUserFile("main.py", "while True\n    pass\n");
  await expect(app.at("fs-problem")).toHaveCount(1);
  await expectContrast(app, "user partition");
  await app.goTo("inspect");
  await app.inspect(pair.old);
  await expect(app.at("inspect-result")).toBeVisible();
  await expectContrast(app, "inspected");
});

/** Colours in the middle row of an element as drawn, from its left to its right end. */
async function colorsOf(app: App, drawn: Locator): Promise<{ left: string; right: string }> {
  const png = (await drawn.screenshot()).toString("base64");
  return await app.page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.drawImage(image, 0, 0);
    const at = (x: number): string => context.getImageData(x, image.height >> 1, 1, 1).data.join();
    return { left: at(4), right: at(image.width - 5) };
  }, png);
}

test("forced colours: what is drawn by backgrounds and shadows alone is still seen", async ({
  app,
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  await app.open();
  const current = page.getByRole("navigation").locator('[aria-current="page"]');
  await expect(current).not.toHaveCSS("border-block-end-width", "0px");
  await app.takeSmallPair();
  const frame = (testId: string) =>
    app
      .at(testId)
      .evaluate((radio) => getComputedStyle(radio.closest("label") ?? radio).borderBlockStartColor);
  expect(await frame("type-diff")).not.toBe(await frame("type-full"));
  await app.makePackage();
  const share = await colorsOf(app, app.at("result").locator(".scale"));
  expect(share.left).not.toBe(share.right);
  await app.holdWork();
  await page.goto("./#/make");
  await page.reload();
  await app.trySample("asr");
  await app.chooseType("full");
  const usage = await colorsOf(app, app.at("fs-usage"));
  expect(usage.left).not.toBe(usage.right);
  await app.expectReady();
  await app.startMaking();
  // The work is held at its start: half of it is drawn as the page would.
  await app
    .at("progress")
    .locator("div")
    .evaluate((bar) => (bar.style.transform = "scaleX(0.5)"));
  const progress = await colorsOf(app, app.at("progress"));
  expect(progress.left).not.toBe(progress.right);
});
