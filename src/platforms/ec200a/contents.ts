import type { FlashContents } from "../../difference/contents.ts";
import type { Ec200aFirmware } from "./firmware/release.ts";

/** Every image with its file. */
export function contentsOf({ images }: Ec200aFirmware): FlashContents {
  return {
    partitions: images.flatMap(({ file, flashAddress, eraseSize, bytes }) =>
      bytes === null
        ? []
        : [{ id: file, address: flashAddress, limit: eraseSize === 0 ? null : eraseSize, bytes }],
    ),
    files: [],
  };
}
