import { type AsrFirmware, USER_PARTITION } from "../firmware/firmware.ts";
import { type Partition, partitionNamed } from "../firmware/partition-table.ts";
import { readLittleFs1 } from "../../../codecs/littlefs/reader.ts";
import type { UserPartition } from "../../../codecs/littlefs/user-partition.ts";
import { Refusal } from "../../../contract/refusal.ts";

/** An image of the user partition that fits the partition of a firmware. */
export interface UserImage {
  readonly partition: Partition;
  readonly bytes: Uint8Array;
  readonly contents: UserPartition;
}

/**
 * The image that goes into the user partition, checked.
 *
 * @param replacement instead of the one in the firmware
 * @throws Refusal no-user-partition, partition-too-small, image-length, user-partition-not-littlefs,
 *   user-partition-littlefs2, user-partition-damaged, user-partition-geometry
 */
export function userImage(firmware: AsrFirmware, replacement: Uint8Array | null): UserImage {
  const partition = firmware.userPartition?.partition ?? partitionNamed(firmware.table, USER_PARTITION);
  const bytes = replacement ?? firmware.userPartition?.bytes;
  if (partition === null || bytes === undefined) {
    throw new Refusal("no-user-partition", { file: firmware.fileName });
  }
  if (bytes.length > partition.size) {
    throw new Refusal("partition-too-small", {
      partition: partition.name,
      size: bytes.length,
      limit: partition.size,
    });
  }
  if (bytes.length % 4 !== 0) {
    throw new Refusal("image-length", { partition: partition.name, size: bytes.length });
  }
  const contents = readLittleFs1(bytes, { mayBeCut: true });
  const { blockSize, blockCount } = contents;
  if (blockSize * blockCount !== partition.size) {
    throw new Refusal("user-partition-geometry", {
      blocks: blockCount,
      blockSize,
      partitionSize: partition.size,
    });
  }
  return { partition, bytes, contents };
}
