import type { MadePackage } from "../../contract/maker.ts";
import type { SideState } from "../make/choices.ts";
import type { Made } from "../make/make.svelte.ts";
import type { ChosenOptions } from "../make/package-options.svelte.ts";
import { originsOf } from "../release/release-order.ts";
import type { HistoryEntry, RememberedFile, RememberedPackage } from "./entries.ts";

export interface EntrySources {
  readonly made: Made;
  readonly sides: { readonly old: SideState; readonly new: SideState };
  readonly chosen: ChosenOptions;
  readonly url: string;
  readonly madeAt: number;
}

/** What is remembered about a package; null when what it was made of is no longer there. */
export function entryFor({ made, sides, chosen, url, madeAt }: EntrySources): HistoryEntry | null {
  const { platform, type, seconds, result, options } = made;
  const origins = originsOf({ platform, type, sides, options });
  const safe = packageOf(result.safe);
  const compact = result.compact === null ? null : packageOf(result.compact);
  if (origins === null || safe === null) return null;
  return {
    ...origins,
    madeAt,
    seconds,
    packages: compact === null ? [safe] : [safe, compact],
    // Names may have come from a link, which is not kept.
    chosen: { ...chosen, versions: { old: options.oldVersion || null, new: options.newVersion || null } },
    url,
  };
}

function packageOf({ packageClass, files }: MadePackage): RememberedPackage | null {
  const [first, ...others] = files.flatMap(({ role, fileName, bytes, sha256, md5 }): RememberedFile[] =>
    role === "merged" ? [] : [{ role, fileName, bytes, sha256, md5 }],
  );
  return first === undefined ? null : { packageClass, files: [first, ...others] };
}
