/** For which module a script is written. */
import { moduleLabel, modulesOf } from "../modules/catalogue.ts";
import type { Platform } from "../contract/platform.ts";

export { apiOf } from "../modules/catalogue.ts";

/** Names of the modules of a platform, e.g. EC600N CNLF. */
export function moduleNames(platform: Platform): readonly string[] {
  return modulesOf(platform).map(moduleLabel);
}
