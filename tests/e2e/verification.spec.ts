import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { readFile } from "node:fs/promises";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import type { MakeOptions } from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, looks, test } from "./app.ts";
import { expectAccessibleInLooks, inLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pair = smallSamplePair();
const asr = asrSamplePair();

/** Packages as somebody else would have them: files, and nothing about how they were made. */
async function packagesOf(
  { old, new: fresh }: { readonly old: SampleFirmware; readonly new: SampleFirmware },
  type: MakeOptions["type"],
): Promise<readonly SampleFirmware[]> {
  const maker = new Maker();
  await maker.open("old", new Blob([old.bytes]), old.fileName);
  await maker.open("new", new Blob([fresh.bytes]), fresh.fileName);
  const made = await maker.make(
    {
      type,
      ruleSet: "unisoc8910",
      oldVersion: "V01",
      newVersion: "V02",
      apps: [],
      cutErased: false,
      withUserPartition: false,
      fileMethods: {},
    },
    () => undefined,
  );
  if (!made.ok) throw new Error(made.refusal.code);
  const files = made.value.safe.files.map(async ({ fileName, blob }) => ({
    fileName,
    bytes: new Uint8Array(await blob.arrayBuffer()),
  }));
  return await Promise.all(files);
}

let diff: SampleFirmware;
test.beforeAll(async () => {
  [diff = pair.old] = await packagesOf(pair, "diff");
});

test("power cuts are tried by themselves, then all of them, for each class; the report is copied and downloaded", async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const cuts = app.at("power-cuts");
  await expect(cuts).toHaveAttribute("data-wanted", "sample");
  await expect(cuts).toHaveAttribute("data-failures", "0");
  const sample = Number(await cuts.getAttribute("data-cuts"));
  await app.at("power-cuts-run").click();
  await expect(cuts).toHaveAttribute("data-wanted", "all", { timeout: 60_000 });
  expect(Number(await cuts.getAttribute("data-cuts"))).toBeGreaterThan(sample);
  await expect(cuts).toHaveAttribute("data-failures", "0");
  await expect(app.at("power-cuts-run")).toHaveCount(0);

  await app.at("class-compact").check();
  await expect(cuts).toHaveAttribute("data-failures", /^[1-9]/);
  await cuts.locator("summary").click();
  await expect(cuts.getByRole("listitem").first()).toContainText("/modem/");
  // What was found about the other one is not lost.
  await app.at("class-safe").check();
  await expect(cuts).toHaveAttribute("data-wanted", "all");

  const sha256 = (await app.at("result").getAttribute("data-sha256")) ?? "–";
  await app.at("report-copy").click();
  await expect(app.at("report-copy")).toContainText("已复制");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ["固件升级包验证报告", sha256, pair.old.fileName, "断电", "真实模组"]) {
    expect(copied).toContain(part);
  }
  await app.speak("en");
  const { fileName, bytes } = await app.downloadBy(app.at("report-download"));
  expect(fileName).toMatch(/^fota_V01_to_V02_[0-9a-f]{8}\.pack.*\.txt$/);
  expect(bytes.toString("utf8")).toContain("Verification report of a firmware package");
  expect(bytes.toString("utf8")).toContain(sha256);
  await app.speak("zh");

  // Firmware of the make screen is taken over with one click.
  await page.getByRole("link", { name: "查看" }).click();
  await app.inspect(diff);
  await app.at("verify-take").click();
  await expect(app.at("verify-take")).toHaveCount(0);
  await app.verify();
  await app.expectVerdict("applies");
});

test("a package and its firmware are dropped at once, sorted out and verified", async ({ app, page }) => {
  await app.open("#/inspect");
  await app.drop(page.locator("body"), pair.new, diff, pair.old);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "rdaota02");
  await expect(page.locator("[data-drop=verify-old]")).toContainText(pair.old.fileName);
  await expect(page.locator("[data-drop=verify-new]")).toContainText(pair.new.fileName);
  await app.verify();
  await app.expectVerdict("applies");
  await expect(app.at("left-alone")).toContainText("BOOTLOADER");
  await expect(app.at("power-cuts")).toHaveAttribute("data-failures", "0");
  const { bytes } = await app.downloadBy(app.at("report-download"));
  expect(bytes.toString("utf8")).toContain("BOOTLOADER");

  // Other screens take nothing away.
  await page.getByRole("link", { name: "制作" }).click();
  await page.getByRole("link", { name: "查看" }).click();
  await expect(app.at("verify-result")).toHaveAttribute("data-verdict", "applies");
});

test("files the wrong way round are refused, and one click puts that right; other firmware gives differences", async ({
  app,
}) => {
  await app.open("#/inspect");
  await app.inspect(diff);
  await expect(app.at("verify")).toBeDisabled();
  await app.chooseForVerification("old", pair.new);
  await app.chooseForVerification("new", pair.old);
  await app.verify();
  await app.expectVerdict("refused");
  await app.expectRefusal("package-old-is-new");
  await app.at("verify-swap").click();
  await expect(app.at("verify-result")).toHaveCount(0);
  await app.verify();
  await app.expectVerdict("applies");
  await expect(app.at("error")).toHaveCount(0);

  // The wrong new firmware gives the differences, the right one takes them away.
  await app.chooseForVerification("new", pair.old);
  await expect(app.at("verify-result")).toHaveCount(0);
  await app.verify();
  await app.expectVerdict("applies-with-differences");
  await expect(app.at("verify-difference").first()).toContainText("AP");
});

