import { namesOf } from "../platforms/opened-names.ts";
import type { Opened } from "../platforms/platform.ts";
import { Refusal } from "../contract/refusal.ts";
import { readAsr } from "../platforms/asr/firmware/firmware.ts";
import { readBinpkg } from "../platforms/eigen/firmware/binpkg.ts";
import { findFirmware } from "./find-firmware.ts";
import { type Pac, readPac } from "../platforms/unisoc/firmware/pac.ts";
import { readSImage } from "../platforms/unisoc/firmware/simage.ts";
import { readUImage } from "../platforms/unisoc/firmware/uimage.ts";
import { unisoc8910Of } from "../platforms/unisoc/firmware/firmware.ts";

/**
 * Opens a firmware file of any known kind, alone or in archives, and checks it as far as it is understood.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive, firmware-truncated,
 * firmware-crc, firmware-damaged, asr-partition-table, asr-load-table, partition-too-small and those of archives
 */
export function openFirmware(fileName: string, bytes: Uint8Array): Opened {
  const found = findFirmware(fileName, bytes);
  const innerName = found.path.at(-1) ?? fileName;
  const opened = {
    fileName,
    bytes,
    innerName,
    wrapping: found.path,
  };
  switch (found.kind) {
    case "pac": {
      const pac = readPac(innerName, found.read());
      const platform = platformOf(pac);
      if (platform === null) throw new Refusal("not-firmware", { file: innerName });
      return {
        ...opened,
        platform,
        firmware: platform === "unisoc8910" ? unisoc8910Of(innerName, pac) : pac,
      };
    }
    case "binpkg": {
      const binpkg = readBinpkg(innerName, found.read());
      return { ...opened, platform: binpkg.platform, firmware: binpkg };
    }
    case "asr": {
      const firmware = readAsr(innerName, found.members(), namesOf({ fileName, wrapping: found.path }));
      return { ...opened, platform: "asr", firmware };
    }
    case "declared-ec200a":
      return { ...opened, platform: "ec200a", firmware: found.members() };
    case "declared-qualcomm":
      return { ...opened, platform: "qualcomm", firmware: found.members() };
  }
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
