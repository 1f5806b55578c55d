import type { Difference, Uncovered, Verification } from "../contract/verification.ts";
import type { PackageWarning } from "../contract/maker.ts";
import { hex } from "../bytes/layout.ts";
import { type Reason, within } from "../contract/reason.ts";
import { isRefusal, type RefusalValue } from "../contract/refusal.ts";

/** No more of them are told: a wrong pair differs everywhere. */
const MOST_DIFFERENCES = 100;

const nothingCompared = { flashBytes: 0, files: 0, steps: 0 } as const;

/** The module would not take the package, or get stuck in it. */
export function refusedPackage(
  kind: Verification["kind"],
  reasons: readonly RefusalValue[],
  hazards: readonly PackageWarning[] = [],
): Verification {
  return {
    verdict: "refused",
    kind,
    reasons,
    otherwise: null,
    compared: nothingCompared,
    differences: [],
    differenceCount: 0,
    uncovered: [],
    hazards,
    warnings: [],
  };
}

export interface ComparedModule {
  readonly compared: Verification["compared"];
  readonly differences: readonly Difference[];
  readonly uncovered: readonly Uncovered[];
  readonly hazards: readonly PackageWarning[];
  readonly warnings: readonly RefusalValue[];
}

/** The module took the package, and this is what it holds then. */
export function appliedPackage(kind: Verification["kind"], found: ComparedModule): Verification {
  const { differences } = found;
  return {
    ...found,
    verdict: differences.length === 0 ? "applies" : "applies-with-differences",
    kind,
    reasons: [],
    otherwise: null,
    differences: differences.slice(0, MOST_DIFFERENCES),
    differenceCount: differences.length,
  };
}

/** What `read` gives, or the refusal of it as a value. */
export function orRefusal<T>(read: () => T): { readonly value: T } | { readonly refusal: RefusalValue } {
  try {
    return { value: read() };
  } catch (error) {
    if (isRefusal(error)) {
      return { refusal: { code: error.code, detail: error.detail } as RefusalValue };
    }
    throw error;
  }
}

/** A difference as a reason for which a package is not offered. */
export function differenceReason({ place, kind, address }: Difference): Reason {
  switch (kind) {
    case "differs":
      return within(place, { code: "unlike-new", address: address === null ? null : hex(address) });
    case "left-over":
      return within(place, { code: "not-removed" });
    case "missing":
    case "not-written":
    case "stray":
      return within(place, { code: kind });
  }
}
