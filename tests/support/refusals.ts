import { Refusal, type RefusalCode, type RefusalDetails } from "../../src/contract/refusal.ts";

/** The refusal that `action` ends with; null when it ends well. Every other exception is passed on. */
export function refusalOf(action: () => unknown): Refusal | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The details of a refusal of this code; throws when the action ends otherwise. */
export function refusedWith<C extends RefusalCode>(code: C, action: () => unknown): RefusalDetails[C] {
  const refusal = refusalOf(action);
  if (refusal?.code !== code) throw new Error(`expected ${code}, got ${refusal?.message ?? "no refusal"}`);
  return refusal.detail as RefusalDetails[C];
}
