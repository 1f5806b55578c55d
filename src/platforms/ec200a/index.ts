import { allowedTypes } from "../../modules/catalogue.ts";
import { declaredContainer } from "../listed-files.ts";
import { nothingMore } from "../opened-names.ts";
import type { Platform } from "../platform.ts";
import { contentsOf } from "./contents.ts";
import { ec200aPartitions } from "./firmware/facts.ts";
import { type Ec200aFirmware, readEc200a } from "./firmware/release.ts";
import { ec200aFota } from "./fota/format.ts";
import { ec200aSamplePair } from "./sample/sample.ts";

/** ASR 1803S: EC200A. */
export const ec200a: Platform<Ec200aFirmware> = {
  id: "ec200a",
  container: declaredContainer("ec200a", { declared: "ASR1803S", fileName: /\.blf$/i }, readEc200a),
  flashMiB: ({ firmware }) => firmware.flashMiB,
  facts: ({ firmware }) => ({
    ...nothingMore,
    version: firmware.version,
    partitions: ec200aPartitions(firmware),
    flashMiB: firmware.flashMiB,
  }),
  contents: ({ firmware }) => contentsOf(firmware),
  userPartition: () => null,
  types: (module, flashMiB) => allowedTypes("ec200a", module, flashMiB),
  sample: ec200aSamplePair,
  formats: [ec200aFota],
};
