import AxeBuilder from "@axe-core/playwright";
import type { Request } from "@playwright/test";
import { scriptPanelWords } from "../../src/i18n/script.ts";
import { samplePair } from "../../src/sample/unisoc8910-sample.ts";
import { FakeSerial } from "../support/fake-serial.ts";
import { EC600N, QuecPythonModule, type ModuleKind } from "../support/quecpython-module.ts";
import {
  atPort,
  passwordPort,
  silent,
  stubbornMain,
  UNISOC_USB,
  type Peer,
} from "../support/serial-bench.ts";
import { expect, test, type App, looks } from "./app.ts";

const pair = samplePair();
const OLD = "EC600UCNLBR03A08M08_OCPU_QPY";
const NEW = "EC600UCNLBR03A09M08_OCPU_QPY";
const EC600U: ModuleKind = { ...EC600N, model: "EC600U-CNLB", release: "V0004_EC600U_CNLB_FW", version: OLD };
const ADDRESS = "http://fota.test/package.pack";

/** A package for EC600U, the panel below it, and a module on the bench. */
class SerialBench {
  readonly app: App;
  readonly module = new QuecPythonModule(EC600U);
  readonly serial: FakeSerial;
  /** What the module is after a restart. */
  afterRestart: Partial<ModuleKind> = { version: NEW };
  /** Whether it comes back by itself. */
  comesBack = true;

  /** Ports of others come first, so that they are the ones that are picked. */
  constructor(app: App, others: readonly Peer[] = []) {
    this.app = app;
    const peers = [...others, this.module];
    this.serial = new FakeSerial(
      app.page,
      peers.map((peer, index) => ({ id: `port${index}`, usb: UNISOC_USB, peer })),
    );
    this.module.onRestart = () => void this.#restart();
  }

  get modulePort() {
    return this.serial.ports.find((port) => port.peer === this.module)!;
  }

  async openResult(address: string | null = ADDRESS): Promise<void> {
    await this.module.boot();
    await this.serial.install();
    await this.app.open();
    await this.app.choosePair(
      { ...pair.old, fileName: `${OLD}.pac` },
      { ...pair.new, fileName: `${NEW}.pac` },
    );
    await this.app.expectReady();
    await this.app.makePackage();
    await expect(this.app.at("serial")).toBeVisible();
    if (address !== null) await this.app.at("package-url").fill(address);
  }

  async connect(): Promise<void> {
    await this.app.at("serial-connect").click();
    await expect(this.app.at("serial-facts")).toBeVisible();
  }

  /** A port of another program is picked; then that of the module. */
  async expectProblem(code: string): Promise<void> {
    const problem = this.app.at("serial-problem");
    await expect(problem).toHaveAttribute("data-code", code, { timeout: 30_000 });
    await expect(problem).toContainText(code);
    await expect(problem.getByRole("alert")).toBeVisible();
    expect(await problem.getByRole("listitem").count()).toBeGreaterThan(0);
    // A click away from the way back.
    await expect(this.app.at("serial-retry")).toBeEnabled();
  }

  async expectDone(version = NEW): Promise<void> {
    await expect(this.app.at("serial-done")).toHaveAttribute("data-version", version, { timeout: 80_000 });
    await expect(this.app.at("serial-problem")).toHaveCount(0);
  }

  async bringBack(): Promise<void> {
    await this.module.boot(this.afterRestart);
    await this.serial.plug();
  }

  async #restart(): Promise<void> {
    await this.serial.unplug();
    if (!this.comesBack) return;
    await new Promise((done) => setTimeout(done, 700));
    await this.bringBack();
  }
}

test("from the package to the confirmed new version; nothing leaves the page", async ({
  app,
  page,
  baseURL,
}) => {
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  const bench = new SerialBench(app);
  await bench.openResult();
  await expect(app.at("serial-terminal")).toHaveCount(0);
  expect(bench.module.received).toBe("");

  await bench.connect();
  expect(JSON.parse(bench.serial.filters)).toContainEqual({ usbVendorId: 0x2c7c });
  await expect(app.at("serial-facts")).toHaveAttribute("data-version", OLD);
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "same");
  await expect(app.at("serial-facts")).toContainText("EC600U CNLB");
  expect(bench.module.files).toEqual([]);

  await app.at("serial-run").click();
  await bench.expectDone();
  await expect(app.at("serial-done")).toHaveAttribute("data-verdict", "confirmed");
  expect(bench.module.requests).toEqual([ADDRESS]);
  await expect(app.at("serial-terminal")).toContainText("100");
  expect(bench.module.files).toEqual([]);

  const elsewhere = requests.filter(
    (request) => !request.url().startsWith(baseURL ?? "") && !/^(?:blob|data):/.test(request.url()),
  );
  expect(elsewhere.map((request) => request.url())).toEqual([]);
});

