import { allowedTypes } from "../modules/catalogue.ts";
import type { Platform } from "./platform.ts";

/** A platform whose firmware can be opened and listed, and no more. */
export function openedOnly<F>({
  id,
  container,
  facts,
}: Pick<Platform<F>, "id" | "container" | "facts">): Platform<F> {
  return {
    id,
    container,
    flashMiB: () => null,
    facts,
    contents: () => null,
    userPartition: () => null,
    types: (module, flashMiB) => allowedTypes(id, module, flashMiB),
    sample: null,
    formats: [],
  };
}
