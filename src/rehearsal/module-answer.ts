/** How a virtual module answers when a script asks for its version: as real ones do, and nothing that nobody knows. */
import { isFirmwareName, isRelease } from "../modules/version-match.ts";

export interface ModuleAnswer {
  /** `qpyver` of `uos.uname2()`, e.g. V0002; empty for none. */
  readonly release: string;
  /** `modem.getDevFwVersion()`, e.g. EC600UCNLBR03A07M08_OCPU_QPY; empty for none. */
  readonly firmware: string;
}

/** Public answers of modules have one of the two: some say the release of QuecPython and nothing longer. */
export function moduleAnswer(known: string): ModuleAnswer {
  if (isRelease(known)) return { release: known, firmware: "" };
  return { release: "", firmware: isFirmwareName(known) ? `${known}_OCPU_QPY` : known };
}
