import { randomBytes } from "node:crypto";
import { writePackage } from "../../src/platforms/unisoc/rdaota02/writer.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { zip } from "../support/archives.ts";
import { expect, test } from "./app.ts";

const pair = samplePair();

test("garbage is refused at its card; the right file mends it", async ({ app }) => {
  await app.open();
  await app.choose("old", pair.old);
  await app.choose("new", { fileName: "holiday.jpg", bytes: new Uint8Array(5000).fill(0x5a) });
  await app.expectRefusal("not-firmware");
  await expect(app.at("error")).toContainText("holiday.jpg");
  await expect(app.at("build")).toBeDisabled();
  await app.choose("new", pair.new);
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
});

test("a refused file can be taken away", async ({ app, page }) => {
  await app.open();
  await app.choose("old", { fileName: "empty.pac", bytes: new Uint8Array() });
  await app.expectRefusal("file-empty");
  await page.getByRole("button", { name: "移除旧固件" }).click();
  await expect(app.at("error")).toHaveCount(0);
  await expect(app.at("sample")).toBeVisible();
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

test("a flipped bit is found", async ({ app }) => {
  const damaged = pair.new.bytes.slice();
  const middle = damaged.length >> 1;
  damaged[middle] = (damaged[middle] ?? 0) ^ 0x10;
  await app.open();
  await app.choosePair(pair.old, { fileName: "damaged.pac", bytes: damaged });
  await app.expectRefusal("firmware-crc");
  await app.choose("new", pair.new);
  await app.expectReady();
});

test("a file that was cut short is found", async ({ app }) => {
  await app.open();
  await app.choose("new", { fileName: "half.pac", bytes: pair.new.bytes.subarray(0, 100_000) });
  await app.expectRefusal("firmware-truncated");
});

test("the same file twice", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.old, pair.old);
  await app.expectRefusal("same-firmware");
  await expect(app.at("build")).toBeDisabled();
  await app.choose("new", pair.new);
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
});

test("firmware of another board", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.old, sampleFirmware({ release: 2, alias: "8915DM_other_board" }));
  await app.expectRefusal("different-board");
  await expect(app.at("error")).toContainText("8915DM_other_board");
  await app.choose("old", sampleFirmware({ release: 1, alias: "8915DM_other_board" }));
  await app.expectReady();
});

test("a partition that has moved", async ({ app }) => {
  await app.open();
  await app.choosePair(pair.old, sampleFirmware({ release: 2, apAddress: 0x60020000 }));
  await app.expectRefusal("partition-moved");
  await expect(app.at("error")).toContainText("AP");
});

test("an archive without firmware, and one with it", async ({ app, page }) => {
  await app.open();
  await app.choose("old", {
    fileName: "documents.zip",
    bytes: zip({ "readme.txt": new TextEncoder().encode("nothing here") }),
  });
  await app.expectRefusal("no-firmware-in-archive");
  await app.choose("old", {
    fileName: "release.zip",
    bytes: zip({ "readme.txt": new TextEncoder().encode("see"), "fw/old.pac": pair.old.bytes }),
  });
  await app.choose("new", pair.new);
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
  await expect(page.locator('[data-drop="old"]')).toContainText("fw/old.pac");
});

test("refusals are said in both languages, with the same code", async ({ app }) => {
  await app.open();
  await app.choose("old", { fileName: "noise.bin", bytes: randomBytes(5000).fill(1) });
  await app.expectRefusal("not-firmware");
  await expect(app.at("error")).toContainText("无法识别");
  await app.speak("en");
  await app.expectRefusal("not-firmware");
  await expect(app.at("error")).toContainText("not recognised");
});

test("a part of the page that cannot be fetched is missed in words", async ({ app, context }) => {
  // Of the context, so that the service worker does not have it either.
  await context.route("**/UserPartitionPanel-*.js", (route) => route.abort());
  await app.open();
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
