/** What comes after the package: the server, the script, and the check of what lies on the server. */
import { expect, test } from "./app.ts";

test("a script that was edited stays as it is until it is taken back", async ({ app }) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const editor = app.at("script-editor");
  const generated = await editor.inputValue();
  await expect(app.at("script")).toHaveText(generated, { useInnerText: true });

  await editor.fill(`${generated}print('mine')\n`);
  await expect(app.at("script")).toContainText("print('mine')");
  await app.at("package-url").fill("http://fota.example.org/a.pack");
  await expect(editor).toHaveValue(`${generated}print('mine')\n`);
  await app.speak("en");
  await expect(editor).toHaveValue(`${generated}print('mine')\n`);
  await app.goTo("inspect");
  await app.goTo("make");
  await expect(editor).toHaveValue(`${generated}print('mine')\n`);

  await app.at("script-reset").click();
  await expect(app.at("script")).toContainText("URL = 'http://fota.example.org/a.pack'");
  await expect(app.at("script")).not.toContainText("mine");
  await expect(app.at("script-reset")).toHaveCount(0);
  const file = await app.downloadBy(app.at("script-download"));
  expect(file.fileName).toBe("fota_upgrade.py");
  expect(file.bytes.toString()).toBe(await editor.inputValue());
});

test("the script follows version, module, restart and source; an address goes on to the next package", async ({
  app,
}) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  // The page asks for the name of the new version where no file name tells it.
  const asked = app.page.locator("#script-expected-about");
  const unasked = await asked.textContent();
  await expect(app.at("script")).toContainText("EXPECTED = ''");
  await app.at("script-expected").fill("2");
  await expect(asked).not.toHaveText(unasked ?? "");
  await expect(app.at("script")).toContainText("EXPECTED = ''");
  await app.at("script-expected").fill("my build 7");
  await expect(asked).toHaveText(unasked ?? "");
  await expect(app.at("script")).toContainText("EXPECTED = 'my build 7'");

  await app.at("script-module").selectOption("EC600U CNLB");
  await expect(app.at("script")).toContainText("EC600U CNLB");
  await app.at("script-restart").selectOption("by-script");
  await expect(app.at("script")).toContainText("fota(reset_disable=1)");
  await expect(app.at("script")).toContainText("Power.powerRestart()");
  await app.at("script-source").selectOption("file");
  await expect(app.at("script")).toContainText("upgrade.verify()");
  await expect(app.at("package-url")).toHaveCount(0);
  await app.at("script-path").fill("/usr/new.pack");
  await expect(app.at("script")).toContainText("PACKAGE = '/usr/new.pack'");
  await app.at("script-source").selectOption("server");
  await expect(app.at("script")).toContainText("reset_disable=1");

  const first = await app.download();
  await app.at("package-url").fill(`http://fota.example.org/files/${first.fileName}`);
  await app.at("swap").click();
  await app.expectReady();
  await app.makePackage();
  const second = await app.download();
  expect(second.fileName).not.toBe(first.fileName);
  await expect(app.at("package-url")).toHaveValue(`http://fota.example.org/files/${second.fileName}`);
  await expect(app.at("script")).toContainText(`/files/${second.fileName}'`);
});

test("a copy from the server is compared byte by byte, and the page itself asks no server", async ({
  app,
  page,
}) => {
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  const { fileName, bytes } = await app.download();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await app.at("package-url").fill("http://fota.example.org/a.pack");
  await app.at("copy-check").locator("summary").click();
  const link = app.at("open-url");
  await expect(link).toHaveAttribute("href", "http://fota.example.org/a.pack");
  await expect(link).toHaveAttribute("rel", /noopener noreferrer/);

  const verdict = app.at("copy-verdict");
  const drop = (contents: Buffer) =>
    app.at("copy-input").setInputFiles({ name: "a", mimeType: "", buffer: contents });
  await drop(bytes);
  await expect(verdict).toHaveAttribute("data-verdict", "same");
  await expect(verdict).toContainText(fileName);
  const changed = Buffer.from(bytes);
  changed[1000] = (changed[1000] ?? 0) ^ 1;
  await drop(changed);
  await expect(verdict).toHaveAttribute("data-verdict", "other-contents");
  await drop(bytes.subarray(0, 1000));
  await expect(verdict).toHaveAttribute("data-verdict", "other-size");
  await drop(Buffer.from("\n<!DOCTYPE html><title>404</title>"));
  await expect(verdict).toHaveAttribute("data-verdict", "html");
  expect(asked.filter((url) => url.includes("example.org"))).toEqual([]);
});
