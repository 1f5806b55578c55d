/** Texts of comparisons and of the bars of a package: with them, they are loaded when somebody comes to it. */
import type { Language } from "./dictionary.ts";
import { differenceEn } from "./en/difference.ts";
import { differenceZh } from "./zh/difference.ts";

export type DifferenceWords = typeof differenceZh;

export const differenceWords: Readonly<Record<Language, DifferenceWords>> = {
  zh: differenceZh,
  en: differenceEn,
};
