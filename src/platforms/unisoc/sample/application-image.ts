import { crc32 } from "../../../bytes/crc32.ts";
import { u32, words, writeLayout } from "../../../bytes/layout.ts";

/** APP2 image (docs/formats/pac.md#app2) with one section that runs in place. */
const APP2 = {
  magic: u32(0),
  imageSize: u32(4),
  crc: u32(8),
  stubVersion: u32(12),
  enter: u32(16),
  exit: u32(20),
  /** Type, offset, size, load address. */
  firstSection: words(32, 4),
};
export const APP2_HEADER_SIZE = 128;
const MAGIC = 0x41505032;
const STUB_VERSION = 0x0001_0000;
const RUNS_IN_PLACE = 4;

export function applicationImage(address: number, code: Uint8Array): Uint8Array<ArrayBuffer> {
  const image = new Uint8Array(APP2_HEADER_SIZE + code.length);
  image.set(code, APP2_HEADER_SIZE);
  const load = address + APP2_HEADER_SIZE;
  const header = {
    magic: MAGIC,
    imageSize: image.length,
    crc: 0,
    stubVersion: STUB_VERSION,
    enter: load + 1,
    exit: load + 1,
    firstSection: [RUNS_IN_PLACE, APP2_HEADER_SIZE, code.length, load],
  };
  writeLayout(APP2, header, image);
  writeLayout(APP2, { crc: crc32(image) }, image);
  return image;
}
