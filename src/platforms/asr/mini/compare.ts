import type { Difference } from "../../../contract/verification.ts";
import type { AsrFirmware } from "../firmware/firmware.ts";
import { type AsrSystemImage, decompressRegion } from "../firmware/system-image.ts";
import { type Partition, partitionNamed } from "../firmware/partition-table.ts";
import { toSectors } from "../patch/container.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { NON_OTA } from "./layout.ts";
import type { MiniFlash } from "./mini-flash.ts";

/** A partition that the second file brings, and what it should hold. */
export interface BroughtPartition {
  readonly partition: Partition;
  readonly bytes: Uint8Array;
}

/**
 * Flash after both phases with the new firmware: all of the system, with what is compressed there decompressed,
 * because modules compress it themselves; what the second file brings; and that nothing else was written. What the
 * module keeps in the reserved partition meanwhile does not count.
 *
 * @throws Refusal firmware-damaged
 */
export function compareMini(
  flash: MiniFlash,
  next: AsrFirmware,
  system: AsrSystemImage,
  brought: readonly BroughtPartition[],
): Difference[] {
  const twice = flash.overlap();
  return [
    ...(twice === null ? [] : [{ place: "system", kind: "stray", address: twice } as const]),
    ...compareSystem(flash, next.fileName, system),
    ...brought.flatMap(({ partition, bytes }) => {
      const expected = new Uint8Array(toSectors(bytes.length));
      expected.set(bytes);
      return comparePlain(flash, partition.name, partition.vstart, expected);
    }),
    ...strayWrites(flash, next, system, brought),
  ];
}

function compareSystem(flash: MiniFlash, file: string, system: AsrSystemImage): Difference[] {
  const { dsp, regions } = system;
  const packed = [
    ...regions
      .filter(({ region }) => region !== NON_OTA)
      .map(({ region, address, length, stored }) => ({ name: region, address, length, stored })),
    { name: "dsp", address: dsp.address, length: dsp.size, stored: dsp.stored },
  ].sort((a, b) => a.address - b.address);
  const found: Difference[] = [];
  let at = system.base;
  const plainTo = (to: number): void => {
    const expected = system.at(at, to - at);
    if (flash.isWritten(at, to - at)) found.push(...comparePlain(flash, "system", at, expected));
    else found.push({ place: "system", kind: "not-written", address: at });
  };
  for (const { name, address, length, stored } of packed) {
    plainTo(address);
    const contents = flash.compressedAt(address, length);
    if (contents === null) found.push({ place: name, kind: "not-written", address });
    else if (!sameBytes(contents, decompressRegion(file, name, stored))) {
      found.push({ place: name, kind: "differs", address: null });
    }
    at = address + length;
  }
  plainTo(system.end);
  return found;
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
  next: AsrFirmware,
  system: AsrSystemImage,
  brought: readonly BroughtPartition[],
): Difference[] {
  const reserved = partitionNamed(next.table, "reserved");
  const allowed = [
    { address: system.base, length: system.end - system.base },
    ...(reserved === null ? [] : [{ address: reserved.vstart, length: reserved.size }]),
    ...brought.map(({ partition: { vstart, size } }) => ({ address: vstart, length: size })),
  ];
  const stray = flash.writtenOutside(allowed);
  return stray === null ? [] : [{ place: "flash", kind: "stray", address: stray }];
}
