import { Refusal } from "../contract/refusal.ts";
import type { FoundFirmware } from "./find-firmware.ts";
import { readPac } from "../platforms/unisoc/firmware/pac.ts";
import { purposeOf } from "./pac-purpose.ts";

/** Ends the name of the pac that modules run, application included, where there is one without it as well. */
const MERGED = /_merge(?=\.pac$)/i;

type FoundPac = Extract<FoundFirmware, { readonly read: unknown }>;

/**
 * The firmware of an archive that holds several. Pacs go before what is for other platforms; those that only erase, or
 * hold an application alone, stand beside the one that is meant; and of two that differ in the application, modules
 * run the merged one.
 * @throws Refusal several-firmwares-in-archive
 */
export function chooseFirmware(file: string, all: readonly FoundFirmware[]): FoundFirmware {
  const pacs = all.filter((found): found is FoundPac => found.kind === "pac");
  const whole = pacs.filter((found) => !standsBeside(nameOf(found), found.read));
  const different = whole.filter(
    (found, i) => !whole.slice(0, i).some((other) => sameBytes(found.read(), other.read())),
  );
  const chosen = onlyOne(different) ?? mergedOf(different);
  if (chosen === null) {
    throw new Refusal("several-firmwares-in-archive", { file, names: all.map(nameOf).join(", ") });
  }
  const passedOver = all.filter((found) => found !== chosen).map(nameOf);
  return { ...chosen, passedOver };
}

function onlyOne<T>(all: readonly T[]): T | null {
  const [first, ...others] = all;
  return first !== undefined && others.length === 0 ? first : null;
}

/** The one that ends in _merge, when the others are its parts by their names. */
function mergedOf<T extends FoundFirmware>(all: readonly T[]): T | null {
  const merged = onlyOne(all.filter((found) => MERGED.test(nameOf(found))));
  if (merged === null) return null;
  const name = baseName(merged).replace(MERGED, "");
  return all.every((found) => found === merged || baseName(found) === name) ? merged : null;
}

/** One that cannot be read is no reason to take another without a word. */
function standsBeside(file: string, read: () => Uint8Array): boolean {
  try {
    return purposeOf(readPac(file, read())) !== "system";
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function nameOf({ path }: FoundFirmware): string {
  return path.at(-1) ?? "";
}

function baseName(found: FoundFirmware): string {
  return (nameOf(found).split(/[/\\]/).at(-1) ?? "").toLowerCase();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
