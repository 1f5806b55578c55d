import type { AsrSystemImage } from "../firmware/system-image.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { LEGACY_SLOTS, type MiniVariant, NON_OTA } from "./layout.ts";

/** Load tables for which the variant is known (docs/formats/asr-mini.md#variants). */
const LEGACY_REGIONS = "DDR_RW_ PS_NCAH USBNCAH CODE_PS CODEPSB CODE_PL NON_OTA";
const LTE_ONLY_REGIONS = "DDR_RW_ PS_NCAH ITCM CODE_PS";
const NON_CACHED = "PS_NCAH";

/** From this address on, the non-cached region tells that there is more RAM than LTE-only chips have. */
const LEGACY_FROM = 0x7e800000;

/** Pieces of what lies before the read-only part, by size of the flash; for other sizes they are not known. */
const PIECES: ReadonlyMap<number, number> = new Map([
  [8, 0x100000],
  [4, 0x40000],
  [2, 0x20000],
]);

export interface VariantChoice {
  readonly variant: MiniVariant;
  /** Bytes of a piece of what lies before the read-only part; Infinity: all of it. */
  readonly pieceSize: number;
  /** Whether the header says where payloads and backup lie: the newer tool does so for flash of 4 MiB and less. */
  readonly statesPlaces: boolean;
}

const LARGEST_PLACED_FLASH = 4;

/**
 * Which variant a pair of systems takes. The vendor's tool was seen with two load tables; others are declined.
 *
 * @param flashMiB null when it is not known
 * @throws Refusal mini-regions, mini-layout
 */
export function chooseVariant(
  old: AsrSystemImage,
  next: AsrSystemImage,
  flashMiB: number | null,
): VariantChoice {
  const variant = variantOf(next);
  if (
    variant === null ||
    variant !== variantOf(old) ||
    regionNames(old).join() !== regionNames(next).join()
  ) {
    throw new Refusal("mini-regions", { old: regionNames(old), new: regionNames(next) });
  }
  switch (variant) {
    case "legacy":
      return { variant, pieceSize: Infinity, statesPlaces: false };
    case "lte-only": {
      const pieceSize = flashMiB === null ? undefined : PIECES.get(flashMiB);
      if (pieceSize === undefined) {
        throw new Refusal("mini-layout", {
          why: { code: "piece-size", flashMiB },
        });
      }
      return { variant, pieceSize, statesPlaces: flashMiB !== null && flashMiB <= LARGEST_PLACED_FLASH };
    }
  }
}

export function variantOf(system: AsrSystemImage): MiniVariant | null {
  const names = regionNames(system).join(" ");
  if (names === LEGACY_REGIONS) return "legacy";
  const exec = system.regions.find(({ region }) => region === NON_CACHED)?.exec;
  if (exec === undefined) return null;
  if (exec >= LEGACY_FROM) return hasLegacySlots(system) ? "legacy" : null;
  return names === LTE_ONLY_REGIONS ? "lte-only" : null;
}

function regionNames({ regions }: AsrSystemImage): string[] {
  return regions.map(({ region }) => region);
}

/** Every region has a slot of its own, and NON_OTA, if there is one, comes last. */
function hasLegacySlots({ regions }: AsrSystemImage): boolean {
  const names = regions.map(({ region }) => region);
  if (new Set(names).size !== names.length) return false;
  const nonOta = names.indexOf(NON_OTA);
  if (nonOta !== -1 && nonOta !== names.length - 1) return false;
  return names.every((name) => name === NON_OTA || name in LEGACY_SLOTS.regions);
}
