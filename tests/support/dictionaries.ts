import { en } from "../../src/words/en/index.ts";
import type { Dictionary, Language } from "../../src/words/index.ts";
import { zh } from "../../src/words/zh/index.ts";

/** All texts of the page at once; the page itself loads one language at a time. */
export const dictionaries: Readonly<Record<Language, Dictionary>> = { zh, en };
