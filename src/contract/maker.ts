/**
 * What the page may ask of the maker worker. Types only: the page imports nothing else of the domain.
 */
import type { PackageKind, SamplePlatform } from "./formats.ts";
import type { TypeReason, TypeVerdict } from "./type-verdicts.ts";
import type { ModuleNeed, NeedKind, NeedLevel } from "./needs.ts";
import type { Platform } from "./platform.ts";
import type { LittleFsOwner, RefusalValue, ScriptFault } from "./refusal.ts";
import type { Release, ReleaseOrder } from "./release.ts";
import type {
  CutsWanted,
  Findings,
  PackageFile,
  PowerCutReport,
  Verification,
  VerificationProgress,
} from "./verification.ts";
import type { ArchiveEntry } from "./archive.ts";
import type { Comparison } from "./comparison.ts";

export type { SamplePlatform };
export type { ModuleNeed, NeedKind, NeedLevel, Platform, RefusalValue, ScriptFault, TypeReason, TypeVerdict };

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
  /** The address is in a flash of its own, which has nothing to do with that of the others. */
  readonly ownFlash?: true;
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
  | { readonly kind: "cpio"; readonly files: number; readonly bytes: number }
  /** ASR: a load table region of cp; of the DSP, which has no name. `unpacked` is null unless it is LZMA. */
  | {
      readonly kind: "compressed";
      readonly region: string;
      readonly address: number;
      readonly stored: number;
      readonly unpacked: number | null;
      readonly coding: "lzma" | "lzop" | "none";
    }
  /** ASR: the program that takes updates, and which types of package its code knows. */
  | {
      readonly kind: "updater";
      readonly version: string;
      readonly takes: readonly PackageType[];
      /** It goes on only when what it compresses anew is as in the new firmware. */
      readonly comparesRecompressed: boolean;
    }
  | { readonly kind: "updater-unknown" }
  /** ASR: the partition shares flash with another that does not lie in it. */
  | { readonly kind: "overlap"; readonly partition: string }
  /** ASR: the settings name a file for the partition that the archive does not hold. */
  | { readonly kind: "file-missing"; readonly file: string };

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
  /** Names of other firmwares in the same archive, which were not taken. */
  readonly passedOver: readonly string[];
  readonly platform: Platform;
  /** Container version, e.g. BP_R1.0.0. */
  readonly container: string;
  readonly product: string;
  readonly alias: string;
  readonly productVersion: string;
  /** Build time of the main image, Unix seconds; null when not stated. */
  readonly builtAt: number | null;
  /** What to call it: from the file name and contents, ASCII. A guess, and so never written into a package. */
  readonly version: string;
  /** What modules with this firmware are known to answer when asked for their version; empty when no name tells. */
  readonly answer: string;
  readonly partitions: readonly PartitionFacts[];
  readonly files: readonly FileFacts[];
  /** Absolute paths of files that updates leave alone unless the user wants it otherwise. */
  readonly ignoredFiles: readonly string[];
  /** The rules that cover all of this firmware; null on platforms without a choice. */
  readonly ruleSet: RuleSetId | null;
  /** Recognised from file names and contents, e.g. EC600N CNLF; null when it is not known. */
  readonly module: string | null;
  /** Size of the flash in MiB, where names or the partition table tell; else null. */
  readonly flashMiB: number | null;
  /** Which types of package this module takes, and why not. */
  readonly types: Readonly<Record<PackageType, TypeVerdict>>;
  /** Application partitions that a differential package may carry along, e.g. customer_app. */
  readonly apps: readonly string[];
}

export type RuleSetId = "unisoc8910" | "unisoc8910-ext" | "unisoc8910-win32";

/** How an update treats a file on the module, where the user wants it otherwise than the rules do. */
export type FileMethod =
  /** Patched where it changed; for files that the rules ignore. */
  | "patch"
  /** Left alone. */
  | "ignore"
  /** Removed and written anew, even when it is the same. */
  | "replace"
  /** Removed, even when the new firmware has it. */
  | "remove";

