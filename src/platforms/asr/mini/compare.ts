/** The one comparison for mini-system packages: proof, verification and rehearsal say what it finds. */
import type { Difference, Uncovered } from "../../../contract/verification.ts";
import { type AsrFirmware, fileFor, systemOf, USER_PARTITION } from "../firmware/firmware.ts";
import { type AsrSystemImage, decompressRegion, FLASH_ADDRESS } from "../firmware/system-image.ts";
import { type Partition, partitionNamed } from "../firmware/partition-table.ts";
import { compareBrought, type ComparedPartition } from "../fbf/brought-partition.ts";
import { isRealPartition, uncoveredPartitions } from "../uncovered.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { ComparedModule } from "../../verification.ts";
import { NON_OTA } from "./layout.ts";
import type { MiniFlash } from "./mini-flash.ts";
import type { MiniSecond } from "./reader.ts";

export interface MiniTask {
  readonly old: AsrFirmware;
  readonly new: AsrFirmware;
  /** User partition in place of that of the new firmware; null: that of the new firmware, if any is brought. */
  readonly userPartition: Uint8Array | null;
}

/**
 * Flash after both phases beside the new firmware: all of the system, with what is compressed there decompressed,
 * because modules compress it themselves; what the second file brings; and that nothing else was written. What the
 * module keeps in the reserved partition meanwhile does not count.
 *
 * @param steps images built and parts written
 * @throws Refusal asr-no-system-image, firmware-damaged
 */
export function compareMini(
  flash: MiniFlash,
  second: MiniSecond,
  { old, new: next, userPartition }: MiniTask,
  steps: number,
): ComparedModule {
  const system = systemOf(next);
  const twice = flash.overlap();
  const parts = compareSystem(flash, next.fileName, system);
  const systemDiffers = twice !== null || parts.some(({ differences }) => differences.length > 0);
  const right = parts.filter(({ differences }) => differences.length === 0);
  const unknown: Uncovered[] = [];
  const compared: { readonly name: string; readonly found: ComparedPartition }[] = [];
  const brought = broughtPartitions(second, next);
  for (const { partition, length } of brought) {
    const { name, start, size } = partition;
    const found = compareBrought({
      partition,
      held: flash.read(start, size) ?? new Uint8Array(0),
      written: length,
      own: fileFor(next, name)?.bytes ?? null,
      chosen: name === USER_PARTITION ? userPartition : null,
    });
    if (found === null) unknown.push({ place: name, differs: null });
    else compared.push({ name, found });
  }
  const covered = new Set(["system", ...brought.map(({ partition }) => partition.name)]);
  return {
    compared: {
      partitions: [
        ...(systemDiffers ? [] : ["system"]),
        ...compared.filter(({ found }) => found.flashBytes > 0).map(({ name }) => name),
      ],
      flashBytes:
        right.reduce((sum, { bytes }) => sum + bytes, 0) +
        compared.reduce((sum, { found }) => sum + found.flashBytes, 0),
      decompressed: right.some(({ decompressed }) => decompressed),
      files: compared.reduce((sum, { found }) => sum + found.files, 0),
      sameFiles: 0,
      steps,
    },
    chosen: compared.find(({ found }) => found.chosen !== null)?.found.chosen ?? null,
    differences: [
      ...(twice === null ? [] : [{ place: "system", kind: "stray", address: twice } as const]),
      ...parts.flatMap(({ differences }) => differences),
      ...compared.flatMap(({ found }) => found.differences),
      ...strayWrites(flash, system, brought, partitionNamed(next.table, "reserved")),
    ],
    uncovered: [...unknown, ...uncoveredPartitions(old, next, covered)],
  };
}

interface Brought {
  readonly partition: Partition;
  /** Bytes that the second file has for it. */
  readonly length: number;
}

/** Partitions outside the system that the second file writes. */
export function broughtPartitions({ parts }: MiniSecond, { table }: AsrFirmware): Brought[] {
  return parts.flatMap(({ name, flashAddress, length }) => {
    if (length === 0 || !name.startsWith("app")) return [];
    const partition = table.partitions.find(
      (one) => isRealPartition(one) && one.start === flashAddress % FLASH_ADDRESS,
    );
    return partition === undefined ? [] : [{ partition, length }];
  });
}

interface SystemPart {
  readonly bytes: number;
  readonly decompressed: boolean;
  readonly differences: readonly Difference[];
}

function compareSystem(flash: MiniFlash, file: string, system: AsrSystemImage): SystemPart[] {
  const { dsp, regions } = system;
  const packed = [
    ...regions
      .filter(({ region }) => region !== NON_OTA)
      .map(({ region, address, length, stored }) => ({ name: region, address, length, stored })),
    { name: "dsp", address: dsp.address, length: dsp.size, stored: dsp.stored },
  ].sort((a, b) => a.address - b.address);
  const parts: SystemPart[] = [];
  let at = system.base;
  const plainTo = (to: number): void => {
    const expected = system.at(at, to - at);
    const differences: readonly Difference[] = flash.isWritten(at, to - at)
      ? comparePlain(flash, "system", at, expected)
      : [{ place: "system", kind: "not-written", address: at }];
    parts.push({ bytes: expected.length, decompressed: false, differences });
  };
  for (const { name, address, length, stored } of packed) {
    plainTo(address);
    parts.push(comparePacked(flash, { name, address, length }, decompressRegion(file, name, stored)));
    at = address + length;
  }
  plainTo(system.end);
  return parts;
}

function comparePacked(
  flash: MiniFlash,
  { name, address, length }: { readonly name: string; readonly address: number; readonly length: number },
  expected: Uint8Array,
): SystemPart {
  const part = (differences: readonly Difference[]): SystemPart => ({
    bytes: expected.length,
    decompressed: true,
    differences,
  });
  const contents = flash.compressedAt(address, length);
  if (contents === null) return part([{ place: name, kind: "not-written", address }]);
  return part(sameBytes(contents, expected) ? [] : [{ place: name, kind: "differs", address: null }]);
}

function comparePlain(flash: MiniFlash, place: string, address: number, expected: Uint8Array): Difference[] {
  const held = flash.read(address, expected.length);
  if (held === null) return [{ place, kind: "not-written", address }];
  if (sameBytes(held, expected)) return [];
  const at = expected.findIndex((byte, i) => held[i] !== byte);
  return [{ place, kind: "differs", address: address + at }];
}

function strayWrites(
  flash: MiniFlash,
  system: AsrSystemImage,
  brought: readonly Brought[],
  reserved: Partition | null,
): Difference[] {
  const allowed = [
    { address: system.base, length: system.end - system.base },
    ...(reserved === null ? [] : [{ address: reserved.vstart, length: reserved.size }]),
    ...brought.map(({ partition: { vstart, size } }) => ({ address: vstart, length: size })),
  ];
  const stray = flash.writtenOutside(allowed);
  return stray === null ? [] : [{ place: "flash", kind: "stray", address: stray }];
}
