import { openedOnly } from "../opened-only.ts";
import { pacContainer } from "../unisoc/container.ts";
import { pacPartitions } from "../unisoc/facts.ts";
import type { Pac } from "../unisoc/firmware/pac.ts";
import { pacFacts } from "../unisoc/pac-facts.ts";

/** UNISOC 8850: EC600G, EC800G, EG800G. */
export const unisoc8850 = openedOnly<Pac>({
  id: "unisoc8850",
  container: pacContainer,
  facts: (opened) => ({
    ...pacFacts(opened, opened.firmware, null),
    partitions: pacPartitions(opened.innerName, opened.firmware, null),
  }),
});