/** What the user chose besides the files. What a platform or type has no use for is not looked at. */
export interface MakeOptions {
  readonly type: PackageType;
  /** UNISOC 8910. */
  readonly ruleSet: RuleSetId;
  /** UNISOC 8910: version names written into the package, as typed; both empty: none. */
  readonly oldVersion: string;
  readonly newVersion: string;
  /** ASR differential: application partitions that are patched along, e.g. customer_app. */
  readonly apps: readonly string[];
  /** ASR full: leave out the erased blocks at the end of the user partition. */
  readonly cutErased: boolean;
  /** ASR mini-system: bring the user partition along; without it modules keep their scripts. */
  readonly withUserPartition: boolean;
  /** UNISOC 8910: absolute paths (of a blocked file without the suffix of its parts) and their methods. */
  readonly fileMethods: Readonly<Record<string, FileMethod>>;
}

export type MakeStage = "read" | "delta" | "compress" | "assemble" | "prove";

export interface MakeProgress {
  readonly stage: MakeStage;
  /** What is being worked on, e.g. AP or /modem/cp.bin; empty when it is the whole. */
  readonly subject: string;
  /** 0 … 1 over the whole job, never falls. */
  readonly done: number;
}

/** What the proof established, before the package is offered: as a verification does, without a difference. */
export interface ProofReport extends Findings {
  /** Free bytes that the module's file system must have; null where that is not known. */
  readonly freeBytesNeeded: number | null;
  /** Memory peak of the boot loader, in bytes (estimate of the spec); null where that is not known. */
  readonly loaderPeakBytes: number | null;
  /** Bytes of the backup area that the update needs, and that there are; null where there is none. */
  readonly backup: { readonly need: number; readonly have: number } | null;
}

export type BulkKind =
  /** RDAOTA02. */
  | "flash"
  | "blocked"
  | "plain"
  | "remove"
  | "insert"
  /** ASR: pieces of the uncompressed part, load table regions and DSP, what follows, application partitions. */
  | "uncompressed"
  | "region"
  | "dsp"
  | "later"
  | "app"
  /** ASR: taken over whole. */
  | "whole";

/** One row of what a package changes. */
export interface PackageBulk {
  readonly kind: BulkKind;
  /** Partition, region or path. */
  readonly target: string;
  readonly oldSize: number;
  readonly newSize: number;
  readonly packedBytes: number;
  readonly blocks: number;
  readonly order: "ascending" | "descending" | "tail-last" | null;
}

