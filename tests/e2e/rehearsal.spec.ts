import { everyLook, expect, test, type App } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";

const cases = [
  { platform: "unisoc8910", type: "diff" },
  { platform: "asr", type: "diff" },
  { platform: "asr", type: "full" },
  { platform: "asr", type: "mini" },
] as const;

async function makeSample(app: App, { platform, type }: (typeof cases)[number]): Promise<void> {
  await app.open();
  if (platform === "asr") await app.trySample("asr");
  else await app.takeSmallPair();
  await app.chooseType(type);
  await app.expectReady();
  await app.makePackage();
}

for (const one of cases) {
  test(`${one.platform}, ${one.type}: the page's script leads to the new firmware through power cuts`, async ({
    app,
  }) => {
    await makeSample(app, one);
    await app.rehearse({ cut: "random", loss: "some" });
    await app.expectRehearsed("updated");
    await expect(app.at("rehearsal-result")).toHaveAttribute("data-cuts", "4");
    await expect(app.at("rehearsal-result")).toContainText(/[0-9a-f]{64}/);
    const terminal = app.at("rehearsal-terminal");
    await expect(terminal).toContainText("断电");
    await expect(terminal).toContainText("V02");
    await expect(app.at("rehearsal-result")).toContainText(
      one.type === "full" ? "用户分区已更新" : "升级已完成",
    );
    await expect(app.at("rehearsal-on-new")).toHaveAttribute(
      "data-outcome",
      { diff: "content", full: "gone", mini: "stops" }[one.type],
    );
    // The same seed: the same once more, and without cuts when they are taken back.
    const said = await terminal.textContent();
    await app.rehearse();
    await app.expectRehearsed("updated");
    await expect(terminal).toHaveText(said ?? "");
    await app.rehearse({ cut: "none", loss: "none" });
    await expect(app.at("rehearsal-result")).toHaveAttribute("data-cuts", "0");
  });
}

test("a server without the file: what to do, and the way back", async ({ app }) => {
  await makeSample(app, cases[0]);
  for (const [conditions, code, says] of [
    [{ server: "missing" }, "not-found", "404"],
    [{ server: "truncated" }, "package-refused", "SHA-256"],
    [{ server: "wrong" }, "package-refused", "SHA-256"],
    [{ server: "right", loss: "disconnect" }, "connection-lost", "重试"],
  ] as const) {
    await app.rehearse(conditions);
    await app.expectRehearsed("failed", code);
    await expect(app.at("rehearsal-result")).toContainText(says);
  }
  // The script tells what its callback heard.
  await expect(app.at("rehearsal-terminal")).toContainText("下载失败，错误码 719");
  await app.rehearse({ loss: "none" });
  await app.expectRehearsed("updated");
});

test("mini-system without its second file waits for it; with it the update is complete", async ({ app }) => {
  await makeSample(app, cases[3]);
  await app.rehearse({ server: "second-missing" });
  await app.expectRehearsed("failed", "second-file-missing");
  await expect(app.at("rehearsal-result")).toContainText(".mini_2");
  await app.rehearse({ server: "right" });
  await app.expectRehearsed("updated");
});

test("the address that was typed is the one that the module asks for", async ({ app }) => {
  await makeSample(app, cases[0]);
  await app.at("package-url").fill("http://fota.example.org/folder/a.pack");
  await app.rehearse();
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal-terminal")).toContainText("GET http://fota.example.org/folder/a.pack → 200");
});

test("an edited user partition is the one that must arrive", async ({ app }) => {
  await app.open("#/make?type=full");
  await app.trySample("asr");
  await app.chooseType("full");
  await app.expectReady();
  await app.replaceUserFile("main.py", "print('edited')\n");
  await app.expectReady();
  await app.makePackage();
  await app.rehearse();
  await app.expectRehearsed("updated");
});

test("another package takes the place of what was rehearsed", async ({ app }) => {
  await makeSample(app, cases[1]);
  await app.rehearse();
  await app.expectRehearsed("updated");
  await app.chooseType("mini");
  await expect(app.at("rehearsal")).toHaveCount(0);
  await app.expectReady();
  await app.makePackage();
  await expect(app.at("rehearsal-run")).toBeVisible();
  await expect(app.at("rehearsal-result")).toHaveCount(0);
});

test("a script that never ends is stopped, and what it printed stays", async ({ app, page }) => {
  await makeSample(app, cases[0]);
  await app.setScript("print('begun')\nwhile True:\n    pass\n");
  const workers = page.workers().length;
  await app.rehearse();
  await expect(app.at("rehearsal-terminal")).toContainText("begun");
  await app.at("rehearsal-stop").click();
  await expect(app.at("rehearsal-run")).toBeFocused();
  await expect(app.at("rehearsal-terminal")).toContainText("begun");
  await expect(app.at("rehearsal-result")).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(workers);

  await app.setScript(null);
  await app.rehearse();
  await app.expectRehearsed("updated");
});

test("a script that prints or asks without end leaves a slow phone its page", async ({ app, page }) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const loops = [
    ["print('and on')", "and on"],
    ["print('on', end='')", "ononon"],
    ["print('on' * 50000)", "ononon"],
    ["fota.fota().httpDownload(url1='http://elsewhere.invalid/a')", "http://elsewhere.invalid/a"],
  ] as const;
  for (const [call, shown] of loops) {
    await app.setScript(`import fota\nwhile True:\n    ${call}\n`);
    await app.rehearse();
    await expect(app.at("rehearsal-terminal")).toContainText(shown);
    // And on.
    const lines = app.at("rehearsal-terminal").getByRole("paragraph");
    await expect.poll(() => lines.count(), { timeout: 30_000 }).toBeGreaterThan(60);
    await app.at("rehearsal-stop").click();
    await expect(app.at("rehearsal-run")).toBeFocused();
  }
});

