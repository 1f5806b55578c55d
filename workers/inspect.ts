import { digests } from "../src/checksum/digest.ts";
import { looksLikeLittleFs } from "../src/littlefs/superblock.ts";
import { isFotaAll } from "../src/packages/asr-diff/reader.ts";
import { inspectFotaAll } from "../src/packages/asr-diff/inspect.ts";
import { inspectFbf } from "../src/packages/asr-full/inspect.ts";
import { isFbf } from "../src/packages/asr-full/reader.ts";
import { inspectMini } from "../src/packages/asr-mini/inspect.ts";
import { isMini } from "../src/packages/asr-mini/reader.ts";
import { inspectPackage } from "../src/packages/rdaota02/inspect.ts";
import { isPackage } from "../src/packages/rdaota02/reader.ts";
import type { Inspection } from "./maker-api.ts";
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
    return { kind: "user-partition", ...digests(bytes), facts: userPartitionFacts(fileName, bytes) };
  }
  return null;
}
