import type { SamplePair, SamplePlatform } from "../contract/maker.ts";
import { platformOf, type Registry } from "../platforms/index.ts";

/** The sample pair of a platform as files that can be opened like any other. */
export function samplePairOf(platform: SamplePlatform, registry?: Registry): SamplePair {
  const pair = platformOf({ platform }, registry).sample?.();
  if (pair === undefined) throw new Error(`no sample for ${platform}`);
  const asFile = ({ fileName, bytes }: (typeof pair)["old"]): SamplePair["old"] => ({
    fileName,
    blob: new Blob([bytes]),
  });
  return { old: asFile(pair.old), new: asFile(pair.new) };
}
