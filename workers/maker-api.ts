/**
 * What the page may ask of the maker worker. Types only: the page imports nothing else of the domain.
 */
import type { Platform } from "../src/modules/platform.ts";
import type { RefusalValue } from "../src/refusal.ts";

export type { Platform, RefusalValue };

export type PackageType = "diff" | "full" | "mini";
export type PackageClass = "safe" | "compact";
export type Side = "old" | "new";

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: RefusalValue };

/** One row of what is inside a firmware file. */
export interface PartitionFacts {
  readonly id: string;
  /** Scheme type of the XML: CODE, NV, EraseFlash … */
  readonly type: string;
  /** File name inside the firmware, empty for operations. */
  readonly name: string;
  /** Load or logical address; null for none. */
  readonly address: number | null;
  readonly size: number;
  /** Partition maximum from the XML; null when it states none. */
  readonly limit: number | null;
  /** SHA-256 and MD5 in lower-case hex; null for operations without data. */
  readonly sha256: string | null;
  readonly md5: string | null;
  /** Image header in words (uImage name and date, APP2, SFFS file count, signature), one fact a string. */
  readonly image: readonly ImageFact[];
}

export type ImageFact =
  | { readonly kind: "uimage"; readonly name: string; readonly builtAt: number; readonly crcOk: boolean }
  | { readonly kind: "app2"; readonly stubVersion: string; readonly crcOk: boolean }
  | { readonly kind: "simage"; readonly name: string }
  | { readonly kind: "signature"; readonly bytes: number; readonly signer: string }
  | { readonly kind: "sffs"; readonly files: number; readonly bytes: number; readonly warnings: number }
  | { readonly kind: "nv"; readonly items: number; readonly stamp: number }
  | { readonly kind: "cpio"; readonly files: number; readonly bytes: number };

export interface FileFacts {
  /** Absolute path on the module. */
  readonly path: string;
  readonly size: number;
  /** Number of LZMAR parts, null for a plain file. */
  readonly parts: number | null;
  readonly sha256: string;
  readonly md5: string;
}

/** What a firmware file holds; shown as soon as it is dropped. */
export interface FirmwareFacts {
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
  /** Archive members walked through to reach the firmware, outermost first. */
  readonly wrapping: readonly string[];
  readonly platform: Platform;
  /** Container version, e.g. BP_R1.0.0. */
  readonly container: string;
  readonly product: string;
  readonly alias: string;
  readonly productVersion: string;
  /** Build time of the main image, Unix seconds; null when not stated. */
  readonly builtAt: number | null;
  /** Proposed version name for the package: from the file name and contents, ASCII. */
  readonly version: string;
  readonly partitions: readonly PartitionFacts[];
  readonly files: readonly FileFacts[];
  /** The rules that cover all of this firmware; null on platforms without a choice. */
  readonly ruleSet: RuleSetId | null;
}

export type RuleSetId = "unisoc8910" | "unisoc8910-ext" | "unisoc8910-win32";

export interface MakeOptions {
  readonly type: PackageType;
  readonly ruleSet: RuleSetId;
  /** Version names written into the package; both empty = none. */
  readonly oldVersion: string;
  readonly newVersion: string;
}

export type MakeStage = "read" | "delta" | "compress" | "assemble" | "prove";

export interface MakeProgress {
  readonly stage: MakeStage;
  /** What is being worked on, e.g. AP or /modem/cp.bin; empty when it is the whole. */
  readonly subject: string;
  /** 0 … 1 over the whole job, never falls. */
  readonly done: number;
}

/** What the proof established, before the package is offered. */
export interface ProofReport {
  readonly flashBytes: number;
  readonly filesCompared: number;
  /** Blocks and files that the simulated module built. */
  readonly steps: number;
  /** Free bytes that the module's file system must have (temporary file + 4 KiB). */
  readonly freeBytesNeeded: number;
  /** Memory peak of the boot loader, in bytes (estimate of the spec). */
  readonly loaderPeakBytes: number;
}

export interface PackageBulk {
  readonly kind: "flash" | "blocked" | "plain" | "remove" | "insert";
  readonly target: string;
  readonly oldSize: number;
  readonly newSize: number;
  readonly packedBytes: number;
  readonly blocks: number;
  readonly order: "ascending" | "descending" | "tail-last" | null;
}

export interface MadePackage {
  readonly packageClass: PackageClass;
  readonly fileName: string;
  readonly blob: Blob;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly bulks: readonly PackageBulk[];
  readonly proof: ProofReport;
}

export interface MakeResult {
  readonly safe: MadePackage;
  /** Only when it is smaller than the safe one. */
  readonly compact: MadePackage | null;
  /** Size of the new firmware's parts that the package carries, in full. */
  readonly fullImageBytes: number;
}

/** A pair that fits together, or why it does not; asked before the button is enabled. */
export interface PairVerdict {
  readonly refusal: RefusalValue | null;
  /** Does not forbid: the user may go on. */
  readonly warnings: readonly RefusalValue[];
}

export interface SamplePair {
  readonly old: { readonly fileName: string; readonly blob: Blob };
  readonly new: { readonly fileName: string; readonly blob: Blob };
}

export interface MakerApi {
  /** Reads a file and keeps it for the next job. */
  open(side: Side, file: Blob, fileName: string): Promise<Outcome<FirmwareFacts>>;
  close(side: Side): Promise<void>;
  /** old and new as opened. */
  judge(ruleSet: RuleSetId): Promise<Outcome<PairVerdict>>;
  make(options: MakeOptions, onProgress: (progress: MakeProgress) => void): Promise<Outcome<MakeResult>>;
  /** A small old and new firmware made by the app itself, for a first try. */
  sample(): Promise<Outcome<SamplePair>>;
  /** Reads a package or firmware of any known kind. */
  inspect(file: Blob, fileName: string): Promise<Outcome<Inspection>>;
}

export type Inspection =
  | { readonly kind: "firmware"; readonly facts: FirmwareFacts }
  | {
      readonly kind: "rdaota02";
      readonly bytes: number;
      readonly sha256: string;
      readonly md5: string;
      readonly oldVersion: string;
      readonly newVersion: string;
      readonly bulks: readonly PackageBulk[];
      readonly warnings: readonly PackageWarning[];
    };

/** What is unusual or dangerous about a package that the app did not make. */
export type PackageWarning =
  /** The version field has no NUL: the module refuses the file. */
  | { readonly code: "version-not-terminated" }
  /** Blocks of a blocked file are not ascending: a power cut may not be recoverable. */
  | { readonly code: "not-ascending"; readonly target: string }
  /** File loses parts and ends short: a power cut in the last step is not recoverable. */
  | { readonly code: "short-tail-lost-parts"; readonly target: string };
