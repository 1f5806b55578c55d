import type { PackageBulk, PackageInspection } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { PatchError, readPatchSizes, unpackPayload } from "../patch/apply-bsdiff40.ts";
import { hazardsOf } from "./hazards.ts";
import { type FbfImage, readFbf } from "./reader.ts";

/**
 * What a full package does, whoever made it. The old differential kind in the same container is shown, too: patches
 * of 64 KiB, a row for each image (docs/formats/asr-fbf.md).
 *
 * @throws Refusal not-package, package-damaged
 */
export function inspectFbf(
  file: string,
  bytes: Uint8Array,
): { readonly kind: "asr-full" } & PackageInspection {
  const fbf = readFbf(file, bytes);
  const { images, isDifferential } = fbf;
  return {
    kind: "asr-full",
    bytes: bytes.length,
    ...digests(bytes),
    bulks: isDifferential ? patched(file, images) : images.map(whole),
    warnings: hazardsOf(fbf),
  };
}

function whole({ flashAddress, length }: FbfImage): PackageBulk {
  return {
    kind: "whole",
    target: hex(flashAddress),
    oldSize: 0,
    newSize: length,
    packedBytes: length,
    blocks: 1,
    order: null,
  };
}

function patched(file: string, images: readonly FbfImage[]): PackageBulk[] {
  const ids = new Set(images.map(({ id }) => id));
  return [...ids].map((id) => {
    const blocks = images.filter((image) => image.id === id);
    const sizes = blocks.filter(({ sum }) => sum !== 0).map((block) => patchSizes(file, block));
    const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    return {
      kind: "uncompressed",
      target: hex(Math.min(...blocks.map(({ flashAddress }) => flashAddress))),
      oldSize: total(sizes.map(({ oldSize }) => oldSize)),
      newSize: total(sizes.map(({ newSize }) => newSize)),
      packedBytes: total(blocks.map(({ length }) => length)),
      blocks: sizes.length,
      order: null,
    };
  });
}

function patchSizes(file: string, { flashAddress, data }: FbfImage): { oldSize: number; newSize: number } {
  try {
    return readPatchSizes(unpackPayload(data));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Refusal("package-damaged", { file, why: within(hex(flashAddress), error.why) });
  }
}
