import { xor32 } from "../../../bytes/xor32.ts";
import { hex } from "../../../bytes/layout.ts";
import { decodeLzmaAlone, LzmaError } from "../../../codecs/lzma/decode.ts";
import { applyBsdiff40, PatchError, unpackPayload } from "../../asr/patch/apply-bsdiff40.ts";
import { type Reason, Reasoned, within } from "../../../contract/reason.ts";
import type { Ec200aFlash } from "./flash.ts";
import type { CarriedPiece, Ec200aPackage } from "./reader.ts";

/** Why a module would not start the update, or would get stuck in it. */
export class Ec200aFailure extends Reasoned {
  /** Found before the first write: the firmware is as it was. */
  readonly nothingChanged: boolean;

  constructor(piece: number, why: Reason, nothingChanged: boolean) {
    super(within({ part: "image", number: piece }, why));
    this.nothingChanged = nothingChanged;
  }
}

/** A piece with its new bytes, decompressed where the module compresses them itself. */
export interface BuiltPiece {
  readonly piece: CarriedPiece;
  readonly bytes: Uint8Array;
}

/** Far more than any region has. */
const LARGEST_REGION = 1 << 26;

/** Whether a module with this flash would start the update. */
export function oldPiecesFit({ pieces }: Ec200aPackage, flash: Ec200aFlash): boolean {
  return pieces.every((piece) => oldPieceFits(piece, flash));
}

function oldPieceFits({ oldAddress, oldLength, oldSum }: CarriedPiece, flash: Ec200aFlash): boolean {
  const old = flash.read(oldAddress, oldLength);
  return old !== null && xor32(old) === oldSum;
}

/**
 * Checks every old piece and builds all new ones. In which order a real module works, and how it keeps what it
 * overwrites, is not known: here every piece is made of the old flash as it was.
 * @throws {Ec200aFailure}
 */
export function buildPieces({ pieces }: Ec200aPackage, flash: Ec200aFlash): BuiltPiece[] {
  for (const piece of pieces) {
    if (oldPieceFits(piece, flash)) continue;
    throw new Ec200aFailure(piece.index, within(hex(piece.oldAddress), { code: "old-differs" }), true);
  }
  return pieces.map((piece) => ({ piece, bytes: build(piece, flash) }));
}

function build(piece: CarriedPiece, flash: Ec200aFlash): Uint8Array {
  const { oldAddress, oldLength, newLength, packed, unpackedLength, payload } = piece;
  const stuck = (why: Reason): Ec200aFailure => new Ec200aFailure(piece.index, why, false);
  try {
    // A new region comes as it lies in flash.
    const isRaw = packed === 1 && oldLength === 0;
    const patch = isRaw ? payload : unpackPayload(payload);
    const stored = flash.read(oldAddress, oldLength) ?? new Uint8Array(0);
    const old = packed === 1 && !isRaw ? decodeLzmaAlone(stored, LARGEST_REGION) : stored;
    const bytes = oldLength === 0 ? patch : applyBsdiff40(old, patch);
    const expected = packed === 1 && !isRaw ? unpackedLength : newLength;
    if (bytes.length !== expected) throw stuck({ code: "wrong-length", bytes: bytes.length, expected });
    return bytes;
  } catch (error) {
    if (error instanceof PatchError || error instanceof LzmaError) throw stuck(error.why);
    throw error;
  }
}

/** @throws {Ec200aFailure} */
export function writePiece({ piece, bytes }: BuiltPiece, flash: Ec200aFlash): void {
  const { index, newAddress, newLength, packed, oldLength } = piece;
  const done =
    packed === 1 && oldLength > 0
      ? flash.writeRegion(newAddress, newLength, bytes)
      : flash.write(newAddress, bytes);
  if (!done) throw new Ec200aFailure(index, within(hex(newAddress), { code: "outside-flash" }), false);
}

/** @throws {Ec200aFailure} */
export function runUpdate(
  pack: Ec200aPackage,
  flash: Ec200aFlash,
  onPiece: () => void = () => undefined,
): void {
  for (const built of buildPieces(pack, flash)) {
    writePiece(built, flash);
    onPiece();
  }
}
