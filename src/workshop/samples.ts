import { asrSamplePair } from "../platforms/asr/sample/sample.ts";
import { samplePair } from "../platforms/unisoc/sample/sample.ts";
import type { SamplePair, SamplePlatform } from "../contract/maker.ts";

/** The sample pair of a platform as files that can be opened like any other. */
export function samplePairOf(platform: SamplePlatform): SamplePair {
  const pair = platform === "asr" ? asrSamplePair() : samplePair();
  const asFile = ({ fileName, bytes }: (typeof pair)["old"]): SamplePair["old"] => ({
    fileName,
    blob: new Blob([bytes]),
  });
  return { old: asFile(pair.old), new: asFile(pair.new) };
}
