/** The languages of the page: a language is a folder and a line. Each has chunks of its own, so that readers fetch one language. */
import type { afterMakingZh } from "./zh/after-making.ts";
import type { zh } from "./zh/index.ts";

/** The texts of the page in one language, but those that are read only once there is a package. */
export type Dictionary = typeof zh;
/** Those, which come with the parts that show them. */
export type AfterMaking = typeof afterMakingZh;

export interface LanguageEntry {
  /** First subtag of BCP 47. */
  readonly id: string;
  /** All of the tag, for the document. */
  readonly tag: string;
  /** As its readers call it; `short` where there is little room. */
  readonly name: string;
  readonly short: string;
  /** Between two sentences. */
  readonly gap: string;
  readonly load: () => Promise<Dictionary>;
  readonly afterMaking: () => Promise<AfterMaking>;
}

/** In the order of the switch and of the documents of a release. The first is for who prefers none of them. */
export const languages = [
  {
    id: "zh",
    tag: "zh-CN",
    name: "中文",
    short: "中文",
    gap: "",
    load: async () => (await import("./zh/index.ts")).zh,
    afterMaking: async () => (await import("./zh/after-making.ts")).afterMakingZh,
  },
  {
    id: "en",
    tag: "en",
    name: "English",
    short: "EN",
    gap: " ",
    load: async () => (await import("./en/index.ts")).en,
    afterMaking: async () => (await import("./en/after-making.ts")).afterMakingEn,
  },
] as const satisfies readonly LanguageEntry[];

export type Language = (typeof languages)[number]["id"];

export function isLanguage(id: string | null): id is Language {
  return languages.some((one) => one.id === id);
}

export function languageEntry(language: Language): LanguageEntry {
  const found = languages.find(({ id }) => id === language);
  if (found === undefined) throw new Error(`no language ${language}`);
  return found;
}

/** The first of the reader's languages (BCP 47 tags, most wanted first) that the page speaks. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const subtag = /^[a-z]+/i.exec(tag)?.[0].toLowerCase() ?? null;
    if (isLanguage(subtag)) return subtag;
  }
  // Chinese is the first language of the page, but a reader of none of them is likelier to read English.
  return wanted.length === 0 ? "zh" : "en";
}
