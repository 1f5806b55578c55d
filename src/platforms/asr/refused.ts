import { reasonOf, type Refusal } from "../../contract/refusal.ts";
import type { Verdict } from "../device.ts";

/** A package that cannot be read, in the words of a module. */
export function refused(refusal: Refusal): Verdict {
  return { ok: false, fault: "package-refused", why: reasonOf(refusal) };
}
