import { xor32 } from "../../../bytes/xor32.ts";
import { hex, readLayout } from "../../../bytes/layout.ts";
import { type Reason, within } from "../../../contract/reason.ts";
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
  /**
   * Images are patches, 64 KiB at most each: the old differential kind (docs/formats/asr-fbf.md#old-differential-form).
   */
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
  const damaged = (why: Reason): Refusal => new Refusal("package-damaged", { file, why });
  if (bytes.length < FBF_HEADER_SIZE) throw damaged({ code: "too-short" });
  const header = readLayout(FBF_HEADER, bytes);
  if (header.formatVersion !== FORMAT_VERSION) {
    throw damaged({ code: "field", field: "version", value: header.formatVersion });
  }
  if (header.deviceCount !== 1) {
    throw damaged({ code: "field", field: "device-count", value: header.deviceCount });
  }
  const device = header.deviceHeaderAt[0] ?? 0;
  if (device < FBF_HEADER_SIZE || device + DEVICE_HEADER_SIZE > bytes.length) {
    throw damaged(within(hex(device), { code: "outside-file" }));
  }
  const { imageCount } = readLayout(DEVICE_HEADER, bytes, device);
  const records = device + DEVICE_HEADER_SIZE;
  if (imageCount === 0 || imageCount > MOST_IMAGES) {
    throw damaged({ code: "field", field: "image-count", value: imageCount });
  }
  const recordsEnd = records + FBF_IMAGE_SIZE * imageCount;
  if (recordsEnd > bytes.length) throw damaged({ code: "ends-early" });
  const images = Array.from({ length: imageCount }, (_, i): FbfImage => {
    const record = readLayout(FBF_IMAGE, bytes, records + FBF_IMAGE_SIZE * i);
    const image = { part: "image", number: i + 1 } as const;
    const at = dataOffset(record.firstSector);
    if (at < recordsEnd || at + record.length > bytes.length) {
      throw damaged(within(image, { code: "outside-file" }));
    }
    const data = bytes.subarray(at, at + record.length);
    const sum = xor32(data);
    if (sum !== record.sum) {
      throw damaged(
        within(image, { code: "checksum", kind: "XOR", actual: hex(sum, 8), stated: hex(record.sum, 8) }),
      );
    }
    return { ...record, data };
  });
  return {
    formatVersion: header.formatVersion,
    images,
    isDifferential: images.some(({ oldFlashAddress }) => oldFlashAddress !== 0),
  };
}
