/** What is typed at a module to see the version of its firmware, by the module of QuecPython that tells it. */
import type { PlatformTraits } from "../contract/formats.ts";

export const VERSION_CALLS: Readonly<Record<PlatformTraits["versionModule"], string>> = {
  uos: "import uos; print(uos.uname2())",
  modem: "import modem; print(modem.getDevFwVersion())",
};
