import { Refusal } from "../../../contract/refusal.ts";
import { readLayout, text, u32 } from "../../../bytes/layout.ts";

/** Eigencomm .binpkg, EC618 and EC716/EC718 (specs/eigen-par.md, section 1). */

/** Start of the file; entries follow after 0x34 bytes, or after 0x1D8 when the second tag is there. */
export const HEADER = { version: text(0, 4), tag: text(8, 4), modeTag: text(0x38, 7) };
const HEADER_SIZE = 0x34;
const HEADER_SIZE_WITH_MODE = 0x1d8;
/** Where the second tag ends. */
const SNIFF_SIZE = 0x3f;

/** Before the data of each image, 364 bytes. */
export const ENTRY = {
  name: text(0, 64),
  address: u32(64),
  flashSize: u32(68),
  imageSize: u32(76),
  sha256: text(80, 256),
  type: text(336, 16),
};
const ENTRY_SIZE = 364;

/** Where the AP of an EC618 lies; on the EC716/EC718 it lies elsewhere. */
const EC618_AP_ADDRESS = 0x24000;

export interface BinpkgImage {
  readonly name: string;
  /** BL, AP, CP … */
  readonly type: string;
  readonly address: number;
  /** Partition maximum. */
  readonly flashSize: number;
  /** A view. */
  readonly data: Uint8Array;
}

export interface Binpkg {
  /** E.g. 106. */
  readonly version: string;
  readonly platform: "eigen618" | "eigen718";
  readonly images: readonly BinpkgImage[];
}

/** Whether bytes start like a binpkg. */
export function looksLikeBinpkg(bytes: Uint8Array): boolean {
  if (bytes.length < SNIFF_SIZE) return false;
  const { version, tag } = readLayout(HEADER, bytes);
  return /^\d{3}$/.test(version) && tag === "bpkg";
}

/**
 * @param file shown in refusals.
 * @throws Refusal not-firmware, firmware-truncated, firmware-damaged
 */
export function readBinpkg(file: string, bytes: Uint8Array): Binpkg {
  if (!looksLikeBinpkg(bytes)) throw new Refusal("not-firmware", { file });
  const header = readLayout(HEADER, bytes);
  const images: BinpkgImage[] = [];
  let at = header.modeTag === "pkgmode" ? HEADER_SIZE_WITH_MODE : HEADER_SIZE;
  while (at < bytes.length) {
    const dataAt = at + ENTRY_SIZE;
    if (dataAt > bytes.length) throw truncated(file, dataAt, bytes);
    const { name, type, address, flashSize, imageSize } = readLayout(ENTRY, bytes, at);
    at = dataAt + imageSize;
    if (at > bytes.length) throw truncated(file, at, bytes);
    images.push({ name, type, address, flashSize, data: bytes.subarray(dataAt, at) });
  }
  const ap = images.find((image) => image.type === "AP");
  if (ap === undefined) throw new Refusal("firmware-damaged", { file, part: "AP", why: { code: "missing" } });
  const platform = ap.address === EC618_AP_ADDRESS ? "eigen618" : "eigen718";
  return { version: header.version, platform, images };
}

function truncated(file: string, expected: number, bytes: Uint8Array): Refusal {
  return new Refusal("firmware-truncated", { file, expected, actual: bytes.length });
}
