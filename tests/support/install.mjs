/** Installs what package-lock.json names, if it is not there yet. Uses Node alone. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The script behind a command of node_modules/.bin: started with Node itself, the same on every system. */
export const commands = {
  vite: "vite/bin/vite.js",
  vitest: "vitest/vitest.mjs",
  tsc: "typescript/bin/tsc",
  eslint: "eslint/bin/eslint.js",
  prettier: "prettier/bin/prettier.cjs",
  "svelte-check": "svelte-check/bin/svelte-check",
  playwright: "@playwright/test/cli.js",
};

/** @param {keyof typeof commands} name */
export function command(name) {
  return `${root}node_modules/${commands[name]}`;
}

export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  console.error(
    `FOTA Workshop needs Node 20.19, 22.12 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

/** @returns {boolean} true if all packages are there in the locked versions. */
function isInstalled() {
  const record = `${root}node_modules/.package-lock.json`;
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")).packages;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || present[path]?.version === entry.version,
  );
}

export function installPackages() {
  requireNode();
  if (isInstalled()) return;
  console.log("Installing packages (npm ci) …");
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: "inherit" };
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (status !== 0) {
    console.error("npm ci failed; see the lines above.");
    process.exit(1);
  }
}