test("the package itself goes over the port, where the module takes it", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult(null);
  const { sha256 } = await app.download();
  bench.module.change({ package: sha256 });
  await bench.connect();
  // Without an address the module cannot download.
  await expect(app.at("serial-run")).toBeDisabled();
  await app.at("serial-mode-local").check();
  await app.at("serial-run").click();
  await bench.expectDone();
  expect(bench.module.requests).toEqual([]);
  await expect(app.at("serial-terminal")).toContainText("package verified");
});

test("local upgrade is offered to modules that have it, and room for it", async ({ app }) => {
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
});

test("another version is shown before anything is sent, and takes a confirmation", async ({ app }) => {
  const bench = new SerialBench(app);
  bench.module.change({ version: "EC600UCNLBR03A05M08_OCPU_QPY" });
  await bench.openResult();
  await bench.connect();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "different");
  await expect(app.at("serial-problem")).toHaveAttribute("data-code", "version-differs");
  await expect(app.at("serial-problem")).toContainText(OLD);
  await expect(app.at("serial-run")).toBeDisabled();
  expect(bench.module.files).toEqual([]);
  await app.at("serial-confirm").check();
  await app.at("serial-run").click();
  await bench.expectDone();
});

test("another model is told, and a version of unknown spelling is left to the user", async ({ app }) => {
  const bench = new SerialBench(app);
  bench.module.change({ model: "EC200U-CNLB", version: "EC200UCNLBR03A08M08_OCPU_QPY", release: "V0004" });
  await bench.openResult();
  await bench.connect();
  await expect(app.at("serial-problem")).toHaveAttribute("data-code", "module-differs");
  await expect(app.at("serial-run")).toBeDisabled();
  await app.at("serial-disconnect").click();
  bench.module.change({ model: "EC600U-CNLB", version: "build 7" });
  await bench.connect();
  await expect(app.at("serial-facts")).toHaveAttribute("data-match", "unknown");
  await expect(app.at("serial-problem")).toHaveCount(0);
  await expect(app.at("serial-run")).toBeEnabled();
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

test("all ports are listed on demand", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  await app.at("serial-show-all").check();
  await bench.connect();
  expect(bench.serial.filters).toBe("");
});

for (const [code, peer] of [
  ["wrong-port", atPort],
  ["wrong-port", silent],
  ["password", passwordPort],
  ["main-blocks", stubbornMain],
] as const) {
  test(`${code} (${peer.name}), and the port that is right`, async ({ app }) => {
    const bench = new SerialBench(app, [peer()]);
    await bench.openResult();
    await app.at("serial-connect").click();
    await bench.expectProblem(code);
    expect(bench.module.received).toBe("");
    bench.serial.pick = bench.modulePort.id;
    const choose = code === "wrong-port" ? "serial-retry" : "serial-connect";
    await app.at(choose).click();
    await expect(app.at("serial-facts")).toBeVisible({ timeout: 30_000 });
    await expect(app.at("serial-problem")).toHaveCount(0);
  });
}

test("no port chosen, no permission, a busy port: each with its way back", async ({ app }) => {
  const bench = new SerialBench(app);
  bench.serial.pick = null;
  await bench.openResult();
  await app.at("serial-connect").click();
  await bench.expectProblem("no-port");
  bench.serial.forbidden = true;
  await app.at("serial-retry").click();
  await bench.expectProblem("permission");
  bench.serial.forbidden = false;
  bench.serial.pick = bench.modulePort.id;
  bench.modulePort.busy = true;
  await app.at("serial-retry").click();
  await bench.expectProblem("port-busy");
  bench.modulePort.busy = false;
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible();
});

test("a module in download mode", async ({ app }) => {
  const bench = new SerialBench(app);
  const port = { id: "loader", usb: { vendorId: 0x0525, productId: 0xa4a7 }, peer: silent() };
  bench.serial.ports.push({ ...port, granted: false, busy: false, plugged: true });
  bench.serial.pick = "loader";
  await bench.openResult();
  await app.at("serial-show-all").check();
  await app.at("serial-connect").click();
  await bench.expectProblem("download-mode");
  bench.serial.pick = bench.modulePort.id;
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible();
});

test("the cable comes out while the package is sent; it goes on from there", async ({ app }) => {
  const bench = new SerialBench(app);
  const receive = bench.module.receive.bind(bench.module);
  let pieces = 0;
  let cut = false;
  bench.module.receive = (bytes) => {
    if (Buffer.from(bytes).includes("_w(_b(")) pieces += 1;
    if (pieces === 70 && !cut) void bench.serial.unplug();
    cut ||= pieces === 70;
    receive.call(bench.module, bytes);
  };
  await bench.openResult();
  await bench.connect();
  await app.at("serial-mode-local").check();
  await app.at("serial-run").click();
  await bench.expectProblem("unplugged");
  await bench.serial.plug();
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible();
  // The choice is still the one that was made.
  await expect(app.at("serial-mode-local")).toBeChecked();
  const sent = pieces;
  await app.at("serial-run").click();
  await bench.expectDone();
  const all = Math.ceil((await app.figure("bytes")) / 255);
  expect(pieces - sent).toBeLessThan(all);
});

test("a script that fails shows its traceback, and runs again once it is mended", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  bench.module.receive(Buffer.from("\x03import fota\rdel fota.httpDownload\r"));
  await bench.connect();
  await app.at("serial-run").click();
  await bench.expectProblem("script-failed");
  await expect(app.at("serial-terminal")).toContainText("Traceback");
  await bench.module.boot();
  await app.at("serial-retry").click();
  await bench.expectDone();
});

