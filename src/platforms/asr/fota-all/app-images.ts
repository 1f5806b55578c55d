import type { AsrFirmware } from "../firmware/firmware.ts";
import { FLASH_SECTOR } from "../firmware/system-image.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { demandSamePlace } from "./partitions.ts";
import type { Stretch } from "./system-parts.ts";

/** The vendor's tool takes two. */
const MOST_APPS = 2;

/**
 * The files of application partitions, old and new (docs/formats/asr-fota-all.md#images).
 *
 * @param names of partitions
 * @throws Refusal app-count, app-missing, partition-missing, partition-moved, partition-unaligned,
 *   partition-too-small
 */
export function appImages(old: AsrFirmware, next: AsrFirmware, names: readonly string[]): Stretch[] {
  if (names.length > MOST_APPS) throw new Refusal("app-count", { count: names.length, limit: MOST_APPS });
  return names.map((name): Stretch => {
    const partition = demandSamePlace(name, old.table, next.table);
    if (partition.size % FLASH_SECTOR !== 0) {
      throw new Refusal("partition-unaligned", { partition: name, size: partition.size });
    }
    const imageOf = (firmware: AsrFirmware, side: "old" | "new") => {
      const app = firmware.apps.find((one) => one.name === name);
      if (app === undefined) throw new Refusal("app-missing", { app: name, missingIn: side });
      if (app.bytes.length > partition.size) {
        throw new Refusal("partition-too-small", {
          partition: name,
          size: app.bytes.length,
          limit: partition.size,
        });
      }
      return { address: partition.vstart, bytes: app.bytes };
    };
    return { name, old: imageOf(old, "old"), new: imageOf(next, "new") };
  });
}
