import type { Findings } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf, USER_PARTITION } from "../firmware/firmware.ts";
import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { PAYLOAD_AT } from "../patch/container.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { demandNoDifference } from "../../verification.ts";
import { applyFirst, applySecond, MiniFailure, miniSteps } from "./apply.ts";
import { broughtPartitions, compareMini, type MiniTask } from "./compare.ts";
import { MiniFlash } from "./mini-flash.ts";
import { type MiniFirst, type MiniSecond, readMini, sameWords } from "./reader.ts";

/** What a proof established, and the most bytes that the updater holds at once. */
export type AsrMiniProof = Findings & { readonly memoryPeak: number };

export interface MiniFiles {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  readonly merged: Uint8Array | null;
}

/**
 * Applies both files to a simulated flash with the old firmware, in the two phases of the module
 * (docs/formats/asr-mini.md#what-the-module-does), and compares the outcome: all of the system, with what is
 * compressed there decompressed, because modules compress it themselves; the user partition; and that nothing else
 * has changed. What the module keeps in the reserved partition meanwhile does not count.
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
  if (first === null || second === null) throw failed({ code: "parts-apart" });
  if (!sameWords(first.wholePartWords, second.wholePartWords)) throw failed({ code: "parts-apart" });
  if (merged !== null) compareMerged(merged, firstFile, secondFile);

  const flash = new MiniFlash(old.table, systemOf(old));
  const memoryPeak = apply(first, second, flash, old.fileName);
  const found = demandNew(flash, second, { old, new: next, userPartition }, miniSteps(first, second));
  return { ...found, memoryPeak };
}

/**
 * Demands that flash is as the new firmware wants it, the user partition as it is wanted, and the rest as it was.
 * @param task its user partition is what the package brings; null when it brings none
 * @throws Refusal proof-failed, firmware-damaged, asr-no-system-image
 */
export function demandNew(flash: MiniFlash, second: MiniSecond, task: MiniTask, steps: number): Findings {
  const brought = broughtPartitions(second, task.new);
  const names = brought.map(({ partition }) => partition.name).join();
  if (names !== (task.userPartition === null ? "" : USER_PARTITION)) {
    throw failed(within(names || USER_PARTITION, { code: names === "" ? "missing" : "not-chosen" }));
  }
  const found = demandNoDifference(compareMini(flash, second, task, steps));
  if (task.userPartition === null) return found;
  const { compared, chosen } = found;
  const isSame = chosen === null ? compared.partitions.includes(USER_PARTITION) : chosen.flashBytes > 0;
  if (!isSame || (brought[0]?.length ?? 0) < task.userPartition.length) {
    throw failed(within(USER_PARTITION, { code: "unlike-new", address: null }));
  }
  return found;
}

function failed(why: Reason): Refusal {
  return new Refusal("proof-failed", { why });
}

/** The merged file must do the same as the two: only sizes and XOR in its header are others. */
function compareMerged(merged: Uint8Array, first: Uint8Array, second: Uint8Array): void {
  const file = readMini("mini", merged);
  if (file.kind !== "asr-mini")
    throw failed(within({ part: "merged-file" }, { code: "wrong-file", expected: "both" }));
  const alike = (from: number, to: number): boolean =>
    sameBytes(merged.subarray(from, to), first.subarray(from, to));
  const sizesAt = PAYLOAD_AT - 12;
  if (!alike(0, sizesAt) || !alike(PAYLOAD_AT, first.length))
    throw failed(within({ part: "first-file" }, { code: "copies-differ" }));
  if (!sameBytes(merged.subarray(first.length), second))
    throw failed(within({ part: "second-file" }, { code: "copies-differ" }));
}

function apply(first: MiniFirst, second: MiniSecond, flash: MiniFlash, oldFile: string): number {
  try {
    const memoryPeak = applyFirst(first, flash, oldFile);
    applySecond(second, flash);
    return memoryPeak;
  } catch (error) {
    if (error instanceof MiniFailure) throw failed(error.why);
    throw error;
  }
}
