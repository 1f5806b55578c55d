/** Texts of the buttons that pack and save a release; they come with the result. */
import type { Language } from "./dictionary.ts";
import { releaseEn } from "./en/release.ts";
import { releaseZh } from "./zh/release.ts";

export type ReleaseWords = typeof releaseZh;

export const releaseWords: Readonly<Record<Language, ReleaseWords>> = { zh: releaseZh, en: releaseEn };
