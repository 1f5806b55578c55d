import { digests } from "../../../bytes/digest.ts";
import type { Inspection, PackageBulk, PackageWarning } from "../../../contract/maker.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import { type CarriedImage, inBlock, type Par, readPar } from "./reader.ts";
import { openPart, PartError } from "./rebuild.ts";

/**
 * What a package does, whoever made it.
 * @throws Refusal not-package, par-signed, par-method, package-truncated, package-damaged
 */
export function inspectPar(file: string, bytes: Uint8Array): Extract<Inspection, { kind: "par" }> {
  const par = readPar(file, bytes);
  return {
    kind: "par",
    platform: par.chip,
    bytes: bytes.length,
    ...digests(bytes),
    bulks: par.images.map((image) => bulkOf(file, par.chip, image)),
    warnings: warningsOf(par),
  };
}

function bulkOf(file: string, chip: EigenChip, image: CarriedImage): PackageBulk {
  const { type, oldSize, newSize, packedBytes, parts, backwards } = image;
  for (const part of parts) {
    try {
      openPart(chip, image, part);
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      throw new Refusal("package-damaged", { file, why: inBlock(type, part.index, error.why) });
    }
  }
  const order = backwards ? "descending" : "ascending";
  return { kind: "flash", target: type, oldSize, newSize, packedBytes, blocks: parts.length, order };
}

/** Of larger flash it is not known how much room there is. */
function warningsOf({ chip, flashClass, storedBytes: need }: Par): PackageWarning[] {
  const { packageRoom: have } = CHIPS[chip];
  return flashClass === 0 && need > have ? [{ code: "too-large", need, have }] : [];
}
