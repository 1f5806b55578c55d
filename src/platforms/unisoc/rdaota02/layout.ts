import { bytes, type Layout, u32 } from "../../../bytes/layout.ts";

/**
 * RDAOTA02, the differential package of UNISOC 8910, byte by byte (docs/formats/rdaota02.md).
 * Little endian.
 *
 *     fixed header 36 | old and new version name | bulk headers     <- headerSize bytes
 *     bundles, back to back, in the order of the bulks              <- up to fileSize
 */

export const MAGIC = new TextEncoder().encode("RDAOTA02");

export const HEADER_SIZE = 36;
export const HEADER = {
  magic: bytes(0, 8),
  /** Length of the file. */
  fileSize: u32(8),
  /** Module CRC of everything from {@link CRC_FROM} on. */
  packCrc: u32(12),
  /** Fixed header, version names and bulk headers. */
  headerSize: u32(16),
  /** Bytes of the largest block: the module keeps one at a time in a temporary file. */
  tmpFileSize: u32(20),
  bulkCount: u32(24),
  /** Steps of all bulks; the module does not read it. */
  blockCount: u32(28),
  /** Bytes of either version name, 0 for none. */
  versionFieldSize: u32(32),
} satisfies Layout;

export const CRC_FROM = HEADER.headerSize.at;

/** A bulk begins with its type as u32. */
export const BULK_TYPE = { flash: 0, blocked: 1, plain: 2, remove: 3, insert: 4 } as const;

/** Four characters of the flash's name as u32: `SFL1`. */
export const SFL1 = 0x314c4653;

/** Type 0, after the type. Then {@link BUNDLE} * bundleCount. */
export const FLASH_SIZE = 20;
export const FLASH = {
  device: u32(0),
  /** Flash offset: 0x10000, not 0x60010000. */
  base: u32(4),
  oldSize: u32(8),
  oldCrc: u32(12),
  bundleCount: u32(16),
} satisfies Layout;

/** Types 1 to 4, after the type: size of the name field (a multiple of 4, NUL inside), then the name. */
export const NAME_SIZE = 4;
export const NAME = { fieldSize: u32(0) } satisfies Layout;

/** Type 1, after the name. Then {@link BUNDLE} * bundleCount. */
export const BLOCKED_SIZE = 28;
export const BLOCKED = {
  /** Length and CRC of all parts as stored. */
  oldFileSize: u32(0),
  oldFileCrc: u32(4),
  /** Length and CRC of the decompressed data. */
  oldSize: u32(8),
  oldCrc: u32(12),
  newSize: u32(16),
  /** Decompressed bytes a part. */
  dataBlockSize: u32(20),
  bundleCount: u32(24),
} satisfies Layout;

/** Type 2, after the name. Then one {@link BUNDLE}. */
export const PLAIN_SIZE = 12;
export const PLAIN = { oldSize: u32(0), oldCrc: u32(4), newSize: u32(8) } satisfies Layout;

/** Type 3, after the name. The module ignores both. */
export const REMOVE_SIZE = 8;
export const REMOVE = { oldSize: u32(0), oldCrc: u32(4) } satisfies Layout;

/** Type 4, after the name. Then {@link INSERT_BUNDLE}. */
export const INSERT_SIZE = 8;
export const INSERT = { newSize: u32(0), newCrc: u32(4) } satisfies Layout;

/** Where a bundle lies; offsets count from the start of the file. */
export const BUNDLE_SIZE = 8;
export const BUNDLE = { size: u32(0), offset: u32(4) } satisfies Layout;
/** Type 4 has the two the other way round. */
export const INSERT_BUNDLE = { offset: u32(0), size: u32(4) } satisfies Layout;

/** The least that the module takes for a bundle: an LZMA-alone header. */
export const LEAST_BUNDLE = 13;

/**
 * A decompressed bundle (not of type 4, that is the file itself):
 *
 *     u32 number of blocks
 *     per block {@link BLOCK}, then {@link PIECE} * pieceCount
 *     diff bytes of all pieces in this order
 *     extra bytes of all pieces in this order
 */
export const BLOCK_SIZE = 12;
export const BLOCK = { newPos: u32(0), newCrc: u32(4), pieceCount: u32(8) } satisfies Layout;

export const PIECE_SIZE = 12;
export const PIECE = { oldPos: u32(0), diffSize: u32(4), extraSize: u32(8) } satisfies Layout;

/** One change to the module. Every bundle is an LZMA-alone stream of known length. */
export type Bulk =
  | {
      readonly kind: "flash";
      readonly device: number;
      readonly base: number;
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly bundles: readonly Uint8Array[];
    }
  | {
      readonly kind: "blocked";
      /** Absolute path without the suffix of the parts. */
      readonly name: string;
      readonly oldFileSize: number;
      readonly oldFileCrc: number;
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly newSize: number;
      readonly dataBlockSize: number;
      readonly bundles: readonly Uint8Array[];
    }
  | {
      readonly kind: "plain";
      readonly name: string;
      readonly oldSize: number;
      readonly oldCrc: number;
      readonly newSize: number;
      readonly bundle: Uint8Array;
    }
  | { readonly kind: "remove"; readonly name: string; readonly oldSize: number; readonly oldCrc: number }
  | {
      readonly kind: "insert";
      readonly name: string;
      readonly newSize: number;
      readonly newCrc: number;
      readonly bundle: Uint8Array;
    };

export type BulkOf<K extends Bulk["kind"]> = Extract<Bulk, { kind: K }>;

export interface Package {
  /** Both empty: the package names no versions. */
  readonly oldVersion: string;
  readonly newVersion: string;
  readonly tmpFileSize: number;
  readonly blockCount: number;
  readonly bulks: readonly Bulk[];
}

/** new = old[oldPos, diffSize) + diff bytes, then extraSize extra bytes. */
export interface Piece {
  readonly oldPos: number;
  readonly diffSize: number;
  readonly extraSize: number;
}

/** One step of the module: its size is the sum of its pieces. */
export interface RawBlock {
  readonly newPos: number;
  readonly newCrc: number;
  readonly pieces: readonly Piece[];
}

export function align4(size: number): number {
  return (size + 3) & ~3;
}

export function bundlesOf(bulk: Bulk): readonly Uint8Array[] {
  switch (bulk.kind) {
    case "flash":
    case "blocked":
      return bulk.bundles;
    case "plain":
    case "insert":
      return [bulk.bundle];
    case "remove":
      return [];
  }
}
