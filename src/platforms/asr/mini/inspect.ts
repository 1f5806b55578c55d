import type { PackageBulk, PackageInspection } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { PatchError, readPatchSizes, unpackPayload } from "../patch/apply-bsdiff40.ts";
import {
  imageKind,
  type MiniFile,
  type MiniFirst,
  type MiniImage,
  type MiniSecond,
  readMini,
} from "./reader.ts";

/**
 * What a file of a mini-system package does, whoever made it: the first file, the second one, or both in one.
 *
 * @throws Refusal not-package, package-damaged
 */
export function inspectMini(
  file: string,
  bytes: Uint8Array,
): { readonly kind: MiniFile["kind"] } & PackageInspection {
  const { kind, first, second } = readMini(file, bytes);
  return {
    kind,
    bytes: bytes.length,
    ...digests(bytes),
    bulks: [
      ...(first === null ? [] : first.images.map((image) => patched(file, first, image))),
      ...(second === null ? [] : wholeParts(second)),
    ],
    warnings: [],
  };
}

function patched(file: string, first: MiniFirst, image: MiniImage): PackageBulk {
  const { newUnpackedLength, newLength } = image;
  return {
    kind: imageKind(first, image.slot),
    target: hex(image.newAddress),
    oldSize: oldSize(file, image),
    newSize: newUnpackedLength === 0 ? newLength : newUnpackedLength,
    packedBytes: image.payload.length,
    blocks: 1,
    order: null,
  };
}

/** Bytes that the patch starts from, decompressed where the image is compressed in flash. */
function oldSize(
  file: string,
  { slot, oldLength, newLength, newUnpackedLength, payload }: MiniImage,
): number {
  try {
    const raw = unpackPayload(payload);
    if (oldLength === 0) return 0;
    const sizes = readPatchSizes(raw);
    const expected = newUnpackedLength === 0 ? newLength : newUnpackedLength;
    if (sizes.newSize !== expected) {
      throw new PatchError({ code: "wrong-length", bytes: sizes.newSize, expected });
    }
    return sizes.oldSize;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Refusal("package-damaged", { file, why: within({ part: "image", number: slot }, error.why) });
  }
}

function wholeParts({ parts }: MiniSecond): PackageBulk[] {
  return parts
    .filter(({ length }) => length > 0)
    .map(({ name, flashAddress, length }) => ({
      kind: name.startsWith("app") ? "app" : "whole",
      target: `${name} ${hex(flashAddress)}`,
      oldSize: 0,
      newSize: length,
      packedBytes: length,
      blocks: 1,
      order: null,
    }));
}
