/** A module on a serial port: how the package gets there, which module it is, and what the user may choose. */
import { dictionaries } from "../support/dictionaries.ts";
import { EC600N } from "../support/quecpython-module.ts";
import { ADAPTER_USB, ASR_USB, atPort, silent } from "../support/serial-bench.ts";
import { expect, test } from "./app.ts";
import { ADDRESS, EC600U, OLD, SerialBench } from "./serial-bench.ts";

test("a script that reads a file gets its package there, and is not run without it", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  const { sha256 } = await app.download();
  bench.module.change({ package: sha256 });
  await bench.connect();
  await expect(app.at("serial-mode-url")).toBeChecked();
  await app.at("script-source").selectOption("file");
  await app.at("script-path").fill("/usr/mine.pack");
  await expect(app.at("serial-mode-local")).toBeChecked();
  await expect(app.at("serial-mode-url")).toBeDisabled();
  await expect(app.at("serial")).toContainText("/usr/mine.pack");
  // No room, no way: the download is none for this script.
  bench.module.change({ freeBlocks: 0 });
  await app.at("serial-disconnect").click();
  await bench.connect();
  await expect(app.at("serial-run")).toBeDisabled();
  bench.module.change({ freeBlocks: 100 });
  await app.at("serial-disconnect").click();
  await bench.connect();
  // In a folder that the module does not have.
  await app.at("script-path").fill("/usr/nowhere/mine.pack");
  await app.at("serial-run").click();
  await bench.expectProblem("file-failed");
  await expect(app.at("serial-problem")).toContainText("/usr/nowhere/mine.pack");
  await expect(app.at("serial-problem")).toContainText("OSError");
  await app.at("script-path").fill("/usr/mine.pack");
  await app.at("serial-retry").click();
  await bench.expectDone();
  expect(bench.module.requests).toEqual([]);
  expect(bench.module.received).toContain("open('/usr/mine.pack', 'wb')");
  await expect(app.at("serial-terminal")).toContainText(dictionaries.zh.script.words.restarting);
});

test("an edited script is run as it is, whichever way the package goes", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  await bench.connect();
  const editor = app.at("script-editor");
  await editor.fill(`print('my own download')\n${await editor.inputValue()}`);
  // Sending the package would take another script.
  await expect(app.at("serial-mode-local")).toBeDisabled();
  await app.at("script-source").selectOption("file");
  await expect(app.at("serial-mode-url")).toBeChecked();
  await app.at("serial-run").click();
  await bench.expectDone();
  await expect(app.at("serial-terminal")).toContainText("my own download");
  expect(bench.module.requests).toEqual([ADDRESS]);

  await bench.module.boot({ version: OLD });
  await app.at("serial-disconnect").click();
  await app.at("script-reset").click();
  await bench.connect();
  await editor.fill(`print('my own file')\n${await editor.inputValue()}`);
  await app.at("script-source").selectOption("server");
  await expect(app.at("serial-mode-url")).toBeDisabled();
  await app.at("serial-run").click();
  await bench.expectDone();
  await expect(app.at("serial-terminal")).toContainText("my own file");
  expect(bench.module.requests).toEqual([ADDRESS]);
});

test("an address that only shows what one looks like is not run, one in an edited script is", async ({
  app,
}) => {
  const bench = new SerialBench(app);
  await bench.openResult(null);
  await bench.connect();
  await expect(app.at("serial-run")).toBeDisabled();
  const editor = app.at("script-editor");
  const generated = await editor.inputValue();
  await editor.fill(`# mine\n${generated}`);
  await expect(app.at("serial-run")).toBeDisabled();
  await editor.fill(generated.replace(/'http:.*'/, `'${ADDRESS}'`));
  await expect(app.at("serial-run")).toBeEnabled();
  await app.at("script-reset").click();
  await expect(app.at("serial-run")).toBeDisabled();
  // Somebody may really have this host.
  await app.at("package-url").fill("http://example.com/a.pack");
  await app.at("serial-run").click();
  await bench.expectDone();
  expect(bench.module.requests).toEqual(["http://example.com/a.pack"]);
});

test("full packages go over the port, too; mini-system does not, with a reason; what replaced nothing is told", async ({
  app,
}) => {
  const bench = new SerialBench(app, [], EC600N, ASR_USB);
  bench.afterRestart = {};
  await bench.openPage();
  await app.trySample("asr");
  await app.chooseType("mini");
  await app.expectReady();
  await app.makePackage();
  await bench.connect();
  await expect(app.at("serial-mode-local")).toBeDisabled();
  await expect(app.at("serial")).toContainText(dictionaries.zh.serial.localUnavailable.mini);
  await app.at("serial-disconnect").click();

  await app.chooseType("full");
  await app.expectReady();
  await app.makePackage();
  const { sha256, bytes, fileName } = await app.download();
  // Most of it is there from an earlier attempt, and needs no room any more.
  bench.module.writeFile(`/usr/${fileName}`, bytes.subarray(0, -20_000));
  bench.module.change({ package: sha256, freeBlocks: 100 });
  await bench.connect();
  await expect(app.at("serial")).toContainText(dictionaries.zh.serial.roomTwice);
  await app.at("serial-mode-local").check();
  await app.at("serial-run").click();
  await bench.expectProblem("old-files");
  bench.wiped = true;
  await app.at("serial-retry").click();
  await expect(app.at("serial-done")).toHaveAttribute("data-verdict", "replaced", { timeout: 80_000 });
  expect(bench.module.requests).toEqual([]);
});

