import type { Unisoc8910Firmware } from "../firmware/firmware.ts";
import { readLittleFs1 } from "../../../codecs/littlefs/reader.ts";
import { looksLikeLittleFs } from "../../../codecs/littlefs/superblock.ts";
import { userFilesOf } from "../../../codecs/littlefs/user-files.ts";
import { isRefusal, type UserScripts } from "../../../contract/refusal.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";

/** File systems of scripts (and their backup) that a tool merged into the firmware. */
const SCRIPTS = /^PY_FS_/;

/** Which of these partitions hold the user's scripts. */
export function scriptPartitions(
  ids: readonly string[],
  ...firmwares: readonly Unisoc8910Firmware[]
): string[] {
  return ids.filter(
    (id) =>
      SCRIPTS.test(id) ||
      firmwares.some(({ flash }) => flash.some((one) => one.id === id && looksLikeLittleFs(one.image))),
  );
}

/** Which files in them differ, came or went. */
export function changedScripts(
  partitions: readonly string[],
  old: Unisoc8910Firmware,
  next: Unisoc8910Firmware,
): UserScripts {
  const changed = new Set<string>();
  for (const id of partitions) {
    const [before, after] = [filesOf(id, old), filesOf(id, next)];
    if (before === null || after === null) return { partitions, files: null };
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const [a, b] = [before.get(path), after.get(path)];
      if (a === undefined || b === undefined || !sameBytes(a, b)) changed.add(path);
    }
  }
  return { partitions, files: [...changed].sort() };
}

/** None where the partition is not there; null where it cannot be read. */
function filesOf(id: string, { flash }: Unisoc8910Firmware): ReadonlyMap<string, Uint8Array> | null {
  const image = flash.find((one) => one.id === id)?.image;
  if (image === undefined) return new Map();
  try {
    return userFilesOf(readLittleFs1(image, { mayBeCut: true })).files;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
