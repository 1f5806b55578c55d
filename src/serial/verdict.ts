/** Whether an update took, from what the module says before and after. */
import { changesFirmware } from "../contract/formats.ts";
import type { PackageType } from "../contract/maker.ts";
import type { ModuleFacts, Wanted } from "./module-facts.ts";
import { says } from "../modules/version-match.ts";

export type Verdict =
  /** It names the new version. */
  | "confirmed"
  /** It names another version than before, but the package's new version is spelled in another way. */
  | "changed"
  /** Full package: the user partition is another one. */
  | "replaced"
  /** The module tells no version, or old and new have the same name. */
  | "unknown";

interface Evidence {
  readonly type: PackageType;
  /** Null when it is not known. */
  readonly before: ModuleFacts | null;
  readonly after: ModuleFacts;
  readonly wanted: Wanted;
  /** Whether the script is still there: a full package replaces the user partition, in which it was. */
  readonly scriptKept: boolean;
}

export function verdictOf({ type, before, after, wanted, scriptKept }: Evidence): Verdict | "unchanged" {
  if (!changesFirmware(type)) return scriptKept ? "unchanged" : "replaced";
  const saysNew = ({ names }: ModuleFacts): boolean => names.some((name) => says(name, wanted.newVersion));
  const isNew = saysNew(after);
  const wasNew = before !== null && saysNew(before);
  if (isNew && !wasNew) return "confirmed";
  if (after.version === "" || before === null || wasNew) return "unknown";
  return before.names.join("\n") === after.names.join("\n") ? "unchanged" : "changed";
}
