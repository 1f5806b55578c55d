import { sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, test } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";

const pair = smallSamplePair();
const making = { timeout: 90_000 };

test("the way back is one click; the names of both never collide", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await app.makePackage();
  const there = await app.download();
  await app.at("rollback").click();
  const result = app.at("rollback-result");
  await expect(result).toBeVisible(making);
  await expect(result).toHaveAttribute("data-verified", "true");
  // That it leads back in time is what is wanted here, and no reason for a warning.
  await expect(app.at("warning")).toHaveCount(0);
  const back = await app.downloadBy(app.at("rollback-download"));
  await expect(result).toHaveAttribute("data-sha256", back.sha256);
  await expect(result).toHaveAttribute("data-bytes", String(back.bytes.length));
  expect([there, back].map(({ fileName }) => fileName)).toEqual([
    `fota_V01_to_V02_${there.sha256.slice(0, 8)}.pack`,
    `fota_V02_to_V01_${back.sha256.slice(0, 8)}.pack`,
  ]);
  expect(back.bytes.toString("latin1", 0, 8)).toBe("RDAOTA02");

  // It is the package that the exchanged pair gives, byte by byte.
  await app.at("swap").click();
  await app.expectReady();
  await expect(result).toHaveCount(0);
  await app.makePackage();
  await expect(app.at("result")).toHaveAttribute("data-sha256", back.sha256);
});

test("cancelled and made again; it goes with the package that it belongs to", async ({ app, page }) => {
  await app.open();
  await app.trySample();
  await app.makePackage();
  await app.at("rollback").click();
  await expect(app.at("progress")).toBeVisible();
  await app.at("cancel").click();
  await expect(app.at("rollback")).toBeFocused();
  await expect(app.at("result")).toBeVisible();
  await app.at("rollback").click();
  await expect(page).toHaveTitle(/^\d+ % · /);
  // Other screens may be looked at meanwhile.
  await app.goTo("history");
  await expect(page).not.toHaveTitle(/%/, making);
  await page.goBack();
  await expect(app.at("rollback-result")).toBeVisible();
  await app.at("old-version").evaluate((input) => input.closest("details")?.setAttribute("open", ""));
  await app.at("old-version").fill("other");
  await expect(app.at("rollback-result")).toHaveCount(0);
  await expect(app.at("result")).toHaveCount(0);

  // Other choices while it works put it away with its package.
  await app.expectReady();
  await app.makePackage();
  await app.at("rollback").click();
  await expect(page).toHaveTitle(/^\d+ % · /);
  await app.at("swap").click();
  await expect(page).not.toHaveTitle(/%/);
  await app.expectReady();
  await expect(app.at("progress")).toHaveCount(0);
});

test("where there is no way back the page says why, and keeps the way there", async ({ app }) => {
  // The new table leaves less room than the old image takes.
  const large = sampleFirmware({ release: 1, apExtra: 0x18000 });
  const narrow = sampleFirmware({ release: 2, apLimit: 0x40000 });
  await app.open();
  await app.choosePair(large, narrow);
  await app.expectReady();
  await app.makePackage();
  await app.at("rollback").click();
  await expect(app.at("error")).toHaveAttribute("data-code", "partition-too-small", making);
  await expect(app.at("result")).toBeVisible();
  await expect(app.at("download-1")).toBeVisible();
  await app.choose("new", sampleFirmware({ release: 2 }));
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
});

test("mini-system: two files lead back, full packages need none", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open("#/make?type=mini");
  await app.trySample("asr");
  await app.makePackage();
  await app.at("rollback").click();
  await expect(app.at("rollback-result")).toBeVisible(making);
  const first = await app.downloadBy(app.at("rollback-download"));
  const second = await app.downloadBy(app.at("rollback-download-2"));
  expect(first.fileName).toMatch(/\.mini_1$/);
  expect(second.fileName).toBe(first.fileName.replace(".mini_1", ".mini_2"));
  await expectAccessibleInLooks(app, "the way back");
  await app.chooseType("full");
  await app.expectReady();
  await app.makePackage();
  await expect(app.at("rollback")).toHaveCount(0);
});
