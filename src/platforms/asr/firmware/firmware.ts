import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { type DownloadStep, type FotaImage, readDownloadSteps, readFotaImages } from "./settings.ts";
import { type AsrSystemImage, FLASH_ADDRESS, readSystemImage } from "./system-image.ts";
import { type AsrUpdater, readUpdater } from "./updater.ts";
import { hex } from "../../../bytes/layout.ts";
import {
  type Partition,
  partitionNamed,
  type PartitionTable,
  partitionTableCrc,
  readPartitionTable,
} from "./partition-table.ts";
import { flashMiBIn, quectelNameIn } from "../../../modules/quectel-name.ts";
import { proposeVersion } from "../../../modules/version-name.ts";

/** An ASR firmware: the files of its archive, and what they say (docs/formats/asr-firmware.md#release-archive). */
export interface AsrFirmware {
  /** Shown in refusals. */
  readonly fileName: string;
  /** Files of the archive by base name in lower case. */
  readonly members: ReadonlyMap<string, Uint8Array>;
  /** Of partition.bin, or of the system image where that is missing. */
  readonly table: PartitionTable;
  /** Null for a release without system.img, which is still enough for a full package. */
  readonly system: AsrSystemImage | null;
  /** customer_fs.bin and where it lies; null when there is no such file or no such partition. */
  readonly userPartition: { readonly partition: Partition; readonly bytes: Uint8Array } | null;
  /** Application partitions with their files, e.g. customer_app. */
  readonly apps: readonly AsrApplication[];
  /** Steps of download.json; null without one. */
  readonly download: readonly DownloadStep[] | null;
  /** fota.json; null without one. */
  readonly fota: readonly FotaImage[] | null;
  /** The program that takes updates; null without one, or when nothing is known of it. */
  readonly updater: AsrUpdater | null;
  /** Size of the flash in MiB, by names first: to be shown. Null when neither names nor the table tell. */
  readonly flashMiB: number | null;
  /** Proposed version name. */
  readonly version: string;
  /** Module and variant as the file names have them, e.g. EC600N CNLF; null when they have none. */
  readonly module: string | null;
}

export interface AsrApplication {
  /** Of the partition. */
  readonly name: string;
  readonly partition: Partition;
  readonly bytes: Uint8Array;
}

export const SYSTEM_IMAGE = "system.img";
export const PARTITION_FILE = "partition.bin";
export const USER_PARTITION = "customer_fs";
/** Partition of the program that takes updates. */
export const UPDATER_PARTITION = "updater";

/**
 * @param fileName shown in refusals.
 * @param members files of the archive by base name in lower case.
 * @param names of the file and what it is wrapped in, best first: for version, module and flash size.
 * @throws Refusal asr-partition-table, asr-load-table, partition-too-small, firmware-truncated, firmware-crc,
 * firmware-damaged
 */
export function readAsr(
  fileName: string,
  members: ReadonlyMap<string, Uint8Array>,
  names: readonly string[] = [fileName],
): AsrFirmware {
  const image = members.get(SYSTEM_IMAGE);
  const system = image === undefined ? null : readSystemImage(fileName, image);
  const table = tableOf(fileName, members.get(PARTITION_FILE), system);
  const settings = <T>(name: string, read: (file: string, bytes: Uint8Array) => T): T | null => {
    const bytes = members.get(name);
    return bytes === undefined ? null : read(fileName, bytes);
  };
  const download = settings("download.json", readDownloadSteps);
  const fota = settings("fota.json", readFotaImages);
  refuseStrangeStarts(fileName, fota ?? [], table);

  const partition = partitionNamed(table, USER_PARTITION);
  const bytes = members.get(`${USER_PARTITION}.bin`);
  const name = quectelNameIn(names);
  const updater = fileFor({ members, download }, UPDATER_PARTITION);
  return {
    fileName,
    members,
    table,
    system,
    userPartition: partition === null || bytes === undefined ? null : { partition, bytes },
    apps: appsOf(members, table, download ?? []),
    download,
    fota,
    updater: updater === null ? null : readUpdater(updater.bytes),
    flashMiB: flashMiBIn(names) ?? flashMiBOf(table),
    version: proposeVersion(names, null),
    module: name === null ? null : `${name.module} ${name.variant}`.trim(),
  };
}

