import type { Dictionary, Language } from "../../src/i18n/dictionary.ts";
import { en } from "../../src/i18n/en.ts";
import { zh } from "../../src/i18n/zh.ts";

/** All texts of the page at once; the page itself loads one language at a time. */
export const dictionaries: Readonly<Record<Language, Dictionary>> = { zh, en };
