import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { BSDIFF40, BSDIFF40_SIGNATURE, TRIPLE } from "./bsdiff40-layout.ts";
import { Reasoned } from "../../../contract/reason.ts";

/** A patch does not decode, or does not fit the old image. On a module it would hang the updater. */
export class PatchError extends Reasoned {}

/** Far above any flash of these modules: a size that is larger is damage. */
const LARGEST = 1 << 26;

/**
 * A payload as it lies in a package, decompressed (docs/formats/asr-patch.md#payload). What follows the stream is
 * padding.
 * @throws {PatchError}
 */
export function unpackPayload(payload: Uint8Array): Uint8Array {
  try {
    return decodeLzmaAlone(payload, LARGEST);
  } catch (error) {
    if (error instanceof LzmaError) throw new PatchError(error.why);
    throw error;
  }
}

/** Header of a patch, checked for sense. */
export interface PatchSizes {
  readonly controlBytes: number;
  readonly diffBytes: number;
  readonly newSize: number;
  readonly oldSize: number;
}

/** @throws {PatchError} */
export function readPatchSizes(patch: Uint8Array): PatchSizes {
  if (patch.length < BSDIFF40.size) throw new PatchError({ code: "too-short" });
  for (let i = 0; i < BSDIFF40_SIGNATURE.length; i++) {
    if (patch[BSDIFF40.signature + i] !== BSDIFF40_SIGNATURE.charCodeAt(i)) {
      throw new PatchError({ code: "no-signature", signature: "BSDIFF40" });
    }
  }
  const view = new DataView(patch.buffer, patch.byteOffset, patch.byteLength);
  const size = (at: number): number => {
    const value = signMagnitude(view, at);
    if (value < 0 || value > LARGEST) throw new PatchError({ code: "field", field: "raw-size", value });
    return value;
  };
  const controlBytes = size(BSDIFF40.controlBytes);
  const diffBytes = size(BSDIFF40.diffBytes);
  if (controlBytes % TRIPLE.size !== 0)
    throw new PatchError({ code: "field", field: "control-size", value: controlBytes });
  if (BSDIFF40.size + controlBytes + diffBytes > patch.length) throw new PatchError({ code: "ends-early" });
  return { controlBytes, diffBytes, newSize: size(BSDIFF40.newSize), oldSize: size(BSDIFF40.oldSize) };
}

/**
 * Builds the new image as a device does, but checks everything: sizes, positions, and that the blocks are used up.
 * @throws {PatchError}
 */
export function applyBsdiff40(old: Uint8Array, patch: Uint8Array): Uint8Array<ArrayBuffer> {
  const { controlBytes, diffBytes, newSize, oldSize } = readPatchSizes(patch);
  if (oldSize !== old.length)
    throw new PatchError({ code: "wrong-length", bytes: old.length, expected: oldSize });
  const view = new DataView(patch.buffer, patch.byteOffset, patch.byteLength);
  const out = new Uint8Array(newSize);
  const controlEnd = BSDIFF40.size + controlBytes;
  const diffEnd = controlEnd + diffBytes;
  let control: number = BSDIFF40.size;
  let diff = controlEnd;
  let extra = diffEnd;
  let from = 0;
  let to = 0;
  while (to < newSize) {
    if (control === controlEnd) throw new PatchError({ code: "ends-early" });
    const adds = signMagnitude(view, control + TRIPLE.diffSize);
    const copies = signMagnitude(view, control + TRIPLE.extraSize);
    const seek = signMagnitude(view, control + TRIPLE.seek);
    control += TRIPLE.size;
    if (adds < 0 || copies < 0 || adds + copies > newSize - to) throw new PatchError({ code: "bad-stream" });
    if (adds > diffEnd - diff || copies > patch.length - extra) throw new PatchError({ code: "bad-stream" });
    if (adds > 0 && (from < 0 || from + adds > old.length)) throw new PatchError({ code: "outside-old" });
    for (let i = 0; i < adds; i++) out[to + i] = old[from + i]! + patch[diff + i]!;
    diff += adds;
    to += adds;
    from += adds;
    out.set(patch.subarray(extra, extra + copies), to);
    extra += copies;
    to += copies;
    from += seek;
  }
  if (control !== controlEnd || diff !== diffEnd || extra !== patch.length)
    throw new PatchError({ code: "left-over" });
  return out;
}

function signMagnitude(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true);
  const magnitude = (high & 0x7fffffff) * 2 ** 32 + view.getUint32(at, true);
  return high > 0x7fffffff ? -magnitude : magnitude;
}
