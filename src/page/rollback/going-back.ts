import type { PairVerdict } from "../../contract/maker.ts";

/** The verdict on a pair in the order new, old: that the old one is newer is what is wanted here. */
export function meantToGoBack({ refusal, warnings }: PairVerdict): PairVerdict {
  return { refusal, warnings: warnings.filter(({ code }) => code !== "old-and-new-swapped") };
}