test("no space on the module leads back to the choices", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  await bench.connect();
  bench.module.change({ freeBlocks: 1 });
  await app.at("serial-run").click();
  await bench.expectProblem("no-space");
  bench.module.change({ freeBlocks: 100 });
  await app.at("serial-back").click();
  await app.at("serial-run").click();
  await bench.expectDone();
});

test("what was damaged on the way is not run, and sent anew", async ({ app }) => {
  const bench = new SerialBench(app);
  let damaged = false;
  bench.module.distort = (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    if (damaged || !text.includes("_w(_b('")) return bytes;
    damaged = true;
    return Buffer.from(text.replace(/_w\(_b\('../, "_w(_b('AA"), "latin1");
  };
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await bench.expectProblem("hash-mismatch");
  expect(bench.module.requests).toEqual([]);
  await app.at("serial-retry").click();
  await bench.expectDone();
});

test("a module that does not answer any more", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  await bench.connect();
  const receive = bench.module.receive.bind(bench.module);
  bench.module.receive = () => undefined;
  await app.at("serial-run").click();
  await bench.expectProblem("time-out");
  bench.module.receive = receive;
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible();
});

test("a module that does not restart, and then does", async ({ app, page }) => {
  await page.clock.install();
  const bench = new SerialBench(app);
  bench.module.change({ download: "fails" });
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  await page.clock.fastForward("05:00");
  await bench.expectProblem("no-restart");
  await app.at("serial-retry").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  bench.module.powerCycle();
  await bench.expectDone();
});

test("a module that does not come back, and then does", async ({ app, page }) => {
  await page.clock.install();
  const bench = new SerialBench(app);
  bench.comesBack = false;
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "restarting");
  await page.clock.fastForward("16:00");
  await bench.expectProblem("not-back");
  await bench.bringBack();
  await app.at("serial-retry").click();
  await bench.expectDone();
});

test("a browser that forgets its permission at a restart asks for the port once more", async ({
  app,
  page,
}) => {
  await page.clock.install();
  const bench = new SerialBench(app);
  bench.comesBack = false;
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "restarting");
  bench.modulePort.granted = false;
  await bench.bringBack();
  await page.clock.fastForward("00:20");
  await app.at("serial-connect").click();
  await bench.expectDone();
});

test("a module that comes back with the old version", async ({ app, page }) => {
  await page.clock.install();
  const bench = new SerialBench(app);
  bench.afterRestart = {};
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "confirming", { timeout: 30_000 });
  await page.clock.runFor("00:25");
  await bench.expectProblem("old-version");
  await expect(app.at("serial-problem")).toContainText(OLD);
  bench.afterRestart = { version: NEW };
  await app.at("serial-retry").click();
  await bench.expectDone();
});

