/** Texts of the panel for a real module: with it, they are loaded only when somebody comes to it. */
import type { SerialProblemCode, SerialProblemDetails, SerialProblemValue } from "../serial/problem.ts";
import type { Language } from "./dictionary.ts";
import { serialEn } from "./en/serial.ts";
import { serialZh } from "./zh/serial.ts";

export type SerialWords = typeof serialZh;

/** For hints that differ between operating systems. */
export type System = "windows" | "mac" | "linux" | "other";

export interface SerialProblemText {
  readonly title: string;
  /** What happened. */
  readonly wrong: string;
  /** What the reader can do now, one thing each. */
  readonly remedies: readonly string[];
}

export type SerialProblems = {
  readonly [C in SerialProblemCode]: (detail: SerialProblemDetails[C], system: System) => SerialProblemText;
};

export const serialWords: Readonly<Record<Language, SerialWords>> = { zh: serialZh, en: serialEn };

export function serialProblemText(
  words: SerialProblems,
  problem: SerialProblemValue,
  system: System,
): SerialProblemText {
  return textOf(words, problem.code, problem.detail, system);
}

function textOf<C extends SerialProblemCode>(
  words: SerialProblems,
  code: C,
  detail: SerialProblemDetails[C],
  system: System,
): SerialProblemText {
  return words[code](detail, system);
}
