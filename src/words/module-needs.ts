/** Texts about what an update needs of the module; they come with the result. */
import type { Language } from "./dictionary.ts";
import { moduleNeedsEn } from "./en/module-needs.ts";
import { moduleNeedsZh } from "./zh/module-needs.ts";

export type ModuleNeedsWords = typeof moduleNeedsZh;

export const moduleNeedsWords: Readonly<Record<Language, ModuleNeedsWords>> = {
  zh: moduleNeedsZh,
  en: moduleNeedsEn,
};
