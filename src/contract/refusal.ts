import type { Place, Reason } from "./reason.ts";
import type {
  ArchiveKind,
  DifferentModules,
  FileMethodFault,
  FilePlace,
  ImageListFault,
  LittleFsOwner,
  LoadTableFault,
  ReadablePackage,
  ScriptFault,
  Unisoc8910Baseline,
  UserPathFault,
  UserScripts,
  VersionNameFault,
} from "./refusal-values.ts";

export type * from "./refusal-values.ts";

/**
 * Every reason for which the app declines to go on, one code per cause.
 * Codes are stable and the same in both languages, so that support can search for them.
 * `src/i18n` has for each code what is wrong and what to do next.
 */
export interface RefusalDetails {
  /** Neither a known firmware nor an archive that holds one. */
  "not-firmware": { file: string };
  /** An archive was opened, but no firmware is inside. */
  "no-firmware-in-archive": { file: string };
  /** More than one firmware in the archive, none can be preferred. */
  "several-firmwares-in-archive": { file: string; names: readonly string[] };
  /** Archive entry is encrypted. */
  "archive-encrypted": { file: string; entry: string };
  /** Archive uses a method, or spans disks in a way, that is not supported. */
  "archive-unsupported": { file: string; entry: string; why: Reason };
  /** Archive is truncated, its CRC differs, or its directory contradicts itself. */
  "archive-damaged": { file: string; entry: string; why: Reason };
  /** Archive would unpack to more than the limit. */
  "archive-too-large": { file: string; limitMiB: number };
  /** File is shorter than its header says. */
  "firmware-truncated": { file: string; expected: number; actual: number };
  /** A checksum of the firmware file is wrong. */
  "firmware-crc": { file: string; part: Place; expected: string; actual: string };
  /** A structure inside the firmware contradicts the format. */
  "firmware-damaged": { file: string; part: string; why: Reason };
  /** ASR: the release has no system.img, without which only full packages can be made. */
  "asr-no-system-image": { file: string };
  /** ASR: the partition table is missing, damaged or contradicts the firmware. */
  "asr-partition-table": { file: string; why: Reason };
  /** ASR: the table of the program's compressed regions is missing or contradicts the firmware. */
  "asr-load-table": { file: string; why: Reason };
  /** The platform is recognised, but the app makes no packages for it (yet). */
  "platform-unsupported": { file: string; platform: string };
  /** Old and new are the same firmware. */
  "same-firmware": { file: string };
  /** Old and new are of different platforms. */
  "different-platform": { old: string; new: string };
  /** Old and new are of different boards (product alias or partition names). */
  "different-board": { old: string; new: string };
  /** The layouts do not fit, and by their names the two are for different modules. */
  "different-modules": DifferentModules;
  /** The layouts fit, but by their names the two are for different modules. A warning, the user may go on. */
  "modules-differ": DifferentModules;
  /** UNISOC 8910: the names speak of different baselines. A warning, the user may go on. */
  "baselines-differ": { old: Unisoc8910Baseline; new: Unisoc8910Baseline };
  /** A partition lies elsewhere in the new firmware. */
  "partition-moved": { partition: string; old: string; new: string };
  /** A partition that the rules patch is in only one of the two. */
  "partition-missing": {
    partition: string;
    missingIn: "old" | "new";
    /** UNISOC 8910: a rule asks for it; other rules may not. */
    byRules?: true;
  };
  /** New image does not fit into its partition. */
  "partition-too-small": { partition: string; size: number; limit: number };
  /** A part of a blocked file has a size that the module cannot patch. */
  "part-size": { file: string; size: number; expected: number };
  /** Old and new differ only in what updates do not carry. */
  "nothing-to-update": {
    differing: readonly string[];
    /** Files that are left out by choice of the user. */
    ignored?: readonly string[];
    /** UNISOC 8910: rule sets that carry some of what differs. */
    ruleSets?: readonly string[];
  };
  /** UNISOC 8910: a method is chosen for something that is no file of either firmware. */
  "file-method": { path: string; why: FileMethodFault };
  /** Files that differ are left alone by choice: the module keeps the old ones. A warning, the user may go on. */
  "files-ignored": { /** The first of them. */ files: readonly string[]; count: number };
  /** Files of the new firmware are removed by choice: the module will not have them. A warning. */
  "files-removed": { /** The first of them. */ files: readonly string[]; count: number };
  /**
   * Partitions differ that the chosen rules leave alone; `ruleSets` carry some of them. A warning, the user may go on.
   */
  "partition-not-covered": { partitions: readonly string[]; ruleSets: readonly string[] };
  /** UNISOC 8910: one of the two has an application, which the rules carry; the other has none. */
  "application-in-one-only": { missingIn: "old" | "new" };
  /** UNISOC 8910: scripts merged into the firmware differ. A warning, the user may go on. */
  "scripts-not-carried": UserScripts;
  /** UNISOC 8910: nothing but scripts merged into the firmware differs. */
  "only-scripts-differ": UserScripts;
  /** Old and new look swapped: the "old" one is newer. A warning, the user may go on. */
  "old-and-new-swapped": { old: string; new: string };
  /** UNISOC 8910: the package names versions; modules may refuse it for them. A warning, the user may go on. */
  "versions-named": Record<string, never>;
  /** A version name cannot be written. */
  "version-name": { name: string; why: VersionNameFault; limit: number };
  /** The package failed its proof; it is not offered. */
  "proof-failed": { why: Reason };
  /** ASR differential: no partition fota_pkg, in which the updater backs up what it overwrites. */
  "backup-partition-missing": { file: string };
  /** ASR differential: the updater's backup and the payloads (bytes) do not fit into fota_pkg. */
  "backup-too-small": { need: number; have: number };
  /** ASR: a compressed region, or the DSP, is not LZMA. */
  "region-compression": { file: string; region: string };
  /** ASR: regions that the module itself compresses to more than there is room for. */
  "region-does-not-fit": { regions: readonly string[] };
  /** ASR: the updater of the old firmware does not know this type of package and changes nothing. A warning. */
  "updater-declines": {
    file: string;
    /** As the updater states it; may be empty. */
    version: string;
    type: "diff" | "full" | "mini";
    takes: readonly ("diff" | "full" | "mini")[];
  };
  /** ASR: the updater holds more at once than its heap has, and would crash after it has begun to write. Bytes. */
  "updater-memory": { part: string; need: number; have: number };
  /** ASR differential with its backup in the file system: the updater is not seen to know that. */
  "fsall-unknown": { file: string; version: string };
  /** ASR: the updater compares what it compresses anew, and these regions come out otherwise: it never ends. */
  "region-not-reproduced": { regions: readonly string[] };
  /** ASR: as above, but this updater does not compare, or it is not known whether it does. A warning. */
  "region-not-reproduced-maybe": { regions: readonly string[] };
  /** ASR differential: the numbers of compressed regions differ by more than one. */
  "region-count": { old: number; new: number };
  /** ASR differential: more images than a package can hold. */
  "image-count": { count: number; limit: number };
  /** ASR differential: more application partitions than a package can carry. */
  "app-count": { count: number; limit: number };
  /** ASR differential: a firmware has no file for an application partition. */
  "app-missing": { app: string; missingIn: "old" | "new" };
  /** ASR: a partition that is not in whole sectors of 4 KiB. */
  "partition-unaligned": { partition: string; size: number };
  /** ASR: partitions lie in the same flash. A warning, the user may go on. */
  "partitions-overlap": { /** Which two, each time. */ pairs: readonly (readonly [string, string])[] };
  /** The user partition is no littlefs image. */
  "user-partition-not-littlefs": { file: string };
  /** The user partition is littlefs version 2, which the firmware of these modules does not read. */
  "user-partition-littlefs2": { file: string };
  /** The user partition contradicts the format of littlefs version 1. */
  "user-partition-damaged": { file: string; why: Reason };
  /** The files need more room than the user partition has; bytes, in whole blocks. */
  "user-partition-full": { needed: number; available: number };
  /** A file or folder of the user partition cannot have this path. */
  "user-partition-name": { path: string; why: UserPathFault };
  /** A script that the module will not accept. A warning, the user may go on. */
  "script-syntax": { path: string; line: number; why: ScriptFault };
  /** The partition table has no user partition, or the firmware no image of it and none was chosen. */
  "no-user-partition": { file: string };
  /** The file system was made for a partition of another size. */
  "user-partition-geometry": { blocks: number; blockSize: number; partitionSize: number };
  /** A module checks whole words only. */
  "image-length": { partition: string; size: number };
  /** The XOR of an image is 0: a module would leave it out without a word. */
  "image-xor-zero": { partition: string };
  /** No partition starts where an image of a full package goes. */
  "image-misplaced": { address: string };
  /** Modules that keep the package in the user partition have no room for it. A warning, the user may go on. */
  "full-package-storage": { needed: number; available: number };
  /** It is not known which variant of mini-system these load table regions take, or old and new differ in them. */
  "mini-regions": { old: readonly string[]; new: readonly string[] };
  /** The system is laid out in a way of which it is not known how mini-system packages treat it. */
  "mini-layout": { why: Reason };
  /** What remains of the modem program in mini-system is too large. */
  "mini-core-size": { size: number; limit: number };
  /** Neither the reserved partition nor what mini-system does without has room for patches and backup. */
  "mini-space": { payload: number; backup: number; reserved: number; readOnly: number; nonOta: number };
  /** EC200A: the list of images (`.blf`) is missing or contradicts itself; `image` is its number, or empty. */
  "image-list-damaged": { file: string; why: ImageListFault; image: string };
  /** EC200A: the table of the program's compressed regions contradicts its file. */
  "load-table-damaged": { file: string; image: string; why: LoadTableFault; region: string };
  /** EC200A: the build with Linux, which is updated in another way. */
  "linux-build": { file: string };
  /** EC200A: the module checks signatures that a package cannot renew. */
  "trusted-boot": { file: string };
  /** EC200A: NAND flash; nobody has seen how such modules are updated. */
  "flash-nand": { file: string };
  /** EC200A: the module has no updater, or the list does not name it. */
  "updater-missing": { file: string };
  /** EC200A: images of a type of which it is not known how packages treat them. */
  "image-type-unknown": { file: string; images: readonly string[] };
  /** EC200A: the list wants images in packages that can never be in one. */
  "image-never-updated": { file: string; images: readonly string[] };
  /** EC200A: the list has no image for packages. */
  "no-images-for-updates": { file: string };
  /** EC200A: files that packages carry are not in the release. */
  "image-file-missing": { file: string; images: readonly string[] };
  /** EC200A: old and new list other images, or in other places; empty when only the flash differs. */
  "image-lists-differ": { images: readonly string[] };
  /** EC200A: images differ that can be in no package. A warning, unless nothing else differs. */
  "images-not-carried": { images: readonly string[]; nothingElse: boolean };
  /** EC200A: the program differs outside of what packages carry of it. */
  "program-gap-differs": { image: string };
  /** EC200A: file and backup take more flash than the updater has; bytes of the file. */
  "package-too-large": { size: number; limit: number };
  /** EC200A: no code of such a module was ever run. A warning, the user may go on. */
  "format-experimental": { file: string };
  /** A file that was chosen can no longer be read. */
  "file-unreadable": { file: string };
  /** Nothing is in the file. */
  "file-empty": { file: string };
  /** A web page that a server sent instead of the file. */
  "file-is-web-page": { file: string };
  /** A note of Git LFS that stands for the file. */
  "file-is-git-lfs-pointer": { file: string };
  /** An archive that the app does not unpack. */
  "archive-of-other-kind": { file: string; kind: ArchiveKind };
  /** Larger than what these modules can have; bytes. */
  "file-too-large": { file: string; bytes: number; limit: number };
  /** An update package where something else belongs. */
  "package-in-other-place": { file: string; package: ReadablePackage; place: FilePlace };
  /** An archive of update packages, e.g. all that a release needs, where a firmware belongs. */
  "packages-in-archive": { file: string; names: readonly string[] };
  /** The image of a partition where something else belongs. */
  "littlefs-in-other-place": { file: string; partition: LittleFsOwner; place: FilePlace };
  /** A firmware in the place of the user partition. */
  "firmware-in-other-place": { file: string };
  /** RDAOTA01, the package of other chips. */
  "package-rdaota01": { file: string };
  /** Package for UNISOC 8850: it is shown, but not run. */
  "package-8850": { file: string };
  /** UNISOC: the pac has an application, but not the system under it. */
  "pac-application-only": { file: string };
  /** UNISOC: the pac only erases. */
  "pac-erases-only": { file: string };
  /** Not a package of a known format. */
  "not-package": { file: string };
  /** Package is damaged. */
  "package-damaged": { file: string; why: Reason };
  /** RDAOTA02: the version names end without NUL; the module does not take the package. */
  "package-version-field": { old: string; new: string };
  /** The package was made for another old firmware. */
  "package-other-old": { why: Reason };
  /** The package starts from what was given as the new firmware. */
  "package-old-is-new": { why: Reason };
  /** The module declines before anything changes, though the old firmware is the right one. */
  "package-declined": { why: Reason };
  /** The module starts the update and cannot finish it. */
  "package-stuck": { why: Reason };
  /** The package and the firmware are of different platforms. */
  "package-other-platform": { platform: string; firmware: string };
  /** Mini-system: one of the two files is missing, or they were made apart. */
  "mini-incomplete": { missing: "first" | "second" };
  "mini-no-pair": { first: string; second: string };
  /** A package is shorter than it says; bytes. */
  "package-truncated": { file: string; expected: number; actual: number };
  /** Eigencomm: the package does not fit into what the module has for packages; bytes. */
  "par-too-large": { need: number; have: number; chip: string };
  /** Eigencomm: the package bears a signature of the maker of the device. */
  "par-signed": { file: string };
  /** Eigencomm: the package is packed in another way than bzip2. */
  "par-method": { file: string; method: string };
  /** Eigencomm: the AP lies where no chip has it whose packages are known. */
  "eigen-chip-unknown": { file: string; address: string };
  /** Eigencomm: the flash is larger than that of the modules whose packages are known; bytes. */
  "eigen-large-flash": { image: string; end: number; known: number };
  /** Eigencomm: images and files that differ and that packages never carry. A warning, the user may go on. */
  "eigen-left-alone": { places: readonly string[] };
  /** The package is of a kind that can be shown, but not verified. */
  "package-not-verifiable": { file: string };
  /** A part of the page could not be fetched: a new release took its place, or the connection was lost. */
  "page-part-missing": { part: string };
  /** Out of memory while working. */
  "out-of-memory": { stage: string };
  /** Something nobody foresaw: a fault of the app. */
  unexpected: { message: string };
}

export type RefusalCode = keyof RefusalDetails;

/** A refusal as a value, as it crosses the worker boundary. */
export type RefusalValue = {
  [C in RefusalCode]: { readonly code: C; readonly detail: RefusalDetails[C] };
}[RefusalCode];

/** Thrown inside the domain, turned into a {@link RefusalValue} at the worker boundary. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  readonly code: C;
  readonly detail: RefusalDetails[C];

  constructor(code: C, detail: RefusalDetails[C]) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
  }
}

/** Of any code; `instanceof` alone would lose the type of the code. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/** What a refusal says as a reason; its code where it has nothing more to say. */
export function reasonOf({ code, detail }: Refusal): Reason {
  return "why" in detail && typeof detail.why === "object" ? detail.why : { code: "quoted", text: code };
}
