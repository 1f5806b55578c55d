/** The languages of the page. zh.ts is the source; en.ts has its type, so no text can be missing. */
import { en } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "zh" | "en";
export type Dictionary = typeof zh;

export const dictionaries: Readonly<Record<Language, Dictionary>> = { zh, en };

/** The first of the reader's languages (BCP 47 tags, most wanted first) that the page speaks. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return "zh";
    if (/^en\b/i.test(tag)) return "en";
  }
  // Chinese is the first language of the page, but a reader of neither is likelier to read English.
  return wanted.length === 0 ? "zh" : "en";
}
