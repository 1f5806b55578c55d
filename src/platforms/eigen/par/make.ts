import type { MakeProgress, PackageBulk } from "../../../contract/maker.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import type { EigenFirmware } from "../firmware/eigen-firmware.ts";
import { encodePart } from "./encode-part.ts";
import type { ParPlan, PlannedImage } from "./plan.ts";
import type { Findings } from "../../../contract/verification.ts";
import { provePar } from "./prove.ts";
import { windowedDeltas } from "./windowed-delta.ts";
import { type EncodedImage, writePar } from "./writer.ts";

export interface ParPackage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the result page says about each image. */
  readonly images: readonly PackageBulk[];
  /** Bytes that the module has to keep, and that it has room for. */
  readonly room: { readonly need: number; readonly have: number };
}

export interface ProvenPar extends ParPackage {
  readonly proof: Findings;
}

type OnStep = (step: MakeProgress) => void;

const ENCODE_SHARE = 0.9;
/** Of encoding. */
const DELTA_SHARE = 0.5;

/**
 * Encodes a plan, each image in the order of blocks in which it is smaller.
 * @throws Refusal par-too-large
 */
export function makePar(plan: ParPlan, onStep: OnStep = () => undefined): ParPackage {
  const total = plan.images.reduce((sum, { next }) => sum + next.length, 0);
  let before = 0;
  const images = plan.images.map((image) => {
    const encoded = encodeImage(plan.chip, image, (done) => {
      const share = (before + image.next.length * done) / total;
      onStep({ stage: "delta", subject: image.type, done: ENCODE_SHARE * share });
    });
    before += image.next.length;
    return encoded;
  });
  onStep({ stage: "assemble", subject: "", done: ENCODE_SHARE });
  const bytes = writePar(plan.chip, images, plan.atHead);
  const room = { need: bytes.length, have: CHIPS[plan.chip].packageRoom };
  if (room.need > room.have) throw new Refusal("par-too-large", { ...room, chip: plan.chip });
  return {
    bytes,
    images: images.map(({ type, old, next, backwards, parts }) => ({
      kind: "flash",
      target: type,
      oldSize: old.length,
      newSize: next.length,
      packedBytes: sizeOf(parts),
      blocks: parts.length,
      order: backwards ? "descending" : "ascending",
    })),
    room,
  };
}

/**
 * Encodes a plan and proves the package with the firmware that it was made of.
 * @throws Refusal par-too-large, proof-failed
 */
export function makeProvenPar(
  plan: ParPlan,
  old: EigenFirmware,
  next: EigenFirmware,
  onStep: OnStep = () => undefined,
): ProvenPar {
  const made = makePar(plan, onStep);
  const proof = provePar(made.bytes, old, next, (done) => {
    onStep({ stage: "prove", subject: "", done: ENCODE_SHARE + (1 - ENCODE_SHARE) * done });
  });
  onStep({ stage: "prove", subject: "", done: 1 });
  return { ...made, proof };
}

function encodeImage(chip: EigenChip, image: PlannedImage, onProgress: (done: number) => void): EncodedImage {
  const { old, next } = image;
  const orders = safeOrders(chip, old.length, next.length);
  const deltas = windowedDeltas(old, next, CHIPS[chip].blockSize, orders, (done) => {
    onProgress(DELTA_SHARE * done);
  });
  const [first, ...others] = deltas.map(({ backwards, blocks }, i): EncodedImage => {
    const parts = blocks.map((block, k) => {
      onProgress(DELTA_SHARE + ((1 - DELTA_SHARE) * (i + k / blocks.length)) / deltas.length);
      return { index: block.index, bytes: encodePart(chip, block) };
    });
    return { ...image, backwards, parts };
  });
  if (first === undefined) throw new Error("no order of blocks");
  return others.reduce((best, one) => (sizeOf(one.parts) < sizeOf(best.parts) ? one : best), first);
}

/**
 * Orders of blocks (backwards or not) that a module is known to take: with the first block first, a block that lies
 * wholly behind the old image would see no old bytes at all, which was not tried on both chips. The one that the
 * vendor's tools would take comes first.
 */
export function safeOrders(chip: EigenChip, oldSize: number, newSize: number): readonly boolean[] {
  const { blockSize } = CHIPS[chip];
  const lastStart = (Math.ceil(newSize / blockSize) - 1) * blockSize;
  if (lastStart >= oldSize) return [true];
  return newSize > oldSize ? [true, false] : [false, true];
}

function sizeOf(parts: EncodedImage["parts"]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
