import type { RefusalValue } from "../../contract/refusal.ts";
import { isNewerRelease } from "../../modules/quectel-name.ts";
import type { AsrFirmware } from "./firmware/firmware.ts";

type Named = Pick<AsrFirmware, "version">;

/** ASR firmware has no date that could be compared; the names have the release. */
export function swappedWarnings(old: Named, next: Named): readonly RefusalValue[] {
  if (!isNewerRelease(old.version, next.version)) return [];
  return [{ code: "old-and-new-swapped", detail: { old: old.version, new: next.version } }];
}
