import { allowedTypes } from "../../modules/catalogue.ts";
import type { Platform } from "../platform.ts";
import { binpkgContainer } from "./container.ts";
import { contentsOf, factsOf } from "./contents.ts";
import type { EigenChip } from "./firmware/chips.ts";
import type { EigenFirmware } from "./firmware/eigen-firmware.ts";
import { par } from "./par/format.ts";
import { eigenSamplePair } from "./sample/eigen-sample.ts";

/** Eigencomm EC618: EC600E, EC800E. */
export const eigen618 = platformOf("eigen618");

/** Eigencomm EC716 and EC718: EG800Z. */
export const eigen718 = platformOf("eigen718");

function platformOf(chip: EigenChip): Platform<EigenFirmware> {
  return {
    id: chip,
    container: binpkgContainer,
    flashMiB: () => null,
    facts: factsOf,
    contents: ({ firmware }) => contentsOf(firmware),
    userPartition: () => null,
    types: (module, flashMiB) => allowedTypes(chip, module, flashMiB),
    sample: () => eigenSamplePair(chip),
    formats: [par],
  };
}
