/** Texts of the script for the module and of what surrounds it; loaded with the first package that is made. */
import type { Language } from "./dictionary.ts";
import { scriptEn } from "./en/script.ts";
import { scriptZh } from "./zh/script.ts";

export type ScriptPanelWords = typeof scriptZh;

export const scriptPanelWords: Readonly<Record<Language, ScriptPanelWords>> = { zh: scriptZh, en: scriptEn };
