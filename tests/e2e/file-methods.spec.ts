import type { Locator } from "@playwright/test";
import { smallSample, smallSamplePair } from "../support/small-sample.ts";
import { type App, expect, looks, test } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pair = smallSamplePair();
const CHANGED = "/modem/mem_index_list";
const BLOCKED = "/modem/cp.bin";

function row(app: App, path: string): Locator {
  return app.page.locator(`[data-testid="file-method"][data-path="${path}"]`);
}

function methodOf(app: App, path: string): Locator {
  return row(app, path).getByRole("combobox");
}

function warning(app: App, code: string): Locator {
  return app.page.locator(`[data-testid="warning"][data-code="${code}"]`);
}

async function openExpert(app: App): Promise<void> {
  await app.page.locator("details.expert > summary").click();
  await expect(app.at("file-methods")).toBeVisible();
}

test("files are kept, rewritten and removed as chosen; page, result and package say so", async ({
  app,
  page,
}) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const byRules = await app.download();

  await openExpert(app);
  // Only what differs, until somebody asks for more.
  await expect(app.at("file-method").and(page.locator('[data-state="same"]'))).toHaveCount(0);
  const changed = await app.at("file-method").count();
  await app.at("file-methods-all").check();
  expect(await app.at("file-method").count()).toBeGreaterThan(changed);
  const same = app.at("file-method").and(page.locator('[data-state="same"]')).first();
  const rewritten = (await same.getAttribute("data-path")) ?? "";

  await expect(row(app, CHANGED)).toHaveAttribute("data-state", "changed");
  await expect(methodOf(app, CHANGED).locator("option:checked")).toHaveText("按规则：修补");
  await methodOf(app, CHANGED).selectOption("ignore");
  // What was made belongs to other choices.
  await expect(app.at("result")).toHaveCount(0);
  await expect(warning(app, "files-ignored")).toContainText(CHANGED);
  await methodOf(app, rewritten).selectOption("replace");
  await methodOf(app, BLOCKED).selectOption("remove");
  await expect(warning(app, "files-removed")).toContainText(BLOCKED);
  await expect(app.at("file-methods")).toContainText("3 个文件单独设置");
  await page.locator("details.expert > summary").click();
  await expect(page.locator("details.expert > summary")).toContainText("3 个文件单独设置");

  await app.expectReady();
  await app.makePackage();
  await expect(app.at("files-by-choice")).toContainText(CHANGED);
  await expect(app.at("files-by-choice")).toContainText(BLOCKED);
  // What is kept differs from the new firmware and is not in the package; what is removed is in it.
  await expect(app.at("left-alone")).toContainText(CHANGED);
  await expect(app.at("left-alone")).not.toContainText(BLOCKED);
  const made = await app.download();
  expect(made.sha256).not.toBe(byRules.sha256);

  await page.locator("summary", { hasText: "升级包内容" }).click();
  await page.getByRole("button", { name: "查看内容" }).click();
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "rdaota02");
  const about = (path: string) => app.at("inspect-result").getByRole("row").filter({ hasText: path });
  await expect(about(CHANGED)).toHaveCount(0);
  await expect(about(rewritten)).toHaveCount(2);
  await expect(about(rewritten).last()).toContainText("新增文件");
  await expect(about(`${BLOCKED}.000`)).toContainText("删除文件");

  // All taken back: the very package of the rules.
  await page.goBack();
  await openExpert(app);
  await app.at("file-methods-reset").click();
  await expect(app.at("file-methods-reset")).toBeDisabled();
  await expect(warning(app, "files-ignored")).toHaveCount(0);
  await app.expectReady();
  await app.makePackage();
  expect((await app.download()).sha256).toBe(byRules.sha256);
});

