/** CRC-8/ROHC: polynomial 0x07 reflected (0xE0), initial 0xFF, no final inversion; the marker of FBD2. */
export function crc8Rohc(bytes: Uint8Array): number {
  let crc = 0xff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xe0 : crc >>> 1;
  }
  return crc;
}
