/** What a platform and a package format are to the rest of the app. */
import type { FormatId } from "../contract/formats.ts";
import type { FirmwareFacts, Inspection, MakeOptions, SamplePair } from "../contract/maker.ts";
import type { Platform as PlatformId } from "../contract/platform.ts";
import type { RehearsalOptions } from "../contract/rehearsal.ts";
import type {
  CutsWanted,
  PowerCutReport,
  Verification,
  VerificationProgress,
} from "../contract/verification.ts";
import type { FlashContents } from "../difference/contents.ts";
import type { TypeVerdicts } from "../contract/type-verdicts.ts";
import type { CatalogueEntry } from "../modules/catalogue.ts";
import type { Device } from "./device.ts";
import type { PackageJob } from "./package-job.ts";

/** A firmware file that was opened. `F` is what its platform makes of it. */
export interface Opened<F = unknown> {
  /** Name of the file as dropped. */
  readonly fileName: string;
  /** The file as dropped. */
  readonly bytes: Uint8Array;
  /** Name of the firmware itself; in archives that of the innermost member. */
  readonly innerName: string;
  /** Archive members walked through, outermost first, the firmware itself last. */
  readonly wrapping: readonly string[];
  readonly platform: PlatformId;
  readonly firmware: F;
}

/** Facts that come from the firmware alone; the others follow from the file, its names and the catalogue. */
export type PlatformFacts = Omit<
  FirmwareFacts,
  "fileName" | "bytes" | "sha256" | "md5" | "wrapping" | "platform" | "module" | "types"
>;

/** A chip family. One object a platform, listed in index.ts. */
export interface Platform<F = unknown> {
  readonly id: PlatformId;
  /** @throws Refusal firmware-damaged */
  facts(opened: Opened<F>): PlatformFacts;
  /**
   * What flash and file systems hold, for comparisons; null while the platform can only be opened.
   * @throws Refusal firmware-damaged
   */
  contents(opened: Opened<F>): FlashContents | null;
  /** The image of the user partition in the firmware; null where it has none. */
  userPartition(opened: Opened<F>): Uint8Array | null;
  /** Which packages a module takes; the firmware itself may forbid more. */
  types(module: CatalogueEntry | null, flashMiB: number | null): TypeVerdicts;
  /** A small old and new firmware for a first try; null where the app makes none. */
  readonly sample: (() => SampleFiles) | null;
  /** Formats of packages, at most one a type. */
  readonly formats: readonly PackageFormat<F>[];
}

export type SampleFiles = {
  readonly [S in keyof SamplePair]: { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> };
};

/** Firmware that a package is for; `old` is null where the format is made of the new one alone. */
export interface Pair<F> {
  readonly old: Opened<F> | null;
  readonly next: Opened<F>;
}

/** The user partition that a package may carry. */
export interface UserPartitionSource {
  /** What replaces that of the firmware; null when that is used as it is. */
  readonly replacement: Uint8Array | null;
  /** @throws Refusal no-user-partition */
  image(): Uint8Array;
}

export interface PackageBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What a package was made with, as far as its module has to know. */
export interface DeviceSetting {
  readonly options: RehearsalOptions;
  /** As the old firmware calls itself; empty where that is not known. */
  readonly version: string;
  /** The user partition that the package carries; null when it carries none. */
  readonly userPartition: Uint8Array | null;
}

/** A file format of packages. */
export interface PackageFormat<F = unknown> {
  readonly id: FormatId;
  /** By the first bytes. */
  matches(bytes: Uint8Array): boolean;
  /** @throws Refusal package-damaged */
  inspect(fileName: string, bytes: Uint8Array): Inspection;
  /** @throws Refusal whatever speaks against a package of this pair */
  prepare(pair: Pair<F>, options: MakeOptions, userPartition: UserPartitionSource): PackageJob;
  /** Has a simulated module take a package, whoever made it, and compares with the new firmware. */
  verify(
    files: readonly PackageBytes[],
    pair: Pair<F>,
    onProgress: (progress: VerificationProgress) => void,
  ): Verification;
  /** A simulated module with the old firmware that expects the new one. */
  device(pair: Pair<F>, setting: DeviceSetting): Device;
  /** Takes the power away while a module takes the package; not there where that is not simulated. */
  powerCuts?(
    pack: PackageBytes,
    old: Opened<F>,
    wanted: CutsWanted,
    onProgress: (done: number) => void,
  ): PowerCutReport;
}

/** The old firmware of a format that needs it. */
export function oldOf<F>({ old }: Pair<F>): Opened<F> {
  if (old === null) throw new Error("the old firmware must be open");
  return old;
}
