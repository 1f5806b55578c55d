import type { Compared, Difference, Findings, Verification } from "../contract/verification.ts";
import type { PackageWarning } from "../contract/maker.ts";
import { hex } from "../bytes/layout.ts";
import { type Reason, within } from "../contract/reason.ts";
import { isRefusal, Refusal, type RefusalValue } from "../contract/refusal.ts";

/** No more of them are told: a wrong pair differs everywhere. */
const MOST_DIFFERENCES = 100;

const nothingCompared: Compared = {
  partitions: [],
  flashBytes: 0,
  decompressed: false,
  files: 0,
  sameFiles: 0,
  steps: 0,
};

/** What a module holds after an update, beside the new firmware: for proofs, verifications and rehearsals alike. */
export interface ComparedModule extends Findings {
  readonly differences: readonly Difference[];
}

/**
 * What a proof demands: nothing differs that the package updates.
 * @throws Refusal proof-failed
 */
export function demandNoDifference({ differences, compared, chosen, uncovered }: ComparedModule): Findings {
  const [first] = differences;
  if (first === undefined) return { compared, chosen, uncovered };
  throw new Refusal("proof-failed", { why: differenceReason(first) });
}

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
    chosen: null,
    differences: [],
    differenceCount: 0,
    uncovered: [],
    hazards,
    warnings: [],
  };
}

/** The module took the package, and this is what it holds then. */
export function appliedPackage(
  kind: Verification["kind"],
  found: ComparedModule,
  said: Pick<Verification, "hazards" | "warnings">,
): Verification {
  const { differences } = found;
  return {
    ...found,
    ...said,
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
