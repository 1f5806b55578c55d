import type { Verification, VerificationProgress } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";
import { overlapWarnings } from "../fota-all/partitions.ts";
import { recompressionWarnings } from "../patch/recompressed.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { applyFirst, applySecond, MiniFailure, miniSteps, oldImagesFit } from "./apply.ts";
import { compareMini } from "./compare.ts";
import { cutSystem } from "./cut-system.ts";
import { updateMethod } from "./layout.ts";
import { MiniFlash } from "./mini-flash.ts";
import { recompressedParts } from "./plan.ts";
import { type MiniFirst, type MiniSecond, readMini, sameWords } from "./reader.ts";

export interface NamedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Has a simulated module with the old firmware take a mini-system package, whoever made it, in its two phases, and
 * compares with the new firmware.
 *
 * @param files the first and the second one, in any order, or both in one
 * @throws Refusal mini-incomplete, mini-no-pair, asr-no-system-image, firmware-damaged
 */
export function verifyMini(
  files: readonly NamedFile[],
  old: AsrFirmware,
  next: AsrFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const refused = (reason: RefusalValue): Verification => refusedPackage("asr-mini", [reason]);
  const [from, to] = [systemOf(old), systemOf(next)];
  const read = orRefusal(() => files.map(({ file, bytes }) => ({ file, ...readMini(file, bytes) })));
  if ("refusal" in read) return refused(read.refusal);
  const { first, second } = pairOf(read.value);

  const flash = new MiniFlash(old.table, from);
  onProgress({ stage: "apply", done: 0.2 });
  const applied = failureOr(() => applyFirst(first, flash, old.fileName));
  if (applied instanceof MiniFailure) {
    const { why, nothingChanged } = applied;
    if (!nothingChanged) return refused({ code: "package-stuck", detail: { why } });
    return refused(
      oldImagesFit(first, new MiniFlash(next.table, to))
        ? { code: "package-old-is-new", detail: { why } }
        : { code: "package-other-old", detail: { why } },
    );
  }
  const memory = orRefusal(() => demandMemory("system.img", applied, heapOf(old)));
  if ("refusal" in memory) return refused(memory.refusal);
  applySecond(second, flash);

  const cut = orRefusal(() => cutSystem({ file: next.fileName, system: to }, Infinity));
  const recompression = orRefusal(() =>
    "value" in cut ? recompressionWarnings(recompressedParts(cut.value), old.updater) : [],
  );
  if ("refusal" in recompression) return refused(recompression.refusal);

  onProgress({ stage: "compare", done: 0.7 });
  const task = { old, new: next, userPartition: null };
  const found = compareMini(flash, second, task, miniSteps(first, second));
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("asr-mini", found, {
    hazards: [],
    warnings: [
      ...updaterWarnings(old, updateMethod(first.variant)),
      ...overlapWarnings(to),
      ...recompression.value,
    ],
  });
}

type Read = ReturnType<typeof readMini> & { readonly file: string };

function pairOf(files: readonly Read[]): { readonly first: MiniFirst; readonly second: MiniSecond } {
  const withFirst = files.find(({ first }) => first !== null);
  // Of a merged file both parts are taken, whatever lies beside it.
  const withSecond = withFirst?.kind === "asr-mini" ? withFirst : files.find(({ second }) => second !== null);
  const first = withFirst?.first ?? null;
  const second = withSecond?.second ?? null;
  if (first === null) throw new Refusal("mini-incomplete", { missing: "first" });
  if (second === null) throw new Refusal("mini-incomplete", { missing: "second" });
  if (!sameWords(first.wholePartWords, second.wholePartWords)) {
    throw new Refusal("mini-no-pair", { first: withFirst?.file ?? "", second: withSecond?.file ?? "" });
  }
  return { first, second };
}

function failureOr<T>(apply: () => T): T | MiniFailure {
  try {
    return apply();
  } catch (error) {
    if (error instanceof MiniFailure) return error;
    throw error;
  }
}
