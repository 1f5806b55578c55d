/** The serial panel by keyboard, for assistive technology, and on a phone. */
import { atPort } from "../support/serial-bench.ts";
import { expect, looks, test } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";
import { SerialBench } from "./serial-bench.ts";

test("the whole way by keyboard alone", async ({ app, page }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  const tabTo = async (testId: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps++) {
      if (await app.at(testId).evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  };
  await tabTo("serial-connect");
  await page.keyboard.press("Enter");
  await expect(app.at("serial-facts").getByRole("heading")).toBeFocused();
  await tabTo("serial-mode-url");
  await tabTo("serial-run");
  await page.keyboard.press("Enter");
  await bench.expectDone();
  await expect(app.at("serial-done").locator(":focus")).toHaveCount(1);
  await tabTo("serial-terminal");
});

test("every state passes axe and fits a phone", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(phone);
  const bench = new SerialBench(app, [atPort()]);
  const pass = async (state: string): Promise<void> => {
    await inLooks(app, looks, async (look) => {
      await expectAccessible(app, `${state}: ${look}`, { within: '[data-testid="serial"]' });
      await expectFitsPhone(app, `${state}: ${look}`, app.at("serial"));
    });
  };
  bench.module.change({ version: "EC600UCNLBR03A05M08_OCPU_QPY", download: "fails" });
  bench.serial.ports[0]!.granted = true;
  await bench.openResult();
  await expect(app.at("serial-port")).toBeVisible();
  await pass("choice of port");
  await app.at("serial-connect").click();
  await bench.expectProblem("wrong-port");
  await pass("problem");
  bench.serial.pick = bench.modulePort.id;
  await app.at("serial-retry").click();
  await expect(app.at("serial-confirm")).toBeVisible();
  await pass("another version");
  await app.at("serial-confirm").check();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  await pass("at work");
  bench.module.powerCycle();
  await bench.expectDone();
  await pass("done");
});
