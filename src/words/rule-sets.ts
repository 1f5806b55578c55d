import type { RuleSetId } from "../contract/maker.ts";

/** The rule sets of UNISOC 8910, as the reader chooses them. */
export type RuleSetWords = Readonly<Record<RuleSetId, { readonly name: string; readonly about: string }>>;

/** Names of rule sets by their IDs; one that is not known goes by its ID. */
export function ruleSetNames(words: RuleSetWords, ids: readonly string[]): string[] {
  const names = new Map<string, string>(Object.entries(words).map(([id, { name }]) => [id, name]));
  return ids.map((id) => names.get(id) ?? id);
}
