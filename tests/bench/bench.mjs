/**
 * npm run bench -- [--dir DIR] [--out FILE] [--save DIR2]
 *
 * Makes the package of every line of DIR/BASELINE.csv, and of DIR/BASELINE-next.csv where there is one, through the
 * built page in Chromium, and writes one TSV line per CSV line, in their order; fields stay empty where the app makes
 * no such package.
 *
 * - bytes: the package that the page offers first; compact_bytes: its compact class, where it has one
 * - seconds: from the click to the verified package, as the page states it
 * - worker_peak_mib: highest resident memory (VmHWM) of the largest renderer process. The worker lives
 *   there together with the page, the engine and its shared libraries, so this is an upper bound of
 *   what the worker takes (an empty page alone is some 100 MiB). Each line gets a fresh browser.
 *   Linux only, empty elsewhere.
 * - cpu_s: CPU seconds of the page's process from the click to the verified package, all threads: what a busy machine
 *   does not inflate
 *
 * Ratios against the vendor's tool go to stderr, then how time and memory grow with the image (engine.mjs --growth), and
 * what other tools make of the same images, where they are installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromiumArgs, findOrInstallChromium } from "../support/chromium.mjs";
import { installPackages, root } from "../support/install.mjs";

const columns = [
  "platform",
  "type",
  "old",
  "new",
  "bytes",
  "compact_bytes",
  "vendor_bytes",
  "seconds",
  "vendor_s",
  "worker_peak_mib",
  "verified",
  "cpu_s",
];
const minutes = 60_000;

const { values } = parseArgs({
  options: { dir: { type: "string" }, out: { type: "string" }, save: { type: "string" } },
});
const caller = process.env.INIT_CWD ?? process.cwd();
const dir = values.dir === undefined ? resolve(root, "../shared/data") : resolve(caller, values.dir);
const out = values.out === undefined ? null : resolve(caller, values.out);
const save = values.save === undefined ? null : resolve(caller, values.save);
const baseline = resolve(dir, "BASELINE.csv");
if (!existsSync(baseline)) {
  console.error(`There is no ${baseline}.`);
  process.exit(1);
}

installPackages();
process.chdir(root);
const executablePath = await findOrInstallChromium();
if (executablePath === null) {
  console.error("No Chromium was found or could be installed.");
  process.exit(1);
}
const { build, preview } = await import("vite");
const { chromium } = await import("@playwright/test");
await build({ logLevel: "warn" });
const server = await preview({ logLevel: "warn", preview: { port: 0, host: "127.0.0.1" } });
const { port } = server.httpServer.address();
if (save !== null) mkdirSync(save, { recursive: true });

const jobs = [baseline, resolve(dir, "BASELINE-next.csv")]
  .filter((file) => existsSync(file))
  .flatMap((file) => readCsv(readFileSync(file, "utf8")));
const lines = [];
for (const [index, job] of jobs.entries()) {
  const measured = await measure(index, job).catch((error) => ({ refusal: String(error) }));
  const line = {
    ...job,
    ...measured,
    vendor_bytes: job.bytes,
    vendor_s: job.user_s,
    bytes: measured.bytes ?? "",
  };
  lines.push(line);
  console.error(`${index} ${job.platform} ${job.type} ${measured.refusal ?? summary(line)}`);
}
await server.close();

const tsv = [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ""))]
  .map((fields) => `${fields.join("\t")}\n`)
  .join("");
if (out === null) process.stdout.write(tsv);
else writeFileSync(out, tsv);
printTotals();
spawnSync(process.execPath, [resolve(root, "tests/bench/engine.mjs"), "--growth"], {
  stdio: ["ignore", 2, 2],
});

/** Makes one package, in a browser of its own. */
async function measure(index, job) {
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  try {
    const page = await browser.newPage({ acceptDownloads: true });
    // Chromium without a window refuses the save dialog; downloads then go the way of all browsers.
    await page.addInitScript(() => {
      delete globalThis.showSaveFilePicker;
      // Tasks of 50 ms and more, which hold the page up.
      globalThis.longTasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
      }).observe({ type: "longtask" });
    });
    await page.goto(`http://127.0.0.1:${port}/#/make?platform=${job.platform}&type=${job.type}`);
    const at = (id) => page.getByTestId(id);
    await at("new-input").waitFor({ state: "attached" });

    const type = at(`type-${job.type}`);
    if ((await type.count()) === 0) return { refusal: `the page has no type ${job.type}` };
    if (job.type !== "full") await at("old-input").setInputFiles(resolve(dir, job.old));
    await at("new-input").setInputFiles(resolve(dir, job.new));

    const refused = await untilReady(page, type);
    if (refused !== null) return { refusal: refused };
    const before = await cpuOfRenderers(browser);
    await at("build").click();
    await at("result")
      .or(at("error"))
      .first()
      .waitFor({ timeout: 20 * minutes });
    if ((await at("result").count()) === 0) return { refusal: await codeOf(at("error")) };

    const cpu = ((await cpuOfRenderers(browser)) - before).toFixed(2);
    const peak = await peakOfRenderer(browser);
    const offered = await readResult(page);
    if (save !== null) await saveAs(page, index, "default");
    const compactBytes = await readCompact(page, index);
    return { ...offered, compact_bytes: compactBytes, worker_peak_mib: peak, cpu_s: cpu };
  } finally {
    await browser.close();
  }
}

