import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { everyLook, expect, test, type App } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();
const bad = { fileName: "holiday.jpg", bytes: new Uint8Array(5000).fill(0x5a) };
const copy = { ...pair.old, fileName: "copy.pac" };
const making = { timeout: 90_000 };

const expectAccessible = (app: App, screen: string) => expectAccessibleInLooks(app, screen, everyLook);

test("the fleet passes axe", async ({ app, page }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open("#/fleet");
  await expectAccessible(app, "empty");
  await app.addToFleet(pair.old, copy, pair.new, bad);
  await app.at("fleet-both").check();
  await app.at("fleet-class-compact").check();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.fleetRow("holiday.jpg").locator("summary").click();
  await expectAccessible(app, "read and judged, with a refusal");
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(2, making);
  await expectAccessible(app, "made");
  await app.fleetRow(pair.old.fileName).getByTestId("fleet-be-new").click();
  await expect(app.at("warning")).toBeVisible(making);
  await app.at("warning").locator("summary").click();
  await expectAccessible(app, "warning");
});

test("the fleet of ASR and the rollback pass axe", async ({ app, page }) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open("#/fleet");
  await app.addToFleet(asr.old, asr.new);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-type-mini").check();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await expectAccessible(app, "mini-system");
  await app.goTo("make");
  await app.chooseType("mini");
  await app.trySample("asr");
  await app.makePackage();
  await app.at("rollback").click();
  await expect(app.at("rollback-result")).toBeVisible(making);
  await expectAccessible(app, "rollback");
});

test("the fleet at work passes axe", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.holdWork();
  await app.open("#/fleet");
  await app.addToFleet(pair.old, copy, pair.new, bad);
  await app.at("fleet-both").check();
  await app.at("fleet-class-compact").check();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-progress")).toBeVisible();
  await expectAccessible(app, "working");
});

test("a fleet by keyboard alone", async ({ app, page }) => {
  await app.open("#/fleet");
  const press = (key: string) => page.keyboard.press(key);
  const tabTo = async (testId: string): Promise<void> => {
    for (let steps = 0; steps < 80; steps++) {
      const there = await page.evaluate(
        (id) => document.activeElement?.getAttribute("data-testid") === id,
        testId,
      );
      if (there) return;
      await press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  };
  await tabTo("fleet-add");
  await tabTo("fleet-add-folder");
  await app.addToFleet(pair.old, pair.new, bad);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await tabTo("fleet-be-new");
  await tabTo("fleet-remove");
  await tabTo("fleet-both");
  await press("Space");
  await expect(app.at("fleet-both")).toBeChecked();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await tabTo("fleet-start");
  await press("Enter");
  await expect(app.at("fleet-progress")).toBeVisible();
  // The focus is neither lost nor on "cancel", where a second Enter would do harm.
  await press("Enter");
  await tabTo("fleet-cancel");
  await press("Enter");
  await expect(app.at("fleet-start")).toBeFocused();
  await press("Enter");
  await expect(app.at("fleet-made")).toHaveCount(2, making);
  const downloading = page.waitForEvent("download");
  await tabTo("fleet-zip");
  await press("Enter");
  await downloading;
  await tabTo("fleet-download");
});

test("on a phone the fleet is not wider than the screen, and what can be touched is 44 pixels high", async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await app.open("#/fleet");
  const measure = async (state: string): Promise<void> => {
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, state).toBe(0);
    const small = await page
      .locator("main")
      .locator("button:visible, a:visible, summary:visible, label:visible:has(input), label.button:visible")
      .evaluateAll((elements) =>
        elements
          .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
          .filter(({ height }) => height < 44),
      );
    expect(small, state).toEqual([]);
  };
  await measure("empty");
  await app.addToFleet(pair.old, copy, pair.new, bad);
  await app.at("fleet-both").check();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await measure("judged");
  await app.at("fleet-start").click();
  await expect(app.at("fleet-progress")).toBeVisible();
  await measure("working");
  await expect(app.at("fleet-made")).toHaveCount(2, making);
  await measure("made");
});
