/** The languages of the page. zh.ts is the source; en.ts has its type, so no text can be missing. */
import type { zh } from "./zh/page.ts";

export type Language = "zh" | "en";
export type Dictionary = typeof zh;

/** Each language is a file of its own, so that readers fetch only the one they read. */
export async function loadDictionary(language: Language): Promise<Dictionary> {
  switch (language) {
    case "zh":
      return (await import("./zh/page.ts")).zh;
    case "en":
      return (await import("./en/page.ts")).en;
  }
}

/** The first of the reader's languages (BCP 47 tags, most wanted first) that the page speaks. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return "zh";
    if (/^en\b/i.test(tag)) return "en";
  }
  // Chinese is the first language of the page, but a reader of neither is likelier to read English.
  return wanted.length === 0 ? "zh" : "en";
}
