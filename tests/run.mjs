/**
 * npm test: everything, from a fresh clone, with Node and npm alone.
 * Installs what is missing, runs every check in order and ends with one line
 * "N passed, N failed, N skipped". A step without tests of its own counts as one test.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { aptInstall, findOrInstallChromium, isRoot } from "./support/chromium.mjs";
import { command, installPackages, root } from "./support/install.mjs";

installPackages();
process.chdir(root);

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const reports = mkdtempSync(join(tmpdir(), "fota-workshop-"));

function heading(title) {
  console.log(`\n── ${title}`);
}

/** A step that is one test: says nothing more if it passes, shows its output if not. */
async function check(title, name, args) {
  const passes = await new Promise((done) => {
    const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 };
    execFile(process.execPath, [command(name), ...args], options, (error, stdout, stderr) => {
      console.log(error === null ? `ok      ${title}` : `FAILED  ${title}\n${stdout}${stderr}`);
      done(error === null);
    });
  });
  total[passes ? "passed" : "failed"] += 1;
  if (!passes) failures.push(title);
  return passes;
}

/** Steps that do not need each other, longest first: as many at a time as there are cores. */
async function checks(steps) {
  const waiting = [...steps];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) await check(...step);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

/** A runner that counts its tests: `read` gives the counts from its JSON report. */
function suite(title, name, args, env, report, read) {
  heading(title);
  const options = { cwd: root, stdio: "inherit", env: { ...process.env, ...env } };
  const { status } = spawnSync(process.execPath, [command(name), ...args], options);
  let counts = { passed: 0, failed: 0, skipped: 0 };
  if (existsSync(report)) counts = read(JSON.parse(readFileSync(report, "utf8")));
  const { passed, failed, skipped } = counts;
  total.passed += passed;
  total.skipped += skipped;
  // A file that does not load, or no test at all, is a failure that no test reports.
  const unreported = failed === 0 && (status !== 0 || passed + skipped === 0) ? 1 : 0;
  total.failed += failed + unreported;
  if (failed + unreported > 0) failures.push(`${title}: ${failed || "did not run to its end"}`);
}

function has(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

heading("what the tests need");
if (!existsSync(new URL("../../shared", import.meta.url))) {
  console.log("../shared is not here: tests over real firmware are skipped (counted below).");
}
for (const [program, debianPackage] of [
  ["python3", "python3"],
  ["xz", "xz-utils"],
]) {
  if (has(program)) continue;
  if (isRoot) aptInstall(debianPackage);
  if (!has(program))
    console.log(`${program} is not here: tests that ask it for a second opinion are skipped.`);
}
const chromium = await findOrInstallChromium();
console.log(chromium === null ? "No Chromium was found or could be installed." : `Chromium: ${chromium}`);

heading("form and types");
await checks([
  ["eslint", "eslint", ["-c", "tests/config/eslint.config.js", "--max-warnings", "0", "."]],
  ["svelte-check", "svelte-check", ["--tsconfig", "./tsconfig.json", "--fail-on-warnings"]],
  ["prettier", "prettier", ["--check", "."]],
  ["tsc: page and domain", "tsc", ["-p", "tsconfig.json"]],
  ["tsc: tests", "tsc", ["-p", "tests"]],
  ["tsc: workers", "tsc", ["-p", "workers"]],
]);

const unitReport = join(reports, "vitest.json");
suite(
  "unit, oracle and power-cut tests",
  "vitest",
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  {},
  unitReport,
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }),
);

heading("build");
const built = await check("vite build", "vite", ["build", "--logLevel", "warn"]);

const browserReport = join(reports, "playwright.json");
if (built && chromium !== null) {
  suite(
    "browser tests",
    "playwright",
    ["test", "-c", "tests/playwright.config.ts", "--reporter=list,json"],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport, CHROMIUM: chromium },
    browserReport,
    ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    }),
  );
} else {
  total.failed += 1;
  failures.push(built ? "browser tests: no Chromium" : "browser tests: nothing built");
}

rmSync(reports, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((line) => `  ${line}`).join("\n")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
