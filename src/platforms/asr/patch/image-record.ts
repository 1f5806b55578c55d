import { u32, type Values } from "../../../bytes/layout.ts";

/**
 * An image record in the header of a differential or mini-system package (docs/formats/asr-patch.md#image-record).
 *
 *     0  u32  id: its index in a differential package
 *     4  u32  offset of its payload among the payloads
 *     8  u32  bytes of its payload, a multiple of 4
 *    12  u32  XOR of its payload
 *    16  u32  old address, bytes and XOR, as they are in flash; 0 for an image without an old one
 *    28  u32  new address, bytes and XOR, as they are in flash
 *    40  u32  decompressed bytes of a new region; 0 for an image that is not compressed in flash
 *    44  u32  0
 */
export const IMAGE_RECORD = {
  id: u32(0),
  payloadOffset: u32(4),
  payloadLength: u32(8),
  payloadSum: u32(12),
  oldAddress: u32(16),
  oldLength: u32(20),
  oldSum: u32(24),
  newAddress: u32(28),
  newLength: u32(32),
  newSum: u32(36),
  newUnpackedLength: u32(40),
  reserved: u32(44),
} as const;

export const IMAGE_RECORD_SIZE = 48;

export type ImageRecord = Values<typeof IMAGE_RECORD>;
