/** What a module must hold in the end, taken from a firmware file by others than us. */
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./shared.ts";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * SHA-256, in hexadecimal, of the system's image in a firmware file.
 * @param folder where the independent tool may unpack
 */
export function imageHash(folder: string, platform: "unisoc8910" | "asr", firmware: string): string {
  if (platform === "asr") {
    const member =
      "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('system.img'))";
    return sha256(spawnSync("python3", ["-c", member, firmware], { maxBuffer: 1 << 26 }).stdout);
  }
  const { status, stdout } = python("pactool.py", ["extract", firmware, folder]);
  const [, name = ""] = /^AP +[0-9]+ +(.+)$/m.exec(stdout) ?? [];
  if (status !== 0 || name === "") throw new Error(`no image in ${firmware}`);
  return sha256(readFileSync(join(folder, name)));
}
