/** The one comparison for differential packages: proof, verification and rehearsal say what it finds. */
import type { Difference } from "../../../contract/verification.ts";
import { type AsrFirmware, systemOf } from "../firmware/firmware.ts";
import { type AsrSystemImage, decompressRegion } from "../firmware/system-image.ts";
import { hex } from "../../../bytes/layout.ts";
import { uncoveredPartitions } from "../uncovered.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { ComparedModule } from "../../verification.ts";
import { FlashError, type FlashInUpdate } from "./flash-in-update.ts";
import type { FotaAll } from "./reader.ts";

/** Part of a comparison. */
interface ComparedPart {
  readonly place: string;
  /** Bytes that are as they should be. */
  readonly bytes: number;
  readonly decompressed: boolean;
  readonly differences: readonly Difference[];
}

/**
 * Flash after an update beside the new firmware: all of the system, and the application partitions that the package
 * carries; applications that it does not carry must be what they were.
 *
 * @param steps that the updater took
 * @throws Refusal asr-no-system-image, firmware-damaged
 */
export function compareFotaAll(
  flash: FlashInUpdate,
  pack: FotaAll,
  old: AsrFirmware,
  next: AsrFirmware,
  steps: number,
): ComparedModule {
  const carried = carriedApps(pack, old);
  const known = next.apps.filter(({ name }) => carried.includes(name));
  const parts = [
    ...compareSystem(flash, next.fileName, systemOf(next)),
    ...known.map(({ name, partition, bytes }) => compareBytes(flash, name, partition.vstart, bytes)),
  ];
  const differences = parts.flatMap((part) => part.differences);
  // Regions are named as such; they are parts of the system.
  const places = ["system", ...known.map(({ name }) => name)];
  const placeOf = ({ place }: { readonly place: string }): string =>
    places.includes(place) ? place : "system";
  const wrong = new Set(differences.map(placeOf));
  const right = parts.filter((part) => part.differences.length === 0);
  return {
    compared: {
      partitions: places.filter((place) => !wrong.has(place)),
      flashBytes: right.reduce((sum, { bytes }) => sum + bytes, 0),
      decompressed: right.some(({ decompressed }) => decompressed),
      files: 0,
      sameFiles: 0,
      steps,
    },
    chosen: null,
    differences: [...differences, ...strayWrites(flash, old, carried)],
    uncovered: [
      ...carried
        .filter((app) => !known.some(({ name }) => name === app))
        .map((place) => ({ place, differs: null })),
      ...uncoveredPartitions(old, next, new Set(["system", ...carried])),
    ],
  };
}

/** Names of the application partitions that a package writes to; an address outside of all stands for itself. */
export function carriedApps({ images }: FotaAll, { table }: AsrFirmware): string[] {
  const names = images
    .filter(({ kind }) => kind === "app")
    .map(({ newAddress }) => {
      const found = table.partitions.find(
        ({ name, vstart, size }) =>
          name.endsWith("_app") && newAddress >= vstart && newAddress < vstart + size,
      );
      return found?.name ?? hex(newAddress);
    });
  return [...new Set(names)];
}

/** Applications that the package does not carry, where they are no longer what they were. */
function strayWrites(flash: FlashInUpdate, { apps }: AsrFirmware, carried: readonly string[]): Difference[] {
  return apps
    .filter(({ name }) => !carried.includes(name))
    .flatMap(({ name, partition, bytes }) => compareBytes(flash, name, partition.vstart, bytes).differences)
    .map((difference) => ({ ...difference, kind: "stray" }));
}

/** All of the system; regions decompressed, as the module compresses them itself. */
function compareSystem(flash: FlashInUpdate, file: string, next: AsrSystemImage): ComparedPart[] {
  const { dsp, regions } = next;
  const start = regions[0]?.address ?? dsp.address;
  const dspEnd = dsp.address + dsp.size;
  const packed = [
    ...regions.map(({ region, address, stored }) => ({ name: region, address, stored })),
    { name: "dsp", address: dsp.address, stored: dsp.stored },
  ];
  return [
    compareBytes(flash, "system", next.base, next.at(next.base, start - next.base)),
    ...packed.map(({ name, address, stored }): ComparedPart => {
      const contents = flash.region(address, stored.length);
      if (contents === null) return compareBytes(flash, name, address, stored);
      const expected = decompressRegion(file, name, stored);
      return {
        place: name,
        bytes: expected.length,
        decompressed: true,
        differences: sameBytes(contents, expected) ? [] : [{ place: name, kind: "differs", address: null }],
      };
    }),
    compareBytes(flash, "system", dspEnd, next.at(dspEnd, next.end - dspEnd)),
  ];
}

/** A stretch of flash with what it should be. */
function compareBytes(
  flash: FlashInUpdate,
  place: string,
  address: number,
  expected: Uint8Array,
): ComparedPart {
  const part = (differences: readonly Difference[]): ComparedPart => ({
    place,
    bytes: expected.length,
    decompressed: false,
    differences,
  });
  const held = contentsAt(flash, address, expected.length);
  if (held === null) return part([{ place, kind: "not-written", address }]);
  if (sameBytes(held, expected)) return part([]);
  const at = expected.findIndex((byte, i) => held[i] !== byte);
  return part([{ place, kind: "differs", address: address + at }]);
}

/** Null for flash that no update of this firmware can write to. */
function contentsAt(flash: FlashInUpdate, address: number, length: number): Uint8Array | null {
  try {
    return flash.read(address, length);
  } catch (error) {
    if (error instanceof FlashError) return null;
    throw error;
  }
}
