/** Problems with a real module, in words. */
import type { SerialProblemCode, SerialProblemDetails, SerialProblemValue } from "../serial/problem.ts";

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
