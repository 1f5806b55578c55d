import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder with real firmware and independent tools, beside the checkout; tests that need it skip without it. */
export const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));

export const hasShared = existsSync(shared);

export interface PythonResult {
  /** Exit status; null when the tool could not be started or was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an independent tool, e.g. `python("pactool.py", ["list", path])`. */
export function python(tool: string, args: readonly string[]): PythonResult {
  const { status, stdout, stderr } = spawnSync("python3", [`${shared}tools/${tool}`, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  return { status, stdout, stderr };
}
