import type { Findings } from "../../../contract/verification.ts";
import { encodePatch, encodeWhole } from "../../asr/patch/encode-patch.ts";
import type { Ec200aFirmware } from "../firmware/release.ts";
import type { PlannedPiece } from "./pieces.ts";
import { demandPackageFits, type Ec200aPlan, planEc200a } from "./plan.ts";
import { proveEc200a } from "./prove.ts";
import { writeEc200aPackage } from "./writer.ts";

/** What the result page says about a piece. */
export interface MadePiece {
  readonly kind: "region" | "uncompressed";
  /** File of the image, and its region. */
  readonly target: string;
  /** Decompressed bytes, where it lies compressed in flash. */
  readonly oldSize: number;
  readonly newSize: number;
  readonly packedBytes: number;
}

export interface MadeEc200a {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pieces: readonly MadePiece[];
  readonly backupNeed: number;
  readonly proof: Findings;
}

export interface Ec200aStep {
  readonly stage: "delta" | "assemble" | "prove";
  /** File or region; empty when it is the whole. */
  readonly subject: string;
  /** 0 … 1 of the whole job, never falls. */
  readonly done: number;
}

const ENCODE_SHARE = 0.88;

/** A package that can be made of two releases. */
export interface Ec200aRequest extends Pick<Ec200aPlan, "warnings" | "backupNeed"> {
  /** @throws Refusal package-too-large, proof-failed */
  make(onStep?: (step: Ec200aStep) => void): MadeEc200a;
}

/** @throws Refusal those of {@link planEc200a} */
export function prepareEc200a(old: Ec200aFirmware, next: Ec200aFirmware): Ec200aRequest {
  const plan = planEc200a(old, next);
  const { warnings } = plan;
  return {
    warnings,
    backupNeed: plan.backupNeed,
    make(onStep = () => undefined) {
      const payloads = encodeAll(plan.pieces, onStep);
      onStep({ stage: "assemble", subject: "", done: ENCODE_SHARE });
      const bytes = writeEc200aPackage(plan, payloads);
      demandPackageFits(bytes.length, plan.backupNeed);
      onStep({ stage: "prove", subject: "", done: ENCODE_SHARE });
      const proof = proveEc200a(bytes, old, next);
      onStep({ stage: "prove", subject: "", done: 1 });
      const pieces = plan.pieces.map((piece, i) => madePiece(piece, payloads[i]?.length ?? 0));
      return { bytes, pieces, backupNeed: plan.backupNeed, proof };
    },
  };
}

function encodeAll(pieces: readonly PlannedPiece[], onStep: (step: Ec200aStep) => void): Uint8Array[] {
  const total = pieces.reduce((sum, piece) => sum + weightOf(piece), 0);
  let before = 0;
  return pieces.map((piece) => {
    const encoded = encode(piece, (done) => {
      const share = (before + weightOf(piece) * done) / total;
      onStep({ stage: "delta", subject: piece.target, done: ENCODE_SHARE * share });
    });
    before += weightOf(piece);
    return encoded;
  });
}

function weightOf({ payload }: PlannedPiece): number {
  return payload.new.length + 1;
}

function encode({ payload }: PlannedPiece, onProgress: (done: number) => void): Uint8Array {
  switch (payload.kind) {
    case "patch":
      return encodePatch(payload.old, payload.new, onProgress);
    case "whole":
      return encodeWhole(payload.new, onProgress);
    case "raw":
      return payload.new;
  }
}

function madePiece({ target, packed, payload }: PlannedPiece, packedBytes: number): MadePiece {
  return {
    kind: packed ? "region" : "uncompressed",
    target,
    oldSize: payload.kind === "patch" ? payload.old.length : 0,
    newSize: payload.new.length,
    packedBytes,
  };
}
