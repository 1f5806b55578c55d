import { allowedTypes } from "../../modules/catalogue.ts";
import type { Platform } from "../platform.ts";
import { pacContainer } from "../unisoc/container.ts";
import { contentsOf } from "../unisoc/contents.ts";
import { fileFacts, pacPartitions } from "../unisoc/facts.ts";
import type { Unisoc8910Firmware } from "../unisoc/firmware/firmware.ts";
import { pacFacts } from "../unisoc/pac-facts.ts";
import { rdaota02 } from "../unisoc/rdaota02/format.ts";
import { ignoredFiles, proposeUnisoc8910RuleSet } from "../unisoc/rules.ts";
import { samplePair } from "../unisoc/sample/sample.ts";

/** UNISOC 8910: EC200U, EC600U, EG912U, EG915U. */
export const unisoc8910: Platform<Unisoc8910Firmware> = {
  id: "unisoc8910",
  container: pacContainer,
  flashMiB: () => null,
  facts(opened) {
    const { firmware, innerName } = opened;
    const application = firmware.flash.find(({ id }) => id === "APPIMG");
    const ruleSet = proposeUnisoc8910RuleSet(application?.address ?? null);
    return {
      ...pacFacts(opened, firmware.pac, firmware.builtAt),
      partitions: pacPartitions(innerName, firmware.pac, firmware),
      files: fileFacts(innerName, firmware),
      ruleSet,
      ignoredFiles: ignoredFiles(ruleSet),
    };
  },
  contents: ({ firmware }) => contentsOf(firmware),
  userPartition: () => null,
  types: (module, flashMiB) => allowedTypes("unisoc8910", module, flashMiB),
  sample: samplePair,
  formats: [rdaota02],
};
