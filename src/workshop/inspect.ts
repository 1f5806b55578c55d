import { digests } from "../bytes/digest.ts";
import { ownerOf } from "../codecs/littlefs/owner.ts";
import { looksLikeLittleFs } from "../codecs/littlefs/superblock.ts";
import { isFotaAll } from "../platforms/asr/fota-all/reader.ts";
import { inspectFotaAll } from "../platforms/asr/fota-all/inspect.ts";
import { inspectFbf } from "../platforms/asr/fbf/inspect.ts";
import { isFbf } from "../platforms/asr/fbf/reader.ts";
import { inspectMini } from "../platforms/asr/mini/inspect.ts";
import { isMini } from "../platforms/asr/mini/reader.ts";
import { inspectPackage } from "../platforms/unisoc/rdaota02/inspect.ts";
import { isPackage } from "../platforms/unisoc/rdaota02/reader.ts";
import type { Inspection } from "../contract/maker.ts";
import { userPartitionFacts } from "./user-partition.ts";

/**
 * What a package or user partition file is, by its first bytes; null when it is neither.
 * @throws Refusal package-damaged and those of reading a user partition
 */
export function inspectFile(fileName: string, bytes: Uint8Array): Inspection | null {
  if (isPackage(bytes)) return inspectPackage(fileName, bytes);
  if (isFotaAll(bytes)) return inspectFotaAll(fileName, bytes);
  if (isFbf(bytes)) return inspectFbf(fileName, bytes);
  if (isMini(bytes)) return inspectMini(fileName, bytes);
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
