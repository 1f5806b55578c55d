/**
 * A BSDIFF40 patch as ASR modules read it (docs/formats/asr-patch.md#bsdiff40): a header of 40 bytes and three
 * blocks, none of them compressed. All numbers are 64 bits long, little endian, bit 63 is the sign and the others
 * the magnitude.
 *
 *     0  char[8]  "BSDIFF40"
 *     8  i64      bytes of control triples
 *    16  i64      bytes of differences
 *    24  i64      bytes of the new image
 *    32  i64      bytes of the old image
 *    40           control triples, then differences, then literal bytes
 */
export const BSDIFF40 = {
  signature: 0,
  controlBytes: 8,
  diffBytes: 16,
  newSize: 24,
  oldSize: 32,
  size: 40,
} as const;

export const BSDIFF40_SIGNATURE = "BSDIFF40";

/**
 * A control triple.
 *
 *     0  i64  bytes of the old image to which differences are added
 *     8  i64  literal bytes after them
 *    16  i64  how far to move in the old image then; not looked at in the last triple
 */
export const TRIPLE = { diffSize: 0, extraSize: 8, seek: 16, size: 24 } as const;
