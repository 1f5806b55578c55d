/** Texts of the rehearsal: with it, they are loaded only when there is a package. */
import type { Language } from "./dictionary.ts";
import { rehearsalEn } from "./en/rehearsal.ts";
import { rehearsalZh } from "./zh/rehearsal.ts";

export type RehearsalWords = typeof rehearsalZh;

export const rehearsalWords: Readonly<Record<Language, RehearsalWords>> = {
  zh: rehearsalZh,
  en: rehearsalEn,
};
