import type { Make } from "../make/make.svelte.ts";
import type { ExpectedFile, ShareLink } from "../share/share-link.ts";
import { route } from "../shell/route.svelte.ts";
import type { HistoryEntry } from "./entries.ts";

/**
 * Goes to the make screen, which expects the same files and the same package, as for a link that somebody sent.
 * Files that are there stay if they are the right ones.
 */
export function makeAgain(make: Make, entry: HistoryEntry): void {
  if (make.working) return;
  for (const side of ["old", "new"] as const) {
    const state = make.sides[side];
    const wanted = entry.firmware[side];
    const right = state.phase === "read" && (wanted === null || state.facts.sha256 === wanted.sha256);
    if (state.phase !== "empty" && !right) make.remove(side);
  }
  make.takeLink({ link: linkOf(entry), damaged: [] });
  route.go("make");
  scrollTo({ top: 0 });
}

function linkOf(entry: HistoryEntry): ShareLink {
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
