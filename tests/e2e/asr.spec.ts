import { asrSampleFirmware, asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { sampleFirmware } from "../../src/platforms/unisoc/sample/sample.ts";
import { zip } from "../support/archives.ts";
import { expect, test } from "./app.ts";

const pair = asrSamplePair();
const small = {
  old: asrSampleFirmware({ flashMiB: 8 }),
  new: asrSampleFirmware({ flashMiB: 8, release: 2 }),
};

test("differential: from two files to a verified package", async ({ app }) => {
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
});

test("differential: an application partition can be brought along", async ({ app, page }) => {
  await app.open();
  await app.trySample("asr");
  await app.makePackage();
  const alone = await app.figure("bytes");
  await page.getByText("高级选项").click();
  await app.at("app-customer_app").check();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
  await app.makePackage();
  expect(await app.figure("bytes")).toBeGreaterThan(alone);
  await page.getByText("升级包内容").click();
  await expect(app.at("result").getByRole("row").filter({ hasText: "customer_app" })).toHaveCount(1);
});

test("full: needs the new firmware only, and carries the script that was put in", async ({ app }) => {
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
});

test("full: says that some modules cannot store it, and one click makes it small", async ({ app, page }) => {
  await app.open("#/make?type=full");
  await app.choose("new", pair.new);
  await app.expectReady();
  await app.makePackage();
  const whole = await app.figure("bytes");
  await expect(page.locator('[data-code="full-package-storage"]')).toBeVisible();
  await app.at("cut-now").click();
  await expect(app.at("fs-cut")).toBeChecked();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
  await expect(page.locator('[data-code="full-package-storage"]')).toHaveCount(0);
  await app.makePackage();
  expect(await app.figure("bytes")).toBeLessThan(whole / 5);
});

test("mini-system: two files that belong together, and the merged one", async ({ app, page }) => {
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
  await app.at("package-url").fill("http://fota.example.org/a.bin");
  await expect(page.locator("#package-url-problem")).not.toBeEmpty();
});

test("mini-system: brings the user partition along once it was changed, unless told otherwise", async ({
  app,
}) => {
  const marker = "print('mini brings this along')\n";
  await app.open();
  await app.trySample("asr");
  await app.chooseType("mini");
  await app.expectReady();
  await expect(app.at("fs-along")).not.toBeChecked();
  await app.replaceUserFile("main.py", marker);
  await expect(app.at("fs-along")).toBeChecked();
  await app.expectReady();
  await app.makePackage();
  expect((await app.download(2)).bytes.includes(marker)).toBe(true);

  await app.at("fs-along").uncheck();
  await expect(app.at("result")).toHaveCount(0);
  await app.expectReady();
  await app.makePackage();
  expect((await app.download(2)).bytes.includes(marker)).toBe(false);
});

test("8 MB firmware proposes mini-system; the others warn and can be chosen all the same", async ({
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
  await app.makePackage();
  expect((await app.download()).bytes.toString("latin1", 0, 8)).toBe("FOTA_ALL");

  // The choice was the user's: it stays with firmware that would propose another type.
  await app.choosePair(pair.old, pair.new);
  await app.expectReady();
  await expect(app.at("type-diff")).toBeChecked();
});

test("a type that the next firmware cannot have gives way, says so, and comes back", async ({ app }) => {
  await app.open("#/make?type=full");
  await app.choose("new", sampleFirmware({ release: 2 }));
  await expect(app.at("type-diff")).toBeChecked();
  await expect(app.at("type-full")).toBeDisabled();
  await expect(app.at("type-denied")).toContainText("全量升级");
  await app.choose("new", pair.new);
  await expect(app.at("type-full")).toBeChecked();
  await expect(app.at("type-denied")).toHaveCount(0);
  await app.expectReady();
});

test("the old file waits while full is chosen", async ({ app, page }) => {
  await app.open();
  await app.choose("old", pair.old);
  await app.chooseType("full");
  const slot = page.locator('[data-drop="old"]');
  await expect(slot).toContainText("全量升级不需要");
  await expect(slot).toContainText(pair.old.fileName);
  // A file dropped anywhere is the new one, for only that is missing.
  await app.drop(page.locator("h1"), pair.new);
  await app.expectReady();
  await app.chooseType("diff");
  await app.expectReady();
  await app.makePackage();
});

test("facts: flash size and partitions, and what overlaps", async ({ app, page }) => {
  await app.open();
  await app.choosePair(
    pair.old,
    asrSampleFirmware({ release: 2, userPartition: { start: 0x89f000, size: 0x100000 } }),
  );
  await expect(page.locator('[data-drop="new"]')).toContainText("16 MiB");
  await app.at("new-details").locator("summary").click();
  const row = app
    .at("new-details")
    .getByRole("row")
    .filter({ hasText: /^customer_fs/ });
  await expect(row).toContainText("customer_app");
  await expect(row).toContainText("重叠");
});

for (const [platform, config, file, says] of [
  ["qualcomm", "MDM9X05", "update/firehose/partition.mbn", "高通"],
] as const) {
  test(`firmware of ${platform} is opened, and the page says why no package can be made`, async ({ app }) => {
    const firmware = {
      fileName: `QPY_${platform}.bin`,
      bytes: zip({
        "platform_config.json": new TextEncoder().encode(JSON.stringify({ platform: config })),
        [file]: new Uint8Array(5000).fill(7),
      }),
    };
    await app.open();
    await app.choose("new", firmware);
    await expect(app.at("platform")).toHaveAttribute("data-platform", platform);
    await expect(app.at("type-reason")).toContainText(says);
    for (const type of ["diff", "full", "mini"]) await expect(app.at(`type-${type}`)).toBeDisabled();
    await expect(app.at("build")).toBeDisabled();
    await expect(app.at("error")).toHaveCount(0);
    await app.open("#/inspect");
    await app.inspect(firmware);
    await expect(app.at("inspect-result")).toHaveAttribute("data-kind", "firmware");
    await expect(app.at("type-verdicts")).toContainText(says);
  });
}

test.describe("refused, with a way on", () => {
  test("no system.img: not for differential, but for full", async ({ app }) => {
    await app.open();
    await app.choosePair(pair.old, asrSampleFirmware({ release: 2, without: ["system.img"] }));
    await app.expectRefusal("asr-no-system-image");
    await expect(app.at("build")).toBeDisabled();
    await app.chooseType("full");
    await app.expectReady();
    await expect(app.at("error")).toHaveCount(0);
    await app.makePackage();
  });

  test("other partition tables", async ({ app }) => {
    await app.open();
    const moved = { start: 0x9ea000, size: 0xf0000 };
    await app.choosePair(pair.old, asrSampleFirmware({ release: 2, userPartition: moved }));
    await app.expectRefusal("partition-moved");
    await expect(app.at("error")).toContainText("customer_fs");
    await app.choose("old", asrSampleFirmware({ userPartition: moved }));
    await app.expectReady();
    await expect(app.at("error")).toHaveCount(0);
  });

  test("no fota_pkg: not for differential, but for mini-system", async ({ app }) => {
    await app.open();
    await app.choosePair(
      asrSampleFirmware({ fotaPkgSize: 0 }),
      asrSampleFirmware({ fotaPkgSize: 0, release: 2 }),
    );
    await app.expectRefusal("backup-partition-missing");
    await app.chooseType("mini");
    await app.expectReady();
    await expect(app.at("error")).toHaveCount(0);
  });

  test("too little room for the backup, and regions that are LZOP", async ({ app }) => {
    await app.open();
    await app.choosePair(
      asrSampleFirmware({ fotaPkgSize: 0x1000 }),
      asrSampleFirmware({ fotaPkgSize: 0x1000, release: 2 }),
    );
    await app.expectRefusal("backup-too-small");
    await app.choosePair(
      asrSampleFirmware({ lzopRegion: "CODE_PS" }),
      asrSampleFirmware({ lzopRegion: "CODE_PS", release: 2 }),
    );
    await app.expectRefusal("region-compression");
    await app.choosePair(pair.old, pair.new);
    await app.expectReady();
  });

  test("firmware of two platforms", async ({ app }) => {
    await app.open();
    await app.choosePair(sampleFirmware(), pair.new);
    await app.expectRefusal("different-platform");
    // The old one is not needed for full.
    await app.chooseType("full");
    await app.expectReady();
  });

  test("no user partition in the firmware: a file of one's own takes its place", async ({ app }) => {
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
  });
});

test("packages of all kinds can be inspected", async ({ app, page }) => {
  await app.open();
  await app.trySample("asr");
  const made: { readonly kind: string; readonly fileName: string; readonly bytes: Buffer }[] = [];
  await app.makePackage();
  made.push({ kind: "asr-diff", ...(await app.download()) });
  await app.chooseType("full");
  await app.expectReady();
  made.push({ kind: "user-partition", ...(await app.downloadBy(app.at("fs-image"))) });
  await app.makePackage();
  made.push({ kind: "asr-full", ...(await app.download()) });
  await app.chooseType("mini");
  await app.expectReady();
  await app.makePackage();
  made.push({ kind: "asr-mini-1", ...(await app.download(1)) });
  made.push({ kind: "asr-mini-2", ...(await app.download(2)) });
  made.push({ kind: "asr-mini", ...(await app.download("merged")) });

  await page.getByRole("link", { name: "查看" }).click();
  const result = app.at("inspect-result");
  for (const { kind, fileName, bytes } of made) {
    await app.inspect({ fileName, bytes });
    await expect(result).toHaveAttribute("data-kind", kind);
    await expect(app.at("package-warning")).toHaveCount(0);
  }
  const [diff] = made;
  if (diff === undefined) throw new Error("nothing was made");
  const damaged = Buffer.from(diff.bytes);
  damaged[0x900] = (damaged[0x900] ?? 0) ^ 1;
  await app.inspect({ fileName: "damaged.bin", bytes: damaged });
  await app.expectRefusal("package-damaged");
  await app.inspect(pair.new);
  await expect(app.at("type-verdicts")).toContainText("最小系统升级");
});
