import type { BulkKind, PackageBulk } from "../../contract/maker.ts";

/** What a part of a package takes. */
export interface PackageShare {
  readonly kind: BulkKind;
  readonly target: string;
  readonly bytes: number;
}

export interface PackageShares {
  /** All that is carried, without headers. */
  readonly total: number;
  /** By size. */
  readonly large: readonly PackageShare[];
  /** What is too small for a bar of its own; none or at least two. */
  readonly small: readonly PackageShare[];
  readonly smallBytes: number;
}

const MOST_LARGE = 8;
const FEWEST_LARGE = 3;
/** Of the total: less cannot be seen as a bar. */
const SMALLEST_SHARE = 0.02;

/** Where the bytes of a package go. Rows of the same target and kind are one. */
export function sharesOf(bulks: readonly PackageBulk[]): PackageShares {
  const byName = new Map<string, PackageShare>();
  for (const { kind, target, packedBytes } of bulks) {
    // What is removed takes no room.
    if (packedBytes === 0) continue;
    const name = `${kind} ${target}`;
    byName.set(name, { kind, target, bytes: (byName.get(name)?.bytes ?? 0) + packedBytes });
  }
  const shares = [...byName.values()].sort((a, b) => b.bytes - a.bytes);
  const total = shares.reduce((sum, { bytes }) => sum + bytes, 0);
  const seen = shares.filter(({ bytes }) => bytes >= SMALLEST_SHARE * total).length;
  const count = Math.max(FEWEST_LARGE, Math.min(MOST_LARGE, seen));
  const cut = shares.length - count === 1 ? shares.length : count;
  const small = shares.slice(cut);
  return {
    total,
    large: shares.slice(0, cut),
    small,
    smallBytes: small.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
