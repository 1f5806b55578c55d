/** Texts of the user partition panel: with it, they are loaded only when somebody comes to it. */
import type { Language } from "./dictionary.ts";
import { userPartitionEn } from "./en/user-partition.ts";
import { userPartitionZh } from "./zh/user-partition.ts";

export type UserPartitionWords = typeof userPartitionZh;

export const userPartitionWords: Readonly<Record<Language, UserPartitionWords>> = {
  zh: userPartitionZh,
  en: userPartitionEn,
};
