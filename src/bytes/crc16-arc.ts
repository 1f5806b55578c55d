const TABLE = makeTable();

function makeTable(): Uint16Array {
  const table = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let register = byte;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >>> 1) ^ 0xa001 : register >>> 1;
    table[byte] = register;
  }
  return table;
}

/**
 * CRC-16/ARC: polynomial 0x8005 reflected, initial 0, no final inversion; both CRCs of a PAC.
 * @param seed CRC of what comes before.
 */
export function crc16Arc(bytes: Uint8Array, seed = 0): number {
  const table = TABLE;
  let crc = seed;
  for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 0xff]!;
  return crc;
}
