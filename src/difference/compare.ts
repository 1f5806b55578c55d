import type { Comparison, FileComparison } from "../contract/comparison.ts";
import type { AsrFirmware } from "../platforms/asr/firmware/firmware.ts";
import { moduleFilesOf } from "../platforms/unisoc/firmware/module-files.ts";
import type { OpenedFirmware } from "../workshop/open-firmware.ts";
import { readLittleFs1 } from "../codecs/littlefs/reader.ts";
import type { UserEntry } from "../codecs/littlefs/user-partition.ts";
import { isRefusal, Refusal } from "../contract/refusal.ts";
import { blockStates } from "./block-states.ts";
import { compareModuleFiles, compareUserFiles } from "./file-changes.ts";
import { contents8910, contentsAsr, ERASE_UNIT, flashAreas } from "./flash-areas.ts";

/**
 * What differs between two firmwares of UNISOC 8910 or ASR, whether or not a package can be made of them.
 * @throws Refusal different-platform, platform-unsupported, firmware-damaged
 */
export function compareFirmware(old: OpenedFirmware, fresh: OpenedFirmware): Comparison {
  if (old.platform !== fresh.platform) {
    throw new Refusal("different-platform", { old: old.platform, new: fresh.platform });
  }
  const common = { blockSize: ERASE_UNIT, blockStates };
  if (old.unisoc8910 !== null && fresh.unisoc8910 !== null) {
    return {
      ...common,
      areas: flashAreas(contents8910(old.unisoc8910), contents8910(fresh.unisoc8910)),
      files: compareModuleFiles(moduleFilesOf(old.unisoc8910), moduleFilesOf(fresh.unisoc8910)),
      userFilesUnreadable: false,
    };
  }
  if (old.asr !== null && fresh.asr !== null) {
    const files = userFiles(old.asr, fresh.asr);
    return {
      ...common,
      areas: flashAreas(contentsAsr(old.asr), contentsAsr(fresh.asr)),
      files: files ?? [],
      userFilesUnreadable: files === null,
    };
  }
  throw new Refusal("platform-unsupported", { file: fresh.fileName, platform: fresh.platform });
}

/** Null when either partition cannot be read: that is no reason to show nothing of the flash. */
function userFiles(old: AsrFirmware, fresh: AsrFirmware): FileComparison[] | null {
  try {
    return compareUserFiles(entriesOf(old), entriesOf(fresh));
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function entriesOf({ userPartition }: AsrFirmware): readonly UserEntry[] {
  return userPartition === null ? [] : readLittleFs1(userPartition.bytes, { mayBeCut: true }).entries;
}
