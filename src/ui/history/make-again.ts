import type { Make } from "../make/make.svelte.ts";
import { scriptOnPage } from "../script/script-on-page.svelte.ts";
import { route } from "../shell/route.svelte.ts";
import type { HistoryEntry } from "./entries.ts";

/** SHA-256 of the firmware that will give the same package; `oldSha256` is null where any old version will do. */
export type Expect = (oldSha256: string | null, newSha256: string) => void;

/** Goes to the make screen with the choices of an entry. Files that are there stay if they are the right ones. */
export function makeAgain(make: Make, entry: HistoryEntry, expect?: Expect): void {
  if (make.working) return;
  const { firmware, versions, chosen, platform, type, url } = entry;
  for (const side of ["old", "new"] as const) {
    const state = make.sides[side];
    const wanted = firmware[side];
    const right = state.phase === "read" && (wanted === null || state.facts.sha256 === wanted.sha256);
    if (state.phase !== "empty" && !right) make.remove(side);
  }
  if (make.recognised === null) make.choosePlatform(platform);
  make.chooseType(type);
  // The proposals go by file names, which may be others by now.
  make.options.choose({
    ...chosen,
    versions: { old: chosen.versions.old ?? versions.old, new: chosen.versions.new ?? versions.new },
  });
  if (url !== "") scriptOnPage.expectAddress(url);
  expect?.(firmware.old?.sha256 ?? null, firmware.new.sha256);
  route.go("make");
  scrollTo({ top: 0 });
}