test("another module or version is told before anything is sent; local upgrade needs the calls and room", async ({
  app,
}) => {
  const bench = new SerialBench(app);
  bench.module.change({ freeBlocks: 0 });
  await bench.openResult();
  await bench.connect();
  await expect(app.at("serial-mode-local")).toBeDisabled();
  await app.at("serial-disconnect").click();
  bench.module.change({ freeBlocks: 100, model: "EC600G-CNLD", version: "EC600GCNLDR01A01M08" });
  await bench.connect();
  await expect(app.at("serial-mode-local")).toBeDisabled();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "different");

  // A version of unknown spelling is left to the user.
  await app.at("serial-disconnect").click();
  bench.module.change({ model: "EC600U-CNLB", version: "build 7" });
  await bench.connect();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "unknown");
  await expect(app.at("serial-problem")).toHaveCount(0);
  await expect(app.at("serial-run")).toBeEnabled();

  await app.at("serial-disconnect").click();
  bench.module.change({ model: "EC200U-CNLB", version: "EC200UCNLBR03A08M08_OCPU_QPY", release: "V0004" });
  await bench.connect();
  await expect(app.at("serial-problem")).toHaveAttribute("data-code", "module-differs");
  await expect(app.at("serial-run")).toBeDisabled();

  // Another version takes a confirmation.
  await app.at("serial-disconnect").click();
  bench.module.change({ ...EC600U, version: "EC600UCNLBR03A05M08_OCPU_QPY" });
  await bench.connect();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "different");
  await expect(app.at("serial-problem")).toHaveAttribute("data-code", "version-differs");
  // As the module answers; what the file is called has more in it.
  await expect(app.at("serial-problem")).toContainText(/EC600UCNLBR03A08M08(?!_)/);
  await expect(app.at("serial-run")).toBeDisabled();
  expect(bench.module.files).toEqual([]);
  await app.at("serial-confirm").check();
  await app.at("serial-run").click();
  await bench.expectDone();
});

test("ports that are allowed already are listed, and searched for the prompt", async ({ app }) => {
  const bench = new SerialBench(app, [atPort(), silent()]);
  for (const port of bench.serial.ports) port.granted = true;
  await bench.openResult();
  await expect(app.at("serial-port")).toHaveCount(1);
  await expect(app.at("serial-port")).toHaveAttribute("data-usb", "2C7C:0901");
  await expect(app.at("serial-port")).toContainText("3");
  await app.at("serial-port").click();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "same", { timeout: 30_000 });
});

test("a module behind a USB serial adapter, whose port stays when it restarts", async ({ app }) => {
  const bench = new SerialBench(app, [], EC600U, ADAPTER_USB);
  await bench.openResult();
  // Adapters are not among the modules: they are listed on demand.
  await app.at("serial-connect").click();
  await bench.expectProblem("no-port");
  await app.at("serial-show-all").check();
  await app.at("serial-retry").click();
  await bench.expectUpdate();
  expect(bench.serial.filters).toBe("");
  await expect(app.at("serial-done")).toHaveAttribute("data-verdict", "confirmed");
  await expect(app.at("serial-done")).toContainText(dictionaries.zh.serial.restarts(1));
  await expect(app.at("serial-terminal")).not.toContainText("raw REPL");
});

test("the browser asks before the module is left at work; stopping lets it go, and its output stays", async ({
  app,
  page,
}) => {
  const bench = new SerialBench(app);
  bench.module.change({ download: "fails" });
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  const asks = () =>
    page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  expect(await asks()).toBe(true);
  await app.at("serial-stop").click();
  await expect(app.at("serial-run")).toBeVisible();
  expect(await asks()).toBe(false);
  await expect(app.at("serial-terminal")).toContainText(dictionaries.zh.script.words.refused);
  await app.at("serial-clear").click();
  await expect(app.at("serial-terminal")).toHaveCount(0);
  await app.at("serial-disconnect").click();
  await expect(app.at("serial-connect")).toBeVisible();
  await expect(page.getByTestId("serial-facts")).toHaveCount(0);
});

test("without Web Serial the page says so and offers the script", async ({ app, page }) => {
  await page.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serial"));
  await app.open();
  await app.takeSmallPair();
  await app.makePackage();
  await app.at("package-url").fill(ADDRESS);
  await expect(app.at("serial-unavailable")).toContainText("Chrome");
  await expect(app.at("serial-connect")).toHaveCount(0);
  const script = await app.downloadBy(app.at("serial-script"));
  expect(script.bytes.toString("utf8")).toContain(ADDRESS);
});
