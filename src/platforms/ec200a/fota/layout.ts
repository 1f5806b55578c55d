import { u32, type Values, words } from "../../../bytes/layout.ts";

/**
 * A differential package of EC200A modules, "200A Fota". All numbers are little endian, addresses are offsets in flash,
 * sums are the XOR of all whole words.
 *
 *     0      char[8]  "FOTA_ALL", as packages of other ASR chips have it
 *     8      0x800    header, begins with the magic number
 *     0x808           payloads back to back; no padding at the end
 */
export const SIGNATURE = "FOTA_ALL";

/**
 * Header, positions counted from byte 8 of the file. What is left out is 0.
 *
 *        0  u32  "ATOF"
 *       16  u32  pieces that lie uncompressed in flash
 *       20  u32  pieces that lie compressed in flash
 *       60  u32  bytes that the updater backs up at worst
 *       64  u32  where an updater begins that the package carries along; 0
 *       68  u32  its bytes; 0
 *       88       32 records of 60 bytes
 *     2008  u32  XOR of all words before: packages of other ASR chips have 0 here
 */
export const HEADER = {
  magic: u32(0),
  plainCount: u32(16),
  packedCount: u32(20),
  backupNeed: u32(60),
  updaterOffset: u32(64),
  updaterLength: u32(68),
  sum: u32(2008),
} as const;
export const RECORDS_AT = 88;
export const RECORD_SIZE = 60;
export const MOST_RECORDS = 32;
/** Bytes that the sum of the header covers. */
export const SUMMED_HEADER = 2008;

/**
 * A record.
 *
 *     0  u32     index
 *     4  u32     offset of its payload among the payloads
 *     8  u32     bytes of its payload, a multiple of 4
 *    12  u32     XOR of its payload
 *    16  u32     old address, bytes and XOR, as they are in flash; 0 for a piece without an old one
 *    28  u32     new address and bytes, as they are in flash
 *    36  u32     place of the new XOR; 0
 *    40  u32     decompressed bytes of the new piece; 0 for one that is not compressed, or comes as it lies in flash
 *    44  u32     1 for a piece that is compressed in flash, else 0
 *    48  u32[3]  0
 */
export const RECORD = {
  index: u32(0),
  payloadOffset: u32(4),
  payloadLength: u32(8),
  payloadSum: u32(12),
  oldAddress: u32(16),
  oldLength: u32(20),
  oldSum: u32(24),
  newAddress: u32(28),
  newLength: u32(32),
  newSum: u32(36),
  unpackedLength: u32(40),
  packed: u32(44),
  unused: words(48, 3),
} as const;
export type PieceRecord = Values<typeof RECORD>;