test("a script with a mistake is told where", async ({ app }) => {
  await makeSample(app, cases[0]);
  await app.setScript("import fota\n\nfota().download()\n");
  await app.rehearse();
  await app.expectRehearsed("failed", "script-error");
  await expect(app.at("rehearsal-terminal")).toContainText('File "main.py", line 3');
  await expect(app.at("rehearsal-result")).toContainText("AttributeError");
});

test("a script cannot talk to anybody", async ({ page, context }) => {
  // Not by the fixture: that the policy refuses is what is wanted here.
  const { App } = await import("./app.ts");
  const app = new App(page);
  const asked: string[] = [];
  context.on("request", (request) => asked.push(new URL(request.url()).hostname));
  await makeSample(app, cases[0]);
  const elsewhere = "http://elsewhere.invalid/";
  const attempts = [
    `js.fetch('${elsewhere}?firmware')`,
    `js.WebSocket.new('ws://elsewhere.invalid/')`,
    `js.importScripts('${elsewhere}')`,
    `js.Function("return import('${elsewhere}')")()`,
    `js.Function.new("return import('${elsewhere}')")()`,
  ];
  for (const attempt of attempts) {
    // What a refusal does to the script is the interpreter's affair; nothing may come of the attempt.
    await app.setScript(`import js\nprint('try')\n${attempt}\n`);
    await app.rehearse();
    await expect(app.at("rehearsal-result")).toHaveAttribute("data-outcome", "failed");
    await expect(app.at("rehearsal-terminal")).toContainText("try");
    await app.setScript(null);
    await app.rehearse();
    await app.expectRehearsed("updated");
  }
  expect(asked.length).toBeGreaterThan(5);
  expect(asked).not.toContain("elsewhere.invalid");
});

test("is played so that it can be watched, and at once when told so", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await makeSample(app, cases[0]);
  await expect(app.at("rehearsal-pace")).toHaveValue("normal");
  await app.at("rehearsal-run").click();
  await expect(app.at("rehearsal").locator('[aria-current="step"]')).toContainText("下载");
  await expect(app.at("rehearsal-stop")).toBeVisible();
  await app.at("rehearsal-pace").selectOption("instant");
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal").locator("[aria-current]")).toHaveCount(0);
});

test("with reduced motion there is nothing to wait for", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await makeSample(app, cases[0]);
  await expect(app.at("rehearsal-pace")).toHaveValue("instant");
});

test("speaks the other language at once, the terminal too", async ({ app }) => {
  await makeSample(app, cases[0]);
  await app.rehearse({ cut: "update" });
  await app.expectRehearsed("updated");
  await app.speak("en");
  await expect(app.at("rehearsal-terminal")).toContainText("Power cut in step");
  await expect(app.at("rehearsal-result")).toContainText("The update is complete");
  // What the script said stays said; when it runs again, it is the script in the other language.
  await app.rehearse({ cut: "none" });
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal-terminal")).toContainText("downloading");
  await expect(app.at("rehearsal")).not.toContainText(/[\u4e00-\u9fff]/);
});

test("every state passes axe in every look", async ({ app, page }) => {
  const expectEveryLook = async (state: string): Promise<void> => {
    await inLooks(app, everyLook, async (look) => {
      await expectAccessible(app, `${state}: ${look}`, { within: '[data-testid="rehearsal"]' });
    });
  };
  await page.emulateMedia({ reducedMotion: "reduce" });
  await makeSample(app, cases[3]);
  await expectEveryLook("not begun");
  await app.setScript("print('begun')\nwhile True:\n    pass\n");
  await app.rehearse({ cut: "random" });
  await expect(app.at("rehearsal-terminal")).toContainText("begun");
  await expectEveryLook("running");
  await app.at("rehearsal-stop").click();
  await expectEveryLook("stopped");
  await app.setScript(null);
  await app.rehearse();
  await app.expectRehearsed("updated");
  await expectEveryLook("updated");
  await app.rehearse({ server: "missing" });
  await app.expectRehearsed("failed", "not-found");
  await expectEveryLook("failed");
});

test("by keyboard alone: run, read, stop, run again", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await makeSample(app, cases[0]);
  await app.setScript("print('begun')\nwhile True:\n    pass\n");
  await app.at("rehearsal-cut").focus();
  await page.keyboard.press("Tab");
  await expect(app.at("rehearsal-run")).toBeFocused();
  await page.keyboard.press("Enter");
  // A second Enter must not stop it.
  await expect(app.at("rehearsal-terminal")).toBeFocused();
  await expect(app.at("rehearsal-terminal")).toContainText("begun");
  while (!(await app.at("rehearsal-stop").evaluate((button) => button === document.activeElement))) {
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await expect(app.at("rehearsal-run")).toBeFocused();
  await app.setScript(null);
  await app.at("rehearsal-run").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("rehearsal-terminal")).toBeFocused();
  await app.expectRehearsed("updated");
});

test("on a phone nothing is wider than the screen, and what can be touched is 44 pixels high", async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await app.open();
  await app.speak("en");
  await app.trySample("asr");
  await app.chooseType("mini");
  await app.expectReady();
  await app.makePackage();
  await app.rehearse({ cut: "random" });
  await app.expectRehearsed("updated");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  const inside = app.at("rehearsal").locator("button:visible, select:visible, input:visible");
  const heights = await inside.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(heights.length).toBeGreaterThan(6);
  expect(heights.filter((height) => height < 44)).toEqual([]);
});
