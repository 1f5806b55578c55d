import type { PackageBulk, PackageInspection } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { PatchError, readPatchSizes, unpackPayload } from "../patch/apply-bsdiff40.ts";
import { hazardsOf } from "./hazards.ts";
import { isPacked } from "./layout.ts";
import { type CarriedImage, type FotaAll, readFotaAll } from "./reader.ts";

/**
 * What a differential package does, whoever made it (docs/formats/asr-fota-all.md).
 * @throws Refusal not-package, package-damaged
 */
export function inspectFotaAll(
  file: string,
  bytes: Uint8Array,
): { readonly kind: "asr-diff" | "asr-diff-fsall" } & PackageInspection {
  const pack = readFotaAll(file, bytes);
  return {
    kind: pack.fileBackup === 0 ? "asr-diff" : "asr-diff-fsall",
    bytes: bytes.length,
    ...digests(bytes),
    bulks: pack.images.map((image) => bulkOf(file, pack, image)),
    warnings: hazardsOf(pack),
  };
}

/** Sizes are decompressed ones, where an image lies compressed in flash. */
function bulkOf(file: string, pack: FotaAll, image: CarriedImage): PackageBulk {
  const sizes = sizesOf(file, image);
  return {
    kind: image.kind,
    target: hex(newAddress(pack, image)),
    ...sizes,
    packedBytes: image.payload.length,
    blocks: 1,
    order: null,
  };
}

/**
 * Of images after the DSP the header has another address than the one that devices write to
 * (docs/formats/asr-fota-all.md#images).
 */
function newAddress({ images }: FotaAll, image: CarriedImage): number {
  if (image.kind !== "later") return image.newAddress;
  return images
    .slice(0, image.id)
    .reduce(
      (at, { kind, newAddress, newLength }) =>
        kind === "dsp" ? newAddress + newLength : kind === "later" ? at + newLength : at,
      0,
    );
}

function sizesOf(
  file: string,
  { id, kind, oldLength, newLength, newUnpackedLength, payload }: CarriedImage,
): { readonly oldSize: number; readonly newSize: number } {
  // A new region, as it lies in flash.
  if (isPacked(kind) && oldLength === 0) return { oldSize: 0, newSize: newLength };
  const expected = isPacked(kind) ? newUnpackedLength : newLength;
  try {
    const raw = unpackPayload(payload);
    const { oldSize, newSize } = oldLength === 0 ? { oldSize: 0, newSize: raw.length } : readPatchSizes(raw);
    if (newSize !== expected) {
      throw new PatchError({ code: "wrong-length", bytes: newSize, expected });
    }
    return { oldSize, newSize };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Refusal("package-damaged", { file, why: within({ part: "image", number: id }, error.why) });
  }
}
