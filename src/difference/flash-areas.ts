import type { AreaImage, FlashArea } from "../contract/comparison.ts";
import { compareBlocks } from "./block-states.ts";
import { ERASE_UNIT, type PartitionContent } from "./contents.ts";

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
