/** Texts of the history screen; they come with it. */
import type { Language } from "./dictionary.ts";
import { historyEn } from "./en/history.ts";
import { historyZh } from "./zh/history.ts";

export type HistoryWords = typeof historyZh;

export const historyWords: Readonly<Record<Language, HistoryWords>> = { zh: historyZh, en: historyEn };
