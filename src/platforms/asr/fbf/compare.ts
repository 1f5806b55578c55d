/** The one comparison for full packages: proof, verification and rehearsal say what it finds. */
import type { Difference, Uncovered } from "../../../contract/verification.ts";
import { type AsrFirmware, fileFor, USER_PARTITION } from "../firmware/firmware.ts";
import { hex } from "../../../bytes/layout.ts";
import type { Partition } from "../firmware/partition-table.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { isRealPartition, uncoveredPartitions } from "../uncovered.ts";
import type { ComparedModule } from "../../verification.ts";
import { compareBrought, type ComparedPartition } from "./brought-partition.ts";
import type { Fbf, FbfImage } from "./reader.ts";

export interface FbfTask {
  /** What was in flash before; null when that is not known. */
  readonly old: AsrFirmware | null;
  readonly new: AsrFirmware;
  /** User partition in place of that of the new firmware; null: that of the new firmware. */
  readonly userPartition: Uint8Array | null;
}

/**
 * Flash after the images of a package were written beside the new firmware: the partitions that the package brings.
 * @param flash all of it, from offset 0 on
 * @param steps images that were written
 */
export function compareFbf(
  flash: Uint8Array,
  { images }: Fbf,
  { old, new: next, userPartition }: FbfTask,
  steps: number,
): ComparedModule {
  const differences: Difference[] = [];
  const unknown: Uncovered[] = [];
  const covered = new Set<string>();
  const compared: { readonly name: string; readonly found: ComparedPartition }[] = [];
  for (const image of images) {
    const partition = partitionOf(image, next);
    const { name, start, size } = partition;
    covered.add(name);
    if (image.sum === 0) {
      differences.push({ place: name, kind: "not-written", address: image.flashAddress });
      continue;
    }
    const found = compareBrought({
      partition,
      held: flash.subarray(start, start + size),
      written: image.length,
      own: fileFor(next, name)?.bytes ?? null,
      chosen: name === USER_PARTITION ? userPartition : null,
    });
    if (found === null) unknown.push({ place: name, differs: null });
    else compared.push({ name, found });
  }
  return {
    compared: {
      partitions: compared.filter(({ found }) => found.flashBytes > 0).map(({ name }) => name),
      flashBytes: compared.reduce((sum, { found }) => sum + found.flashBytes, 0),
      decompressed: false,
      files: compared.reduce((sum, { found }) => sum + found.files, 0),
      sameFiles: 0,
      steps,
    },
    chosen: compared.find(({ found }) => found.chosen !== null)?.found.chosen ?? null,
    differences: [...differences, ...compared.flatMap(({ found }) => found.differences)],
    uncovered: [...unknown, ...uncoveredPartitions(old, next, covered)],
  };
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
