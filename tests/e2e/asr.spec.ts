import { asrSampleFirmware, asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { zip } from "../support/archives.ts";
import { expect, test, type App } from "./app.ts";

const pair = asrSamplePair();
const small = {
  old: asrSampleFirmware({ flashMiB: 8 }),
  new: asrSampleFirmware({ flashMiB: 8, release: 2 }),
};

/** What was made is seen for what it is on the other screen. */
async function expectInspected(
  app: App,
  made: readonly { readonly kind: string; readonly fileName: string; readonly bytes: Buffer }[],
): Promise<void> {
  await app.goTo("inspect");
  for (const { kind, fileName, bytes } of made) {
    await app.inspect({ fileName, bytes });
    await expect(app.at("inspect-result")).toHaveAttribute("data-kind", kind);
    await expect(app.at("package-warning")).toHaveCount(0);
  }
}

test("differential: from two files to a verified package, with an application partition if wanted", async ({
  app,
  page,
}) => {
  await app.open();
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("platform")).toHaveAttribute("data-platform", "asr");
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("fs-panel")).toHaveCount(0);
  await app.makePackage();

  const { fileName, bytes, sha256 } = await app.download();
  await expect(app.at("result")).toHaveAttribute("data-sha256", sha256);
  await expect(app.at("result")).toHaveAttribute("data-bytes", String(bytes.length));
  expect(bytes.toString("latin1", 0, 8)).toBe("FOTA_ALL");
  expect(bytes.length % 0x1000).toBe(0x808);
  expect(fileName).toMatch(/V01.*V02.*\.bin$/);
  await expect(app.at("download-2")).toHaveCount(0);
  // Only UNISOC 8910 has a choice of classes.
  await expect(app.at("class-compact")).toHaveCount(0);
  await expect(app.at("script")).toContainText("httpDownload(url1=URL, callback=report)");
  // Power cuts are tried as one real updater writes; that others may write otherwise is said.
  await expect(app.at("power-cuts")).toHaveAttribute("data-failures", "0");
  await expect(app.at("power-cuts-known")).toContainText("别的升级程序可能不同");
  const report = await app.downloadBy(app.at("report-download"));
  expect(report.bytes.toString("utf8")).toContain("别的升级程序可能不同");

  await page.getByText("高级选项").click();
  await app.at("app-customer_app").check();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
  await app.makePackage();
  expect(await app.figure("bytes")).toBeGreaterThan(bytes.length);
  await page.getByText("升级包内容").click();
  await expect(app.at("result").getByRole("row").filter({ hasText: "customer_app" })).toHaveCount(1);

  await expectInspected(app, [{ kind: "asr-diff", fileName, bytes }]);
  const damaged = Buffer.from(bytes);
  damaged[0x900] = (damaged[0x900] ?? 0) ^ 1;
  await app.inspect({ fileName: "damaged.bin", bytes: damaged });
  await app.expectRefusal("package-damaged");
  await app.inspect(pair.new);
  await expect(app.at("type-verdicts")).toContainText("最小系统升级");
});

test("full: needs the new firmware only, carries the script that was put in, and is small with one click", async ({
  app,
  page,
}) => {
  const script = "print('edited in the page')\n";
  await app.open("#/make?platform=asr&type=full");
  await expect(app.at("build")).toBeDisabled();
  await app.choose("new", pair.new);
  await app.expectReady();
  await app.replaceUserFile("main.py", script);
  await expect(app.at("fs-source")).toHaveAttribute("data-source", "edited");
  await expect(app.at("fs-text")).toContainText("edited in the page");
  await app.expectReady();

  await app.makePackage();
  const { fileName, bytes } = await app.download();
  expect(fileName).toMatch(/full.*V02.*\.bin$/);
  expect(bytes.toString("latin1", 0, 11)).toBe("Marvell_FBF");
  expect(bytes.includes(script)).toBe(true);
  await expect(app.at("result")).toHaveAttribute("data-bytes", String(bytes.length));
  await expect(app.at("script")).toContainText("全量升级");

  // Some modules cannot store it.
  const room = page.locator('[data-testid="module-need"][data-kind="user-partition"]');
  await expect(room).toHaveAttribute("data-level", "short");
  await expect(page.locator('[data-code="full-package-storage"]')).toBeVisible();
  await app.at("cut-now").click();
  await expect(app.at("fs-cut")).toBeChecked();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
  await expect(page.locator('[data-code="full-package-storage"]')).toHaveCount(0);
  await app.makePackage();
  expect(await app.figure("bytes")).toBeLessThan(bytes.length / 5);
  await expect(room).toHaveAttribute("data-level", "enough");

  const image = await app.downloadBy(app.at("fs-image"));
  await expectInspected(app, [
    { kind: "asr-full", fileName, bytes },
    { kind: "user-partition", ...image },
  ]);
});

