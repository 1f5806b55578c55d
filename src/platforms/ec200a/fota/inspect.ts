import type { PackageBulk, PackageInspection } from "../../../contract/maker.ts";
import { digests } from "../../../bytes/digest.ts";
import { hex } from "../../../bytes/layout.ts";
import { PatchError, readPatchSizes, unpackPayload } from "../../asr/patch/apply-bsdiff40.ts";
import { within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { type CarriedPiece, readEc200aPackage } from "./reader.ts";

/**
 * What a package does, whoever made it.
 * @throws Refusal not-package, package-damaged
 */
export function inspectEc200a(
  file: string,
  bytes: Uint8Array,
): { readonly kind: "ec200a-diff" } & PackageInspection {
  const { pieces } = readEc200aPackage(file, bytes);
  return {
    kind: "ec200a-diff",
    bytes: bytes.length,
    ...digests(bytes),
    bulks: pieces.map((piece) => bulkOf(file, piece)),
    warnings: [],
  };
}

function bulkOf(file: string, piece: CarriedPiece): PackageBulk {
  return {
    kind: piece.packed === 1 ? "region" : "uncompressed",
    target: hex(piece.newAddress),
    ...sizesOf(file, piece),
    packedBytes: piece.payload.length,
    blocks: 1,
    order: null,
  };
}

/** Decompressed sizes, where a piece lies compressed in flash. */
function sizesOf(file: string, piece: CarriedPiece): { readonly oldSize: number; readonly newSize: number } {
  const { index, oldLength, newLength, packed, unpackedLength, payload } = piece;
  if (packed === 1 && oldLength === 0) return { oldSize: 0, newSize: newLength };
  const expected = packed === 1 ? unpackedLength : newLength;
  try {
    const raw = unpackPayload(payload);
    const { oldSize, newSize } = oldLength === 0 ? { oldSize: 0, newSize: raw.length } : readPatchSizes(raw);
    if (newSize !== expected) {
      throw new PatchError({ code: "wrong-length", bytes: newSize, expected });
    }
    return { oldSize, newSize };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new Refusal("package-damaged", { file, why: within({ part: "image", number: index }, error.why) });
  }
}
