import type { ImageFact, PartitionFacts } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { type AsrFirmware, fileFor, PARTITION_FILE, SYSTEM_IMAGE, UPDATER_PARTITION } from "./firmware.ts";
import { type AsrSystemImage, type RegionCoding, unpackedSize } from "./system-image.ts";
import { typesTaken } from "./updater.ts";
import { type Partition, partitionOverlaps } from "./partition-table.ts";

/** A row for each partition, in the order of the table, then one for each file that goes into none. */
export function asrPartitions(asr: AsrFirmware): PartitionFacts[] {
  const overlaps = partitionOverlaps(asr.table);
  const rows = asr.table.partitions.flatMap((partition) => {
    // The group of all things has no place of its own.
    if (partition.type === "group") return [];
    const others = overlaps.flatMap(([a, b]) => {
      return a === partition.name ? [b] : b === partition.name ? [a] : [];
    });
    return [partitionRow(asr, partition, others)];
  });
  const placed = new Set([SYSTEM_IMAGE, PARTITION_FILE, ...rows.map(({ name }) => name)]);
  for (const { command, image } of asr.download ?? []) {
    if (command === "flash" && image !== null) placed.add(image.toLowerCase());
  }
  for (const [name, bytes] of asr.members) {
    if (!placed.has(name)) rows.push(row(name, "", name, null, null, bytes, []));
  }
  return rows;
}

function partitionRow(asr: AsrFirmware, partition: Partition, overlaps: readonly string[]): PartitionFacts {
  const { name, type, vstart, size } = partition;
  const contents = contentsOf(asr, partition);
  const facts: ImageFact[] = overlaps.map((other) => ({ kind: "overlap", partition: other }));
  if (contents === null) facts.push(...missingFiles(asr, name));
  else if (contents.name === SYSTEM_IMAGE && asr.system !== null) facts.push(...partFacts(asr.system, name));
  else if (name === UPDATER_PARTITION) facts.push(updaterFact(asr));
  return row(name, type, contents?.name ?? "", vstart, size, contents?.bytes ?? null, facts);
}

/** What the release puts there: its share of system.img, or a file; null for nothing. */
export function contentsOf(
  asr: AsrFirmware,
  { name, vstart, size }: Partition,
): { readonly name: string; readonly bytes: Uint8Array } | null {
  const { system } = asr;
  if (system !== null && vstart >= system.base && vstart < system.end) {
    return { name: SYSTEM_IMAGE, bytes: system.at(vstart, Math.min(size, system.end - vstart)) };
  }
  return fileFor(asr, name);
}

/** Files that download.json has for a partition and the archive has not. */
function missingFiles({ download }: AsrFirmware, partition: string): ImageFact[] {
  const steps = download?.filter((step) => step.command === "flash" && step.partition === partition);
  return (steps ?? []).flatMap(({ image }) =>
    image === null ? [] : [{ kind: "file-missing", file: image }],
  );
}

function updaterFact({ updater }: AsrFirmware): ImageFact {
  if (updater === null) return { kind: "updater-unknown" };
  const { version, comparesRecompressed } = updater;
  return { kind: "updater", version, takes: typesTaken(updater), comparesRecompressed };
}

function partFacts(system: AsrSystemImage, partition: string): ImageFact[] {
  switch (partition) {
    case "cp":
      return system.regions.map(({ region, address, stored, coding }) => {
        return compressed(region, address, stored, coding);
      });
    case "dsp": {
      const { address, stored, coding } = system.dsp;
      return [compressed("", address, stored, coding)];
    }
    default:
      return [];
  }
}

function compressed(region: string, address: number, stored: Uint8Array, coding: RegionCoding): ImageFact {
  return {
    kind: "compressed",
    region,
    address,
    stored: stored.length,
    unpacked: unpackedSize(stored),
    coding,
  };
}

function row(
  id: string,
  type: string,
  name: string,
  address: number | null,
  limit: number | null,
  bytes: Uint8Array | null,
  image: readonly ImageFact[],
): PartitionFacts {
  const hashes = bytes === null ? { sha256: null, md5: null } : digests(bytes);
  return { id, type, name, address, size: bytes?.length ?? 0, limit, ...hashes, image };
}
