import type { PackageWarning } from "../../../contract/maker.ts";
import { backsUpInFiles, type FotaAll } from "./reader.ts";

/** What a differential package may do to a module that is not made for it. */
export function hazardsOf(pack: FotaAll): PackageWarning[] {
  return backsUpInFiles(pack) ? [{ code: "backup-in-file-system" }] : [];
}
