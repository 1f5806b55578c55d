import type { Difference, Uncovered } from "../../../contract/verification.ts";
import { decompressRegion } from "../../asr/firmware/system-image.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { PROGRAM_HEAD } from "../firmware/load-table.ts";
import type { Ec200aFirmware, ReleaseImage } from "../firmware/release.ts";
import type { Ec200aFlash } from "./flash.ts";

export interface Compared {
  /** Bytes that were compared, decompressed where they lie compressed in flash. */
  readonly bytes: number;
  readonly differences: readonly Difference[];
}

/**
 * Flash after an update with the new release: all images that packages carry, with what is compressed there
 * decompressed, because modules compress it themselves; and that nothing else was written.
 * @throws Refusal firmware-damaged
 */
export function compareWithRelease(flash: Ec200aFlash, { fileName, images }: Ec200aFirmware): Compared {
  const carried = images.filter(({ enabled, bytes }) => enabled && bytes !== null);
  const all = carried.flatMap((image) => compareImage(flash, fileName, image));
  const areas = carried.map(({ flashAddress, bytes }) => ({
    address: flashAddress,
    length: bytes?.length ?? 0,
  }));
  const stray = flash.strayWrite(areas);
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    differences: [
      ...all.flatMap(({ differences }) => differences),
      ...(stray === null ? [] : [{ place: "flash", kind: "stray", address: stray } as const]),
    ],
  };
}

function compareImage(flash: Ec200aFlash, file: string, image: ReleaseImage): Compared[] {
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

function comparePlain(flash: Ec200aFlash, place: string, address: number, expected: Uint8Array): Compared {
  const held = flash.read(address, expected.length);
  if (held === null) return { bytes: 0, differences: [{ place, kind: "not-written", address }] };
  const at = sameBytes(held, expected) ? -1 : expected.findIndex((byte, i) => held[i] !== byte);
  return {
    bytes: expected.length,
    differences: at === -1 ? [] : [{ place, kind: "differs", address: address + at }],
  };
}

function comparePacked(
  flash: Ec200aFlash,
  file: string,
  place: string,
  address: number,
  stored: Uint8Array,
): Compared {
  const contents = flash.region(address, stored.length);
  // Not built by the module: it is there as it lies in flash, or not at all.
  if (contents === null) return comparePlain(flash, place, address, stored);
  const expected = decompressRegion(file, place, stored);
  return {
    bytes: expected.length,
    differences: sameBytes(contents, expected) ? [] : [{ place, kind: "differs", address: null }],
  };
}

/** Images that no package carries and of which a release has a file. */
export function imagesLeftAlone(old: Ec200aFirmware, next: Ec200aFirmware): Uncovered[] {
  return next.images
    .filter(({ enabled }) => !enabled)
    .flatMap(({ file, bytes }): Uncovered[] => {
      const before = old.images.find((image) => image.file === file)?.bytes ?? null;
      if (before === null && bytes === null) return [];
      return [{ place: file, differs: before === null || bytes === null ? null : !sameBytes(before, bytes) }];
    });
}
