import type { AsrFirmware } from "../../src/platforms/asr/firmware/firmware.ts";
import type { Opened } from "../../src/platforms/platform.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { openFirmware } from "../../src/workshop/open-firmware.ts";

/** Opens a firmware that must be of ASR. */
export function openAsr(fileName: string, bytes: Uint8Array): AsrFirmware {
  return asrIn(openFirmware(fileName, bytes));
}

export function asrIn({ platform, firmware }: Opened): AsrFirmware {
  if (platform !== "asr") throw new Error(`opened as ${platform}`);
  return firmware as AsrFirmware;
}

/** Opens a firmware that must be of UNISOC 8910. */
export function open8910(fileName: string, bytes: Uint8Array): Opened<Unisoc8910Firmware> {
  const opened = openFirmware(fileName, bytes);
  if (opened.platform !== "unisoc8910") throw new Error(`opened as ${opened.platform}`);
  return opened as Opened<Unisoc8910Firmware>;
}
