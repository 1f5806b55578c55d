import AxeBuilder from "@axe-core/playwright";
import { samplePair } from "../../src/sample/unisoc8910-sample.ts";
import { expect, test, type App } from "./app.ts";

const pair = samplePair();
const garbage = { fileName: "garbage.bin", bytes: new Uint8Array(100) };

async function expectAccessible(app: App, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, screen).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const language of ["zh", "en"] as const) {
    test(`every screen passes axe: ${colorScheme}, ${language}`, async ({ app, page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await app.open();
      await app.speak(language);
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
      await page.getByRole("navigation").getByRole("link").last().click();
      await expectAccessible(app, "inspect");
      await app.inspect(pair.old);
      await expect(app.at("inspect-result")).toBeVisible();
      await expectAccessible(app, "inspected");
    });

    test(`the page at work passes axe: ${colorScheme}, ${language}`, async ({ app, page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await app.holdWork();
      await app.open();
      await app.speak(language);
      await app.trySample();
      await app.startMaking();
      await expect(app.at("progress")).toBeVisible();
      await expectAccessible(app, "working");
    });
  }
}

test("the whole way by keyboard alone", async ({ app, page }) => {
  await app.open();
  const press = (key: string) => page.keyboard.press(key);
  /** Goes on by Tab until the element has the focus, as somebody without a mouse does. */
  async function tabTo(testId: string): Promise<void> {
    for (let steps = 0; steps < 60; steps++) {
      if (await app.at(testId).evaluate((element) => element === document.activeElement)) return;
      await press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  }

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

test("the first Tab offers to skip the header", async ({ app, page }) => {
  await app.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到主要内容" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("on a phone nothing is wider than the screen, and what can be touched is 44 pixels high", async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await app.open();
  await app.trySample();
  await app.makePackage();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  const small = await page
    .locator("button:visible, a:visible, select:visible, label:visible:has(input), label.button:visible")
    .evaluateAll((elements) =>
      elements
        .filter((element) => !element.classList.contains("skip"))
        .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44),
    );
  expect(small).toEqual([]);
});
