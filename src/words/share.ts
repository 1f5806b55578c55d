/** Texts of links and what they ask for: loaded only when somebody shares a link or opens one. */
import type { Language } from "./dictionary.ts";
import { shareEn } from "./en/share.ts";
import { shareZh } from "./zh/share.ts";

export type ShareWords = typeof shareZh;

export const shareWords: Readonly<Record<Language, ShareWords>> = { zh: shareZh, en: shareEn };
