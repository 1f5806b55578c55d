import type { Platform } from "../contract/platform.ts";
import { type Binpkg, readBinpkg } from "../platforms/eigen/firmware/binpkg.ts";
import { Refusal } from "../contract/refusal.ts";
import { type AsrFirmware, readAsr } from "../platforms/asr/firmware/firmware.ts";
import { findFirmware } from "./find-firmware.ts";
import { type Pac, readPac } from "../platforms/unisoc/firmware/pac.ts";
import { readSImage } from "../platforms/unisoc/firmware/simage.ts";
import { readUImage } from "../platforms/unisoc/firmware/uimage.ts";
import { type Unisoc8910Firmware, unisoc8910Of } from "../platforms/unisoc/firmware/firmware.ts";

export interface OpenedFirmware {
  /** Name of the file as dropped. */
  readonly fileName: string;
  /** The file as dropped. */
  readonly bytes: Uint8Array;
  /** Name of the firmware itself; in archives that of the innermost member. */
  readonly innerName: string;
  /** Archive members walked through, outermost first, the firmware itself last. */
  readonly wrapping: readonly string[];
  readonly platform: Platform;
  /** For both UNISOC platforms. */
  readonly pac: Pac | null;
  readonly unisoc8910: Unisoc8910Firmware | null;
  readonly binpkg: Binpkg | null;
  readonly asr: AsrFirmware | null;
  /** Files of a firmware of which no more is understood, by path in its archive. */
  readonly otherFiles: ReadonlyMap<string, Uint8Array> | null;
}

/**
 * Opens a firmware file of any known kind, alone or in archives, and checks it as far as it is understood.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive, firmware-truncated,
 * firmware-crc, firmware-damaged, asr-partition-table, asr-load-table, partition-too-small and those of archives
 */
export function openFirmware(fileName: string, bytes: Uint8Array): OpenedFirmware {
  const found = findFirmware(fileName, bytes);
  const innerName = found.path.at(-1) ?? fileName;
  const opened = {
    fileName,
    bytes,
    innerName,
    wrapping: found.path,
    pac: null,
    unisoc8910: null,
    binpkg: null,
    asr: null,
    otherFiles: null,
  };
  switch (found.kind) {
    case "pac": {
      const pac = readPac(innerName, found.read());
      const platform = platformOf(pac);
      if (platform === null) throw new Refusal("not-firmware", { file: innerName });
      const unisoc8910 = platform === "unisoc8910" ? unisoc8910Of(innerName, pac) : null;
      return { ...opened, platform, pac, unisoc8910 };
    }
    case "binpkg": {
      const binpkg = readBinpkg(innerName, found.read());
      return { ...opened, platform: binpkg.platform, binpkg };
    }
    case "asr": {
      const asr = readAsr(innerName, found.members(), namesOf(fileName, found.path));
      return { ...opened, platform: "asr", asr };
    }
    case "declared-ec200a":
      return { ...opened, platform: "ec200a", otherFiles: found.members() };
    case "declared-qualcomm":
      return { ...opened, platform: "qualcomm", otherFiles: found.members() };
  }
}

/** What may name version and module, best first. */
export function namesOf(fileName: string, wrapping: readonly string[]): readonly string[] {
  return [fileName, ...wrapping];
}

/**
 * Tells the chips by what is inside (specs/unisoc-pac.md, section 7), by the texts of the header only when
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
