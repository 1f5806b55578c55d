import type { LittleFsOwner } from "../../contract/refusal.ts";

/** Settings of the modem. */
const MODEM_FILE = /\.nvm$/i;
const SCRIPT = /\.(?:py|mpy)$/i;

/**
 * Which partition an image is of, by its files; one that is empty, or has others, by its name.
 * @param paths of all files in it
 */
export function ownerOf(fileName: string, paths: readonly string[]): LittleFsOwner {
  if (paths.length > 0 && paths.every((path) => MODEM_FILE.test(path))) return "nvm";
  if (paths.some((path) => SCRIPT.test(path))) return "customer_fs";
  if (/(?:^|[^a-z])nvm(?![a-z])/i.test(fileName)) return "nvm";
  return /customer_backup_fs/i.test(fileName) ? "customer_backup_fs" : "customer_fs";
}
