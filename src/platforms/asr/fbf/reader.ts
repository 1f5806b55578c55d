import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout } from "../../../bytes/layout.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { hasSignature } from "../patch/container.ts";
import {
  dataOffset,
  DEVICE_HEADER,
  DEVICE_HEADER_SIZE,
  FBF_HEADER,
  FBF_HEADER_SIZE,
  FBF_IMAGE,
  FBF_IMAGE_SIZE,
  FBF_SIGNATURE,
  type FbfImageRecord,
  FORMAT_VERSION,
  MOST_IMAGES,
} from "./layout.ts";

export interface FbfImage extends FbfImageRecord {
  /** View into the package. */
  readonly data: Uint8Array;
}

export interface Fbf {
  readonly formatVersion: number;
  readonly images: readonly FbfImage[];
  /** Images are patches, 64 KiB at most each: the old differential kind (specs/asr.md section 2). */
  readonly isDifferential: boolean;
}

export function isFbf(bytes: Uint8Array): boolean {
  return hasSignature(bytes, FBF_SIGNATURE);
}

/**
 * Reads a full package, or the old differential kind in the same container, as a module does before it writes
 * anything: version, number of devices, and the XOR of each image.
 *
 * @throws Refusal not-package, package-damaged
 */
export function readFbf(file: string, bytes: Uint8Array): Fbf {
  if (!isFbf(bytes)) throw new Refusal("not-package", { file });
  const damaged = (why: string): Refusal => new Refusal("package-damaged", { file, why });
  if (bytes.length < FBF_HEADER_SIZE) throw damaged("shorter than its header");
  const header = readLayout(FBF_HEADER, bytes);
  if (header.formatVersion !== FORMAT_VERSION) throw damaged(`format version ${header.formatVersion}`);
  if (header.deviceCount !== 1) throw damaged(`${header.deviceCount} devices`);
  const device = header.deviceHeaderAt[0] ?? 0;
  if (device < FBF_HEADER_SIZE || device + DEVICE_HEADER_SIZE > bytes.length) {
    throw damaged(`device header at ${hex(device)}`);
  }
  const { imageCount } = readLayout(DEVICE_HEADER, bytes, device);
  const records = device + DEVICE_HEADER_SIZE;
  if (imageCount === 0 || imageCount > MOST_IMAGES) throw damaged(`${imageCount} images`);
  const recordsEnd = records + FBF_IMAGE_SIZE * imageCount;
  if (recordsEnd > bytes.length) throw damaged("image records are truncated");
  const images = Array.from({ length: imageCount }, (_, i): FbfImage => {
    const record = readLayout(FBF_IMAGE, bytes, records + FBF_IMAGE_SIZE * i);
    const at = dataOffset(record.firstSector);
    if (at < recordsEnd || at + record.length > bytes.length) {
      throw damaged(`image ${i + 1} is outside the file`);
    }
    const data = bytes.subarray(at, at + record.length);
    const sum = xor32(data);
    if (sum !== record.sum) {
      throw damaged(`image ${i + 1}: XOR ${hex(sum, 8)}, its record says ${hex(record.sum, 8)}`);
    }
    return { ...record, data };
  });
  return {
    formatVersion: header.formatVersion,
    images,
    isDifferential: images.some(({ oldFlashAddress }) => oldFlashAddress !== 0),
  };
}
