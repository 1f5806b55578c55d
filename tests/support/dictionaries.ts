import { afterMakingEn } from "../../src/words/en/after-making.ts";
import { en } from "../../src/words/en/index.ts";
import type { AfterMaking, Dictionary, Language } from "../../src/words/index.ts";
import { afterMakingZh } from "../../src/words/zh/after-making.ts";
import { zh } from "../../src/words/zh/index.ts";

/** All texts of the page at once; the page itself loads one language at a time. */
export const dictionaries: Readonly<Record<Language, Dictionary & AfterMaking>> = {
  zh: { ...zh, ...afterMakingZh },
  en: { ...en, ...afterMakingEn },
};
