/** A module on a serial port: the way to the new version, everything that gets in it, and the way back. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Request } from "@playwright/test";
import type { SerialProblemCode } from "../../src/serial/problem.ts";
import { passwordPort, atPort, silent, stubbornMain, type Peer } from "../support/serial-bench.ts";
import { expect, test } from "./app.ts";
import { ADDRESS, NEW, OLD, SerialBench } from "./serial-bench.ts";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

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

test("no request leaves the page by itself, whatever happens with the module", async ({
  app,
  page,
  context,
  baseURL,
}) => {
  const requests: Request[] = [];
  const note = (request: Request): void => void requests.push(request);
  page.on("request", note);
  context.on("request", note);
  const sockets: string[] = [];
  page.on("websocket", (socket) => void sockets.push(socket.url()));
  const bench = new SerialBench(app, [atPort()]);
  // The page may use all ports already, and leaves them alone all the same.
  for (const port of bench.serial.ports) port.granted = true;
  await bench.openResult();
  await expect(app.at("serial-port")).toBeVisible();
  expect(bench.serial.asked).toEqual([]);
  expect(requests.length).toBeGreaterThan(2);

  const lift = bench.guardPrompt(passwordPort());
  await app.at("serial-connect").click();
  await bench.expectProblem("password");
  lift();
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible({ timeout: 30_000 });
  expect(bench.module.requests).toEqual([]);
  bench.module.change({ package: "another" });
  await app.at("serial-mode-local").check();
  await app.at("serial-run").click();
  await expect(app.at("serial")).toHaveAttribute("data-step", "settling");
  await app.at("serial-stop").click();
  await app.at("serial-mode-url").check();
  await bench.expectUpdate();
  // The address was for the module, which fetched it by itself.
  expect(bench.module.requests).toEqual([ADDRESS]);

  expect(sockets).toEqual([]);
  // Nothing but files of the page itself, which a browser may fetch when it likes.
  const { origin } = new URL(baseURL ?? "");
  for (const request of requests) {
    const url = new URL(request.url());
    if (url.protocol === "blob:" || url.protocol === "data:") continue;
    expect(url.origin).toBe(origin);
    expect(url.search).toBe("");
    expect(url.pathname === "/" || existsSync(`${dist}${url.pathname}`), url.pathname).toBe(true);
    expect(request.method()).toBe("GET");
    expect(request.postData()).toBeNull();
  }
});

/** What stands between the page and the prompt, and how it is mended. */
interface Obstacle {
  readonly code: SerialProblemCode;
  /** In words of its own, beside those of the code. */
  readonly says?: string | RegExp;
  /** Whose port is the first in the list. */
  readonly first?: () => Peer;
  /** @returns what mends it */
  readonly arrange: (bench: SerialBench) => () => void | Promise<void>;
}

const chooseTheModule = (bench: SerialBench) => () => void (bench.serial.pick = bench.modulePort.id);

const obstacles: Readonly<Record<string, Obstacle>> = {
  "the list of ports is closed": {
    code: "no-port",
    arrange(bench) {
      bench.serial.pick = null;
      return chooseTheModule(bench);
    },
  },
  "no driver: the list of ports is empty": {
    code: "no-port",
    // As this computer's system calls it.
    says: /dmesg|设备管理器|cu\.usbmodem/,
    arrange(bench) {
      for (const port of bench.serial.ports) port.plugged = false;
      return async () => {
        expect(bench.serial.listed).toEqual([]);
        await bench.serial.plug();
      };
    },
  },
  "serial ports are forbidden": {
    code: "permission",
    arrange(bench) {
      bench.serial.forbidden = true;
      return () => void (bench.serial.forbidden = false);
    },
  },
  "another program has the port": {
    code: "port-busy",
    says: "QPYcom",
    arrange(bench) {
      bench.modulePort.busy = true;
      return () => void (bench.modulePort.busy = false);
    },
  },
  "the wrong port: that of AT commands": {
    code: "wrong-port",
    says: "AT 指令口",
    first: atPort,
    arrange: chooseTheModule,
  },
  "the wrong port: one that says nothing": {
    code: "wrong-port",
    says: "没有任何回应",
    first: silent,
    arrange: chooseTheModule,
  },
  "a password": {
    code: "password",
    says: "replSetEnable",
    arrange: (bench) => bench.guardPrompt(passwordPort()),
  },
  "a main.py that blocks the prompt": {
    code: "main-blocks",
    says: "temperature 21.6",
    arrange: (bench) => bench.guardPrompt(stubbornMain()),
  },
  "raw mode does not come": {
    code: "unexpected-answer",
    arrange(bench) {
      const receive = bench.module.receive.bind(bench.module);
      bench.module.receive = (bytes) => {
        if (!bytes.includes(1)) receive(bytes);
      };
      return () => void (bench.module.receive = receive);
    },
  },
};

