import { digests } from "../bytes/digest.ts";
import type { FirmwareFacts } from "../contract/maker.ts";
import { knownAnswer } from "../modules/version-match.ts";
import { moduleLabel, recogniseModule } from "../modules/catalogue.ts";
import { platformOf, type Registry } from "../platforms/index.ts";
import type { Opened } from "../platforms/platform.ts";

/**
 * What to show of an opened firmware. Size and hashes are those of the file as dropped.
 * @throws Refusal firmware-damaged
 */
export function factsOf(opened: Opened, registry?: Registry): FirmwareFacts {
  const platform = platformOf(opened, registry);
  const facts = platform.facts(opened);
  const { fileName, innerName, wrapping, bytes } = opened;
  const names = [innerName, ...[...wrapping].reverse(), fileName];
  const module = recogniseModule(names, opened.platform, facts.flashMiB);
  return {
    ...facts,
    fileName,
    bytes: bytes.length,
    ...digests(bytes),
    wrapping,
    passedOver: opened.passedOver,
    platform: opened.platform,
    module: module === null ? null : moduleLabel(module),
    answer: knownAnswer(names),
    types: platform.types(module, facts.flashMiB, opened),
  };
}
