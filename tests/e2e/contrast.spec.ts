/** More contrast, and colours that the system forces on the page: every screen, measured more strictly. */
import AxeBuilder from "@axe-core/playwright";
import { asrSamplePair } from "../../src/sample/asr-sample.ts";
import { samplePair } from "../../src/sample/unisoc8910-sample.ts";
import { type App, expect, test } from "./app.ts";

const pair = samplePair();
const asr = asrSamplePair();

async function expectContrast(app: App, screen: string): Promise<void> {
  const rules = { "color-contrast-enhanced": { enabled: true } };
  const { violations } = await new AxeBuilder({ page: app.page }).options({ rules }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, screen).toEqual([]);
}

for (const [name, media] of [
  ["more contrast, light", { contrast: "more", colorScheme: "light" }],
  ["more contrast, dark", { contrast: "more", colorScheme: "dark" }],
  ["forced colours, light", { forcedColors: "active", colorScheme: "light" }],
  ["forced colours, dark", { forcedColors: "active", colorScheme: "dark" }],
] as const) {
  test(`every screen passes axe with seven to one: ${name}`, async ({ app, page }) => {
    await page.emulateMedia({ ...media, reducedMotion: "reduce" });
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
    await page.getByRole("navigation").getByRole("link").nth(2).click();
    await app.inspect(pair.old);
    await expect(app.at("inspect-result")).toBeVisible();
    await expectContrast(app, "inspected");
  });
}

test("forced colours: what is drawn by backgrounds and shadows alone is still seen", async ({
  app,
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  await app.holdWork();
  await app.open();
  const current = page.getByRole("navigation").locator('[aria-current="page"]');
  await expect(current).not.toHaveCSS("border-block-end-width", "0px");
  await app.trySample();
  await app.startMaking();
  const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect(app.at("progress").locator("div")).not.toHaveCSS("background-color", canvas);
  await expect(app.at("progress").locator("div")).not.toHaveCSS("background-color", "rgba(0, 0, 0, 0)");
  await app.at("cancel").click();
  const color = (testId: string) =>
    app
      .at(testId)
      .evaluate((radio) => getComputedStyle(radio.closest("label") ?? radio).borderBlockStartColor);
  expect(await color("type-diff")).not.toBe(await color("type-full"));
});
