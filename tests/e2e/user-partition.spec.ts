import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { asrSampleFirmware } from "../../src/platforms/asr/sample/sample.ts";
import { expect, test, type App } from "./app.ts";

const fresh = asrSampleFirmware({ release: 2 });

/** With full chosen and the new firmware read. */
async function openPanel(app: App): Promise<void> {
  await app.open("#/make?type=full");
  await app.choose("new", fresh);
  await app.expectReady();
  await expect(app.userFile("main.py")).toBeVisible();
}

function textFile(name: string, text: string) {
  return { name, mimeType: "text/plain", buffer: Buffer.from(text) };
}

/** A folder of scripts on the disk, with what an editor leaves in it. */
function folderOfScripts(): string {
  const folder = mkdtempSync(join(tmpdir(), "fota-scripts-"));
  mkdirSync(join(folder, "net"));
  mkdirSync(join(folder, ".git"));
  writeFileSync(join(folder, "main.py"), "import net.wifi\n");
  writeFileSync(join(folder, "net", "wifi.py"), "SSID = 'here'\n");
  writeFileSync(join(folder, ".git", "HEAD"), "ref\n");
  return folder;
}

test("shows what is in it: tree, room, text with line numbers; and gives it out, all or one by itself", async ({
  app,
}) => {
  await openPanel(app);
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "firmware");
  await expect(app.userFile("lib/blink.py")).toBeVisible();
  const used = Number(await app.at("fs-usage").getAttribute("aria-valuenow"));
  expect(used).toBeGreaterThan(2);
  // main.py is what most people want to see.
  await expect(app.userFile("main.py")).toHaveAttribute("aria-current", "true");
  await expect(app.at("fs-text")).toContainText("from lib import blink");
  await expect(app.at("fs-text").locator("li").nth(2)).toHaveAttribute("data-line", "3");
  await app.userFile("lib").click();
  await expect(app.at("fs-view")).toContainText("2");
  await expect(app.at("fs-target")).toHaveValue("lib");

  const inside = unzipSync((await app.downloadBy(app.at("fs-archive"))).bytes);
  expect(Object.keys(inside).sort()).toContain("lib/blink.py");
  await app.userFile("main.py").click();
  const one = await app.downloadBy(app.at("fs-view").getByRole("button", { name: "下载" }));
  expect(one.fileName).toBe("main.py");
  expect(one.bytes.equals(Buffer.from(inside["main.py"] ?? []))).toBe(true);
  await expect(app.at("error")).toHaveCount(0);

  // A file that is no text is not shown as one.
  await app.at("fs-add").setInputFiles({
    name: "logo.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.from([0, 1, 2, 3, 255]),
  });
  await app.userFile("logo.bin").click();
  await expect(app.at("fs-view")).toContainText("不是文本文件");
  await expect(app.at("fs-text")).toHaveCount(0);
});

test("add, move, delete, and take back", async ({ app, page }) => {
  await openPanel(app);
  await app.at("fs-target").fill("/usr/tools/");
  await app.at("fs-add").setInputFiles([textFile("one.py", "ONE = 1\n"), textFile("two.py", "TWO = 2\n")]);
  await expect(app.userFile("tools/one.py")).toBeVisible();
  await expect(app.userFile("tools/two.py")).toBeVisible();

  await app.userFile("tools/one.py").click();
  await app.at("fs-rename").click();
  await expect(app.at("fs-rename-path")).toBeFocused();
  await app.at("fs-rename-path").fill("moved/first.py");
  await page.keyboard.press("Enter");
  await expect(app.userFile("moved/first.py")).toHaveAttribute("aria-current", "true");
  await expect(app.userFile("tools/one.py")).toHaveCount(0);
  await expect(app.at("fs-text")).toContainText("ONE = 1");

  await app.userFile("tools").click();
  await app.at("fs-delete").click();
  await expect(app.userFile("tools/two.py")).toHaveCount(0);
  await expect(app.at("fs-undo")).toBeFocused();
  await app.at("fs-undo").click();
  await expect(app.userFile("tools/two.py")).toBeVisible();
  await app.at("fs-undo").click();
  await expect(app.userFile("tools/one.py")).toBeVisible();
  await app.at("fs-undo").click();
  await expect(app.userFile("tools")).toHaveCount(0);
  await expect(app.at("fs-undo")).toBeDisabled();
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "firmware");
});

