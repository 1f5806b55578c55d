import { type Digests, digests } from "../../../bytes/digest.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { CHIPS, type EigenChip } from "../firmware/chips.ts";
import { type CarriedImage, readPar } from "./reader.ts";
import { openPart, PartError } from "./rebuild.ts";

/** What a package does, whoever made it. */
export interface ParInspection extends Digests {
  readonly kind: "par";
  readonly bytes: number;
  readonly chip: EigenChip;
  readonly version: number;
  readonly flashClass: number;
  /** Begins with the ten bytes for Hezhou's AT firmware. */
  readonly atHead: boolean;
  readonly room: { readonly need: number; readonly have: number };
  readonly images: readonly InspectedImage[];
}

export interface InspectedImage extends Pick<
  CarriedImage,
  | "type"
  | "name"
  | "address"
  | "oldSize"
  | "newSize"
  | "oldSha256"
  | "newSha256"
  | "packedBytes"
  | "backwards"
> {
  readonly blocks: number;
  /** Blocks that stay as they are. */
  readonly unchanged: number;
  /** Bytes of the largest bzip2 block, its runs shortened. */
  readonly largestBlock: number;
}

/** @throws Refusal not-package, par-signed, par-method, package-truncated, package-damaged */
export function inspectPar(file: string, bytes: Uint8Array): ParInspection {
  const { chip, version, flashClass, atHead, storedBytes, images } = readPar(file, bytes);
  return {
    kind: "par",
    bytes: bytes.length,
    ...digests(bytes),
    chip,
    version,
    flashClass,
    atHead,
    room: { need: storedBytes, have: CHIPS[chip].packageRoom },
    images: images.map((image) => inspectImage(file, chip, image)),
  };
}

function inspectImage(file: string, chip: EigenChip, image: CarriedImage): InspectedImage {
  const { parts, ...facts } = image;
  const opened = parts.map((part) => {
    try {
      return openPart(chip, image, part);
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      const why = `${image.type}, block ${part.index}: ${error.message}`;
      throw new Refusal("package-damaged", { file, why });
    }
  });
  return {
    ...facts,
    blocks: parts.length,
    unchanged: opened.filter((one) => one === null).length,
    largestBlock: Math.max(0, ...opened.map((one) => one?.largestBlock ?? 0)),
  };
}
