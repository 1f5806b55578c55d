import { asrSampleFirmware, asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { expect, test, type App } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const pair = samplePair();
const asr = asrSamplePair();

async function openMap(app: App): Promise<void> {
  await app.at("difference").locator("summary").first().click();
  await expect(app.at("flash-map")).toBeVisible({ timeout: 60_000 });
}

function blocksOf(app: App, area: string) {
  return app.at("flash-map").locator(`[data-area="${area}"]`);
}

function fileChange(app: App, path: string) {
  return app.page.locator(`[data-testid="file-change"][data-path="${path}"]`);
}

test("UNISOC 8910: the headline, the map, and the files that changed", async ({ app, page }) => {
  await app.open();
  await app.choose("old", pair.old);
  await expect(app.at("difference")).toHaveCount(0);
  await app.choose("new", pair.new);
  const headline = app.at("difference-headline");
  await expect(headline).toContainText("AP");
  await expect(headline).toContainText(/\d+ 个有变化/);
  await expect(app.at("flash-map")).toHaveCount(0);

  await openMap(app);
  const readout = app.at("flash-map-readout");
  await blocksOf(app, "AP").hover({ position: { x: 3, y: 3 } });
  await expect(readout).toContainText("AP，0x60010000");
  await blocksOf(app, "BOOTLOADER").hover({ position: { x: 3, y: 3 } });
  await expect(readout).toContainText("BOOTLOADER，0x60000000");

  await page.getByText("用表格显示各分区的块数").click();
  const row = app.at("flash-map-table").locator('[data-area="PS"]');
  await expect(row).toContainText("524,288");
  const counts = await row.locator("[data-state]").allTextContents();
  expect(counts.map(Number).reduce((sum, blocks) => sum + blocks)).toBe(0x80000 / 0x1000);

  const cp = fileChange(app, "/modem/cp.bin");
  await expect(cp).toHaveAttribute("data-state", "changed");
  await expect(cp).toContainText("6 个分块中");
  await expect(cp).toContainText("361 KiB → 265 KiB");
  await expect(page.locator('[data-testid="file-change"][data-state="same"]')).toHaveCount(0);
  await app.at("file-filter-same").check();
  await expect(page.locator('[data-testid="file-change"][data-state="same"]').first()).toBeVisible();
  for (const state of ["changed", "added", "removed", "same"]) {
    const box = app.at(`file-filter-${state}`);
    if ((await box.count()) > 0) await box.uncheck();
  }
  await expect(app.at("file-change")).toHaveCount(0);
  await expect(app.at("difference")).toContainText("没有符合所选条件的文件");
});

test("ASR: partitions of the table, and the scripts in the user partition", async ({ app }) => {
  const changed = asrSampleFirmware({
    release: 2,
    userFiles: new Map([
      ["main.py", new TextEncoder().encode("print('changed')\n")],
      ["added.py", new Uint8Array(9)],
    ]),
  });
  await app.open();
  await app.choosePair(asr.old, changed);
  await expect(app.at("difference-headline")).toContainText("customer_fs");
  await openMap(app);
  await expect(blocksOf(app, "dsp")).toBeVisible();
  await expect(blocksOf(app, "system")).toHaveCount(0);
  await expect(fileChange(app, "/usr/main.py")).toHaveAttribute("data-state", "changed");
  await expect(fileChange(app, "/usr/added.py")).toHaveAttribute("data-state", "added");
});

test("it is shown for a pair that is refused, follows a swap, goes with a file, and may be none", async ({
  app,
}) => {
  const application = { address: 0x60250000, limit: 0x20000, size: 30_000 };
  await app.open();
  await app.choosePair(pair.old, sampleFirmware({ alias: "other_board", application }));
  await app.expectRefusal("different-board");
  await openMap(app);
  await expect(app.at("difference-headline")).toContainText("APPIMG（新增）");
  await expect(blocksOf(app, "APPIMG")).toHaveAttribute("aria-valuetext", /全新$/);
  await app.at("swap").click();
  await expect(app.at("difference-headline")).toContainText("APPIMG（删除）");
  await expect(blocksOf(app, "APPIMG")).toHaveAttribute("aria-valuetext", /不再使用$/);
  await app.choose("new", asr.new);
  await expect(app.at("difference")).toHaveCount(0);

  await app.choose("new", pair.old);
  await app.choose("old", pair.old);
  await app.expectRefusal("same-firmware");
  await expect(app.at("difference-headline")).toContainText("个全部相同");
  await openMap(app);
  await expect(app.at("file-change")).toHaveCount(0);
  await app.at("file-filter-same").check();
  await expect(app.page.locator('[data-testid="file-change"][data-state="same"]').first()).toBeVisible();
});

test("passes axe", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open();
  await app.trySample();
  await expect(app.at("difference-headline")).toBeVisible();
  await expectAccessibleInLooks(app, "headline");
  await openMap(app);
  await app.at("difference").locator("summary").nth(1).click();
  await blocksOf(app, "AP").hover();
  await app.at("file-filter-same").check();
  await expectAccessibleInLooks(app, "map, table and files");
  // Where the bytes go: in the result, and of any package that is inspected.
  await app.makePackage();
  const bars = app.at("package-bars");
  await expect(bars).toContainText("/modem/cp.bin");
  await expect(bars).toContainText("AP");
  await bars.getByText(/另外 \d+ 项/).click();
  await expect(bars.locator("details li").first()).toBeVisible();
  await expectAccessibleInLooks(app, "bars");
  const made = await app.download();
  await app.goTo("inspect");
  await app.inspect(made);
  await expect(app.at("inspect-result").getByTestId("package-bars")).toContainText("/modem/cp.bin");
});

