/** The one comparison for packages of EC200A: proof, verification and rehearsal say what it finds. */
import type { Difference, Uncovered } from "../../../contract/verification.ts";
import { decompressRegion } from "../../asr/firmware/system-image.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { ComparedModule } from "../../verification.ts";
import { PROGRAM_HEAD } from "../firmware/load-table.ts";
import type { Ec200aFirmware, ReleaseImage } from "../firmware/release.ts";
import type { Ec200aFlash } from "./flash.ts";

/** Part of an image. */
interface ComparedPart {
  /** Bytes that are as they should be, decompressed where they lie compressed in flash. */
  readonly bytes: number;
  readonly decompressed: boolean;
  readonly differences: readonly Difference[];
}

/**
 * Flash after an update beside the new release: all images that packages carry, with what is compressed there
 * decompressed, because modules compress it themselves; and that nothing else was written.
 *
 * @param steps that the updater took
 * @throws Refusal firmware-damaged
 */
export function compareWithRelease(
  flash: Ec200aFlash,
  old: Ec200aFirmware,
  next: Ec200aFirmware,
  steps: number,
): ComparedModule {
  const carried = next.images.filter(({ enabled, bytes }) => enabled && bytes !== null);
  const images = carried.map((image) => ({
    file: image.file,
    parts: compareImage(flash, next.fileName, image),
  }));
  const parts = images.flatMap((image) => image.parts);
  const right = parts.filter(({ differences }) => differences.length === 0);
  const stray = flash.strayWrite(
    carried.map(({ flashAddress, bytes }) => ({ address: flashAddress, length: bytes?.length ?? 0 })),
  );
  const isRight = ({ differences }: ComparedPart): boolean => differences.length === 0;
  return {
    compared: {
      partitions: images.filter((image) => image.parts.every(isRight)).map(({ file }) => file),
      flashBytes: right.reduce((sum, { bytes }) => sum + bytes, 0),
      decompressed: right.some(({ decompressed }) => decompressed),
      files: 0,
      sameFiles: 0,
      steps,
    },
    chosen: null,
    differences: [
      ...parts.flatMap(({ differences }) => differences),
      ...(stray === null ? [] : [{ place: "flash", kind: "stray", address: stray } as const]),
    ],
    uncovered: imagesLeftAlone(old, next),
  };
}

function compareImage(flash: Ec200aFlash, file: string, image: ReleaseImage): ComparedPart[] {
  const { flashAddress, type, regions } = image;
  const bytes = image.bytes ?? new Uint8Array(0);
  if (type !== "LZMA") return [comparePlain(flash, image.file, flashAddress, bytes)];
  if (regions.length === 0) return [comparePacked(flash, file, image.file, flashAddress, bytes)];
  const compared = [comparePlain(flash, image.file, flashAddress, bytes.subarray(0, PROGRAM_HEAD))];
  let at = PROGRAM_HEAD;
  for (const { name, offset, address, stored } of regions) {
    compared.push(comparePlain(flash, image.file, flashAddress + at, bytes.subarray(at, offset)));
    compared.push(comparePacked(flash, file, `${image.file} ${name}`, address, stored));
    at = offset + stored.length;
  }
  return [...compared, comparePlain(flash, image.file, flashAddress + at, bytes.subarray(at))];
}

function comparePlain(
  flash: Ec200aFlash,
  place: string,
  address: number,
  expected: Uint8Array,
): ComparedPart {
  const part = (differences: readonly Difference[]): ComparedPart => {
    return { bytes: expected.length, decompressed: false, differences };
  };
  const held = flash.read(address, expected.length);
  if (held === null) return part([{ place, kind: "not-written", address }]);
  if (sameBytes(held, expected)) return part([]);
  const at = expected.findIndex((byte, i) => held[i] !== byte);
  return part([{ place, kind: "differs", address: address + at }]);
}

function comparePacked(
  flash: Ec200aFlash,
  file: string,
  place: string,
  address: number,
  stored: Uint8Array,
): ComparedPart {
  const contents = flash.region(address, stored.length);
  // Not built by the module: it is there as it lies in flash, or not at all.
  if (contents === null) return comparePlain(flash, place, address, stored);
  const expected = decompressRegion(file, place, stored);
  return {
    bytes: expected.length,
    decompressed: true,
    differences: sameBytes(contents, expected) ? [] : [{ place, kind: "differs", address: null }],
  };
}

/** Images that no package carries and of which a release has a file. */
function imagesLeftAlone(old: Ec200aFirmware, next: Ec200aFirmware): Uncovered[] {
  return next.images
    .filter(({ enabled }) => !enabled)
    .flatMap(({ file, bytes }): Uncovered[] => {
      const before = old.images.find((image) => image.file === file)?.bytes ?? null;
      if (before === null && bytes === null) return [];
      return [{ place: file, differs: before === null || bytes === null ? null : !sameBytes(before, bytes) }];
    });
}
