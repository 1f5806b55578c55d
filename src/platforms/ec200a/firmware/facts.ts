import type { ImageFact, PartitionFacts } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { unpackedSize } from "../../asr/firmware/system-image.ts";
import type { Ec200aFirmware, ReleaseImage } from "./release.ts";

/** A row for each image of the list, in its order. */
export function ec200aPartitions({ images }: Ec200aFirmware): PartitionFacts[] {
  return images.map((image) => {
    const { id, type, file, flashAddress, eraseSize, bytes } = image;
    return {
      id,
      type,
      name: file,
      address: flashAddress,
      size: bytes?.length ?? 0,
      limit: eraseSize === 0 ? null : eraseSize,
      ...(bytes === null ? { sha256: null, md5: null } : digests(bytes)),
      image: factsOf(image),
    };
  });
}

function factsOf({ file, type, flashAddress, bytes, regions }: ReleaseImage): ImageFact[] {
  if (bytes === null) return [{ kind: "file-missing", file }];
  if (type !== "LZMA") return [];
  const parts = regions.length > 0 ? regions : [{ name: "", address: flashAddress, stored: bytes }];
  return parts.map(({ name, address, stored }): ImageFact => {
    const unpacked = unpackedSize(stored);
    const coding = unpacked === null ? "none" : "lzma";
    return { kind: "compressed", region: name, address, stored: stored.length, unpacked, coding };
  });
}
