import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { backupPartition, knowsFileBackup } from "./partitions.ts";
import { backsUpInFiles, type FotaAll } from "./reader.ts";

/**
 * Bytes that a module with the old firmware has for the backup of this package. In the file system it is what the
 * package says that it takes: how much is free there nobody knows.
 *
 * @throws Refusal fsall-unknown, backup-partition-missing, backup-too-small, package-other-old, asr-no-system-image
 */
export function backupRoom(pack: FotaAll, old: AsrFirmware): number {
  const { fileName: file, updater } = old;
  if (backsUpInFiles(pack)) {
    if (!knowsFileBackup(old)) throw new Refusal("fsall-unknown", { file, version: updater?.version ?? "" });
    return pack.fileBackup;
  }
  const partition = backupPartition(systemOf(old));
  if (partition === null) throw new Refusal("backup-partition-missing", { file });
  const { address, size } = partition;
  if (pack.storedBytes > size) throw new Refusal("backup-too-small", { need: pack.storedBytes, have: size });
  if (pack.backupAddress !== address) {
    const places = { address: hex(pack.backupAddress), expected: hex(address) };
    throw new Refusal("package-other-old", { why: within("fota_pkg", { code: "other-address", ...places }) });
  }
  return size - pack.storedBytes;
}
