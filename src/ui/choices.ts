/** What can be chosen, what fits together, and what is still missing. */
import type { PackageType, PairVerdict, Platform, RefusalValue, RuleSetId } from "../../workers/maker-api.ts";
import type { FirmwareFacts } from "../../workers/maker-api.ts";

export const packageTypes: readonly PackageType[] = ["diff", "full", "mini"];

export const ruleSetIds: readonly RuleSetId[] = ["unisoc8910", "unisoc8910-ext", "unisoc8910-win32"];

export const platformIds: readonly Platform[] = [
  "unknown",
  "unisoc8910",
  "unisoc8850",
  "asr",
  "eigen618",
  "eigen718",
  "ec200a",
  "qualcomm",
];

export type Availability = "available" | "not-yet" | "not-on-platform";

/** Whether packages of this type can be made for the platform. */
export function availability(platform: Platform, type: PackageType): Availability {
  switch (platform) {
    case "unisoc8910":
      if (type === "mini") return "not-on-platform";
      return type === "diff" ? "available" : "not-yet";
    case "unknown":
      return type === "diff" ? "available" : "not-yet";
    case "unisoc8850":
    case "eigen618":
    case "eigen718":
      return type === "mini" ? "not-on-platform" : "not-yet";
    case "asr":
    case "ec200a":
    case "qualcomm":
      return "not-yet";
  }
}

/** One of the two firmware files, from chosen to read. */
export type SideState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly file: File }
  | { readonly phase: "read"; readonly file: File; readonly facts: FirmwareFacts }
  | { readonly phase: "refused"; readonly file: File; readonly refusal: RefusalValue };

/** Whether the two belong together, once both are read. */
export type Judgement =
  | { readonly phase: "none" }
  | { readonly phase: "judging" }
  | { readonly phase: "judged"; readonly verdict: PairVerdict };

export type Readiness =
  | "choose-both"
  | "choose-old"
  | "choose-new"
  | "reading"
  | "file-refused"
  | "judging"
  | "pair-refused"
  | "platform-mismatch"
  | "type-unavailable"
  | "ready";

export interface Choices {
  readonly old: SideState;
  readonly new: SideState;
  readonly judgement: Judgement;
  /** As shown: recognised, or chosen by hand. */
  readonly platform: Platform;
  readonly type: PackageType;
}

/** Platform that the files state; null while none is read. */
export function recognisedPlatform(sides: {
  readonly old: SideState;
  readonly new: SideState;
}): Platform | null {
  if (sides.new.phase === "read") return sides.new.facts.platform;
  if (sides.old.phase === "read") return sides.old.facts.platform;
  return null;
}

/** "ready", or the first thing that keeps the package from being made. */
export function readinessOf(choices: Choices): Readiness {
  const { old, new: fresh, judgement, platform, type } = choices;
  if (old.phase === "refused" || fresh.phase === "refused") return "file-refused";
  if (old.phase === "reading" || fresh.phase === "reading") return "reading";
  if (old.phase === "empty") return fresh.phase === "empty" ? "choose-both" : "choose-old";
  if (fresh.phase === "empty") return "choose-new";
  if (platform !== fresh.facts.platform) return "platform-mismatch";
  if (judgement.phase !== "judged") return "judging";
  if (judgement.verdict.refusal !== null) return "pair-refused";
  if (availability(platform, type) !== "available") return "type-unavailable";
  return "ready";
}
