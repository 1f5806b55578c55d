/** Finds a Chromium for the browser tests and the benchmark; installs one if there is none. Uses Node alone. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { command } from "./install.mjs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Quiet and self-contained: no update checks, no GPU, no sandbox (containers run as root). */
export const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @returns {Promise<string | null>} path of a Chromium that starts, or null. */
export async function findChromium() {
  const { chromium } = await import("@playwright/test");
  const candidates = [process.env.CHROMIUM, chromium.executablePath(), ...places];
  return candidates.find((path) => path && existsSync(path) && starts(path)) ?? null;
}

/** Distributions have stand-ins at these paths that only ask to install a snap. */
function starts(path) {
  if (process.platform === "win32") return true;
  return spawnSync(path, ["--version", "--no-sandbox"], { timeout: 30_000 }).status === 0;
}

export const isRoot = process.getuid?.() === 0;
const hasApt = process.platform === "linux" && existsSync("/usr/bin/apt-get");

/** Installs Debian packages, if this is root on a Debian-like system. */
export function aptInstall(...packages) {
  if (!isRoot || !hasApt) return false;
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const wait = ["-o", "DPkg::Lock::Timeout=120"];
  spawnSync("apt-get", [...wait, "update", "-qq"], options);
  return (
    spawnSync("apt-get", [...wait, "install", "-y", "-qq", "--no-install-recommends", ...packages], options)
      .status === 0
  );
}

function playwrightInstall() {
  const withSystem = isRoot && hasApt ? ["--with-deps"] : [];
  spawnSync(process.execPath, [command("playwright"), "install", ...withSystem, "chromium"], {
    stdio: "inherit",
    timeout: 300_000,
  });
}

/** @returns {Promise<string | null>} */
export async function findOrInstallChromium() {
  const found = await findChromium();
  if (found !== null) return found;
  console.log("Installing Chromium for the browser tests …");
  // Debian packages Chromium itself; Ubuntu's package is a stand-in for a snap.
  const debian = hasApt && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  const ways = [() => aptInstall("chromium"), playwrightInstall];
  for (const install of debian ? ways : ways.reverse()) {
    install();
    const installed = await findChromium();
    if (installed !== null) return installed;
  }
  return null;
}
