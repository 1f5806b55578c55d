import type { AsrFirmware } from "./firmware/firmware.ts";
import { typesTaken, type UpdateMethod } from "./firmware/updater.ts";
import type { RefusalValue } from "../../contract/refusal.ts";

const TYPES = {
  diff: "diff",
  fsall: "diff",
  full: "full",
  mini: "mini",
  "mini-legacy": "mini",
} as const satisfies Record<UpdateMethod, string>;

/** Whether the updater of this firmware, which takes the package, is seen not to know how. */
export function updaterWarnings({ fileName, updater }: AsrFirmware, method: UpdateMethod): RefusalValue[] {
  if (updater === null || updater.methods.includes(method)) return [];
  const { version } = updater;
  const detail = { file: fileName, version, type: TYPES[method], takes: typesTaken(updater) };
  return [{ code: "updater-declines", detail }];
}
