import decodeQR from "qr/decode.js";
import type { Browser, Locator } from "@playwright/test";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { smallSample, smallSamplePair } from "../support/small-sample.ts";
import { App, expect, test } from "./app.ts";
import { expectAccessibleInLooks } from "./axe.ts";
import { expectFitsPhone, phone } from "./phone.ts";

const pairs = { unisoc8910: smallSamplePair(), asr: asrSamplePair() };
const other = smallSample({ release: 2, fileName: "OTHER_V03.pac", apExtra: 512 });

async function sharedLink(app: App): Promise<string> {
  await app.at("share").click();
  await expect(app.at("share-qr")).toBeVisible();
  const link = await app.at("share-link").inputValue();
  await app.page.keyboard.press("Escape");
  await expect(app.at("share-dialog")).toHaveCount(0);
  return link;
}

/** Somebody else's browser, which knows nothing of the sender's. */
async function receiver(browser: Browser, link: string, work: (app: App) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(link);
  await work(new App(page));
  expect(faults).toEqual([]);
  await context.close();
}

async function expectMatch(app: App, side: "old" | "new", state: string): Promise<void> {
  await expect(app.at(`expectation-${side}`)).toHaveAttribute("data-state", state);
}

const typeNames = { diff: "差分升级", full: "全量升级", mini: "最小系统升级" };

interface Sending {
  readonly platform: "unisoc8910" | "asr";
  readonly type: "diff" | "full" | "mini";
  /** What is chosen besides; tests/unit/share-link.test.ts has all that can be. */
  readonly chosen: string;
  readonly choose: (app: App) => Promise<void>;
}

const sendings: readonly Sending[] = [
  {
    platform: "unisoc8910",
    type: "diff",
    chosen: "rules and version names",
    async choose(app) {
      await app.page.getByText("高级选项").click();
      await app.at("rule-set").selectOption("unisoc8910-ext");
      await app.at("old-version").fill("Field-1+0");
      await app.at("new-version").fill("Field-1+1");
    },
  },
  {
    platform: "asr",
    type: "diff",
    chosen: "an application partition",
    async choose(app) {
      await app.page.getByText("高级选项").click();
      await app.at("app-customer_app").check();
    },
  },
  {
    platform: "asr",
    type: "mini",
    chosen: "with the user partition",
    choose: async (app) => await app.at("fs-along").check(),
  },
];

for (const { platform, type, chosen, choose } of sendings) {
  test(`${platform}, ${type}, ${chosen}: whoever opens the link gets the same bytes`, async ({
    app,
    browser,
  }) => {
    const pair = pairs[platform];
    await app.open();
    await app.choosePair(pair.old, pair.new);
    await app.expectReady();
    await app.chooseType(type);
    await app.expectReady();
    await choose(app);
    await app.expectReady();
    await app.makePackage();
    const sent = await app.download();
    const link = await sharedLink(app);

    await receiver(browser, link, async (customer) => {
      await expect(customer.at("expectation")).toContainText(typeNames[type]);
      for (const side of ["old", "new"] as const) await expectMatch(customer, side, "missing");
      // Renamed, and in the wrong order: what counts is what is in them.
      const old = { ...pair.old, fileName: "b.bin" };
      const fresh = { ...pair.new, fileName: "a.bin" };
      await customer.drop(customer.page.locator("h1"), fresh, old);
      await customer.expectReady();
      for (const side of ["old", "new"] as const) await expectMatch(customer, side, "match");
      await expect(customer.at("expectation-changed")).toHaveCount(0);
      await customer.makePackage();
      await expect(customer.at("expectation-package")).toHaveAttribute("data-state", "identical");
      expect((await customer.download()).sha256).toBe(sent.sha256);
    });
  });
}

