import type { Opened, PlatformFacts } from "./platform.ts";

/** What may name version and module, best first. */
export function namesOf({ fileName, wrapping }: Pick<Opened, "fileName" | "wrapping">): readonly string[] {
  return [fileName, ...wrapping];
}

/** Facts of a firmware that states nothing. */
export const nothingMore: PlatformFacts = {
  container: "",
  product: "",
  alias: "",
  productVersion: "",
  builtAt: null,
  version: "",
  partitions: [],
  files: [],
  ignoredFiles: [],
  ruleSet: null,
  flashMiB: null,
  apps: [],
};
