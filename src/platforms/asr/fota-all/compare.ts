import type { Difference } from "../../../contract/verification.ts";
import { type AsrSystemImage, decompressRegion } from "../firmware/system-image.ts";
import { sameBytes } from "../../../bytes/same-bytes.ts";
import { FlashError, type FlashInUpdate } from "./flash-in-update.ts";

export interface Compared {
  /** Bytes that were compared. */
  readonly bytes: number;
  readonly differences: readonly Difference[];
}

/**
 * All of the system in flash with the one it should be; regions decompressed, as the module compresses them itself.
 * @param file shown in refusals
 * @throws Refusal firmware-damaged
 */
export function compareSystem(flash: FlashInUpdate, file: string, next: AsrSystemImage): Compared {
  const { dsp, regions } = next;
  const start = regions[0]?.address ?? dsp.address;
  const dspEnd = dsp.address + dsp.size;
  const packed = [
    ...regions.map(({ region, address, stored }) => ({ name: region, address, stored })),
    { name: "dsp", address: dsp.address, stored: dsp.stored },
  ];
  const all = [
    compareBytes(flash, "system", next.base, next.at(next.base, start - next.base)),
    ...packed.map(({ name, address, stored }): Compared => {
      const contents = flash.region(address, stored.length);
      if (contents === null) return compareBytes(flash, name, address, stored);
      const expected = decompressRegion(file, name, stored);
      return {
        bytes: expected.length,
        differences: sameBytes(contents, expected) ? [] : [{ place: name, kind: "differs", address: null }],
      };
    }),
    compareBytes(flash, "system", dspEnd, next.at(dspEnd, next.end - dspEnd)),
  ];
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    differences: all.flatMap(({ differences }) => differences),
  };
}

/** A stretch of flash with what it should be. */
export function compareBytes(
  flash: FlashInUpdate,
  name: string,
  address: number,
  expected: Uint8Array,
): Compared {
  const held = contentsAt(flash, address, expected.length);
  if (held === null) return { bytes: 0, differences: [{ place: name, kind: "not-written", address }] };
  const at = sameBytes(held, expected) ? -1 : expected.findIndex((byte, i) => held[i] !== byte);
  return {
    bytes: expected.length,
    differences: at === -1 ? [] : [{ place: name, kind: "differs", address: address + at }],
  };
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
