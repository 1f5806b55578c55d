import { digests } from "../../../bytes/digest.ts";
import { readLayout, text, u32, type Values } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { CHIPS, type EigenChip } from "./chips.ts";

/**
 * A binpkg, EC618 and EC716/EC718 (docs/formats/eigen-par.md). The file begins with three digits, e.g. 106; entries
 * follow at 0x28 where the tag is missing (105), at 0x1D8 where the second tag is there, else at 0x34.
 */
export const BINPKG_HEADER = { version: text(0, 4), tag: u32(8), modeTag: text(0x38, 8) };
const HEADER_SIZE_AT_LEAST = 0x40;
export const ENTRIES_AT = { untagged: 0x28, tagged: 0x34, withMode: 0x1d8 } as const;
/** `bpkg` */
export const TAG = 0x676b_7062;
export const MODE_TAG = "pkgmode";

/** Before the data of each image. */
export const BINPKG_ENTRY = {
  name: text(0, 64),
  address: u32(64),
  flashSize: u32(68),
  offset: u32(72),
  imageSize: u32(76),
  /** Of the image, in hex digits. */
  sha256: text(80, 256),
  type: text(336, 16),
};
export const BINPKG_ENTRY_SIZE = 364;

/** The same without the tag: no partition maximum. */
export const UNTAGGED_ENTRY = {
  name: text(0, 64),
  address: u32(64),
  offset: u32(68),
  imageSize: u32(72),
  sha256: text(76, 256),
  type: text(332, 16),
};
export const UNTAGGED_ENTRY_SIZE = 360;

/** Enough of a file to tell whether it is a binpkg. */
export const BINPKG_SNIFF_SIZE = ENTRIES_AT.untagged + UNTAGGED_ENTRY_SIZE;

export interface BinpkgImage {
  readonly name: string;
  /** BL, AP, CP … */
  readonly type: string;
  /** In flash; the CP of an EC618 has a flash of its own. */
  readonly address: number;
  /** Partition maximum; 0 where the file does not tell. */
  readonly flashSize: number;
  /** A view. */
  readonly data: Uint8Array;
}

export interface Binpkg {
  /** E.g. 106. */
  readonly version: string;
  readonly platform: EigenChip;
  readonly images: readonly BinpkgImage[];
}

/** Whether bytes start like a binpkg; they may be its first {@link BINPKG_SNIFF_SIZE} alone. */
export function looksLikeBinpkg(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_SIZE_AT_LEAST) return false;
  const { version, tag } = readLayout(BINPKG_HEADER, bytes);
  if (!/^\d{3}$/.test(version)) return false;
  if (tag === TAG) return true;
  if (bytes.length < BINPKG_SNIFF_SIZE) return false;
  // Three digits are no evidence; an entry with a hash is.
  const { name, sha256, type } = readLayout(UNTAGGED_ENTRY, bytes, ENTRIES_AT.untagged);
  return /^[\x20-\x7e]+$/.test(name) && isSha256(sha256) && /^[A-Z]\w*$/.test(type);
}

/**
 * Reads a binpkg and checks every image against its hash.
 * @param file shown in refusals.
 * @throws Refusal not-firmware, firmware-truncated, firmware-damaged, firmware-crc
 */
export function readBinpkg(file: string, bytes: Uint8Array): Binpkg {
  if (!looksLikeBinpkg(bytes)) throw new Refusal("not-firmware", { file });
  const header = readLayout(BINPKG_HEADER, bytes);
  const tagged = header.tag === TAG;
  const entrySize = tagged ? BINPKG_ENTRY_SIZE : UNTAGGED_ENTRY_SIZE;
  const images: BinpkgImage[] = [];
  let at = firstEntry(header);
  while (at < bytes.length) {
    const dataAt = at + entrySize;
    if (dataAt > bytes.length) throw truncated(file, dataAt, bytes);
    const entry = tagged
      ? readLayout(BINPKG_ENTRY, bytes, at)
      : { flashSize: 0, ...readLayout(UNTAGGED_ENTRY, bytes, at) };
    const { name, type, address, flashSize, imageSize, sha256 } = entry;
    at = dataAt + imageSize;
    if (at > bytes.length) throw truncated(file, at, bytes);
    const data = bytes.subarray(dataAt, at);
    demandHash(file, type, sha256, data);
    if (images.some((other) => other.type === type)) {
      throw new Refusal("firmware-damaged", { file, part: type, why: { code: "twice" } });
    }
    images.push({ name, type, address, flashSize, data });
  }
  const ap = images.find((image) => image.type === "AP");
  if (ap === undefined) throw new Refusal("firmware-damaged", { file, part: "AP", why: { code: "missing" } });
  const platform = ap.address === CHIPS.eigen618.apAddress ? "eigen618" : "eigen718";
  return { version: header.version, platform, images };
}

function firstEntry({ tag, modeTag }: Values<typeof BINPKG_HEADER>): number {
  if (tag !== TAG) return ENTRIES_AT.untagged;
  return modeTag.startsWith(MODE_TAG) ? ENTRIES_AT.withMode : ENTRIES_AT.tagged;
}

function isSha256(digits: string): boolean {
  return /^[0-9A-Fa-f]{64}$/.test(digits);
}

function demandHash(file: string, part: string, stored: string, data: Uint8Array): void {
  if (!isSha256(stored)) {
    throw new Refusal("firmware-damaged", { file, part, why: within("SHA-256", { code: "missing" }) });
  }
  const expected = stored.toLowerCase();
  const actual = digests(data).sha256;
  if (actual !== expected) throw new Refusal("firmware-crc", { file, part, expected, actual });
}

function truncated(file: string, expected: number, bytes: Uint8Array): Refusal {
  return new Refusal("firmware-truncated", { file, expected, actual: bytes.length });
}
