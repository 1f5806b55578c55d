import { smallSamplePair } from "../support/small-sample.ts";
import { expect, looks, test, type App } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pair = smallSamplePair();
const bad = { fileName: "holiday.jpg", bytes: new Uint8Array(5000).fill(0x5a) };
const copy = { ...pair.old, fileName: "copy.pac" };
const making = { timeout: 90_000 };

async function expectGood(app: App, state: string): Promise<void> {
  await inLooks(app, looks, async (look) => {
    await expectAccessible(app, `${state}: ${look}`);
    await expectFitsPhone(app, `${state}: ${look}`, app.page.locator("main"));
  });
}

test("the fleet passes axe and fits a phone", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(phone);
  await app.open("#/fleet");
  await expectGood(app, "empty");
  await app.addToFleet(pair.old, copy, pair.new, bad);
  await app.at("fleet-both").check();
  await app.at("fleet-class-compact").check();
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.fleetRow("holiday.jpg").locator("summary").click();
  await expectGood(app, "read and judged, with a refusal");
  await app.at("fleet-start").click();
  await expect(app.at("fleet-made")).toHaveCount(2, making);
  await expectGood(app, "made");
  await app.fleetRow(pair.old.fileName).getByTestId("fleet-be-new").click();
  await expect(app.at("warning")).toBeVisible(making);
  await app.at("warning").locator("summary").click();
  await expectGood(app, "warning");
});

test("the fleet at work passes axe and fits a phone", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(phone);
  await app.holdWork();
  await app.open("#/fleet");
  await app.addToFleet(pair.old, pair.new);
  await expect(app.at("fleet-start")).toBeEnabled(making);
  await app.at("fleet-start").click();
  await expect(app.at("fleet-progress")).toBeVisible();
  await expectGood(app, "working");
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
