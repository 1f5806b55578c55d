import { digests } from "../bytes/digest.ts";
import { ownerOf } from "../codecs/littlefs/owner.ts";
import { looksLikeLittleFs } from "../codecs/littlefs/superblock.ts";
import type { Inspection } from "../contract/maker.ts";
import type { Registry } from "../platforms/index.ts";
import { formatIn } from "./formats.ts";
import { userPartitionFacts } from "./user-partition.ts";

/**
 * What a package or user partition file is, by its first bytes; null when it is neither.
 * @throws Refusal package-damaged and those of reading a user partition
 */
export function inspectFile(fileName: string, bytes: Uint8Array, registry?: Registry): Inspection | null {
  const format = formatIn(bytes, registry);
  if (format !== null) return format.inspect(fileName, bytes);
  if (looksLikeLittleFs(bytes)) {
    const facts = userPartitionFacts(fileName, bytes);
    const partition = ownerOf(
      fileName,
      facts.files.map(({ path }) => path),
    );
    return { kind: "user-partition", partition, ...digests(bytes), facts };
  }
  return null;
}
