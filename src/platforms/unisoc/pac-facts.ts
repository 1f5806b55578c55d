import { proposeVersion } from "../../modules/version-name.ts";
import { nothingMore, namesOf } from "../opened-names.ts";
import type { Opened, PlatformFacts } from "../platform.ts";
import type { Pac } from "./firmware/pac.ts";

/**
 * What the header of a pac says.
 * @param builtAt Unix seconds; null where no image states it
 */
export function pacFacts(opened: Opened, pac: Pac, builtAt: number | null): PlatformFacts {
  return {
    ...nothingMore,
    container: pac.version,
    product: pac.product,
    alias: pac.alias,
    productVersion: pac.productVersion,
    builtAt,
    version: proposeVersion(namesOf(opened), builtAt),
  };
}