test("stopping while it waits lets the module go; the output stays and can be cleared", async ({
  app,
  page,
}) => {
  const bench = new SerialBench(app);
  bench.module.change({ download: "fails" });
  await bench.openResult();
  await bench.connect();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  await app.at("serial-stop").click();
  await expect(app.at("serial-run")).toBeVisible();
  await expect(app.at("serial-terminal")).toContainText(scriptPanelWords.zh.words.refused);
  await app.at("serial-clear").click();
  await expect(app.at("serial-terminal")).toHaveCount(0);
  await app.at("serial-disconnect").click();
  await expect(app.at("serial-connect")).toBeVisible();
  await expect(page.getByTestId("serial-facts")).toHaveCount(0);
});

test("the browser asks before the page is left while the module is at work, and not afterwards", async ({
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
});

test("without Web Serial the page says so and offers the script", async ({ app, page }) => {
  await page.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serial"));
  await app.open();
  await app.trySample();
  await app.makePackage();
  await app.at("package-url").fill(ADDRESS);
  await expect(app.at("serial-unavailable")).toContainText("Chrome");
  await expect(app.at("serial-connect")).toHaveCount(0);
  const script = await app.downloadBy(app.at("serial-script"));
  expect(script.bytes.toString("utf8")).toContain(ADDRESS);
});

test("the whole way by keyboard alone", async ({ app, page }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  const tabTo = async (testId: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps++) {
      if (await app.at(testId).evaluate((one) => one === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${testId}`);
  };
  await tabTo("serial-connect");
  await page.keyboard.press("Enter");
  await expect(app.at("serial-facts").getByRole("heading")).toBeFocused();
  await tabTo("serial-mode-url");
  await tabTo("serial-run");
  await page.keyboard.press("Enter");
  await bench.expectDone();
  await expect(app.at("serial-done").locator(":focus")).toHaveCount(1);
  await tabTo("serial-terminal");
});

for (const [colorScheme, speech] of looks) {
  test(`every state passes axe: ${colorScheme}, ${speech}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const bench = new SerialBench(app, [atPort()]);
    const pass = async (state: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).include('[data-testid="serial"]').analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
      expect(found, state).toEqual([]);
    };
    bench.module.change({ version: "EC600UCNLBR03A05M08_OCPU_QPY", download: "fails" });
    bench.serial.ports[0]!.granted = true;
    await bench.openResult();
    await app.speak(speech);
    await expect(app.at("serial-port")).toBeVisible();
    await pass("choice of port");
    await app.at("serial-connect").click();
    await bench.expectProblem("wrong-port");
    await pass("problem");
    bench.serial.pick = bench.modulePort.id;
    await app.at("serial-retry").click();
    await expect(app.at("serial-confirm")).toBeVisible();
    await pass("another version");
    await app.at("serial-confirm").check();
    await app.at("serial-run").click();
    await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
    await pass("at work");
    bench.module.powerCycle();
    await bench.expectDone();
    await pass("done");
  });
}

test("on a phone nothing is wider than the screen, and what can be touched is 44 pixels high", async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const bench = new SerialBench(app, [atPort()]);
  bench.module.change({ version: "EC600UCNLBR03A05M08_OCPU_QPY" });
  bench.serial.ports[0]!.granted = true;
  const fits = async (state: string): Promise<void> => {
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, state).toBe(0);
    const small = await app
      .at("serial")
      .locator("button:visible, a:visible, label:visible:has(input)")
      .evaluateAll((elements) =>
        elements
          .map((element) => ({ text: element.textContent, height: element.getBoundingClientRect().height }))
          .filter(({ height }) => height < 44),
      );
    expect(small, state).toEqual([]);
  };
  await bench.openResult();
  await expect(app.at("serial-port")).toBeVisible();
  await fits("choice of port");
  await app.at("serial-connect").click();
  await bench.expectProblem("wrong-port");
  await fits("problem");
  bench.serial.pick = bench.modulePort.id;
  await app.at("serial-retry").click();
  await expect(app.at("serial-confirm")).toBeVisible();
  await fits("another version");
  await app.at("serial-confirm").check();
  await app.at("serial-run").click();
  await bench.expectDone();
  await fits("done");
});
