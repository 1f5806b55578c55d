import { Refusal } from "../../../contract/refusal.ts";
import { readCpio } from "./cpio.ts";
import { looksLikeFbd2 } from "./fbd2.ts";
import { hex } from "../../../bytes/layout.ts";
import { readNvBin } from "./nv-bin.ts";
import { type Pac, type PacEntry, PacFlag, readPac } from "./pac.ts";
import { inPlace } from "../../../contract/refusal-place.ts";
import { readFlashFileSystem } from "./sffs.ts";
import { readUImage } from "./uimage.ts";

/** What an 8910 firmware puts into flash, file systems and NV (docs/formats/pac.md#ids-and-addresses). */

/** Path without leading "/" to bytes as stored. */
export type FileTree = ReadonlyMap<string, Uint8Array>;

export interface FlashImage {
  readonly id: string;
  /** FourCC of the chip: {@link SFL1} for 0x6…, {@link SFL2} for 0x7…. */
  readonly device: number;
  /** Offset in the chip: low 24 bits of the address. */
  readonly offset: number;
  readonly address: number;
  /** Partition maximum in bytes; null when the XML states none. */
  readonly limit: number | null;
  /** Entry exactly as stored. */
  readonly image: Uint8Array;
}

export interface Unisoc8910Firmware {
  readonly pac: Pac;
  /** Every entry with data and an address in flash, in file order; file system images too. */
  readonly flash: readonly FlashImage[];
  /** SFFS by entry ID, e.g. PS. */
  readonly fileSystems: ReadonlyMap<string, FileTree>;
  /** Each starts with the entry ID. */
  readonly fileSystemWarnings: readonly string[];
  /** Items of the NV entry by ID, in file order; null without one. */
  readonly nvItems: ReadonlyMap<number, Uint8Array> | null;
  /** cpio archives by entry ID: PREPACK, INDELTANV. */
  readonly archives: ReadonlyMap<string, FileTree>;
  /** Unix seconds from the uImage header of AP; null without one. */
  readonly builtAt: number | null;
}

/** Internal and external flash chip. */
export const SFL1 = 0x314c4653;
export const SFL2 = 0x324c4653;

/** Logical addresses: written by the loader, not part of flash. */
export const NV_ADDRESS = 0xfe000003;
export const CPIO_ADDRESS = 0xfe000004;

/** The file system of the modem; the other images are told by their contents. */
const FILE_SYSTEM_ID = "PS";

/**
 * @param fileName shown in refusals.
 * @throws Refusal not-firmware, firmware-truncated, firmware-crc, firmware-damaged
 */
export function readUnisoc8910(fileName: string, bytes: Uint8Array): Unisoc8910Firmware {
  return unisoc8910Of(fileName, readPac(fileName, bytes));
}

/**
 * The same for a pac that has been read.
 * @throws Refusal firmware-damaged
 */
export function unisoc8910Of(fileName: string, pac: Pac): Unisoc8910Firmware {
  const withData = pac.entries.filter((entry) => entry.flag === PacFlag.file && entry.data.length > 0);
  const flash = withData.flatMap((entry) => flashImageOf(fileName, pac, entry) ?? []);

  const fileSystems = new Map<string, FileTree>();
  const fileSystemWarnings: string[] = [];
  for (const { id, image, offset } of flash) {
    // A PS that does not look right is read as well: it must be refused, not left out.
    if (id !== FILE_SYSTEM_ID && !looksLikeFbd2(image, offset)) continue;
    const { files, warnings } = inPlace(fileName, id, () => readFlashFileSystem(image, offset));
    setOnce(fileName, fileSystems, id, files);
    fileSystemWarnings.push(...warnings.map((warning) => `${id}: ${warning}`));
  }

  const archives = new Map<string, FileTree>();
  for (const { id, data } of withData.filter((entry) => entry.address === CPIO_ADDRESS)) {
    setOnce(fileName, archives, id, readCpio(fileName, id, data));
  }

  const nv = withData.find((entry) => entry.address === NV_ADDRESS);
  const ap = withData.find((entry) => entry.id === "AP");
  return {
    pac,
    flash,
    fileSystems,
    fileSystemWarnings,
    nvItems: nv === undefined ? null : readNvBin(fileName, nv.id, nv.data).items,
    archives,
    builtAt: ap === undefined ? null : (readUImage(ap.data)?.builtAt ?? null),
  };
}

function flashImageOf(fileName: string, pac: Pac, entry: PacEntry): FlashImage | null {
  const scheme = pac.scheme.get(entry.id);
  const address = scheme?.base ?? entry.address;
  const device = address === null ? null : deviceOf(address);
  if (address === null || device === null) return null;
  if (entry.address !== null && entry.address !== address) {
    const why = {
      code: "other-address",
      address: hex(entry.address, 8),
      expected: `${hex(address, 8)} (XML)`,
    } as const;
    throw new Refusal("firmware-damaged", { file: fileName, part: entry.id, why });
  }
  const size = scheme?.size ?? 0;
  return {
    id: entry.id,
    device,
    offset: address & 0xffffff,
    address,
    limit: size === 0 ? null : size,
    image: entry.data,
  };
}

function deviceOf(address: number): number | null {
  switch (address >>> 28) {
    case 0x6:
      return SFL1;
    case 0x7:
      return SFL2;
    default:
      return null;
  }
}

function setOnce(fileName: string, trees: Map<string, FileTree>, id: string, tree: FileTree): void {
  if (trees.has(id)) {
    throw new Refusal("firmware-damaged", { file: fileName, part: id, why: { code: "twice" } });
  }
  trees.set(id, tree);
}
