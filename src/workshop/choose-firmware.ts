import { sameBytes } from "../bytes/same-bytes.ts";
import { Refusal } from "../contract/refusal.ts";
import { baseNameOf } from "../platforms/archive-paths.ts";
import type { FoundFirmware } from "../platforms/platform.ts";

/** Ends the name of the pac that modules run, application included, where there is one without it as well. */
const MERGED = /_merge(?=\.pac$)/i;

/** The firmware that was taken, and the names of the others. */
export interface Choice {
  readonly found: FoundFirmware;
  readonly passedOver: readonly string[];
}

/**
 * The firmware of an archive that holds several. Pacs go before what is for other platforms; those that only erase, or
 * hold an application alone, stand beside the one that is meant; and of two that differ in the application, modules
 * run the merged one.
 * @throws Refusal several-firmwares-in-archive
 */
export function chooseFirmware(file: string, all: readonly FoundFirmware[]): Choice {
  const container = all.find((found) => found.container.standsBeside !== undefined)?.container;
  const alike = all.filter((found) => found.container === container);
  const whole = alike.filter(
    ({ path, bytes }) => container?.standsBeside?.(path.at(-1) ?? "", bytes()) !== true,
  );
  const different = whole.filter(
    (found, i) => !whole.slice(0, i).some((other) => sameBytes(found.bytes(), other.bytes())),
  );
  const chosen = onlyOne(different) ?? mergedOf(different);
  if (chosen === null) {
    throw new Refusal("several-firmwares-in-archive", { file, names: all.map(nameOf) });
  }
  return { found: chosen, passedOver: all.filter((found) => found !== chosen).map(nameOf) };
}

function onlyOne<T>(all: readonly T[]): T | null {
  const [first, ...others] = all;
  return first !== undefined && others.length === 0 ? first : null;
}

/** The one that ends in _merge, when the others are its parts by their names. */
function mergedOf(all: readonly FoundFirmware[]): FoundFirmware | null {
  const merged = onlyOne(all.filter((found) => MERGED.test(nameOf(found))));
  if (merged === null) return null;
  const name = fileNameOf(merged).replace(MERGED, "");
  return all.every((found) => found === merged || fileNameOf(found) === name) ? merged : null;
}

function nameOf({ path }: FoundFirmware): string {
  return path.at(-1) ?? "";
}

function fileNameOf(found: FoundFirmware): string {
  return baseNameOf({ name: nameOf(found) });
}