test("the map waits while a package is made, and is read by keyboard: blocks, partitions, table", async ({
  app,
  page,
}) => {
  await app.holdWork();
  await app.open();
  await app.trySample();
  await app.startMaking();
  const summary = app.at("difference").locator("summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(app.at("difference").getByRole("status")).toContainText("制作完成后显示");
  await app.at("cancel").click();
  await expect(app.at("flash-map")).toBeVisible({ timeout: 60_000 });
  await summary.focus();
  await page.keyboard.press("Tab");
  const boot = blocksOf(app, "BOOTLOADER");
  await expect(boot).toBeFocused();
  await expect(boot).toHaveAttribute("aria-valuetext", /0x60000000/);
  await page.keyboard.press("ArrowRight");
  await expect(boot).toHaveAttribute("aria-valuetext", /0x60001000/);
  await expect(boot).toHaveAttribute("aria-valuenow", "2");
  await expect(app.at("flash-map-readout")).toContainText("0x60001000");
  await page.keyboard.press("PageDown");
  await expect(blocksOf(app, "AP")).toBeFocused();
  await page.keyboard.press("PageDown");
  await expect(blocksOf(app, "PS")).toBeFocused();
  await page.keyboard.press("End");
  await expect(blocksOf(app, "PS")).toHaveAttribute("aria-valuetext", /0x605DF000/);
  // One stop for the whole map: the next is the table.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(app.at("flash-map-table")).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await expect(blocksOf(app, "PS")).toBeFocused();
});

test("on a phone nothing is wider than the screen, and a tap tells what a block is", async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    locale: "zh-CN",
  });
  const page = await context.newPage();
  await page.goto(test.info().project.use.baseURL ?? "");
  await page.getByTestId("sample-asr").tap();
  await page.getByTestId("difference").locator("summary").first().tap();
  await expect(page.getByTestId("flash-map")).toBeVisible({ timeout: 60_000 });
  await page.locator('[data-area="customer_fs"]').tap({ position: { x: 14, y: 4 } });
  await expect(page.getByTestId("flash-map-readout")).toContainText("customer_fs，0x809EB000");
  await page.getByTestId("difference").locator("summary").nth(1).tap();
  await expect(page.getByTestId("flash-map-table")).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  const heights = await page
    .getByTestId("difference")
    .locator("summary:visible, label:visible")
    .evaluateAll((all) => all.map((element) => element.getBoundingClientRect().height));
  expect(heights.filter((height) => height < 44)).toEqual([]);
  await context.close();
});
