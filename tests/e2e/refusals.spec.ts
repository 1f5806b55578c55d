import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { zip } from "../support/archives.ts";
import { smallSample, smallSamplePair } from "../support/small-sample.ts";
import { expect, test } from "./app.ts";

const pair = smallSamplePair();
const text = (contents: string) => new TextEncoder().encode(contents);

test("each is told at its place in both languages, one at a time, and goes with what caused it", async ({
  app,
  page,
}) => {
  const damaged = pair.new.bytes.slice();
  const middle = damaged.length >> 1;
  damaged[middle] = (damaged[middle] ?? 0) ^ 0x10;
  await app.open();
  await app.choose("old", { fileName: "empty.pac", bytes: new Uint8Array() });
  await app.expectRefusal("file-empty");
  await page.getByRole("button", { name: "移除旧固件" }).click();
  await expect(app.at("error")).toHaveCount(0);
  await expect(app.at("sample")).toBeVisible();

  await app.choose("old", pair.old);
  await app.choose("new", { fileName: "holiday.jpg", bytes: new Uint8Array(5000).fill(0x5a) });
  await app.expectRefusal("not-firmware");
  await expect(app.at("error")).toContainText("holiday.jpg");
  await expect(app.at("error")).toContainText("无法识别");
  await expect(app.at("build")).toBeDisabled();
  await app.speak("en");
  await app.expectRefusal("not-firmware");
  await expect(app.at("error")).toContainText("not recognised");
  await app.speak("zh");

  // What each of them is about is the affair of unit tests.
  for (const [code, file, names] of [
    ["firmware-crc", { fileName: "damaged.pac", bytes: damaged }, "damaged.pac"],
    ["firmware-truncated", { fileName: "half.pac", bytes: pair.new.bytes.subarray(0, middle) }, "half.pac"],
    ["same-firmware", pair.old, ""],
    ["different-board", smallSample({ release: 2, alias: "8915DM_other_board" }), "8915DM_other_board"],
    ["partition-moved", smallSample({ release: 2, apAddress: 0x60020000 }), "AP"],
    ["no-firmware-in-archive", { fileName: "documents.zip", bytes: zip({ "readme.txt": text("-") }) }, ""],
  ] as const) {
    await app.choose("new", file);
    await app.expectRefusal(code);
    await expect(app.at("error")).toContainText(names);
    await expect(app.at("build")).toBeDisabled();
  }
  const archive = zip({ "readme.txt": text("see"), "fw/new.pac": pair.new.bytes });
  await app.choose("new", { fileName: "release.zip", bytes: archive });
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
  await expect(page.locator('[data-drop="new"]')).toContainText("fw/new.pac");
});

test("a package in the place of a firmware is inspected with one click", async ({ app, page }) => {
  const bulks = [{ kind: "remove", name: "/modem/a.bin", oldSize: 0, oldCrc: 0 }] as const;
  const bytes = writePackage({ oldVersion: "", newVersion: "", tmpFileSize: 0, blockCount: 1, bulks });
  await app.open();
  await app.choose("new", { fileName: "update.pack", bytes });
  await app.expectRefusal("package-in-other-place");
  await app.at("inspect-it").click();
  await expect(page).toHaveURL(/#\/inspect$/);
  await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "rdaota02");
  await expect(page.locator(".source")).toContainText("update.pack");
});

test("a part of the page that cannot be fetched is missed in words", async ({ app, context }) => {
  // Of the context, so that the service worker does not have it either.
  for (const part of ["UserPartitionPanel", "FileMethods"])
    await context.route(`**/${part}-*.js`, (route) => route.abort());
  await app.open();
  await app.takeSmallPair();
  await app.page.locator("details.expert > summary").click();
  await expect(app.at("part-missing")).toBeVisible();
  await expect(app.at("rule-set")).toBeEnabled();
  await expect(app.at("build")).toBeEnabled();
  await app.page.reload();
  await app.trySample("asr");
  await app.chooseType("full");
  await expect(app.at("part-missing")).toHaveAttribute("role", "alert");
  // What does not need it goes on.
  await app.chooseType("diff");
  await app.expectReady();
  await expect(app.at("part-missing")).toHaveCount(0);
});

test("a worker that cannot be fetched is named as a missing part of the page, with a report", async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => {
    const Real = window.Worker;
    let broken = true;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(broken ? "./no-such-worker.js" : url, options);
        broken = false;
      }
    };
  });
  await app.open();
  await app.choose("old", pair.old);
  await app.expectRefusal("page-part-missing");
  await page.getByRole("button", { name: "复制报告" }).click();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain("FOTA Workshop: page-part-missing");
  expect(report).toContain("browser: ");

  // The next try gets a new worker.
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await app.makePackage();
});
