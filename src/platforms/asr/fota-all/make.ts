import type { AsrFirmware } from "../firmware/firmware.ts";
import { toSectors } from "../patch/container.ts";
import { encodePatch, encodeWhole } from "../patch/encode-patch.ts";
import { demandFit } from "../patch/recompressed.ts";
import { demandMemory, heapOf } from "../patch/updater-memory.ts";
import type { ImageKind } from "./layout.ts";
import { type AsrDiffPlan, demandBackup, type PlannedImage } from "./plan.ts";
import { type AsrDiffProof, proveAsrDiff } from "./prove.ts";
import { writeFotaAll } from "./writer.ts";

/** What the result page says about an image. */
export interface AsrDiffImage {
  readonly kind: ImageKind;
  /** Region or partition, and where the new one lies. */
  readonly target: string;
  /** Decompressed bytes, where it lies compressed in flash. */
  readonly oldSize: number;
  readonly newSize: number;
  readonly packedBytes: number;
}

export interface AsrDiffPackage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly images: readonly AsrDiffImage[];
  /** Bytes of fota_pkg that the update needs, payloads and backup, and that there are; null in the file system. */
  readonly backup: { readonly need: number; readonly have: number | null };
}

export interface ProvenAsrDiff extends AsrDiffPackage {
  readonly proof: AsrDiffProof;
}

export interface AsrDiffStep {
  readonly stage: "delta" | "assemble" | "prove";
  /** Region or partition; empty when it is the whole. */
  readonly subject: string;
  /** 0 … 1 of the whole job, never falls. */
  readonly done: number;
}

type OnStep = (step: AsrDiffStep) => void;

const ENCODE_SHARE = 0.88;

/**
 * Encodes a plan.
 * @throws Refusal region-does-not-fit; backup-too-small when payloads and backup together do not fit into fota_pkg
 */
export function makeAsrDiff(plan: AsrDiffPlan, onStep: OnStep = () => undefined): AsrDiffPackage {
  demandFit(plan.recompressed);
  const total = plan.images.reduce((sum, image) => sum + weightOf(image), 0);
  let before = 0;
  const payloads = plan.images.map((image) => {
    const payload = encode(image, (done) => {
      const share = (before + weightOf(image) * done) / total;
      onStep({ stage: "delta", subject: image.target, done: ENCODE_SHARE * share });
    });
    before += weightOf(image);
    return payload;
  });
  onStep({ stage: "assemble", subject: "", done: ENCODE_SHARE });
  const need = plan.backupNeed + toSectors(payloads.reduce((sum, { length }) => sum + length, 0));
  demandBackup(need, plan.backup);
  return {
    bytes: writeFotaAll(plan, payloads),
    images: plan.images.map(({ kind, target, payload }, i) => ({
      kind,
      target,
      oldSize: payload.kind === "patch" ? payload.old.length : 0,
      newSize: payload.new.length,
      packedBytes: payloads[i]?.length ?? 0,
    })),
    backup: { need, have: plan.backup.kind === "partition" ? plan.backup.size : null },
  };
}

/**
 * Encodes a plan and proves the package with the firmware that it was made of.
 * @throws Refusal region-does-not-fit, backup-too-small, proof-failed, updater-memory
 */
export function makeProvenAsrDiff(
  plan: AsrDiffPlan,
  old: AsrFirmware,
  next: AsrFirmware,
  onStep: OnStep = () => undefined,
): ProvenAsrDiff {
  const made = makeAsrDiff(plan, onStep);
  const proof = proveAsrDiff(made.bytes, old, next, plan.apps, (done) => {
    onStep({ stage: "prove", subject: "", done: ENCODE_SHARE + (1 - ENCODE_SHARE) * done });
  });
  demandMemory("system.img", proof.memoryPeak, heapOf(old));
  onStep({ stage: "prove", subject: "", done: 1 });
  return { ...made, proof };
}

function weightOf({ payload }: PlannedImage): number {
  return payload.new.length + 1;
}

function encode({ payload }: PlannedImage, onProgress: (done: number) => void): Uint8Array {
  switch (payload.kind) {
    case "patch":
      return encodePatch(payload.old, payload.new, onProgress);
    case "whole":
      return encodeWhole(payload.new, onProgress);
    case "raw":
      return payload.new;
  }
}
