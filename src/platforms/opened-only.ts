import { allowedTypes } from "../modules/catalogue.ts";
import type { Platform } from "./platform.ts";

/** A platform whose firmware can be opened and listed, and no more. */
export function openedOnly<F>({ id, facts }: Pick<Platform<F>, "id" | "facts">): Platform<F> {
  return {
    id,
    facts,
    contents: () => null,
    userPartition: () => null,
    types: (module, flashMiB) => allowedTypes(id, module, flashMiB),
    sample: null,
    formats: [],
  };
}
