import type { Comparison } from "../contract/comparison.ts";
import { blockStates } from "./block-states.ts";
import { ERASE_UNIT, type FlashContents } from "./contents.ts";
import { compareFiles } from "./file-changes.ts";
import { flashAreas } from "./flash-areas.ts";

/** What differs between two firmwares of one platform, whether or not a package can be made of them. */
export function compareContents(old: FlashContents, fresh: FlashContents): Comparison {
  return {
    blockSize: ERASE_UNIT,
    blockStates,
    areas: flashAreas(old.partitions, fresh.partitions),
    files: old.files === null || fresh.files === null ? [] : compareFiles(old.files, fresh.files),
    userFilesUnreadable: old.files === null || fresh.files === null,
  };
}
