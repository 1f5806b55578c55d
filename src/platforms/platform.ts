/** What a platform and a package format are to the rest of the app. */
import type { FormatId, FormatTraits } from "../contract/formats.ts";
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

/** A file in an archive. */
export interface ArchiveFile {
  /** With its folders. */
  readonly name: string;
  readonly size: number;
  /** @throws Refusal those of archives */
  read(): Uint8Array;
}

/** An archive in which firmware is looked for. */
export interface ArchiveView {
  /** Shown in refusals. */
  readonly file: string;
  readonly files: readonly ArchiveFile[];
  /** Those at the top and in the folders just below it. */
  readonly near: readonly ArchiveFile[];
}

/** The files of an archive that together are a firmware. */
export interface ArchiveMembers {
  /** In which they lie, "" at the top: systems that archive whole folders put the release's name here. */
  readonly folder: string;
  /** Reads them. */
  readonly read: () => ReadonlyMap<string, Uint8Array>;
}

/** A firmware that was found: a file, or several of an archive. */
export interface FoundFirmware {
  /** Archive members walked through, outermost first, the firmware itself last; empty for the file itself. */
  readonly path: readonly string[];
  readonly container: Container;
  /** @throws Error when it is several files */
  readonly bytes: () => Uint8Array;
  /** @throws Error when it is one file */
  readonly members: () => ReadonlyMap<string, Uint8Array>;
  /** See {@link ArchiveMembers.folder}; "" for one file. */
  readonly folder: string;
  /** Other files of the folder in which one file lies in its archive; none when it is several files. */
  readonly beside: readonly ArchiveFile[];
}

/** The form in which firmware comes. Platforms that come in the same form share the object. */
export interface Container {
  /** A firmware that is one file: told by its first 512 bytes. */
  matches?(head: Uint8Array): boolean;
  /** One that is several files of an archive; null when it holds none. */
  membersOf?(archive: ArchiveView): ArchiveMembers | null;
  /** The files are only named, by settings or file names: counts where nothing else is found. */
  readonly lastResort?: boolean;
  /** Whether it is no system by itself, but stands beside one in archives. */
  standsBeside?(file: string, bytes: Uint8Array): boolean;
  /**
   * @param file shown in refusals
   * @param names of the file and what it is wrapped in, best first
   * @throws Refusal firmware-truncated, firmware-crc, firmware-damaged and those of the platform
   */
  open(
    file: string,
    found: FoundFirmware,
    names: readonly string[],
  ): { readonly platform: PlatformId; readonly firmware: unknown };
}

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
  /** Names of other firmwares in the archive, which were not taken. */
  readonly passedOver: readonly string[];
  readonly platform: PlatformId;
  readonly firmware: F;
}

/** Facts that come from the firmware alone; the others follow from the file, its names and the catalogue. */
export type PlatformFacts = Omit<
  FirmwareFacts,
  | "fileName"
  | "bytes"
  | "sha256"
  | "md5"
  | "wrapping"
  | "passedOver"
  | "platform"
  | "module"
  | "answer"
  | "types"
>;

/** A chip family. One object a platform, listed in index.ts. */
export interface Platform<F = unknown> {
  readonly id: PlatformId;
  readonly container: Container;
  /** Of the flash as the firmware's tables have it; null when they do not tell. */
  flashMiB(opened: Opened<F>): number | null;
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
  types(module: CatalogueEntry | null, flashMiB: number | null, opened: Opened<F>): TypeVerdicts;
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
  /** Its row in the table of all formats. */
  readonly traits: FormatTraits;
  /** By the first bytes. */
  matches(bytes: Uint8Array): boolean;
  /** @throws Refusal package-damaged */
  inspect(fileName: string, bytes: Uint8Array): Inspection;
  /** @throws Refusal whatever speaks against a package of this pair */
  prepare(pair: Pair<F>, options: MakeOptions, userPartition: UserPartitionSource): PackageJob;
  /** @throws Refusal for packages of the format that are for modules which are not simulated */
  demandSimulated?(pack: PackageBytes): void;
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
