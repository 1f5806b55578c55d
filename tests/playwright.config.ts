import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import "../src/webassembly/compile.mjs";
import { chromiumArgs, findChromium } from "./support/chromium.mjs";

// The config is read again by every worker process: they find the choices of the first one here.
process.env.CHROMIUM ??= (await findChromium()) ?? "";
process.env.E2E_PORT ??= String(await freePort());
// Requests of the service worker are seen by the tests too.
process.env.PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS = "1";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

const url = `http://127.0.0.1:${process.env.E2E_PORT}/`;

export default defineConfig({
  testDir: "e2e",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    baseURL: url,
    browserName: "chromium",
    locale: "zh-CN",
    viewport: { width: 1280, height: 900 },
    trace: "off",
    // In every new context it would fetch and store the whole release first. Specs about it, and the main way
    // through the page, have it.
    serviceWorkers: "block",
    launchOptions: {
      ...(process.env.CHROMIUM === "" ? {} : { executablePath: process.env.CHROMIUM }),
      args: chromiumArgs,
    },
  },
  webServer: {
    command: `node tests/start.mjs --built --strictPort --port ${process.env.E2E_PORT}`,
    cwd: "..",
    url,
    reuseExistingServer: false,
  },
});
