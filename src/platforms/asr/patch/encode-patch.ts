import { encodeLzmaAlone } from "../../../codecs/lzma/encode.ts";
import { HEADER } from "../../../codecs/lzma/model.ts";
import { bsdiff40Candidates } from "./bsdiff40.ts";

/** What adiff declares; the device goes by the raw size alone (docs/formats/asr-patch.md#payload). */
const DICTIONARY = 1 << 24;

/** Share of the work that is the comparison. */
const DELTA_SHARE = 0.4;

/**
 * The payload that makes the new image from the old one: LZMA( BSDIFF40 ), zero-padded to whole words.
 *
 * @param onProgress 0 … 1
 */
export function encodePatch(
  old: Uint8Array,
  next: Uint8Array,
  onProgress: (done: number) => void = () => undefined,
): Uint8Array<ArrayBuffer> {
  const [first, ...others] = bsdiff40Candidates(old, next, (done) => {
    onProgress(DELTA_SHARE * done);
  });
  const payload = encodeWhole(first, (done) => {
    onProgress(DELTA_SHARE + (1 - DELTA_SHARE) * done);
  });
  return others
    .map((patch) => encodeWhole(patch))
    .reduce((best, one) => (one.length < best.length ? one : best), payload);
}

/**
 * The payload of an image that has no old one: LZMA of its bytes, zero-padded to whole words. Properties stay those
 * of the vendor's tool (lc 3, lp 0, pb 2): whether the device takes others is not known.
 *
 * @param onProgress 0 … 1
 */
export function encodeWhole(
  data: Uint8Array,
  onProgress: (done: number) => void = () => undefined,
): Uint8Array<ArrayBuffer> {
  const stream = encodeLzmaAlone(data, {}, (bytes) => {
    onProgress(data.length === 0 ? 1 : bytes / data.length);
  });
  const payload = new Uint8Array(Math.ceil(stream.length / 4) * 4);
  payload.set(stream);
  if (data.length <= DICTIONARY)
    new DataView(payload.buffer).setUint32(HEADER.dictionarySize, DICTIONARY, true);
  onProgress(1);
  return payload;
}
