/** Texts of the file list: with it, they are loaded only when somebody opens the expert options. */
import type { Language } from "./dictionary.ts";
import { fileMethodsEn } from "./en/file-methods.ts";
import { fileMethodsZh } from "./zh/file-methods.ts";

export type FileMethodWords = typeof fileMethodsZh;

export const fileMethodWords: Readonly<Record<Language, FileMethodWords>> = {
  zh: fileMethodsZh,
  en: fileMethodsEn,
};
