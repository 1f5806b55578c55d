import type { RefusalCode, RefusalDetails, RefusalValue } from "../refusal.ts";

/** A refusal in words. */
export interface RefusalText {
  readonly title: string;
  /** What is wrong, with the figures. */
  readonly wrong: string;
  /** What the reader can do now. */
  readonly remedy: string;
}

export type RefusalDictionary = { readonly [C in RefusalCode]: (detail: RefusalDetails[C]) => RefusalText };

export function refusalText(words: RefusalDictionary, refusal: RefusalValue): RefusalText {
  return textOf(words, refusal.code, refusal.detail);
}

function textOf<C extends RefusalCode>(
  words: RefusalDictionary,
  code: C,
  detail: RefusalDetails[C],
): RefusalText {
  return words[code](detail);
}
