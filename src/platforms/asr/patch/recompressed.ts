import type { AsrUpdater } from "../firmware/updater.ts";
import { deviceDictionary, encodeAsDevice } from "../../../codecs/lzma/device/encoder.ts";
import { Refusal, type RefusalValue } from "../../../contract/refusal.ts";

/** A new region, or DSP, that the module compresses itself after it was patched. */
export interface Recompressed {
  readonly name: string;
  /** As it lies in flash in the new firmware. */
  readonly stored: Uint8Array;
  readonly unpacked: Uint8Array;
}

interface Outcome {
  /** Bytes of the module's own stream. */
  readonly length: number;
  /** Flash is then the new firmware, byte for byte. */
  readonly same: boolean;
}

/** What comes of a region, by its bytes in flash: of one firmware it is asked for more than once. */
const outcomes = new WeakMap<Uint8Array, Outcome>();

function outcomeOf({ stored, unpacked }: Recompressed): Outcome {
  const known = outcomes.get(stored);
  if (known !== undefined) return known;
  const stream = encodeAsDevice(unpacked, deviceDictionary(stored));
  const same =
    stream.length <= stored.length && stored.every((byte, i) => byte === (i < stream.length ? stream[i] : 0));
  const outcome = { length: stream.length, same };
  outcomes.set(stored, outcome);
  return outcome;
}

/**
 * What the module makes of a region must fit where the new firmware has its own stream.
 * @throws Refusal region-does-not-fit
 */
export function demandFit(regions: readonly Recompressed[]): void {
  const large = regions.filter((region) => outcomeOf(region).length > region.stored.length);
  if (large.length > 0) throw new Refusal("region-does-not-fit", { regions: large.map(({ name }) => name) });
}

/** Whether flash is the new firmware, byte for byte, after the module has compressed it. */
export function isReproduced(region: Recompressed): boolean {
  return outcomeOf(region).same;
}

/**
 * Regions that the module will not compress to the same bytes. Some updaters compare, and would go on without end; of
 * one that is known not to, nothing has to be said.
 *
 * @param updater of the old firmware; null when nothing is known of it
 * @throws Refusal region-does-not-fit
 */
export function recompressionWarnings(
  regions: readonly Recompressed[],
  updater: AsrUpdater | null,
): RefusalValue[] {
  if (updater !== null && !updater.comparesRecompressed) return [];
  demandFit(regions);
  const others = regions.filter((region) => !isReproduced(region)).map(({ name }) => name);
  if (others.length === 0) return [];
  const code = updater === null ? "region-not-reproduced-maybe" : "region-not-reproduced";
  return [{ code, detail: { regions: others } }];
}
