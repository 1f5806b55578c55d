/** The one comparison for .par packages: proof, verification and rehearsal say what it finds. */
import { sameBytes } from "../../../bytes/same-bytes.ts";
import type { Difference, Uncovered } from "../../../contract/verification.ts";
import type { ComparedModule } from "../../verification.ts";
import { type EigenFirmware, imageOf } from "../firmware/eigen-firmware.ts";
import type { ParModule } from "./module.ts";
import { CARRIED, placesElsewhere } from "./plan.ts";
import type { Par } from "./reader.ts";

/** The images that a package carries, as the module has them after the update, beside the new firmware. */
export function comparePar(
  module: ParModule,
  { images }: Par,
  old: EigenFirmware,
  next: EigenFirmware,
): ComparedModule {
  const types = images.map(({ type }) => type);
  const differences = types.flatMap((type) => differencesOf(module, type, next));
  const wrong = new Set(differences.map(({ place }) => place));
  const right = images.filter(({ type }) => !wrong.has(type));
  return {
    compared: {
      partitions: right.map(({ type }) => type),
      flashBytes: right.reduce((sum, { newSize }) => sum + newSize, 0),
      decompressed: false,
      files: 0,
      sameFiles: 0,
      steps: module.steps.length,
    },
    chosen: null,
    differences,
    uncovered: [...imagesLeftAlone(types, old, next), ...placesElsewhere(old, next)],
  };
}

function differencesOf(module: ParModule, type: string, next: EigenFirmware): Difference[] {
  const now = module.imageNow(type);
  const wanted = imageOf(next, type);
  if (now === null) return [{ place: type, kind: "not-written", address: null }];
  if (wanted === null) return [{ place: type, kind: "stray", address: null }];
  const at = firstDifference(now, wanted.data);
  return at === null ? [] : [{ place: type, kind: "differs", address: wanted.address + at }];
}

/** Those that packages may carry, and this one does not. */
function imagesLeftAlone(types: readonly string[], old: EigenFirmware, next: EigenFirmware): Uncovered[] {
  return CARRIED.filter((type) => !types.includes(type)).flatMap((place): Uncovered[] => {
    const [from, to] = [imageOf(old, place), imageOf(next, place)];
    if (from === null && to === null) return [];
    return [{ place, differs: from === null || to === null ? null : !sameBytes(from.data, to.data) }];
  });
}

/** Where two contents begin to differ; null when they do not. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? null : shorter;
}
