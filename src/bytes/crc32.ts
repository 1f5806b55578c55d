/**
 * CRC-32, polynomial 0x04C11DB7 reflected (0xEDB88320), eight bytes a step.
 */

/** Eight tables of 256, one after the other: table k advances a byte by k further zero bytes. */
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let register = byte;
    for (let bit = 0; bit < 8; bit++)
      register = register & 1 ? (register >>> 1) ^ 0xedb88320 : register >>> 1;
    tables[byte] = register;
  }
  for (let i = 256; i < tables.length; i++) {
    const previous = tables[i - 256]!;
    tables[i] = (previous >>> 8) ^ tables[previous & 0xff]!;
  }
  return tables;
}

/** The shift register alone: neither initial nor final inversion. */
function advance(register: number, bytes: Uint8Array): number {
  const t = TABLES;
  let crc = register | 0;
  let at = 0;
  const whole = bytes.length - 7;
  for (; at < whole; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      t[0x700 | (low & 0xff)]! ^
      t[0x600 | ((low >>> 8) & 0xff)]! ^
      t[0x500 | ((low >>> 16) & 0xff)]! ^
      t[0x400 | (low >>> 24)]! ^
      t[0x300 | bytes[at + 4]!]! ^
      t[0x200 | bytes[at + 5]!]! ^
      t[0x100 | bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t[(crc ^ bytes[at]!) & 0xff]!;
  return crc;
}

/**
 * CRC-32/ISO-HDLC, as in zlib.
 * @param seed CRC of what comes before; `crc32(b, crc32(a))` is the CRC of a and b in a row.
 */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return ~advance(~seed, bytes) >>> 0;
}

/**
 * The CRC of RDAOTA02 packages: initial 0, no final inversion, so the CRC of nothing is 0 and leading zeros
 * do not count (docs/formats/rdaota02.md).
 * @param seed CRC of what comes before.
 */
export function moduleCrc32(bytes: Uint8Array, seed = 0): number {
  return advance(seed, bytes) >>> 0;
}