for (const [name, { code, says, first, arrange }] of Object.entries(obstacles)) {
  test(`${name}: ${code}, and the way back`, async ({ app }) => {
    const bench = new SerialBench(app, first === undefined ? [] : [first()]);
    await bench.openResult();
    const mend = arrange(bench);
    await app.at("serial-connect").click();
    await bench.expectProblem(code);
    if (says !== undefined) await expect(app.at("serial-problem")).toContainText(says);
    await mend();
    await app.at("serial-retry").click();
    await bench.expectUpdate();
  });
}

for (const [code, peer] of [
  ["password", passwordPort],
  ["main-blocks", stubbornMain],
] as const) {
  test(`${code}: another port can be chosen as well`, async ({ app }) => {
    const bench = new SerialBench(app, [peer()]);
    await bench.openResult();
    await app.at("serial-connect").click();
    await bench.expectProblem(code);
    expect(bench.module.received).toBe("");
    bench.serial.pick = bench.modulePort.id;
    await app.at("serial-connect").click();
    await expect(app.at("serial-facts")).toBeVisible({ timeout: 30_000 });
    await expect(app.at("serial-problem")).toHaveCount(0);
  });
}

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
  await bench.expectUpdate();
});

test("the cable comes out while the package is sent; it goes on from there", async ({ app }) => {
  const bench = new SerialBench(app);
  const receive = bench.module.receive.bind(bench.module);
  /** How each file was opened, and how many pieces it got then. */
  const written: { path: string; mode: string; pieces: number }[] = [];
  let cut = false;
  bench.module.receive = (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    const [, path, mode] = /_f = open\('([^']*)', '(wb|ab)'\)/.exec(text) ?? [];
    if (path !== undefined && mode !== undefined) written.push({ path, mode, pieces: 0 });
    const now = written.at(-1);
    if (text.includes("_w(_b(") && now !== undefined) now.pieces += 1;
    if (now?.pieces === 70 && !cut) {
      cut = true;
      void bench.serial.unplug();
    }
    receive.call(bench.module, bytes);
  };
  await bench.openResult(ADDRESS, "whole");
  await bench.connect();
  await app.at("serial-mode-local").check();
  await app.at("serial-run").click();
  await bench.expectProblem("unplugged");
  await expect(app.at("serial-problem")).toContainText("发送升级包时");
  await bench.serial.plug();
  await app.at("serial-retry").click();
  await expect(app.at("serial-facts")).toBeVisible();
  // The choice is still the one that was made.
  await expect(app.at("serial-mode-local")).toBeChecked();
  await app.at("serial-run").click();
  await bench.expectDone();
  const [before, after, script] = written;
  expect(written).toHaveLength(3);
  expect(before).toMatchObject({ mode: "wb", path: after?.path });
  // What had arrived was not sent again: at most what the module had not flushed.
  expect(after?.mode).toBe("ab");
  const all = Math.ceil((await app.figure("bytes")) / 255);
  expect(after?.pieces).toBeLessThanOrEqual(all - 64);
  expect(script?.path).toBe("/usr/fota_workshop.py");
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

test("a module that does not answer any more, and then does", async ({ app }) => {
  const bench = new SerialBench(app);
  await bench.openResult();
  await bench.connect();
  const answerAgain = bench.guardPrompt(silent());
  await app.at("serial-run").click();
  await bench.expectProblem("time-out");
  answerAgain();
  await app.at("serial-retry").click();
  await bench.expectUpdate();
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
  // Once the page has left the raw REPL it does nothing but wait for one more restart.
  await expect
    .poll(() => bench.module.received.split("_fota_mark = 1").at(-1)?.endsWith("\x02"), { timeout: 30_000 })
    .toBe(true);
  await page.waitForTimeout(1000);
  await page.clock.runFor("00:25");
  await bench.expectProblem("old-version");
  await expect(app.at("serial-problem")).toContainText(OLD);
  bench.afterRestart = { version: NEW };
  await app.at("serial-retry").click();
  await bench.expectDone();
});
