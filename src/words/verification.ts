/** Texts of verification, power cuts and their report: with these parts, they are loaded when somebody comes to them. */
import type { Language } from "./dictionary.ts";
import { verificationEn } from "./en/verification.ts";
import { verificationZh } from "./zh/verification.ts";

export type VerificationWords = typeof verificationZh;

export const verificationWords: Readonly<Record<Language, VerificationWords>> = {
  zh: verificationZh,
  en: verificationEn,
};
