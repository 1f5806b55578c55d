import { xor32 } from "../../../bytes/xor32.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import type { Partition, PartitionTable } from "../firmware/partition-table.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { toSectors } from "../patch/container.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { FIRST_IMAGE_AT, IMAGE_ALIGNMENT } from "./layout.ts";
import { userImage } from "./user-image.ts";

/** What a full package carries (docs/formats/asr-fbf.md): the user partition of one firmware. */
export interface AsrFullPlan {
  readonly partition: Partition;
  /** What the module writes to the start of the partition; the rest of it stays as it is. */
  readonly image: Uint8Array;
  /** The image before blocks were cut. */
  readonly wholeImage: Uint8Array;
  /** Bytes by which cutting erased blocks makes the package smaller, done or not. */
  readonly cutSaves: number;
  readonly packageBytes: number;
  /**
   * Free bytes in the user partition as it will be. Modules that keep the package there can store one that is not
   * larger, if they hold no more than that before.
   */
  readonly freeBytes: number;
  /** Bytes that the updater holds at once: all of the package, and the image. */
  readonly memoryNeed: number;
  /** Nothing here forbids to go on. */
  readonly warnings: readonly RefusalValue[];
}

export interface AsrFullOptions {
  /** Leave out the blocks behind the last one in use; littlefs does not look at them. */
  readonly cutErased: boolean;
}

/**
 * @param userPartition instead of the one in the firmware
 * @throws Refusal no-user-partition, partition-too-small, image-length, image-xor-zero,
 *   user-partition-not-littlefs, user-partition-littlefs2, user-partition-damaged, user-partition-geometry,
 *   updater-memory
 */
export function planAsrFull(
  firmware: AsrFirmware,
  userPartition: Uint8Array | null,
  { cutErased }: AsrFullOptions,
): AsrFullPlan {
  const { partition, bytes, contents } = userImage(firmware, userPartition);
  demandRoom(firmware.table, partition.start, bytes.length);
  const cutLength = Math.min(bytes.length, toSectors(contents.usedEnd));
  const image = cutErased ? bytes.subarray(0, cutLength) : bytes;
  if (xor32(image) === 0) throw new Refusal("image-xor-zero", { partition: partition.name });
  const packageBytes = packageLength(image.length);
  const memoryNeed = packageBytes + image.length;
  demandMemory(partition.name, memoryNeed, heapOf(firmware));
  const freeBytes = (contents.blockCount - contents.usedBlocks) * contents.blockSize;
  return {
    partition,
    image,
    wholeImage: bytes,
    cutSaves: packageLength(bytes.length) - packageLength(cutLength),
    packageBytes,
    freeBytes,
    memoryNeed,
    warnings: [
      ...updaterWarnings(firmware, "full"),
      ...(packageBytes <= freeBytes
        ? []
        : [
            { code: "full-package-storage", detail: { needed: packageBytes, available: freeBytes } } as const,
          ]),
    ],
  };
}

/**
 * A module looks for a partition that starts exactly where the image goes, and it must have room. Which one it
 * finds when several start there is not known, so all must.
 *
 * @throws Refusal image-misplaced, partition-too-small
 */
export function demandRoom(table: PartitionTable, flashAddress: number, length: number): void {
  // The first two levels are the module and its chip, not partitions.
  const there = table.partitions.filter(({ start, depth }) => start === flashAddress && depth > 1);
  if (there.length === 0) {
    throw new Refusal("image-misplaced", { address: `0x${flashAddress.toString(16).toUpperCase()}` });
  }
  for (const { name, size } of there) {
    if (toSectors(length) > size) {
      throw new Refusal("partition-too-small", { partition: name, size: length, limit: size });
    }
  }
}

function packageLength(imageLength: number): number {
  return FIRST_IMAGE_AT + Math.ceil(imageLength / IMAGE_ALIGNMENT) * IMAGE_ALIGNMENT;
}
