import { expect, looks, test, type App } from "./app.ts";
import { expectAccessible, inLooks } from "./axe.ts";

async function makeSample(app: App, type: "diff" | "full" | "mini", platform: "unisoc8910" | "asr" = "asr") {
  await app.open();
  if (platform === "asr") await app.trySample("asr");
  else await app.takeSmallPair();
  await app.chooseType(type);
  await app.expectReady();
  await app.makePackage();
}

const makeSmall = (app: App) => makeSample(app, "diff", "unisoc8910");

/** Every type under every condition: tests/unit/rehearsal.test.ts. */
test("the page's script leads to the new firmware through power cuts; what goes wrong is told, with the way back", async ({
  app,
}) => {
  await makeSmall(app);
  await app.rehearse({ cut: "random", loss: "some" });
  await app.expectRehearsed("updated");
  const result = app.at("rehearsal-result");
  await expect(result).toHaveAttribute("data-cuts", "4");
  await expect(result).toContainText(/[0-9a-f]{64}/);
  const terminal = app.at("rehearsal-terminal");
  await expect(terminal).toContainText("断电");
  await expect(terminal).toContainText("V02");
  await expect(result).toContainText("升级已完成");
  await expect(app.at("rehearsal-on-new")).toHaveAttribute("data-outcome", "content");
  // The same seed: the same once more, and without cuts when they are taken back.
  const said = await terminal.textContent();
  await app.rehearse();
  await app.expectRehearsed("updated");
  await expect(terminal).toHaveText(said ?? "");
  await app.rehearse({ cut: "none", loss: "none" });
  await expect(result).toHaveAttribute("data-cuts", "0");

  for (const [conditions, code, says] of [
    [{ server: "missing" }, "not-found", "404"],
    [{ server: "wrong" }, "package-refused", "SHA-256"],
    [{ server: "right", loss: "disconnect" }, "connection-lost", "重试"],
  ] as const) {
    await app.rehearse(conditions);
    await app.expectRehearsed("failed", code);
    await expect(result).toContainText(says);
  }
  // The script tells what its callback heard.
  await expect(terminal).toContainText("下载失败，错误码 719");

  // A script with a mistake is told where.
  await app.setScript("import fota\n\nfota().download()\n");
  await app.rehearse({ loss: "none" });
  await app.expectRehearsed("failed", "script-error");
  await expect(terminal).toContainText('File "main.py", line 3');
  await expect(result).toContainText("AttributeError");
  await app.setScript(null);

  // The address that was typed is the one that the module asks for.
  await app.at("package-url").fill("http://fota.example.org/folder/a.pack");
  await app.rehearse({ cut: "update" });
  await app.expectRehearsed("updated");
  await expect(terminal).toContainText("GET http://fota.example.org/folder/a.pack → 200");

  // It speaks the other language at once, the terminal too.
  await app.speak("en");
  await expect(terminal).toContainText("Power cut in step");
  await expect(result).toContainText("The update is complete");
  // What the script said stays said; when it runs again, it is the script in the other language.
  await app.rehearse({ cut: "none" });
  await app.expectRehearsed("updated");
  await expect(terminal).toContainText("downloading");
  await expect(app.at("rehearsal")).not.toContainText(/[\u4e00-\u9fff]/);
});

test("mini-system waits for its second file; an edited user partition must arrive with a full package", async ({
  app,
}) => {
  await makeSample(app, "mini");
  await app.rehearse({ server: "second-missing" });
  await app.expectRehearsed("failed", "second-file-missing");
  await expect(app.at("rehearsal-result")).toContainText(".mini_2");
  await app.rehearse({ server: "right" });
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal-on-new")).toHaveAttribute("data-outcome", "stops");

  // Another package takes the place of what was rehearsed.
  await app.chooseType("full");
  await expect(app.at("rehearsal")).toHaveCount(0);
  await app.expectReady();
  await app.replaceUserFile("main.py", "print('edited')\n");
  await app.expectReady();
  await app.makePackage();
  await expect(app.at("rehearsal-run")).toBeVisible();
  await expect(app.at("rehearsal-result")).toHaveCount(0);
  await app.rehearse();
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal-result")).toContainText("用户分区已更新");
  await expect(app.at("rehearsal-on-new")).toHaveAttribute("data-outcome", "gone");
});

test("a script that never ends is stopped, by keyboard too; one that prints or asks without end leaves a slow phone its page", async ({
  app,
  page,
}) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await makeSmall(app);
  await expect(app.at("rehearsal-pace")).toHaveValue("instant");
  await app.setScript("print('begun')\nwhile True:\n    pass\n");
  const workers = page.workers().length;
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
  // What it printed stays.
  await expect(app.at("rehearsal-terminal")).toContainText("begun");
  await expect(app.at("rehearsal-result")).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(workers);

  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const loops = [
    ["print('on', end='')", "ononon"],
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
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });

  await app.setScript(null);
  await app.at("rehearsal-run").focus();
  await page.keyboard.press("Enter");
  await expect(app.at("rehearsal-terminal")).toBeFocused();
  await app.expectRehearsed("updated");
});

test("a script cannot talk to anybody", async ({ page, context }) => {
  // Not by the fixture: that the policy refuses is what is wanted here.
  const { App } = await import("./app.ts");
  const app = new App(page);
  const asked: string[] = [];
  context.on("request", (request) => asked.push(new URL(request.url()).hostname));
  await makeSmall(app);
  const elsewhere = "http://elsewhere.invalid/";
  const attempts = [
    `js.fetch('${elsewhere}?firmware')`,
    `js.WebSocket.new('ws://elsewhere.invalid/')`,
    `js.importScripts('${elsewhere}')`,
    `js.Function("return import('${elsewhere}')")()`,
    `js.Function.new("return import('${elsewhere}')")()`,
  ];
  for (const [index, attempt] of attempts.entries()) {
    // What a refusal does to the script is the interpreter's affair; nothing may come of the attempt.
    await app.setScript(`import js\nprint('try ${index}')\n${attempt}\n`);
    await app.rehearse();
    await expect(app.at("rehearsal-result")).toHaveAttribute("data-outcome", "failed");
    await expect(app.at("rehearsal-terminal")).toContainText(`try ${index}`);
  }
  await app.setScript(null);
  await app.rehearse();
  await app.expectRehearsed("updated");
  expect(asked.length).toBeGreaterThan(5);
  expect(asked).not.toContain("elsewhere.invalid");
});

test("is played so that it can be watched, and at once when told so", async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await makeSmall(app);
  await expect(app.at("rehearsal-pace")).toHaveValue("normal");
  await app.at("rehearsal-run").click();
  await expect(app.at("rehearsal").locator('[aria-current="step"]')).toContainText("下载");
  await expect(app.at("rehearsal-stop")).toBeVisible();
  await app.at("rehearsal-pace").selectOption("instant");
  await app.expectRehearsed("updated");
  await expect(app.at("rehearsal").locator("[aria-current]")).toHaveCount(0);
});

test("every state passes axe", async ({ app, page }) => {
  const expectEveryLook = async (state: string): Promise<void> => {
    await inLooks(app, looks, async (look) => {
      await expectAccessible(app, `${state}: ${look}`, { within: '[data-testid="rehearsal"]' });
    });
  };
  await page.emulateMedia({ reducedMotion: "reduce" });
  await makeSample(app, "mini");
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