test("a choice for a file that other firmware does not have is refused, and taken back with one button", async ({
  app,
}) => {
  const path = "/modem/nvm/extra.bin";
  const extra = { modemFiles: new Map([["nvm/extra.bin", new Uint8Array(100).fill(7)]]) };
  await app.open();
  await app.choosePair(smallSample({ release: 1, ...extra }), smallSample({ release: 2, ...extra }));
  await app.expectReady();
  await openExpert(app);
  await app.at("file-methods-all").check();
  await methodOf(app, path).selectOption("replace");
  await app.expectReady();
  await app.choosePair(pair.old, pair.new);
  await app.expectRefusal("file-method");
  await expect(app.at("error")).toContainText(path);
  await expect(app.at("build")).toBeDisabled();
  await expect(row(app, path)).toHaveAttribute("data-state", "missing");
  await app.at("file-method-undo").click();
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
  await expect(row(app, path)).toHaveCount(0);
  await expect(app.at("build")).toBeFocused();

  // Keeping the only file that differs leaves nothing to update.
  const withValue = (value: number) =>
    smallSample({ modemFiles: new Map([["nvm/extra.bin", Uint8Array.of(value)]]) });
  await app.choosePair(withValue(1), withValue(2));
  await app.expectReady();
  await methodOf(app, path).selectOption("ignore");
  await app.expectRefusal("nothing-to-update");
  await expect(app.at("error")).toContainText(path);
  await methodOf(app, path).selectOption("");
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
});

test("by keyboard alone: open, find by a part of the path, choose, take back", async ({ app, page }) => {
  await app.open();
  await openExpert(app);
  await expect(app.at("file-methods")).toContainText("放入新旧两个固件");
  await page.locator("details.expert > summary").click();
  await app.takeSmallPair();
  const summary = page.locator("details.expert > summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(app.at("file-methods")).toBeVisible();
  const tabTo = async (target: Locator) => {
    for (let steps = 0; steps < 40; steps++) {
      if (await target.evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("Tab does not lead there");
  };
  await tabTo(app.at("file-methods-filter"));
  // Whether or not it differs.
  await page.keyboard.type("BT_SPRD");
  await expect(app.at("file-method")).toHaveCount(1);
  await expect(app.at("file-method")).toHaveAttribute("data-state", "same");
  await page.keyboard.type(" no such file");
  await expect(app.at("file-method")).toHaveCount(0);
  await expect(app.at("file-methods")).toContainText("没有符合的文件");
  await app.at("file-methods-filter").clear();
  await expect(row(app, BLOCKED)).toBeVisible();
  await page.keyboard.type("mem_index");
  await expect(app.at("file-method")).toHaveCount(1);
  await tabTo(methodOf(app, CHANGED));
  await page.keyboard.press("ArrowDown");
  await expect(methodOf(app, CHANGED)).toHaveValue("replace");
  await page.keyboard.press("ArrowDown");
  await expect(methodOf(app, CHANGED)).toHaveValue("ignore");
  await expect(methodOf(app, CHANGED)).toBeFocused();
  await expect(warning(app, "files-ignored")).toBeVisible();
  await app.at("file-methods-reset").focus();
  await page.keyboard.press("Enter");
  await expect(methodOf(app, CHANGED)).toHaveValue("");
  await expect(app.at("file-methods-filter")).toBeFocused();
});

test("the file list passes axe and fits a phone", async ({ app, page }) => {
  await page.setViewportSize(phone);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open();
  await app.takeSmallPair();
  await openExpert(app);
  await app.at("file-methods-all").check();
  await methodOf(app, CHANGED).selectOption("ignore");
  await methodOf(app, BLOCKED).selectOption("remove");
  await expect(app.at("warning")).toHaveCount(2);
  await app.expectReady();
  await inLooks(app, looks, async (look) => {
    await expectAccessible(app, look);
    await expectFitsPhone(app, look, app.at("file-methods"));
    const search = app.at("file-methods").locator("input[type=search]");
    expect((await search.boundingBox())?.height, look).toBeGreaterThanOrEqual(44);
  });
});
