/**
 * The checksum of ASR packages and images ("CalcImageChecksum"): all little-endian 32-bit words combined by XOR.
 * Up to three bytes after the last whole word do not count (docs/formats/asr-patch.md#checksum).
 *
 * @returns an unsigned 32-bit number.
 */
export function xor32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4) sum ^= view.getUint32(at, true);
  return sum >>> 0;
}
