/** What more than one worker does with the files that it is given. */
import type { Outcome } from "../contract/maker.ts";
import { isRefusal, Refusal, type RefusalValue } from "../contract/refusal.ts";

/** @throws Refusal file-unreadable */
export async function bytesOf(file: Blob, fileName: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // Moved, changed or on a drive that is gone since it was chosen.
    throw new Refusal("file-unreadable", { file: fileName });
  }
}

/** Refusals as values; whatever else is thrown is a fault of the app and crosses as an error. */
export async function outcome<T>(stage: string, work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (isRefusal(error)) return { ok: false, refusal: valueOf(error) };
    if (error instanceof RangeError && /allocation|array length/i.test(error.message)) {
      return { ok: false, refusal: { code: "out-of-memory", detail: { stage } } };
    }
    throw error;
  }
}

export function valueOf(refusal: Refusal): RefusalValue {
  return { code: refusal.code, detail: refusal.detail } as RefusalValue;
}