test("a compact package is asked for, and made", async ({ app, browser }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  await app.at("class-compact").check();
  const sent = await app.download();
  const link = await sharedLink(app);
  await receiver(browser, link, async (customer) => {
    await customer.choosePair(pairs.unisoc8910.old, pairs.unisoc8910.new);
    await customer.expectReady();
    await customer.makePackage();
    await expect(customer.at("class-compact")).toBeChecked();
    await expect(customer.at("expectation-package")).toHaveAttribute("data-state", "identical");
    expect((await customer.download()).sha256).toBe(sent.sha256);
    await customer.at("class-safe").check();
    await expect(customer.at("expectation-package")).toHaveAttribute("data-state", "different");
    await expect(customer.at("expectation-package")).toContainText("断电安全级别");
  });
});

test.describe("a link is open", () => {
  let link = "";

  test.beforeAll(async ({ browser, baseURL }) => {
    const page = await browser.newPage({ ...(baseURL === undefined ? {} : { baseURL }), locale: "zh-CN" });
    const sender = new App(page);
    await sender.open();
    await sender.takeSmallPair();
    await sender.makePackage();
    await sender.at("package-url").fill("https://fota.example.org/it.pack");
    link = await sharedLink(sender);
    await page.close();
  });

  test("another file: the slot says which it should be; the right one puts it right", async ({
    app,
    page,
  }) => {
    await page.goto(link);
    await app.choosePair(pairs.unisoc8910.old, other);
    await app.expectReady();
    await expectMatch(app, "old", "match");
    await expectMatch(app, "new", "mismatch");
    await expect(app.at("expectation-new")).toContainText(pairs.unisoc8910.new.fileName);
    // It can be made all the same, and says why it is not the sender's.
    await app.makePackage();
    const verdict = app.at("expectation-package");
    await expect(verdict).toHaveAttribute("data-state", "different");
    await expect(verdict).toContainText("放入的固件不是链接指定的文件");
    await app.choose("new", pairs.unisoc8910.new);
    await expectMatch(app, "new", "match");
    await app.expectReady();
    await app.makePackage();
    await expect(verdict).toHaveAttribute("data-state", "identical");

    // Files on the wrong sides go where they belong; exchanged by hand, they stay and are said.
    await page.reload();
    await app.choose("old", pairs.unisoc8910.new);
    await expectMatch(app, "new", "match");
    await expectMatch(app, "old", "missing");
    await app.drop(page.locator("h1"), pairs.unisoc8910.old);
    await app.expectReady();
    await expectMatch(app, "old", "match");
    await app.at("swap").click();
    await expectMatch(app, "old", "mismatch");
    await expect(app.at("expectation-old")).toContainText("放错了位置");
    await app.at("expectation-old").getByRole("button").click();
    await expectMatch(app, "old", "match");
    await expectMatch(app, "new", "match");
  });

  test("other choices are said, and the link's come back with one click", async ({ app, page }) => {
    await page.goto(link);
    await app.choosePair(pairs.unisoc8910.old, pairs.unisoc8910.new);
    await app.expectReady();
    await page.getByText("高级选项").click();
    await app.at("rule-set").selectOption("unisoc8910-win32");
    await app.at("old-version").fill("Mine");
    await expect(app.at("expectation-changed")).toContainText("打包规则、旧版本名");
    await app.expectReady();
    await app.makePackage();
    await expect(app.at("expectation-package")).toContainText("选项不同：打包规则、旧版本名");
    // The address of the package comes along into the script.
    await expect(app.at("package-url")).toHaveValue("https://fota.example.org/it.pack");
    await expect(app.at("script")).toContainText("https://fota.example.org/it.pack");
    await app.at("expectation-restore").click();
    await expect(app.at("expectation-changed")).toHaveCount(0);
    await expect(app.at("rule-set")).toHaveValue("unisoc8910");
    await app.expectReady();
    await app.makePackage();
    await expect(app.at("expectation-package")).toHaveAttribute("data-state", "identical");
  });

  test("it outlives a reload and a look at another screen, until it is left", async ({ app, page }) => {
    await page.goto(link);
    await app.choose("old", pairs.unisoc8910.old);
    await expectMatch(app, "old", "match");
    await page.reload();
    await expectMatch(app, "old", "missing");
    await page.getByRole("link", { name: "查看" }).click();
    await page.getByRole("link", { name: "制作" }).click();
    await expect(app.at("expectation")).toBeVisible();

    await app.choose("old", pairs.unisoc8910.old);
    await expectMatch(app, "old", "match");
    await app.at("expectation-clear").click();
    await expect(app.at("expectation")).toHaveCount(0);
    await expect(app.at("expectation-old")).toHaveCount(0);
    await expect(page).toHaveURL(/#\/make\?platform=unisoc8910$/);
    // The file is still there.
    await app.choose("new", other);
    await app.expectReady();
  });

  test("damaged on its way: what cannot be read is named, the rest is used", async ({ app, page }) => {
    await page.goto(link.replace(/old-sha256=./, "old-sha256=").replace("type=diff", "type=dif"));
    await expect(app.at("link-damaged")).toContainText("type、old-sha256");
    await expect(app.at("expectation-old")).toHaveCount(0);
    await expectMatch(app, "new", "missing");
    await app.choosePair(pairs.unisoc8910.old, pairs.unisoc8910.new);
    await app.expectReady();
    await app.makePackage();
    await expect(app.at("expectation-package")).toHaveAttribute("data-state", "identical");
    await app.at("expectation-clear").click();
    await expect(app.at("link-damaged")).toHaveCount(0);
  });

  test("it passes axe and fits a phone, as the dialog does", async ({ app, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.setViewportSize(phone);
    await page.goto(link.replace("class=safe", "class=saf").replace(".pac", `${"x".repeat(60)}.pac`));
    await expect(app.at("link-damaged")).toBeVisible();
    await expectAccessibleInLooks(app, "damaged, files missing");
    await app.choosePair(pairs.unisoc8910.old, other);
    await expectMatch(app, "old", "match");
    await expectMatch(app, "new", "mismatch");
    await app.expectReady();
    await page.locator("summary").last().click();
    await app.at("rule-set").selectOption("unisoc8910-win32");
    await expect(app.at("expectation-changed")).toBeVisible();
    await app.at("expectation").locator("summary").click();
    await app.expectReady();
    await expectAccessibleInLooks(app, "match, mismatch, changed");
    await expectFitsPhone(app, "match, mismatch, changed", app.at("expectation"));
    await app.makePackage();
    await expect(app.at("expectation-package")).toHaveAttribute("data-state", "different");
    await expectAccessibleInLooks(app, "different");
    await app.at("share").click();
    await expect(app.at("share-qr")).toBeVisible();
    await app.at("share-dialog").locator("summary").click();
    await expectAccessibleInLooks(app, "dialog");
    await expectFitsPhone(app, "dialog", app.at("share-dialog"));
  });
});

test("a user partition that was changed: its hash is in the link, its contents have to come another way", async ({
  app,
  browser,
}) => {
  await app.open("#/make?type=full");
  await app.choose("new", pairs.asr.new);
  await app.expectReady();
  await app.replaceUserFile("main.py", "print('of the sender')\n");
  await app.expectReady();
  const image = await app.downloadBy(app.at("fs-image"));
  await app.makePackage();
  await app.at("share").click();
  await expect(app.at("share-user-files")).toContainText("customer_fs.bin");
  const link = await app.at("share-link").inputValue();

  await receiver(browser, link, async (customer) => {
    const partition = customer.at("expectation-user-partition");
    await expect(partition).toHaveAttribute("data-state", "missing");
    await customer.choose("new", pairs.asr.new);
    await customer.expectReady();
    await expect(partition).toHaveAttribute("data-state", "mismatch");
    await customer.makePackage();
    await expect(customer.at("expectation-package")).toContainText("用户分区的内容不同");
    await customer.at("fs-input").setInputFiles({
      name: "customer_fs.bin",
      mimeType: "application/octet-stream",
      buffer: image.bytes,
    });
    await expect(partition).toHaveAttribute("data-state", "match");
    await customer.expectReady();
    await customer.makePackage();
    await expect(customer.at("expectation-package")).toHaveAttribute("data-state", "identical");
  });
});

test.describe("the dialog", () => {
  test("before anything is made the link has choices and files, and says so; copied, handed on, by keyboard", async ({
    app,
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.addInitScript(() => {
      const handed: unknown[] = [];
      Object.assign(window, { handed });
      navigator.share = (data) => {
        handed.push(data?.url);
        return Promise.reject(new DOMException("changed my mind", "AbortError"));
      };
    });
    await app.open();
    await app.takeSmallPair();
    await app.at("build").focus();
    await page.keyboard.press("Tab");
    await expect(app.at("share")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(app.at("share-dialog")).toContainText("还没有制作");
    const link = await app.at("share-link").inputValue();
    expect(link).toContain("old=SAMPLE_8910_V01.pac");
    expect(link).not.toContain("&sha256=");
    await app.at("share-copy").click();
    await expect(app.at("share-copy")).toContainText("已复制");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await app.at("share-send").click();
    expect(await page.evaluate(() => (window as unknown as { handed: unknown[] }).handed)).toEqual([link]);

    await app.at("share-link").focus();
    for (let steps = 0; steps < 8; steps++) {
      if (await app.at("share-leave-names").evaluate((one) => one === document.activeElement)) break;
      await page.keyboard.press("Tab");
    }
    await expect(app.at("share-leave-names")).toBeFocused();
    await page.keyboard.press("Space");
    await expect(app.at("share-link")).not.toHaveValue(/SAMPLE/);
    await expect(app.at("share-link")).toHaveValue(/old-sha256=[0-9a-f]{64}/);
    await page.keyboard.press("Escape");
    await expect(app.at("share-dialog")).toHaveCount(0);
    await expect(app.at("share")).toBeFocused();

    // Files dropped while it is open are taken, and it gives way to them.
    await page.keyboard.press("Enter");
    await expect(app.at("share-dialog")).toBeVisible();
    await app.drop(app.at("share-dialog"), other);
    await expect(app.at("share-dialog")).toHaveCount(0);
    await expect(page.locator('[data-drop="new"]')).toContainText(other.fileName);
    await app.expectReady();
  });

  test("the QR code on the screen is the link, in light and dark", async ({ app, page }) => {
    await app.open();
    await app.takeSmallPair();
    await app.makePackage();
    await app.at("share").click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await app.at("share-leave-names").uncheck();
      await expect(app.at("share-link")).toHaveValue(/SAMPLE/);
      expect(await scanned(app.at("share-qr"))).toBe(await app.at("share-link").inputValue());
      await app.at("share-leave-names").check();
      await expect(app.at("share-link")).not.toHaveValue(/SAMPLE/);
      expect(await scanned(app.at("share-qr"))).toBe(await app.at("share-link").inputValue());
    }
  });

  test("a link that is too long for a QR code can be copied all the same", async ({ app }) => {
    await app.open();
    // Each of these letters takes nine in an address.
    const long = (name: string) => `${name}${"固".repeat(200)}.pac`;
    await app.choosePair(
      { ...pairs.unisoc8910.old, fileName: long("a") },
      { ...pairs.unisoc8910.new, fileName: long("b") },
    );
    await app.expectReady();
    await app.at("share").click();
    await expect(app.at("share-too-long")).toBeVisible();
    await expect(app.at("share-qr")).toHaveCount(0);
    await expect(app.at("share-copy")).toBeEnabled();
    await app.at("share-leave-names").check();
    await expect(app.at("share-qr")).toBeVisible();
    await expect(app.at("share-too-long")).toHaveCount(0);
  });
});

/** What a QR reader sees on the screen. */
async function scanned(code: Locator): Promise<string> {
  const png = (await code.screenshot()).toString("base64");
  const { width, height, data } = await code.page().evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.drawImage(bitmap, 0, 0);
    const image = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width: image.width, height: image.height, data: [...image.data] };
  }, png);
  return decodeQR({ width, height, data: Uint8Array.from(data) });
}
