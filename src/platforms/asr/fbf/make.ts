import type { AsrFullPlan } from "./plan.ts";
import { writeFbf } from "./writer.ts";

export interface MadeAsrFull {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function makeAsrFull({ partition, image }: AsrFullPlan): MadeAsrFull {
  return { bytes: writeFbf([{ flashAddress: partition.start, data: image }]) };
}
