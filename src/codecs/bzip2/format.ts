/** What encoder and decoder of bzip2 streams share. */

/** Before each block, and at the end of the stream, on any bit; 48 bits each. */
export const BLOCK_MAGIC = [0x314159, 0x265359] as const;
export const END_MAGIC = [0x177245, 0x385090] as const;

/** `BZh`, then the level as a digit: blocks have at most 100,000 bytes a level. */
export const SIGNATURE = [0x42, 0x5a, 0x68] as const;
export const BYTES_PER_LEVEL = 100_000;

/** From this many equal bytes on, the number of further ones follows as a byte. */
export const RUN = 4;
export const LONGEST_RUN = RUN + 251;

/** Symbols that a code table is used for at a time. */
export const GROUP = 50;
export const FEWEST_TABLES = 2;
export const MOST_TABLES = 6;
/** Bits of a code. Decoders take more; encoders since 1.0.3 keep to this. */
export const LONGEST_CODE = 17;

/** The digits of the length of a run of zeros, in the bijective base 2, lowest first. */
export const RUN_A = 0;
export const RUN_B = 1;

const POLYNOMIAL = 0x04c11db7;
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let register = byte << 24;
  for (let bit = 0; bit < 8; bit++) {
    register = register < 0 ? (register << 1) ^ POLYNOMIAL : register << 1;
  }
  return register;
});

/** CRC-32/BZIP2 of a block: the polynomial of zlib, highest bit first. */
export function blockCrc(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ byte]!;
  return ~crc >>> 0;
}

/** CRC of a stream after one more block. */
export function streamCrc(before: number, block: number): number {
  return (((before << 1) | (before >>> 31)) ^ block) >>> 0;
}
