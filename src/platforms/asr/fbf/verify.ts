import type {
  Difference,
  Uncovered,
  Verification,
  VerificationProgress,
} from "../../../contract/verification.ts";
import { type AsrFirmware, fileFor } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import type { Partition } from "../firmware/partition-table.ts";
import { looksLikeLittleFs } from "../../../codecs/littlefs/superblock.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { isRealPartition, uncoveredPartitions } from "../uncovered.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import { updaterWarnings } from "../updater-warnings.ts";
import { appliedPackage, orRefusal, refusedPackage } from "../../verification.ts";
import { compareUserFiles, writeImages } from "./apply.ts";
import { hazardsOf } from "./hazards.ts";
import { demandRoom } from "./plan.ts";
import { type Fbf, type FbfImage, readFbf } from "./reader.ts";

/** Flash of which nobody knows what is there. */
const UNKNOWN = 0xa5;

/**
 * Has a simulated module take a full package, whoever made it, and compares the partitions that it writes with the
 * files of the new firmware; a user partition file by file.
 *
 * @param old what is in flash before; null when that is not known
 * @throws Refusal package-not-verifiable for the old differential kind in the same container
 */
export function verifyFbf(
  file: string,
  bytes: Uint8Array,
  old: AsrFirmware | null,
  next: AsrFirmware,
  onProgress: (progress: VerificationProgress) => void = () => undefined,
): Verification {
  onProgress({ stage: "check", done: 0 });
  const read = orRefusal(() => readFbf(file, bytes));
  if ("refusal" in read) return refusedPackage("asr-full", [read.refusal]);
  const fbf = read.value;
  if (fbf.isDifferential) throw new Refusal("package-not-verifiable", { file });
  const hazards = hazardsOf(fbf);
  const fits = orRefusal(() => {
    for (const { flashAddress, data } of fbf.images) {
      demandRoom(next.table, flashAddress, data.length);
      demandMemory(hex(flashAddress), bytes.length + data.length, heapOf(old ?? next));
    }
  });
  if ("refusal" in fits) return refusedPackage("asr-full", [fits.refusal], hazards);

  onProgress({ stage: "apply", done: 0.3 });
  const flash = flashBefore(old, next);
  const steps = writeImages(fbf, flash);
  onProgress({ stage: "compare", done: 0.7 });
  const found = compareWritten(fbf, flash, next);
  onProgress({ stage: "compare", done: 1 });
  return appliedPackage("asr-full", {
    compared: { flashBytes: found.flashBytes, files: found.files, steps },
    differences: found.differences,
    uncovered: [...found.unknown, ...uncoveredPartitions(old, next, found.covered)],
    hazards,
    warnings: updaterWarnings(old ?? next, "full"),
  });
}

function flashBefore(old: AsrFirmware | null, next: AsrFirmware): Uint8Array {
  const { partitions } = next.table;
  const flash = new Uint8Array(Math.max(...partitions.map(({ start, size }) => start + size))).fill(UNKNOWN);
  if (old === null) return flash;
  for (const { name, start, size } of partitions.filter(isRealPartition)) {
    const image = fileFor(old, name)?.bytes;
    if (image !== undefined) flash.set(image.subarray(0, size), start);
  }
  return flash;
}

function compareWritten({ images }: Fbf, flash: Uint8Array, next: AsrFirmware) {
  const differences: Difference[] = [];
  const unknown: Uncovered[] = [];
  const covered = new Set<string>();
  let flashBytes = 0;
  let files = 0;
  for (const image of images) {
    const partition = partitionOf(image, next);
    covered.add(partition.name);
    if (image.sum === 0) {
      differences.push({ place: partition.name, kind: "not-written", address: image.flashAddress });
      continue;
    }
    const expected = fileFor(next, partition.name)?.bytes;
    if (expected === undefined) {
      unknown.push({ place: partition.name, differs: null });
      continue;
    }
    flashBytes += image.length;
    const written = flash.subarray(partition.start, partition.start + partition.size);
    const seen = compareImage(partition, written, expected);
    files += seen.files;
    differences.push(...seen.differences);
  }
  return { differences, unknown, covered, flashBytes, files };
}

function compareImage(
  { name, start }: Partition,
  written: Uint8Array,
  expected: Uint8Array,
): { readonly files: number; readonly differences: readonly Difference[] } {
  const at = expected.findIndex((byte, i) => written[i] !== byte);
  const differs: Difference = { place: name, kind: "differs", address: start + Math.max(0, at) };
  if (looksLikeLittleFs(expected)) {
    const compared = orRefusal(() => compareUserFiles(written, expected));
    return "refusal" in compared ? { files: 0, differences: [differs] } : compared.value;
  }
  return { files: 0, differences: at === -1 ? [] : [differs] };
}

/** {@link demandRoom} has seen to it that there is one; of several, the one of which the firmware has a file. */
function partitionOf({ flashAddress }: FbfImage, next: AsrFirmware): Partition {
  const there = next.table.partitions.filter(
    (partition) => partition.start === flashAddress && isRealPartition(partition),
  );
  const found = there.find(({ name }) => fileFor(next, name) !== null) ?? there[0];
  if (found === undefined) throw new Refusal("image-misplaced", { address: hex(flashAddress) });
  return found;
}
