import { Refusal } from "../../contract/refusal.ts";
import { baseNameOf, folderOf } from "../archive-paths.ts";
import type { ArchiveFile, Container } from "../platform.ts";
import { readAsr } from "./firmware/firmware.ts";

/** Members of an ASR firmware, which is an archive; two of them are evidence enough. */
const ASR_MEMBERS = new Set([
  "system.img",
  "partition.bin",
  "download.json",
  "fota.json",
  "flashinfo.bin",
  "customer_fs.bin",
]);
const ASR_EVIDENCE = 2;

/** An archive with the files of a release in one of its folders; they go by their base names in lower case. */
export const asrContainer: Container = {
  membersOf({ file, near }) {
    const folder = asrFolderIn(near);
    if (folder === null) return null;
    const inFolder = near.filter((entry) => folderOf(entry) === folder);
    return { folder: folder.split("/").at(-1) ?? "", read: () => membersByBaseName(file, inFolder) };
  },
  open: (file, { members, folder }, names) => ({
    platform: "asr",
    firmware: readAsr(file, members(), [...names, folder]),
  }),
};

/** The folder, "" for the top, that holds most members of an ASR firmware; null when none holds enough. */
function asrFolderIn(entries: readonly ArchiveFile[]): string | null {
  const evidence = new Map<string, Set<string>>();
  for (const entry of entries) {
    const name = baseNameOf(entry);
    if (!ASR_MEMBERS.has(name)) continue;
    const folder = folderOf(entry);
    evidence.set(folder, (evidence.get(folder) ?? new Set()).add(name));
  }
  let best: string | null = null;
  let most = ASR_EVIDENCE - 1;
  for (const [folder, names] of evidence) {
    if (names.size <= most) continue;
    most = names.size;
    best = folder;
  }
  return best;
}

/** @throws Refusal firmware-damaged and those of archives */
function membersByBaseName(file: string, entries: readonly ArchiveFile[]): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const name = baseNameOf(entry);
    if (members.has(name)) {
      throw new Refusal("firmware-damaged", {
        file,
        part: name,
        why: { code: "twice" },
      });
    }
    members.set(name, entry.read());
  }
  return members;
}
