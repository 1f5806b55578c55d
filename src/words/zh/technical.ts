import type { Reason } from "../../contract/reason.ts";
import { reasonZh } from "./reasons.ts";

/** What exactly the reader of a format found, for those who know the format. */
export function technical(why: Reason): string {
  return `技术细节：${reasonZh(why)}。`;
}
