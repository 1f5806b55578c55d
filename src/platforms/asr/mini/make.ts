import type { MakeProgress } from "../../../contract/maker.ts";
import { encodePatch } from "../patch/encode-patch.ts";
import { demandFit } from "../patch/recompressed.ts";
import { PAYLOAD_AT } from "../patch/container.ts";
import type { AsrMiniPlan, PlannedMiniImage } from "./plan.ts";
import { demandSpace, roomForBackup } from "./space.ts";
import { type EncodedMiniImage, writeFirst, writeSecond } from "./writer.ts";

export interface MadeAsrMini {
  readonly first: Uint8Array<ArrayBuffer>;
  readonly second: Uint8Array<ArrayBuffer>;
  /** Both in one, for tools that want that; null unless asked for. */
  readonly merged: Uint8Array<ArrayBuffer> | null;
  /** Bytes for the backup beside the payload. */
  readonly backupRoom: number;
}

/**
 * Encodes and writes both files.
 *
 * @param onStep `done` is 0 … 1 over this call and never falls.
 * @throws Refusal region-does-not-fit, mini-space
 */
export function makeAsrMini(
  plan: AsrMiniPlan,
  onStep: (step: MakeProgress) => void = () => undefined,
): MadeAsrMini {
  demandFit(plan.recompressed);
  const encoded = encodeAll(plan.images, onStep);
  onStep({ stage: "assemble", subject: "", done: 1 });
  const first = writeFirst(plan, encoded);
  const payload = first.length - PAYLOAD_AT;
  demandSpace(plan.variant, payload, plan.backupNeed, plan.free);
  const second = writeSecond(plan);
  return {
    first,
    second,
    merged: plan.merged ? merge(plan, encoded, first, second) : null,
    backupRoom: roomForBackup(plan.variant, payload, plan.free),
  };
}

function encodeAll(
  images: readonly PlannedMiniImage[],
  onStep: (step: MakeProgress) => void,
): EncodedMiniImage[] {
  const total = images.reduce((sum, { new: next }) => sum + contents(next).length, 0);
  let before = 0;
  return images.map((planned) => {
    const old = contents(planned.old);
    const next = contents(planned.new);
    const payload = encodePatch(old, next, (done) => {
      onStep({ stage: "delta", subject: planned.name, done: (before + done * next.length) / total });
    });
    before += next.length;
    return { planned, payload };
  });
}

/** What is compared: the decompressed bytes, where there are some. */
function contents({ bytes, unpacked }: PlannedMiniImage["old"]): Uint8Array {
  return unpacked ?? bytes;
}

/** The header of the first file then states both sizes. */
function merge(
  plan: AsrMiniPlan,
  encoded: readonly EncodedMiniImage[],
  first: Uint8Array,
  second: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(writeFirst(plan, encoded, { firstSize: first.length, secondSize: second.length }));
  bytes.set(second, first.length);
  return bytes;
}
