/** What the page may ask about packages, whoever made them: do they apply, and do they survive power cuts. */
import type { FormatId } from "./formats.ts";
import type { Reason } from "./reason.ts";
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
  /** Partition, NV item ("NV 0x5") or absolute path; of files only those that differ are named. */
  readonly place: string;
  /** Whether old and new firmware differ there; null when one of them is not at hand or has nothing there. */
  readonly differs: boolean | null;
}

/** What was compared with the new firmware and is the same; what is not the same is not counted. */
export interface Compared {
  /** Partitions and images that the package updates. */
  readonly partitions: readonly string[];
  /** Bytes of them; compressed regions count decompressed. */
  readonly flashBytes: number;
  /** Whether compressed regions are among them that were compared by what is in them: modules compress them anew. */
  readonly decompressed: boolean;
  /** Files that the package writes; one that is stored in many parts counts once. */
  readonly files: number;
  /** Files that the package need not write: both firmwares have them alike. */
  readonly sameFiles: number;
  /** Blocks, images and files that the simulated module built. */
  readonly steps: number;
}

/** What the module has as it was chosen here, where the new firmware has something else. */
export interface Chosen {
  /** The user partition that the package brings; null where single files were chosen. */
  readonly partition: string | null;
  /** Bytes and files of that partition, compared with what was chosen. */
  readonly flashBytes: number;
  readonly files: number;
  /** Absolute paths of what is not as in the new firmware, in any way. */
  readonly places: readonly string[];
}

/** What is established of a package, made here or elsewhere, once a simulated module has taken it. */
export interface Findings {
  readonly compared: Compared;
  /** null: nothing was chosen that is not as in the new firmware. */
  readonly chosen: Chosen | null;
  readonly uncovered: readonly Uncovered[];
}

export interface Verification extends Findings {
  /** `applies-with-differences`: the module would finish the update, but not hold the new firmware. */
  readonly verdict: "applies" | "applies-with-differences" | "refused";
  readonly kind: FormatId;
  /** Why the module would refuse the package, or get stuck in it; empty unless refused. */
  readonly reasons: readonly RefusalValue[];
  /**
   * Of a package that is refused for its version names alone: what comes of a copy whose names have the room that
   * the module demands. All that follows is about that copy.
   */
  readonly otherwise: "applies" | "applies-with-differences" | null;
  /** The first {@link MOST_DIFFERENCES} of them. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
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

/** What a module was doing: at flash addresses, with files, or with its note of how far it is. */
export type PowerCutWork =
  | { readonly kind: "erase" | "program" | "backup" | "lift"; readonly address: number }
  | { readonly kind: "write" | "unlink"; readonly path: string }
  | { readonly kind: "stage"; readonly stage: number; readonly block: number }
  | { readonly kind: "progress"; readonly stage: number }
  /** Eigencomm: a new block is written aside first, and bits tell that it lies there and that it is in its place. */
  | {
      readonly kind: "keep-block" | "mark-kept" | "mark-done";
      readonly partition: string;
      readonly block: number;
    };

/** A moment at which the power went. */
export interface PowerCut {
  /** Operations of the module that had landed whole. */
  readonly operation: number;
  readonly during: PowerCutWork;
  /** How much of it had landed. */
  readonly portion: "nothing" | "destroyed" | "emptied" | "half" | "whole";
}

export interface PowerCutFailure {
  /** Two: cut again while recovering. */
  readonly cuts: readonly PowerCut[];
  /** How the module ended. */
  readonly why: Reason;
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
