import type { AreaImage, FlashArea } from "../contract/comparison.ts";
import type { AsrFirmware } from "../platforms/asr/firmware/firmware.ts";
import { contentsOf } from "../platforms/asr/firmware/facts.ts";
import type { Unisoc8910Firmware } from "../platforms/unisoc/firmware/firmware.ts";
import { compareBlocks, type PlacedImage } from "./block-states.ts";

/**
 * Bytes of the unit that flash is erased in, on both platforms: specs/unisoc-rdaota02.md (blocks of a package
 * begin at multiples of it and may not share one) and specs/asr.md (lengths of regions and images).
 */
export const ERASE_UNIT = 0x1000;

/** What a firmware puts into a partition. */
export interface PartitionContent extends PlacedImage {
  readonly id: string;
  readonly limit: number | null;
}

/** Partitions with data at an address in flash. NV, archives and loaders that run in RAM have none. */
export function contents8910({ flash }: Unisoc8910Firmware): PartitionContent[] {
  return flash.map(({ id, address, limit, image }) => ({ id, address, limit, bytes: image }));
}

/** Partitions with data, of those that lie in one another the innermost: cp and dsp, but not system. */
export function contentsAsr(asr: AsrFirmware): PartitionContent[] {
  const { partitions } = asr.table;
  return partitions.flatMap((partition, index) => {
    const { name, type, vstart, size, depth } = partition;
    const content = type === "group" ? null : contentsOf(asr, partition);
    if (content === null) return [];
    const next = partitions[index + 1];
    const isDivided = next !== undefined && next.depth > depth && contentsOf(asr, next) !== null;
    return isDivided ? [] : [{ id: name, address: vstart, limit: size, bytes: content.bytes }];
  });
}

/** An area for every partition that either has; by address. */
export function flashAreas(
  old: readonly PartitionContent[],
  fresh: readonly PartitionContent[],
): FlashArea[] {
  const ids = new Set([...fresh, ...old].map(({ id }) => id));
  const areas = [...ids].flatMap((id): FlashArea[] => {
    const [before, after] = [old, fresh].map((all) => all.find((one) => one.id === id) ?? null);
    const { address, states } = compareBlocks(before ?? null, after ?? null, ERASE_UNIT);
    return states.length === 0
      ? []
      : [{ id, address, old: imageOf(before ?? null), new: imageOf(after ?? null), blocks: states }];
  });
  return areas.sort((a, b) => a.address - b.address || (a.id < b.id ? -1 : 1));
}

function imageOf(content: PartitionContent | null): AreaImage | null {
  if (content === null) return null;
  return { address: content.address, bytes: content.bytes.length, limit: content.limit };
}
