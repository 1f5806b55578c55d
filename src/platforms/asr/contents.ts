import { readLittleFs1 } from "../../codecs/littlefs/reader.ts";
import type { UserEntry } from "../../codecs/littlefs/user-partition.ts";
import { isRefusal } from "../../contract/refusal.ts";
import type { FileContent, FlashContents } from "../../difference/contents.ts";
import { contentsOf as contentsOfPartition } from "./firmware/facts.ts";
import type { AsrFirmware } from "./firmware/firmware.ts";

/** Where the module shows the user partition. */
const USER_MOUNT = "/usr/";

/** Partitions with data, of those that lie in one another the innermost: cp and dsp, but not system; user files. */
export function contentsOf(asr: AsrFirmware): FlashContents {
  const { partitions } = asr.table;
  return {
    partitions: partitions.flatMap((partition, index) => {
      const { name, type, vstart, size, depth } = partition;
      const content = type === "group" ? null : contentsOfPartition(asr, partition);
      if (content === null) return [];
      const next = partitions[index + 1];
      const isDivided = next !== undefined && next.depth > depth && contentsOfPartition(asr, next) !== null;
      return isDivided ? [] : [{ id: name, address: vstart, limit: size, bytes: content.bytes }];
    }),
    files: userFiles(asr),
  };
}

function userFiles({ userPartition }: AsrFirmware): readonly FileContent[] | null {
  if (userPartition === null) return [];
  try {
    return filesIn(readLittleFs1(userPartition.bytes, { mayBeCut: true }).entries);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function filesIn(entries: readonly UserEntry[]): FileContent[] {
  return entries.flatMap((entry) =>
    entry.kind === "folder"
      ? filesIn(entry.entries)
      : [{ path: USER_MOUNT + entry.path, pieces: [{ stored: entry.bytes, packed: null }] }],
  );
}