export interface MadeFile {
  /** `first` and `second`: both are needed, in this order. `merged`: the two in one, for tools that want that. */
  readonly role: "package" | "first" | "second" | "merged";
  readonly fileName: string;
  readonly blob: Blob;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

export interface MadePackage {
  readonly packageClass: PackageClass;
  /** The package itself; for mini-system the two files and then the merged one. */
  readonly files: readonly [MadeFile, ...MadeFile[]];
  /** Of all files that go to the server, without the merged one. */
  readonly bytes: number;
  readonly bulks: readonly PackageBulk[];
  readonly proof: ProofReport;
  readonly needs: readonly ModuleNeed[];
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

/** A fault that a script or settings file seems to have; nothing forbids to go on. */
export interface ScriptProblem {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly problem: ScriptFault;
}

export interface UserFile {
  /** Without leading "/"; the module shows it below /usr. */
  readonly path: string;
  readonly size: number;
}

export interface UserPartitionFacts {
  readonly source: "firmware" | "file" | "edited";
  readonly fileName: string;
  readonly bytes: number;
  /** Of the image, in lower-case hex. */
  readonly sha256: string;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly usedBlocks: number;
  readonly files: readonly UserFile[];
  /** Folders, also empty ones. */
  readonly folders: readonly string[];
  readonly problems: readonly ScriptProblem[];
}

export type UserFileChange =
  | { readonly kind: "put"; readonly path: string; readonly contents: Blob }
  | { readonly kind: "delete"; readonly path: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string };

export interface SamplePair {
  readonly old: { readonly fileName: string; readonly blob: Blob };
  readonly new: { readonly fileName: string; readonly blob: Blob };
}

export interface MakerApi {
  /** Reads a file and keeps it for the next job. */
  open(side: Side, file: Blob, fileName: string): Promise<Outcome<FirmwareFacts>>;
  close(side: Side): Promise<void>;
  /** Whether a package can be made of what is open; for the full type only the new firmware is needed. */
  judge(options: MakeOptions): Promise<Outcome<PairVerdict>>;
  /** As {@link judge}, but nothing is prepared for the making: for pairs of which many wait for their turn. */
  fits(options: MakeOptions): Promise<Outcome<PairVerdict>>;
  make(options: MakeOptions, onProgress: (progress: MakeProgress) => void): Promise<Outcome<MakeResult>>;
  /** What differs between the two that are open, whether or not a package can be made of them. */
  compare(): Promise<Outcome<Comparison>>;
  /** The user partition that full and mini-system packages carry; null while nothing open has one. */
  userPartition(): Promise<Outcome<UserPartitionFacts | null>>;
  /** Takes a user partition file instead of the one in the new firmware; null goes back to that. */
  replaceUserPartition(file: Blob | null, fileName: string): Promise<Outcome<UserPartitionFacts | null>>;
  /** Changes the files in it; the image that results has the same geometry. */
  changeUserFiles(changes: readonly UserFileChange[]): Promise<Outcome<UserPartitionFacts>>;
  /** Contents of a file in it. */
  userFile(path: string): Promise<Outcome<Blob>>;
  /** customer_fs.bin as it would go into a package. */
  userPartitionImage(): Promise<Outcome<Blob>>;
  /** All its files as a zip. */
  userFilesArchive(): Promise<Outcome<Blob>>;
  /** A small old and new firmware made by the app itself, for a first try. */
  sample(platform: SamplePlatform): Promise<Outcome<SamplePair>>;
  /** Reads a package or firmware of any known kind. */
  inspect(file: Blob, fileName: string): Promise<Outcome<Inspection>>;
  /** Everything that a release of a package needs, as files and in one archive. */
  release(order: ReleaseOrder): Promise<Outcome<Release>>;
  /**
   * Applies a package that somebody made to the old firmware and compares with the new one; both must be open,
   * for a full package the new one at least.
   */
  verify(
    files: readonly PackageFile[],
    onProgress: (progress: VerificationProgress) => void,
  ): Promise<Outcome<Verification>>;
  /**
   * Takes the power away while the old firmware, which must be open, takes the package. Of mini-system, the first file.
   */
  tryPowerCuts(
    pack: PackageFile,
    wanted: CutsWanted,
    onProgress: (done: number) => void,
  ): Promise<Outcome<PowerCutReport>>;
  /** One zip archive of the entries, in their order; the same entries give the same bytes. */
  zip(entries: readonly ArchiveEntry[]): Promise<Outcome<Blob>>;
}

export type Inspection =
  | { readonly kind: "firmware"; readonly facts: FirmwareFacts }
  | ({
      readonly kind: "rdaota02";
      readonly platform: "unisoc8910" | "unisoc8850";
      readonly oldVersion: string;
      readonly newVersion: string;
    } & PackageInspection)
  /** Eigencomm. */
  | ({
      readonly kind: "par";
      readonly platform: "eigen618" | "eigen718";
    } & PackageInspection)
  | ({ readonly kind: Exclude<PackageKind, "rdaota02" | "par"> } & PackageInspection)
  | {
      readonly kind: "user-partition";
      /** The partition that it is the image of; scripts are in customer_fs alone. */
      readonly partition: LittleFsOwner;
      readonly sha256: string;
      readonly md5: string;
      readonly facts: UserPartitionFacts;
    };

export interface PackageInspection {
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly bulks: readonly PackageBulk[];
  readonly warnings: readonly PackageWarning[];
}

/** What is unusual or dangerous about a package that the app did not make. */
export type PackageWarning =
  /** The version field has no NUL: the module refuses the file. */
  | { readonly code: "version-not-terminated" }
  /** Blocks of a blocked file are not ascending: a power cut may not be recoverable. */
  | { readonly code: "not-ascending"; readonly target: string }
  /** File loses parts and ends short: a power cut in the last step is not recoverable. */
  | { readonly code: "short-tail-lost-parts"; readonly target: string }
  /** ASR full: the XOR of the image is 0, so the module leaves it out without a word. */
  | { readonly code: "image-left-out"; readonly target: string }
  /** ASR full: not a multiple of 4 bytes long; the module does not check the rest. */
  | { readonly code: "image-tail-unchecked"; readonly target: string }
  /** ASR differential: backs up in the file system; an updater that does not know this erases the boot loader. */
  | { readonly code: "backup-in-file-system" }
  /** Eigencomm: modules with this chip have less room for packages; bytes. */
  | { readonly code: "too-large"; readonly need: number; readonly have: number };