test("mini-system: two files that belong together, the merged one, and the user partition once it was changed", async ({
  app,
  page,
}) => {
  const marker = "print('mini brings this along')\n";
  await app.open();
  await app.trySample("asr");
  await app.chooseType("mini");
  await app.expectReady();
  await expect(app.at("experimental")).toContainText("实验性");
  await app.makePackage();

  const first = await app.download(1);
  const second = await app.download(2);
  const merged = await app.download("merged");
  expect(first.bytes.toString("latin1", 0, 8)).toBe("FOTA_FIR");
  expect(second.bytes.toString("latin1", 0, 8)).toBe("FOTA_SEC");
  expect(merged.bytes.length).toBe(first.bytes.length + second.bytes.length);
  expect(first.fileName.replace(/1$/, "2")).toBe(second.fileName);
  expect(first.fileName).toMatch(/\.mini_1$/);
  await expect(app.at("result")).toHaveAttribute("data-sha256", first.sha256);
  await expect(app.at("result")).toHaveAttribute(
    "data-bytes",
    String(first.bytes.length + second.bytes.length),
  );
  await expect(app.at("result")).toContainText(second.sha256);

  await expect(app.at("script")).toContainText(`URL2 = 'http://example.com/${second.fileName}'`);
  await expect(app.at("script")).not.toContainText("callback");
  await app.at("package-url").fill("http://fota.example.org/a.mini_1");
  await expect(app.at("script")).toContainText("URL2 = 'http://fota.example.org/a.mini_2'");
  await expect(app.at("script-restart")).toHaveCount(0);
  await expect(app.at("script-source")).toHaveCount(0);
  await app.at("package-url-2").fill("http://cdn.example.org/b.mini_2");
  await expect(page.locator("#package-url-2-problem")).not.toBeEmpty();
  await app.at("package-url-2").fill("http://cdn.example.org/a.mini_2");
  await expect(page.locator("#package-url-2-problem")).toBeEmpty();
  await expect(app.at("script")).toContainText("URL2 = 'http://cdn.example.org/a.mini_2'");
  await app.at("package-url").fill("http://fota.example.org/a.bin");
  await expect(page.locator("#package-url-problem")).not.toBeEmpty();

  await expectInspected(app, [
    { kind: "asr-mini-1", ...first },
    { kind: "asr-mini-2", ...second },
    { kind: "asr-mini", ...merged },
  ]);

  await app.goTo("make");
  await expect(app.at("fs-along")).not.toBeChecked();
  await app.replaceUserFile("main.py", marker);
  await expect(app.at("fs-along")).toBeChecked();
  await app.expectReady();
  await app.makePackage();
  expect((await app.download(2)).bytes.includes(marker)).toBe(true);
  await app.at("fs-along").uncheck();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
});

