import type { Refusal } from "../../contract/refusal.ts";
import type { Verdict } from "../device.ts";

/** A package that cannot be read, in the words of a module. */
export function refused({ code, detail }: Refusal): Verdict {
  const why = "why" in detail ? detail.why : code;
  return { ok: false, fault: "package-refused", why };
}
