import type { Make } from "../make/make.svelte.ts";
import { route } from "../shell/route.svelte.ts";
import type { HistoryEntry } from "./entries.ts";
import { linkOf } from "./entry-link.ts";

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