test("what does not fit, a name that cannot be, and what is no user partition are refused; nothing is lost", async ({
  app,
}) => {
  await openPanel(app);
  await app.at("fs-input").setInputFiles(textFile("customer_fs.bin", "no image at all"));
  await app.expectRefusal("user-partition-not-littlefs");
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "firmware");
  await expect(app.userFile("main.py")).toBeVisible();
  await app.expectReady();
  await app.at("fs-add").setInputFiles({
    name: "huge.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.alloc(2_000_000, 1),
  });
  await app.expectRefusal("user-partition-full");
  await expect(app.userFile("huge.bin")).toHaveCount(0);
  await expect(app.userFile("main.py")).toBeVisible();
  await app.expectReady();
  await app.at("fs-add").setInputFiles(textFile("small.py", "pass\n"));
  await expect(app.userFile("small.py")).toBeVisible();
  await expect(app.at("error")).toHaveCount(0);

  await app.userFile("main.py").click();
  await app.at("fs-rename").click();
  await app.at("fs-rename-path").fill("lib/blink.py");
  await app.at("fs-rename-save").click();
  await app.expectRefusal("user-partition-name");
  await expect(app.userFile("main.py")).toBeVisible();
  await app.at("fs-rename-path").fill("start.py");
  await app.at("fs-rename-save").click();
  await expect(app.userFile("start.py")).toBeVisible();
  await expect(app.at("error")).toHaveCount(0);
  await app.expectReady();
});

test("a folder is dropped or chosen: its contents go in, without what editors leave", async ({ app }) => {
  const folder = folderOfScripts();
  await openPanel(app);
  await app.dropFromDisk(app.at("fs-panel"), folder);
  await expect(app.userFile("net/wifi.py")).toBeVisible();
  await expect(app.at("fs-note")).toContainText("2 个文件，其中替换 1 个");
  await expect(app.at("fs-note")).toContainText("略过 1 个");
  await app.userFile("main.py").click();
  await expect(app.at("fs-text")).toContainText("import net.wifi");
  // The firmware was not touched by the drop.
  await app.expectReady();
  await app.at("fs-undo").click();
  await expect(app.userFile("net/wifi.py")).toHaveCount(0);
  await app.at("fs-add-folder").setInputFiles(folder);
  await expect(app.userFile("net/wifi.py")).toBeVisible();
  await expect(app.at("fs-note")).toContainText("其中替换 1 个");
  rmSync(folder, { recursive: true });
});

test("a script with a fault is named with its line, and can be put right", async ({ app, page }) => {
  await openPanel(app);
  await expect(app.at("fs-problem")).toHaveCount(0);
  await app.replaceUserFile("main.py", "import lib\n\nwhile True\n    pass\n");
  const problem = app.at("fs-problem");
  await expect(problem).toHaveAttribute("data-path", "main.py");
  await expect(problem).toHaveAttribute("data-line", "3");
  await app.userFile("apn_cfg.json").click();
  await problem.getByRole("button").click();
  await expect(app.userFile("main.py")).toHaveAttribute("aria-current", "true");
  await expect(page.locator('[data-line="3"].faulty')).toBeInViewport();
  // It is a warning: the package can be made.
  await app.expectReady();
  await app.replaceUserFile("main.py", "while True:\n    pass\n");
  await expect(problem).toHaveCount(0);
});

test("a user partition file of one's own takes the place of that in the firmware, and gives it back", async ({
  app,
}) => {
  await openPanel(app);
  await app.replaceUserFile("main.py", "print('from the file')\n");
  const own = await app.downloadBy(app.at("fs-image"));
  await app.at("fs-undo").click();
  await expect(app.at("fs-text")).toContainText("from lib import blink");

  const file = { name: "mine.bin", mimeType: "application/octet-stream", buffer: own.bytes };
  await app.at("fs-input").setInputFiles(file);
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "file");
  await expect(app.at("fs-text")).toContainText("from the file");
  await app.expectReady();
  await app.makePackage();
  expect((await app.download()).bytes.includes("print('from the file')")).toBe(true);

  // Another firmware does not take it away.
  await app.choose("new", asrSampleFirmware({ release: 1 }));
  await app.expectReady();
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "file");

  await app.at("fs-restore").click();
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "firmware");
  await expect(app.at("fs-text")).not.toContainText("from the file");
  await expect(app.at("fs-restore")).toHaveCount(0);

  // The file can be chosen before the firmware.
  await app.page.reload();
  await app.chooseType("full");
  await app.at("fs-input").setInputFiles(file);
  await expect(app.userFile("main.py")).toBeVisible();
  await app.choose("new", fresh);
  await app.expectReady();
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "file");
});

test("edits outlive another type, a cancelled job and the way over the other firmware", async ({ app }) => {
  const marker = "print('still here')\n";
  await openPanel(app);
  await app.choose("old", asrSampleFirmware());
  await app.replaceUserFile("main.py", marker);
  await app.chooseType("diff");
  await app.expectReady();
  await app.at("swap").click();
  await app.expectReady();
  await app.at("swap").click();
  await app.startMaking();
  const cancel = app.at("cancel").or(app.at("result")).first();
  await expect(cancel).toBeVisible();
  if ((await app.at("cancel").count()) > 0)
    await app
      .at("cancel")
      .click()
      .catch(() => undefined);
  await app.chooseType("full");
  await app.expectReady();
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "edited");
  await app.makePackage();
  expect((await app.download()).bytes.includes(marker)).toBe(true);
});
