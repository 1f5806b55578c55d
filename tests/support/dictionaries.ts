import type { Dictionary, Language } from "../../src/words/dictionary.ts";
import { en } from "../../src/words/en/page.ts";
import { zh } from "../../src/words/zh/page.ts";

/** All texts of the page at once; the page itself loads one language at a time. */
export const dictionaries: Readonly<Record<Language, Dictionary>> = { zh, en };
