/** Texts of the rollback package: loaded with the result that it belongs to. */
import type { Language } from "./dictionary.ts";
import { rollbackEn } from "./en/rollback.ts";
import { rollbackZh } from "./zh/rollback.ts";

export type RollbackWords = typeof rollbackZh;

export const rollbackWords: Readonly<Record<Language, RollbackWords>> = { zh: rollbackZh, en: rollbackEn };