/** Waits for the button of the right type; returns why it will not come, or null. */
async function untilReady(page, type) {
  const build = page.getByTestId("build");
  const error = page.getByTestId("error");
  const end = Date.now() + 5 * minutes;
  let possible = Date.now();
  while (Date.now() < end) {
    if ((await error.count()) > 0) return codeOf(error);
    // A type that the recognised module does not take stays disabled.
    if (!(await type.isDisabled())) possible = Date.now();
    else if (Date.now() - possible > 10_000) return "the page does not make this type for this firmware";
    if (await build.isEnabled()) {
      if (await type.isDisabled()) return "the page does not make this type yet";
      // What comes from here on is the work.
      await page.evaluate(() => (globalThis.longTasks.length = 0));
      if (await type.isChecked()) return null;
      await type.check({ force: true });
    }
    await page.waitForTimeout(100);
  }
  return "the button was never enabled";
}

async function codeOf(error) {
  return `refused: ${await error.first().getAttribute("data-code")}`;
}

async function readResult(page) {
  const result = page.getByTestId("result");
  return {
    bytes: Number(await result.getAttribute("data-bytes")),
    seconds: Number(await result.getAttribute("data-seconds")),
    verified: (await result.getAttribute("data-verified")) ?? "",
    longest: await page.evaluate(() => Math.max(0, ...globalThis.longTasks)),
  };
}

/** Bytes of the compact class; empty where the platform has none. */
async function readCompact(page, index) {
  const compact = page.getByTestId("class-compact");
  if ((await compact.count()) === 0) return "";
  if (!(await compact.isChecked())) {
    // Both classes exist, but here they are the same package.
    if (await compact.isDisabled()) {
      const { bytes } = await readResult(page);
      if (save !== null) await saveAs(page, index, "compact");
      return bytes;
    }
    const before = await page.getByTestId("result").getAttribute("data-sha256");
    await compact.check({ force: true });
    await page.waitForFunction(
      (hash) => {
        const result = document.querySelector('[data-testid="result"]');
        return result === null || result.getAttribute("data-sha256") !== hash;
      },
      before,
      { timeout: 10_000 },
    );
    if ((await page.getByTestId("result").count()) === 0) {
      await page.getByTestId("build").click();
      await page.getByTestId("result").waitFor({ timeout: 20 * minutes });
    }
  }
  const { bytes, verified } = await readResult(page);
  if (verified !== "true") return "";
  if (save !== null) await saveAs(page, index, "compact");
  return bytes;
}

/** DIR2/<line>.<class>.<ext>, with .1 and .2 before the extension where there are two files. */
async function saveAs(page, index, packageClass) {
  const buttons = [page.getByTestId("download-1"), page.getByTestId("download-2")];
  const two = (await buttons[1].count()) > 0;
  for (const [number, button] of (two ? buttons : buttons.slice(0, 1)).entries()) {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    const part = two ? `.${number + 1}` : "";
    await download.saveAs(`${save}/${index}.${packageClass}${part}${extname(download.suggestedFilename())}`);
  }
}

/** CPU seconds of all pages so far, their workers included. */
async function cpuOfRenderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo
    .filter(({ type }) => type === "renderer")
    .reduce((total, { cpuTime }) => total + cpuTime, 0);
}

/** MiB, see the top of this file. */
async function peakOfRenderer(browser) {
  if (process.platform !== "linux") return "";
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? "0");
  return Math.round(Math.max(...peaks.map(Number)) / 1024);
}

/** Comma-separated values with a line of names; quoted fields as in RFC 4180, without line breaks in them. */
function readCsv(text) {
  const [names, ...records] = text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line) => {
      const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
      return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
    });
  return records.map((fields) => Object.fromEntries(names.map((name, i) => [name, fields[i] ?? ""])));
}

function ratio(ours, vendors) {
  return ours === "" || vendors === "" ? "–" : (Number(ours) / Number(vendors)).toFixed(3);
}

function summary(line) {
  return [
    `${line.bytes} B (${ratio(line.bytes, line.vendor_bytes)} of vendor)`,
    `compact ${line.compact_bytes || "–"} (${ratio(line.compact_bytes, line.vendor_bytes)})`,
    `${line.seconds} s (${ratio(line.seconds, line.vendor_s)}), ${line.cpu_s} s CPU`,
    `peak ${line.worker_peak_mib || "–"} MiB`,
    `verified ${line.verified}`,
    `longest task of the page ${line.longest === 0 ? "below 50" : line.longest} ms`,
  ].join(", ");
}

/** Geometric means over the lines that were made. */
function printTotals() {
  const made = lines.filter(({ bytes }) => bytes !== "");
  const mean = (ours, vendors) => {
    const both = made.filter((line) => line[ours] && line[vendors]);
    if (both.length === 0) return "–";
    const sum = both.reduce((total, line) => total + Math.log(line[ours] / line[vendors]), 0);
    return Math.exp(sum / both.length).toFixed(3);
  };
  console.error(
    `${made.length} of ${lines.length} made; of the vendor's, in the geometric mean: ` +
      `bytes ${mean("bytes", "vendor_bytes")}, compact ${mean("compact_bytes", "vendor_bytes")}, ` +
      `seconds ${mean("seconds", "vendor_s")}`,
  );
}
