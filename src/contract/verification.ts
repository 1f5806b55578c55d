/** What the page may ask about packages, whoever made them: do they apply, and do they survive power cuts. */
import type { RefusalValue } from "./refusal.ts";
import type { PackageWarning } from "./maker.ts";

/** A file of a package: mini-system may come in two. */
export interface PackageFile {
  readonly fileName: string;
  readonly blob: Blob;
}

/** Something of the module that is not as the new firmware has it, although the package changes it. */
export interface Difference {
  /** Partition, region, or absolute path of a file. */
  readonly place: string;
  /**
   * `not-written`: the module leaves the image out, or the package does not bring all of it.
   * `stray`: the package writes where the new firmware has nothing.
   */
  readonly kind: "differs" | "missing" | "left-over" | "not-written" | "stray";
  /** Of the first wrong byte; null where there is none to name: in files and compressed regions. */
  readonly address: number | null;
}

/** Something that the package leaves as it is. */
export interface Uncovered {
  /** Partition or absolute path; of files only those that differ are named. */
  readonly place: string;
  /** Whether old and new firmware differ there; null when one of them has nothing to compare. */
  readonly differs: boolean | null;
}

export interface Verification {
  /** `applies-with-differences`: the module would finish the update, but not hold the new firmware. */
  readonly verdict: "applies" | "applies-with-differences" | "refused";
  readonly kind: "rdaota02" | "asr-full" | "asr-diff" | "asr-mini";
  /** Why the module would refuse the package, or get stuck in it; empty unless refused. */
  readonly reasons: readonly RefusalValue[];
  /**
   * Of a package that is refused for its version names alone: what comes of a copy whose names have the room that
   * the module demands. All that follows is about that copy.
   */
  readonly otherwise: "applies" | "applies-with-differences" | null;
  /** What was compared, untouched parts left out; all 0 when refused. Compressed regions count decompressed. */
  readonly compared: { readonly flashBytes: number; readonly files: number; readonly steps: number };
  /** The first {@link MOST_DIFFERENCES} of them. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
  readonly uncovered: readonly Uncovered[];
  readonly hazards: readonly PackageWarning[];
  /** Nothing here forbids to use the package. */
  readonly warnings: readonly RefusalValue[];
}

export type VerificationStage = "check" | "apply" | "compare";

export interface VerificationProgress {
  readonly stage: VerificationStage;
  /** 0 … 1 over the whole job, never falls. */
  readonly done: number;
}

/** `sample`: every moment of every so many, evenly spread, each way of cutting among them. */
export type CutsWanted = "sample" | "all";

/** A moment at which the power went. */
export interface PowerCut {
  /** Operations of the module that had landed whole. */
  readonly operation: number;
  /** What was being done: "write /modem/cp.bin.003". */
  readonly during: string;
  /** How much of it had landed. */
  readonly portion: "nothing" | "destroyed" | "emptied" | "half" | "whole";
}

export interface PowerCutFailure {
  /** Two: cut again while recovering. */
  readonly cuts: readonly PowerCut[];
  /** How the module ended; technical, in English. */
  readonly why: string;
}

export interface PowerCutReport {
  readonly wanted: CutsWanted;
  /** Power cuts that were tried, those during a recovery included. */
  readonly cuts: number;
  /** Moments of the update, and how many of them were tried. */
  readonly moments: number;
  readonly momentsTried: number;
  /** The first 50 of them. */
  readonly failures: readonly PowerCutFailure[];
  readonly failureCount: number;
}
