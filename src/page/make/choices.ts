/** What can be chosen, what fits together, and what is still missing. */
import {
  formatFor,
  type PackageOption,
  PLATFORM_IDS,
  platformTraits,
  RULE_SET_IDS,
  traitsFor,
} from "../../contract/formats.ts";
import type {
  FirmwareFacts,
  MakeOptions,
  PackageType,
  PairVerdict,
  Platform,
  RefusalValue,
  RuleSetId,
  TypeReason,
  TypeVerdict,
} from "../../contract/maker.ts";

export const packageTypes: readonly PackageType[] = ["diff", "full", "mini"];

export const ruleSetIds: readonly RuleSetId[] = RULE_SET_IDS;

export const platformIds: readonly Platform[] = ["unknown", ...PLATFORM_IDS];

export type Availability = "available" | "not-yet" | "not-on-platform";

/** Whether packages of this type can be made for the platform, as far as can be said without its firmware. */
export function availability(platform: Platform, type: PackageType): Availability {
  const made = platformTraits(platform)?.makes[type];
  return made === "not-yet" || made === "not-on-platform" ? made : "available";
}

/** Whether the platform has a safe and a compact class of packages. */
export function hasClasses(platform: Platform): boolean {
  return packageTypes.some((type) => formatFor(platform, type) !== null && traitsFor(platform, type).classes);
}

/** Whether packages of this type can carry the user partition. */
export function carriesUserPartition(type: PackageType): boolean {
  return traitsFor("unknown", type).userPartition !== "no";
}

/** Whether a package carries the user partition, and so depends on what is in it. */
export function carriesUserFiles({ type, withUserPartition }: MakeOptions): boolean {
  const { userPartition } = traitsFor("unknown", type);
  return { no: false, always: true, "by-choice": withUserPartition }[userPartition];
}

/** What can be chosen for packages of this type; nothing where none are made. */
export function optionsOf(platform: Platform, type: PackageType): readonly PackageOption[] {
  const none = platform !== "unknown" && formatFor(platform, type) === null;
  return none ? [] : traitsFor(platform, type).options;
}

/** Whether packages of this type are made of the old firmware too. */
export function needsOld(type: PackageType): boolean {
  return traitsFor("unknown", type).needsOld;
}

/** Whether a type can be chosen, and why not or only with care. */
export interface TypeOffer {
  readonly allowed: TypeVerdict["allowed"];
  /** What is known about the module; null for what follows from the platform alone, or for `yes`. */
  readonly reason: TypeReason | null;
  readonly availability: Availability;
}

export type TypeOffers = Readonly<Record<PackageType, TypeOffer>>;

/** `facts` of the firmware that decides; null before there is one of this platform. */
export function offersOf(platform: Platform, facts: FirmwareFacts | null): TypeOffers {
  const offer = (type: PackageType): TypeOffer => {
    const byPlatform = availability(platform, type);
    if (facts !== null) return { ...facts.types[type], availability: byPlatform };
    return { allowed: byPlatform === "available" ? "yes" : "no", reason: null, availability: byPlatform };
  };
  return { diff: offer("diff"), full: offer("full"), mini: offer("mini") };
}

/** The type that suits a firmware: the first that is sure, else the first that is possible. */
export function proposedType(offers: TypeOffers): PackageType {
  const inOrder: readonly PackageType[] = ["diff", "mini", "full"];
  const first = (allowed: TypeOffer["allowed"]) => inOrder.find((type) => offers[type].allowed === allowed);
  return first("yes") ?? first("warn") ?? "diff";
}

/** The wish of the user or the address, unless this firmware cannot have it while it can have another. */
export function typeInUse(wished: PackageType | null, offers: TypeOffers): PackageType {
  const proposed = proposedType(offers);
  if (wished === null) return proposed;
  return offers[wished].allowed === "no" && offers[proposed].allowed !== "no" ? proposed : wished;
}

/** One of the two firmware files, from chosen to read. */
export type SideState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly file: File }
  | { readonly phase: "read"; readonly file: File; readonly facts: FirmwareFacts }
  | { readonly phase: "refused"; readonly file: File; readonly refusal: RefusalValue };

/** Whether what was chosen belongs together, once it is read. */
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
  | "new-refused"
  | "platform-mismatch"
  | "type-unavailable"
  | "no-type"
  | "ready"
  /** By their names the two do not belong together, though a package can be made of them. */
  | "ready-doubtful"
  | "ready-full";

export interface Choices {
  readonly old: SideState;
  readonly new: SideState;
  readonly judgement: Judgement;
  /** As shown: recognised, or chosen by hand. */
  readonly platform: Platform;
  readonly type: PackageType;
}

/** Facts of the firmware that decides about platform and types: the new one, else the old one. */
export function decidingFacts(sides: {
  readonly old: SideState;
  readonly new: SideState;
}): FirmwareFacts | null {
  if (sides.new.phase === "read") return sides.new.facts;
  if (sides.old.phase === "read") return sides.old.facts;
  return null;
}

/** One of the ready ones, or the first thing that keeps the package from being made. */
export function readinessOf(choices: Choices): Readiness {
  const { old, new: fresh, judgement, platform, type } = choices;
  const needed = needsOld(type) ? [old, fresh] : [fresh];
  if (needed.some(({ phase }) => phase === "refused")) return "file-refused";
  if (needed.some(({ phase }) => phase === "reading")) return "reading";
  const facts = decidingFacts(choices);
  if (facts !== null && facts.platform === platform) {
    const offers = offersOf(platform, facts);
    if (packageTypes.every((one) => offers[one].allowed === "no")) return "no-type";
    if (offers[type].allowed === "no") return "type-unavailable";
  }
  if (needsOld(type) && old.phase === "empty") return fresh.phase === "empty" ? "choose-both" : "choose-old";
  if (fresh.phase !== "read") return "choose-new";
  if (platform !== fresh.facts.platform) return "platform-mismatch";
  if (judgement.phase !== "judged") return "judging";
  if (judgement.verdict.refusal !== null) return needsOld(type) ? "pair-refused" : "new-refused";
  if (!needsOld(type)) return "ready-full";
  return judgement.verdict.warnings.some(({ code }) => doubtful.has(code)) ? "ready-doubtful" : "ready";
}

/** Warnings with which nobody may say that the two belong together. */
const doubtful: ReadonlySet<RefusalValue["code"]> = new Set<RefusalValue["code"]>([
  "modules-differ",
  "baselines-differ",
]);

export function isReady(readiness: Readiness): boolean {
  return readiness === "ready" || readiness === "ready-doubtful" || readiness === "ready-full";
}

/** What modules with either firmware are known to say of their version; empty where nobody knows. */
export function answersOf(
  sides: { readonly old: SideState; readonly new: SideState },
  type: PackageType,
): { readonly old: string; readonly new: string } {
  const answer = (side: SideState): string => (side.phase === "read" ? side.facts.answer : "");
  return { old: needsOld(type) ? answer(sides.old) : "", new: answer(sides.new) };
}