test("firmware that is none, or of another platform, is told before any work", async ({ app, page }) => {
  await app.open("#/inspect");
  await app.inspect(diff);
  await app.chooseForVerification("old", { fileName: "song.mp3", bytes: new Uint8Array(300) });
  await app.expectRefusal("not-firmware");
  await expect(app.at("verify")).toBeDisabled();
  await app.chooseForVerification("old", asr.old);
  await expect(app.at("error")).toHaveCount(0);
  await app.chooseForVerification("new", pair.new);
  await expect(page.getByText("固件与升级包不是同一个平台。")).toBeVisible();
  await expect(app.at("verify")).toBeDisabled();
  await app.chooseForVerification("old", pair.old);
  await app.verify();
  await app.expectVerdict("applies");
});

test("cancelling keeps the files", async ({ app, page }) => {
  await app.holdWork("verify");
  await app.open("#/inspect");
  await app.drop(page.locator("body"), diff, pair.old, pair.new);
  await app.verify();
  await expect(app.at("verify-progress").getByRole("progressbar")).toBeVisible();
  await expect(app.at("verify-old-input")).toBeDisabled();
  await app.at("verify-cancel").click();
  await expect(app.at("verify")).toBeFocused();
  await expect(app.at("verify")).toBeEnabled();
  await expect(page.getByText("已取消，文件都还在。")).toBeVisible();
  await expect(page.locator("[data-drop=verify-old]")).toContainText(pair.old.fileName);
});

test("mini-system wants its other file, the merged one is enough; a full package needs the new firmware alone", async ({
  app,
  page,
}) => {
  const [first, second, merged] = await packagesOf(asr, "mini");
  if (first === undefined || second === undefined || merged === undefined) throw new Error("three files");
  await app.open("#/inspect");
  await app.drop(page.locator("body"), second, asr.old, first, asr.new);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "asr-mini-1");
  await app.verify();
  await app.expectVerdict("applies");
  // The other way round, and the wrong file for the second.
  await app.inspect(second);
  await expect(page.getByText("另一个文件不是所需的那一个。")).toBeVisible();
  await app.chooseForVerification("second", first);
  await app.verify();
  await app.expectVerdict("applies");
  await app.inspect(merged);
  await expect(app.at("verify-second-input")).toHaveCount(0);
  await app.verify();
  await app.expectVerdict("applies");

  const [full = asr.old] = await packagesOf(asr, "full");
  await app.inspect(full);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "asr-full");
  await app.chooseForVerification("new", asr.new);
  await app.verify();
  await app.expectVerdict("applies");
  // An updater that keeps no note of its progress does not go on after a power cut, and the page says so.
  await expect(app.at("verify-result")).toContainText("没有断电恢复");
});

test("by keyboard alone", async ({ app, page }) => {
  await app.open("#/inspect");
  await app.drop(page.locator("body"), diff, pair.old, pair.new);
  await expect(app.at("verify")).toBeEnabled({ timeout: 30_000 });
  const tabTo = async (testId: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps++) {
      if (await app.at(testId).evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  };
  await tabTo("verify-old-input");
  await tabTo("verify-new-input");
  await tabTo("verify-swap");
  await tabTo("verify");
  await page.keyboard.press("Enter");
  await app.expectVerdict("applies");
  await tabTo("power-cuts-run");
  await page.keyboard.press("Enter");
  await expect(app.at("power-cuts")).toHaveAttribute("data-wanted", "all", { timeout: 60_000 });
  const downloading = page.waitForEvent("download");
  await tabTo("report-download");
  await page.keyboard.press("Enter");
  expect((await readFile(await (await downloading).path())).length).toBeGreaterThan(500);
});

test("verification passes axe and fits a phone", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(phone);
  await app.open("#/inspect");
  await app.inspect(diff);
  await expect(app.at("verify")).toBeVisible();
  await expectAccessibleInLooks(app, "no firmware yet");
  await app.chooseForVerification("old", pair.old);
  await app.chooseForVerification("new", pair.old);
  await app.verify();
  await app.expectVerdict("applies-with-differences");
  await expect(app.at("power-cuts")).toHaveAttribute("data-cuts", /\d/);
  await expectAccessibleInLooks(app, "differences");
  await app.chooseForVerification("new", pair.new);
  await app.verify();
  await app.expectVerdict("applies");
  await expect(app.at("power-cuts")).toHaveAttribute("data-cuts", /\d/);
  await expectAccessibleInLooks(app, "applies");
  await app.at("verify-swap").click();
  await app.verify();
  await app.expectVerdict("refused");
  await expectAccessibleInLooks(app, "refused");
  await inLooks(app, looks, (look) => expectFitsPhone(app, look, page.locator("main")));
});
