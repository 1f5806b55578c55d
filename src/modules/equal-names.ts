/**
 * Firmware that its maker publishes under one name for several variants of a module, so that a pair of such names is
 * no pair of different modules.
 */

/** By module; in each group any variant may stand for the others. */
const EQUAL: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    "EC600M",
    [
      ["CNLA", "CNLE"],
      ["CNLC", "CNLF"],
    ],
  ],
  [
    "EC800M",
    [
      ["CNLA", "CNLE"],
      ["CNLC", "CNLF"],
      ["CNGC", "CNGD"],
    ],
  ],
]);

/** Of these modules all variants CNL… have one firmware. */
const ALL_CNL = new Set(["EC600E", "EC800E"]);

/** Whether two variants of a module run the same firmware. */
export function haveSameFirmware(module: string, variant: string, other: string): boolean {
  if (variant === other) return true;
  if (ALL_CNL.has(module)) return /^CNL[A-Z]$/.test(variant) && /^CNL[A-Z]$/.test(other);
  const groups = EQUAL.get(module) ?? [];
  return groups.some((group) => group.includes(variant) && group.includes(other));
}
