import { listed } from "../listed-files.ts";

/** Qualcomm MDM9x05: BG95, BG600L. */
export const qualcomm = listed("qualcomm", {
  declared: "MDM9X05",
  fileName: /(^|[/\\])firehose[/\\]partition\.mbn$/i,
});
