import { allowedTypes } from "../../modules/catalogue.ts";
import { nothingMore } from "../opened-names.ts";
import type { Platform } from "../platform.ts";
import { asrContainer } from "./container.ts";
import { contentsOf } from "./contents.ts";
import { fbf } from "./fbf/format.ts";
import { asrPartitions } from "./firmware/facts.ts";
import type { AsrFirmware } from "./firmware/firmware.ts";
import { typesTaken } from "./firmware/updater.ts";
import { fotaAll } from "./fota-all/format.ts";
import { mini } from "./mini/format.ts";
import { asrSamplePair } from "./sample/sample.ts";

/** ASR 1601, 1603, 1606: EC600N, EC800N, EC600M … */
export const asr: Platform<AsrFirmware> = {
  id: "asr",
  container: asrContainer,
  flashMiB: ({ firmware }) => firmware.flashMiB,
  facts: ({ firmware }) => ({
    ...nothingMore,
    product: requiredBy(firmware, "product"),
    productVersion: requiredBy(firmware, "version"),
    version: firmware.version,
    partitions: asrPartitions(firmware),
    flashMiB: firmware.flashMiB,
    apps: firmware.apps.map(({ name }) => name),
  }),
  contents: ({ firmware }) => contentsOf(firmware),
  userPartition: ({ firmware }) => firmware.userPartition?.bytes ?? null,
  types: (module, flashMiB, { firmware: { updater } }) =>
    allowedTypes("asr", module, flashMiB, updater === null ? null : typesTaken(updater)),
  sample: asrSamplePair,
  formats: [fotaAll, fbf, mini],
};

/** What download.json demands of the module before it is written to. */
function requiredBy({ download }: AsrFirmware, name: string): string {
  const step = download?.find(({ command, name: of }) => command === "require" && of === name);
  return step?.value ?? "";
}
