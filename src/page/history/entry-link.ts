import type { ExpectedFile, ShareLink } from "../share/share-link.ts";
import type { HistoryEntry } from "./entries.ts";

/** The link by which the package of an entry is made again. */
export function linkOf(entry: HistoryEntry): ShareLink {
  const { platform, type, module, firmware, chosen, packages, url } = entry;
  const file = (identity: HistoryEntry["firmware"]["old"]): ExpectedFile => ({
    name: identity?.fileName ?? null,
    sha256: identity?.sha256 ?? null,
  });
  return {
    platform,
    type,
    module,
    packageClass: null,
    // The versions of an entry are what its files are called; in the package are the names that were typed.
    options: chosen,
    old: file(firmware.old),
    new: file(firmware.new),
    userPartition: null,
    packages: packages[0].files.map(({ sha256 }) => sha256),
    url: url === "" ? null : url,
  };
}
