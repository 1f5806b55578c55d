import { digests } from "../bytes/digest.ts";
import type { PartitionFacts } from "../contract/maker.ts";
import { proposeVersion } from "../modules/version-name.ts";
import { namesOf, nothingMore } from "./opened-names.ts";
import { openedOnly } from "./opened-only.ts";
import type { Platform } from "./platform.ts";

/** Files of a firmware of which no more is understood, by path in its archive. */
export type ListedFiles = ReadonlyMap<string, Uint8Array>;

/** A platform whose firmware is an archive of files, which are listed. */
export function listed(id: Platform["id"]): Platform<ListedFiles> {
  return openedOnly<ListedFiles>({
    id,
    facts: (opened) => ({
      ...nothingMore,
      version: proposeVersion(namesOf(opened), null),
      partitions: [...opened.firmware].map(([name, data]) => fileRow(name, data)),
    }),
  });
}

function fileRow(name: string, data: Uint8Array): PartitionFacts {
  return {
    id: name,
    type: "",
    name,
    address: null,
    size: data.length,
    limit: null,
    ...digests(data),
    image: [],
  };
}
