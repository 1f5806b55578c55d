import type { Place, Reason, ReasonCode, ReasonField, ReasonPart, XmlFault } from "../contract/reason.ts";

/** A reason of a kind, in words that go on after a colon and have no stop. */
export type ReasonDictionary = {
  readonly [C in ReasonCode]: (reason: Extract<Reason, { readonly code: C }>) => string;
};

export interface ReasonNames {
  readonly parts: Readonly<Record<ReasonPart, (number: number | null) => string>>;
  readonly fields: Readonly<Record<ReasonField, string>>;
  readonly xmlFaults: Readonly<Record<XmlFault, string>>;
}

export function placeText({ parts }: ReasonNames, place: Place): string {
  return typeof place === "string" ? place : parts[place.part](place.number ?? null);
}

export function reasonText(words: ReasonDictionary, reason: Reason): string {
  // The word of a code takes the reason of that code.
  const word = words[reason.code] as (reason: Reason) => string;
  return word(reason);
}
