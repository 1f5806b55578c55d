import { Refusal } from "../../contract/refusal.ts";
import type { Container } from "../platform.ts";
import { unisoc8910Of } from "./firmware/firmware.ts";
import { looksLikePac, type Pac, readPac } from "./firmware/pac.ts";
import { purposeOf } from "./firmware/pac-purpose.ts";
import { readSImage } from "./firmware/simage.ts";
import { readUImage } from "./firmware/uimage.ts";

/** .pac, for both chips. */
export const pacContainer: Container = {
  matches: looksLikePac,
  /** One that cannot be read is no reason to take another without a word. */
  standsBeside(file, bytes) {
    try {
      return purposeOf(readPac(file, bytes)) !== "system";
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  },
  /** @throws Refusal not-firmware, pac-application-only, pac-erases-only and those of reading */
  open(file, { bytes }) {
    const pac = readPac(file, bytes());
    const platform = platformOf(pac);
    if (platform === null) throw new Refusal("not-firmware", { file });
    refusePartial(file, pac);
    return { platform, firmware: platform === "unisoc8910" ? unisoc8910Of(file, pac) : pac };
  },
};

/** @throws Refusal pac-application-only, pac-erases-only */
function refusePartial(file: string, pac: Pac): void {
  switch (purposeOf(pac)) {
    case "application":
      throw new Refusal("pac-application-only", { file });
    case "erasing":
      throw new Refusal("pac-erases-only", { file });
    case "system":
  }
}

/**
 * Tells the chips by what is inside (docs/formats/pac.md#ids-and-addresses), by the texts of the header only when
 * that says nothing. Null for a pac of another chip, e.g. of a telephone.
 */
export function platformOf(pac: Pac): "unisoc8910" | "unisoc8850" | null {
  const has = (...ids: string[]) => pac.entries.some((entry) => ids.includes(entry.id));
  if (has("SPL", "SML", "TOS", "FMT_FSMOD") && pac.entries.some((entry) => readSImage(entry.data) !== null)) {
    return "unisoc8850";
  }
  if (has("HOST_FDL", "FDL2", "AP") && pac.entries.some((entry) => readUImage(entry.data) !== null)) {
    return "unisoc8910";
  }
  const texts = `${pac.product} ${pac.productVersion} ${pac.alias}`;
  if (/8850/.test(texts)) return "unisoc8850";
  return /8910|8915/.test(texts) ? "unisoc8910" : null;
}
