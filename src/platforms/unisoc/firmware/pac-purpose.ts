import { type Pac, PacFlag } from "./pac.ts";

/** What a pac is for: `application` and `erasing` ones hold no system that an update could be made of. */
export type PacPurpose = "system" | "application" | "erasing";

/** Run in RAM while a module is flashed, and do not stay on it. */
const LOADERS = new Set(["HOST_FDL", "FDL", "FDL1", "FDL2"]);
const APPLICATION = "APPIMG";

export function purposeOf({ entries }: Pac): PacPurpose {
  const kept = entries.filter(
    ({ id, flag, data }) => flag === PacFlag.file && data.length > 0 && !LOADERS.has(id),
  );
  if (kept.length === 0) return "erasing";
  return kept.every(({ id }) => id === APPLICATION) ? "application" : "system";
}
