/** For which module a script is written. */
import { type ApiLimits, commonApi, moduleLabel, modulesOf } from "../modules/catalogue.ts";
import type { Platform } from "../modules/platform.ts";

/** Names of the modules of a platform, e.g. EC600N CNLF. */
export function moduleNames(platform: Platform): readonly string[] {
  return modulesOf(platform).map(moduleLabel);
}

/** What the calls of a module can do; of one that is not known, what those of all of its platform can. */
export function apiOf(platform: Platform, module: string | null): ApiLimits {
  return modulesOf(platform).find((entry) => moduleLabel(entry) === module)?.api ?? commonApi(platform);
}
