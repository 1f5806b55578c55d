import type { Reason } from "./reason.ts";
import { Refusal } from "./refusal.ts";

/**
 * Runs a reader that knows neither the name of the firmware file nor what it reads it for, and fills both
 * into its refusal.
 */
export function inPlace<T>(file: string, part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "firmware-damaged") throw error;
    const { why } = error.detail as { why: Reason };
    throw new Refusal("firmware-damaged", { file, part, why });
  }
}
