import { type AsrFirmware, systemOf, USER_PARTITION } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import { partitionNamed } from "../firmware/partition-table.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { PAYLOAD_AT } from "../patch/container.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { applyFirst, applySecond, MiniFailure, miniSteps } from "./apply.ts";
import { compareMini } from "./compare.ts";
import { MiniFlash } from "./mini-flash.ts";
import { type MiniFirst, type MiniSecond, readMini, sameWords } from "./reader.ts";

/** What a proof of a mini-system package established. */
export interface AsrMiniProof {
  /** Bytes of flash compared, those that must not change included. */
  readonly flashBytes: number;
  /** Images built and parts written. */
  readonly steps: number;
  /** Most bytes that the updater holds at once. */
  readonly memoryPeak: number;
}

export interface MiniFiles {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly merged: Uint8Array | null;
}

/**
 * Applies both files to a simulated flash with the old firmware, in the two phases of the module (specs/asr.md
 * section 4.3), and compares the outcome: all of the system, with what is compressed there decompressed, because
 * modules compress it themselves; the user partition; and that nothing else has changed. What the module keeps
 * in the reserved partition meanwhile does not count.
 *
 * @param userPartition what the package brings; null when it brings none
 * @throws Refusal proof-failed, package-damaged, firmware-damaged, asr-no-system-image
 */
export function proveAsrMini(
  { first: firstFile, second: secondFile, merged }: MiniFiles,
  old: AsrFirmware,
  next: AsrFirmware,
  userPartition: Uint8Array | null,
): AsrMiniProof {
  const first = readMini("mini_1", firstFile).first;
  const second = readMini("mini_2", secondFile).second;
  if (first === null || second === null) throw failed("files", "first and second are no pair");
  if (!sameWords(first.wholePartWords, second.wholePartWords))
    throw failed("files", "they differ in their parts");
  if (merged !== null) compareMerged(merged, firstFile, secondFile);

  const flash = new MiniFlash(old.table, systemOf(old));
  const memoryPeak = apply(first, second, flash, old.fileName);
  demandNew(flash, next, userPartition);
  return { flashBytes: flash.size, steps: miniSteps(first, second), memoryPeak };
}

/**
 * Demands that flash is as the new firmware wants it.
 * @param userPartition what the package brings; null when it brings none
 * @throws Refusal proof-failed, firmware-damaged, asr-no-system-image
 */
export function demandNew(flash: MiniFlash, next: AsrFirmware, userPartition: Uint8Array | null): void {
  const user = partitionNamed(next.table, USER_PARTITION);
  if (userPartition !== null && user === null) throw failed(USER_PARTITION, "no such partition");
  const brought = userPartition === null || user === null ? [] : [{ partition: user, bytes: userPartition }];
  const [wrong] = compareMini(flash, next, systemOf(next), brought);
  if (wrong !== undefined) {
    throw failed(wrong.place, `${wrong.kind}${wrong.address === null ? "" : ` at ${hex(wrong.address)}`}`);
  }
}

function failed(step: string, why: string): Refusal {
  return new Refusal("proof-failed", { step, why });
}

/** The merged file must do the same as the two: only sizes and XOR in its header are others. */
function compareMerged(merged: Uint8Array, first: Uint8Array, second: Uint8Array): void {
  const file = readMini("mini", merged);
  if (file.kind !== "asr-mini") throw failed("merged", "is not both files in one");
  const alike = (from: number, to: number): boolean =>
    sameBytes(merged.subarray(from, to), first.subarray(from, to));
  const sizesAt = PAYLOAD_AT - 12;
  if (!alike(0, sizesAt) || !alike(PAYLOAD_AT, first.length)) throw failed("merged", "first file differs");
  if (!sameBytes(merged.subarray(first.length), second)) throw failed("merged", "second file differs");
}

function apply(first: MiniFirst, second: MiniSecond, flash: MiniFlash, oldFile: string): number {
  try {
    const memoryPeak = applyFirst(first, flash, oldFile);
    applySecond(second, flash);
    return memoryPeak;
  } catch (error) {
    if (error instanceof MiniFailure) throw failed(error.step, error.message);
    throw error;
  }
}
