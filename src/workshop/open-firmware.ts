import type { Registry } from "../platforms/index.ts";
import { namesOf } from "../platforms/opened-names.ts";
import type { Opened } from "../platforms/platform.ts";
import { findFirmware } from "./find-firmware.ts";

/**
 * Opens a firmware file of any known kind, alone or in archives, and checks it as far as it is understood.
 * @throws Refusal not-firmware, no-firmware-in-archive, several-firmwares-in-archive, those of archives and of the
 *   containers of the platforms
 */
export function openFirmware(fileName: string, bytes: Uint8Array, registry?: Registry): Opened {
  const { found, passedOver } = findFirmware(fileName, bytes, registry);
  const innerName = found.path.at(-1) ?? fileName;
  const file = { fileName, bytes, innerName, wrapping: found.path, passedOver };
  return { ...file, ...found.container.open(innerName, found, namesOf(file)) };
}
