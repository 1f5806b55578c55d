/** More contrast, and colours that the system forces on the page: every screen, measured more strictly. */
import type { Locator } from "@playwright/test";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { type App, expect, test } from "./app.ts";
import { expectAccessible } from "./axe.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();

/** All that a system can ask for, so that each takes back what the one before it asked. */
const asked = [
  ["more contrast, light", { contrast: "more", forcedColors: "none", colorScheme: "light" }],
  ["more contrast, dark", { contrast: "more", forcedColors: "none", colorScheme: "dark" }],
  ["forced colours, light", { contrast: "no-preference", forcedColors: "active", colorScheme: "light" }],
  ["forced colours, dark", { contrast: "no-preference", forcedColors: "active", colorScheme: "dark" }],
] as const;

async function expectContrast(app: App, screen: string): Promise<void> {
  for (const [name, media] of asked) {
    await app.page.emulateMedia(media);
    // axe takes text to be filled with the colour of the page, which is not drawn where the system forces its own.
    const enabled = media.forcedColors === "none";
    const rules = { "color-contrast": { enabled }, "color-contrast-enhanced": { enabled } };
    await expectAccessible(app, `${screen}: ${name}`, { rules });
  }
}

test("every screen passes axe, with more contrast at seven to one, and with forced colours", async ({
  app,
  page,
}) => {
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
  await page.goto("./#/make");
  await page.reload();
  await app.trySample("asr");
  await app.chooseType("full");
  const usage = await colorsOf(app, app.at("fs-usage"));
  expect(usage.left).not.toBe(usage.right);
});

test("forced colours: how far the work has come is seen", async ({ app, page }) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  await app.holdWork();
  await app.open();
  await app.trySample();
  await app.startMaking();
  // The work is held at its start: half of it is drawn as the page would.
  await app
    .at("progress")
    .locator("div")
    .evaluate((bar) => (bar.style.transform = "scaleX(0.5)"));
  const progress = await colorsOf(app, app.at("progress"));
  expect(progress.left).not.toBe(progress.right);
});
