import { xor32 } from "../../../bytes/xor32.ts";
import { writeLayout } from "../../../bytes/layout.ts";
import { toSectors } from "../patch/container.ts";
import {
  DEVICE_HEADER,
  DEVICE_HEADER_SIZE,
  DOWNLOADER_VERSION,
  FBF_HEADER,
  FBF_HEADER_SIZE,
  FBF_IMAGE,
  FBF_IMAGE_SIZE,
  FBF_SIGNATURE,
  FIRST_IMAGE_AT,
  FIRST_IMAGE_ID,
  firstSectorAt,
  FORMAT_VERSION,
  IMAGE_ALIGNMENT,
} from "./layout.ts";

/** What goes where. */
export interface FlashContent {
  /** Offset in flash, not the address it is mapped to. */
  readonly flashAddress: number;
  /** A multiple of 4 bytes. */
  readonly data: Uint8Array;
}

/** A full package of these images (docs/formats/asr-fbf.md); the module writes the last one first. */
export function writeFbf(images: readonly FlashContent[]): Uint8Array<ArrayBuffer> {
  let end = FIRST_IMAGE_AT;
  const placed = images.map((image) => {
    const at = end;
    end = Math.ceil((at + image.data.length) / IMAGE_ALIGNMENT) * IMAGE_ALIGNMENT;
    return { ...image, at };
  });
  const bytes = new Uint8Array(end);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  writeLayout(
    FBF_HEADER,
    {
      signature: FBF_SIGNATURE,
      formatVersion: FORMAT_VERSION,
      bytesToProgram: sum(images.map(({ data }) => data.length)),
      bytesToErase: sum(images.map(({ data }) => toSectors(data.length))),
      deviceCount: 1,
      downloaderVersion: DOWNLOADER_VERSION,
      deviceHeaderAt: [FBF_HEADER_SIZE, 0, 0, 0],
    },
    bytes,
  );
  writeLayout(DEVICE_HEADER, { imageCount: images.length }, bytes, FBF_HEADER_SIZE);
  const records = FBF_HEADER_SIZE + DEVICE_HEADER_SIZE;
  for (const [i, { flashAddress, data, at }] of placed.entries()) {
    writeLayout(
      FBF_IMAGE,
      {
        id: FIRST_IMAGE_ID + i,
        eraseSize: toSectors(data.length),
        firstSector: firstSectorAt(at),
        length: data.length,
        flashAddress,
        sum: xor32(data),
      },
      bytes,
      records + FBF_IMAGE_SIZE * i,
    );
    bytes.set(data, at);
  }
  return bytes;
}
