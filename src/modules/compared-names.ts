import type { ModuleDifference, Unisoc8910Baseline } from "../contract/refusal.ts";
import { haveSameFirmware } from "./equal-names.ts";

/** What the names of a firmware say about the module; null or empty: nothing. */
export interface NamesOfFirmware {
  /** E.g. EC600M. */
  readonly module: string;
  /** E.g. CNLE. */
  readonly variant: string;
  readonly flashMiB: number | null;
  readonly baseline: Unisoc8910Baseline | null;
}

/** In what two firmwares differ, as far as both say something. */
export function nameDifferences(old: NamesOfFirmware, next: NamesOfFirmware): ModuleDifference[] {
  const differs = (a: string | number | null, b: string | number | null): boolean =>
    a !== null && b !== null && a !== b;
  const all: readonly (readonly [ModuleDifference, boolean])[] = [
    ["module", old.module !== next.module],
    ["variant", old.module === next.module && variantsDiffer(old, next)],
    ["flash", differs(old.flashMiB, next.flashMiB)],
    ["baseline", differs(old.baseline, next.baseline)],
  ];
  return all.flatMap(([difference, there]) => (there ? [difference] : []));
}

/** Two letters are a region, which the names of all its variants begin with. */
const REGION_LENGTH = 2;

function variantsDiffer(old: NamesOfFirmware, next: NamesOfFirmware): boolean {
  const [a, b] = [old.variant, next.variant];
  if (Math.min(a.length, b.length) <= REGION_LENGTH && (a.startsWith(b) || b.startsWith(a))) return false;
  return !haveSameFirmware(old.module, a, b);
}

/** The 8910 has three baselines, which the releases are named after: R05, R06, and all others. */
export function baselineOf(release: string): Unisoc8910Baseline {
  return release === "R05" || release === "R06" ? release : "plain";
}