test("8 MB firmware proposes mini-system, and a type that was chosen stays where it can", async ({
  app,
  page,
}) => {
  await app.open();
  await app.choosePair(small.old, small.new);
  await app.expectReady();
  await expect(app.at("type-mini")).toBeChecked();
  await expect(page).toHaveURL(/#\/make\?platform=asr$/);
  await expect(page.locator("#type-diff-about")).toContainText("16 MB");
  await app.chooseType("diff");
  await app.expectReady();
  await expect(page).toHaveURL(/type=diff$/);

  // The choice was the user's: it stays with firmware that would propose another type.
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("type-diff")).toBeChecked();

  // A type that the next firmware cannot have gives way, says so, and comes back. The old file waits meanwhile.
  await app.chooseType("full");
  const slot = page.locator('[data-drop="old"]');
  await expect(slot).toContainText("全量升级不需要");
  await expect(slot).toContainText(pair.old.fileName);
  await app.choose("new", sampleFirmware({ release: 2 }));
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("type-full")).toBeDisabled();
  await expect(app.at("type-denied")).toContainText("全量升级");
  await page.getByRole("button", { name: "移除新固件" }).click();
  // A file dropped anywhere is the new one, for only that is missing.
  const overlapping = { start: 0x89f000, size: 0x100000 };
  await app.drop(page.locator("h1"), asrSampleFirmware({ release: 2, userPartition: overlapping }));
  await expect(app.at("type-full")).toBeChecked();
  await expect(app.at("type-denied")).toHaveCount(0);

  // Facts: the size of the flash, its partitions, and what overlaps.
  await expect(page.locator('[data-drop="new"]')).toContainText("16 MiB");
  await app.at("new-details").locator("summary").click();
  const row = app
    .at("new-details")
    .getByRole("row")
    .filter({ hasText: /^customer_fs/ });
  await expect(row).toContainText("customer_app");
  await expect(row).toContainText("重叠");
});

test("firmware for which no package can be made is opened, and the page says why", async ({ app }) => {
  await app.open();
  for (const [platform, config, file, says] of [
    ["qualcomm", "MDM9X05", "update/firehose/partition.mbn", "高通"],
  ] as const) {
    const firmware = {
      fileName: `QPY_${platform}.bin`,
      bytes: zip({
        "platform_config.json": new TextEncoder().encode(JSON.stringify({ platform: config })),
        [file]: new Uint8Array(5000).fill(7),
      }),
    };
    await app.choose("new", firmware);
    await expect(app.at("platform")).toHaveAttribute("data-platform", platform);
    await expect(app.at("type-reason")).toContainText(says);
    for (const type of ["diff", "full", "mini"]) await expect(app.at(`type-${type}`)).toBeDisabled();
    await expect(app.at("build")).toBeDisabled();
    await expect(app.at("error")).toHaveCount(0);
    await app.goTo("inspect");
    await app.inspect(firmware);
    await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "firmware");
    await expect(app.at("type-verdicts")).toContainText(says);
    await app.goTo("make");
  }
});

/** Every cause there is, and every code: asr-diff-refusals.test.ts and make-asr.test.ts. */
test("what is refused for one type goes by another one, or with a file of one's own", async ({ app }) => {
  await app.open("#/make?type=full");
  await app.choose("new", pair.new);
  const image = await app.downloadBy(app.at("fs-image"));
  await app.choose("new", asrSampleFirmware({ release: 2, without: ["customer_fs.bin"] }));
  await app.expectRefusal("no-user-partition");
  await app.at("fs-input").setInputFiles({
    name: "customer_fs.bin",
    mimeType: "application/octet-stream",
    buffer: image.bytes,
  });
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);
  await app.makePackage();

  await app.chooseType("diff");
  await app.choosePair(pair.old, asrSampleFirmware({ release: 2, without: ["system.img"] }));
  await app.expectRefusal("asr-no-system-image");
  await expect(app.at("build")).toBeDisabled();
  await app.chooseType("full");
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);

  await app.chooseType("diff");
  await app.choosePair(
    asrSampleFirmware({ fotaPkgSize: 0 }),
    asrSampleFirmware({ fotaPkgSize: 0, release: 2 }),
  );
  await app.expectRefusal("backup-partition-missing");
  await app.chooseType("mini");
  await app.expectReady();
  await expect(app.at("error")).toHaveCount(0);

  await app.chooseType("diff");
  await app.choosePair(sampleFirmware(), pair.new);
  await app.expectRefusal("different-platform");
  // The old one is not needed for full.
  await app.chooseType("full");
  await app.expectReady();
});
