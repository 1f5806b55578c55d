import type { UpdateMethod } from "../firmware/updater.ts";
import { u32, u8, words } from "../../../bytes/layout.ts";
import { HEADER_SIZE, SIGNATURE_SIZE } from "../patch/container.ts";
import { IMAGE_RECORD_SIZE } from "../patch/image-record.ts";

/**
 * The two files of a mini-system package (docs/formats/asr-mini.md). The first one patches everything but what a
 * small system can do without; that system then downloads the second one and writes the rest as it is.
 */
export const FIRST_SIGNATURE = "FOTA_FIR";
export const SECOND_SIGNATURE = "FOTA_SEC";

/**
 * Header of the first file, positions counted from byte 8. What is left out is 0.
 *
 *      0  u32      "ATOF"
 *     24  u32      mapped address where the updater backs up; 0: it looks for a place itself
 *     28  u32      bytes of that place
 *     52  u8       images before the read-only part, 0 in the legacy variant
 *     53  u8       images of regions and of what lies before the first one, 0 in the legacy variant
 *     60  u32[21]  what the second file holds, see {@link WHOLE_PARTS}
 *    144           image records
 *   2028  u32      mapped address where the payloads are kept; 0: the module decides
 *   2032  u32      their bytes
 *   2036  u32      bytes of the first file, when both are in one; otherwise 0
 *   2040  u32      bytes of the second file, likewise
 *   2044  u32      XOR of all words before, 0 in the legacy variant
 */
export const FIRST_HEADER = {
  magic: u32(0),
  backupAddress: u32(24),
  backupLength: u32(28),
  uncompressedCount: u8(52),
  regionCount: u8(53),
  wholeParts: words(60, 21),
  packageAddress: u32(2028),
  packageLength: u32(2032),
  firstSize: u32(2036),
  secondSize: u32(2040),
  sum: u32(2044),
} as const;
export const RECORDS_AT = 144;
/** Bytes that the XOR at the end of the header covers. */
export const SUMMED_HEADER = HEADER_SIZE - 4;

/**
 * The 21 words that both files carry: flash offset, bytes and XOR of each part in this order, then of the radio
 * part and of an updater, both of which stay 0.
 */
export const WHOLE_PARTS = ["read-only", "non-ota", "app1", "app2", "app3"] as const;
export type WholePartName = (typeof WHOLE_PARTS)[number];

/** Second file: signature, the 21 words, then the bytes of the parts in a row. */
export const SECOND_HEADER = { wholeParts: words(SIGNATURE_SIZE, 21) } as const;
export const SECOND_HEADER_SIZE = SIGNATURE_SIZE + 4 * 21;

/**
 * `lte-only`: newer chips, records in order. `legacy`: 1601 and 1603, each record has its fixed slot, which is its
 * id, and the header has no counts and no XOR.
 */
export type MiniVariant = "lte-only" | "legacy";

/** What an updater has to know for it. */
export function updateMethod(variant: MiniVariant): UpdateMethod {
  switch (variant) {
    case "lte-only":
      return "mini";
    case "legacy":
      return "mini-legacy";
  }
}

export function slotCount(variant: MiniVariant): number {
  switch (variant) {
    case "lte-only":
      return 32;
    case "legacy":
      return 12;
  }
}

export function recordAt(slot: number): number {
  return SIGNATURE_SIZE + RECORDS_AT + slot * IMAGE_RECORD_SIZE;
}

/** Slots of the legacy variant; NON_OTA has none, it is in the second file. */
export const LEGACY_SLOTS = {
  beforeReadOnly: 0,
  beforeRegions: 1,
  regions: {
    DDR_RW_: 2,
    PS_NCAH: 3,
    USBNCAH: 4,
    CODE_PS: 5,
    CODEPSB: 6,
    CODE_PL: 7,
    CODEPLB: 11,
  },
  dsp: 8,
  radio: 9,
  reserved: 10,
} as const;

/** The region that is not patched but replaced. */
export const NON_OTA = "NON_OTA";