/**
 * The system image, which differential and mini-system packages are made of.
 * @throws Refusal asr-no-system-image
 */
export function systemOf({ fileName, system }: AsrFirmware): AsrSystemImage {
  if (system === null) throw new Refusal("asr-no-system-image", { file: fileName });
  return system;
}

/** The file that the release puts into a partition, by download.json or by its name; null for none. */
export function fileFor(
  { members, download }: Pick<AsrFirmware, "members" | "download">,
  partition: string,
): { readonly name: string; readonly bytes: Uint8Array } | null {
  const steps = (download ?? []).filter((step) => step.command === "flash" && step.partition === partition);
  const declared = steps.flatMap(({ image }) => (image === null ? [] : [image.toLowerCase()]));
  for (const name of [...declared, `${partition}.bin`]) {
    const bytes = members.get(name);
    if (bytes !== undefined) return { name, bytes };
  }
  return null;
}

function tableOf(file: string, bytes: Uint8Array | undefined, system: AsrSystemImage | null): PartitionTable {
  if (system !== null) demandCrc(file, SYSTEM_IMAGE, system.table, system.image);
  if (bytes === undefined) {
    if (system !== null) return system.table;
    const why = { code: "none-of", names: [PARTITION_FILE, SYSTEM_IMAGE] } as const;
    throw new Refusal("asr-partition-table", { file, why });
  }
  const table = readPartitionTable(file, bytes);
  demandCrc(file, PARTITION_FILE, table, bytes);
  // The module would be told to write in places other than those that it goes by itself.
  if (system !== null && JSON.stringify(table.partitions) !== JSON.stringify(system.table.partitions)) {
    const why = { code: "tables-differ", names: [PARTITION_FILE, SYSTEM_IMAGE] } as const;
    throw new Refusal("asr-partition-table", { file, why });
  }
  return table;
}

function demandCrc(file: string, part: string, table: PartitionTable, bytes: Uint8Array): void {
  if (table.crcOk) return;
  const { stated, actual } = partitionTableCrc(bytes);
  throw new Refusal("firmware-crc", { file, part, expected: hex(stated, 8), actual: hex(actual, 8) });
}

function refuseStrangeStarts(file: string, fota: readonly FotaImage[], table: PartitionTable): void {
  for (const { partition, start } of fota) {
    const found = partitionNamed(table, partition);
    if (found !== null && (start === found.start || start === FLASH_ADDRESS + found.start)) continue;
    const expected = found === null ? null : hex(found.start);
    const why = within(`fota.json, ${partition}`, { code: "other-address", address: hex(start), expected });
    throw new Refusal("asr-partition-table", { file, why });
  }
}

/** Partitions of applications lie outside system, so that an update can carry them along. */
function appsOf(
  members: ReadonlyMap<string, Uint8Array>,
  table: PartitionTable,
  download: readonly DownloadStep[],
): AsrApplication[] {
  return table.partitions.flatMap((partition) => {
    if (!partition.name.endsWith("_app")) return [];
    const file = fileFor({ members, download }, partition.name);
    return file === null ? [] : [{ name: partition.name, partition, bytes: file.bytes }];
  });
}

/** Size of the flash in MiB by the table alone, which has the chip as a partition of type flash; null without one. */
export function flashMiBOf({ partitions }: PartitionTable): number | null {
  const chip = partitions.find(({ type }) => type === "flash");
  return chip === undefined || chip.size === 0 ? null : chip.size / (1024 * 1024);
}
