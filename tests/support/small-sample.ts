/** The sample of UNISOC 8910 with less in it, for tests that need a package and not a large one. */
import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { sampleFirmware, type SampleOptions } from "../../src/platforms/unisoc/sample/sample.ts";

/** One part fewer in release 2, as in the whole sample: both classes of package can be made of it. */
const shapes = {
  1: { parts: 2, tail: 9_000 },
  2: { parts: 1, tail: 4_000 },
} as const;

/**
 * Has every kind of content that the whole sample has, in the same files and partitions and under the same names. A
 * package of it is made in a fifth of the time.
 */
export function smallSample(options: Partial<SampleOptions> = {}): SampleFirmware {
  return sampleFirmware({ ...shapes[options.release ?? 1], apSize: 24_000, ...options });
}

export function smallSamplePair(): { readonly old: SampleFirmware; readonly new: SampleFirmware } {
  return { old: smallSample({ release: 1 }), new: smallSample({ release: 2 }) };
}
