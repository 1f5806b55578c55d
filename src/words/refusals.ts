import type { RefusalCode, RefusalDetails, RefusalValue } from "../contract/refusal.ts";

/** A refusal in words. */
export interface RefusalText {
  readonly title: string;
  /** What is wrong, with the figures. */
  readonly wrong: string;
  /** What the reader can do now. */
  readonly remedy: string;
}

export type RefusalDictionary = { readonly [C in RefusalCode]: (detail: RefusalDetails[C]) => RefusalText };

/** Those of verifying packages, which are a file of their own in each language. */
export type VerificationRefusals = Pick<
  RefusalDictionary,
  | "package-version-field"
  | "package-other-old"
  | "package-old-is-new"
  | "package-declined"
  | "package-stuck"
  | "package-other-platform"
  | "mini-incomplete"
  | "mini-no-pair"
  | "package-not-verifiable"
>;

/** Those of files that are something else than what belongs there. */
export type FileRefusals = Pick<
  RefusalDictionary,
  | "file-empty"
  | "file-is-web-page"
  | "file-is-git-lfs-pointer"
  | "archive-of-other-kind"
  | "file-too-large"
  | "package-in-other-place"
  | "packages-in-archive"
  | "littlefs-in-other-place"
  | "firmware-in-other-place"
  | "package-rdaota01"
  | "package-8850"
  | "pac-application-only"
  | "pac-erases-only"
>;

/** Those of two firmwares that are for different modules, or differ in what no update carries. */
export type PairRefusals = Pick<
  RefusalDictionary,
  | "different-modules"
  | "modules-differ"
  | "baselines-differ"
  | "application-in-one-only"
  | "scripts-not-carried"
  | "only-scripts-differ"
  | "partition-not-covered"
>;

/** Those of what ASR modules do with packages, likewise. */
export type AsrRefusals = Pick<
  RefusalDictionary,
  | "updater-declines"
  | "updater-memory"
  | "fsall-unknown"
  | "region-does-not-fit"
  | "region-not-reproduced"
  | "region-not-reproduced-maybe"
>;

/** Those of EC200A, likewise. */
export type Ec200aRefusals = Pick<
  RefusalDictionary,
  | "image-list-damaged"
  | "load-table-damaged"
  | "linux-build"
  | "trusted-boot"
  | "flash-nand"
  | "updater-missing"
  | "image-type-unknown"
  | "image-never-updated"
  | "no-images-for-updates"
  | "image-file-missing"
  | "image-lists-differ"
  | "images-not-carried"
  | "program-gap-differs"
  | "package-too-large"
  | "format-experimental"
>;

/** Those of Eigencomm modules; the first is for any package. */
export type EigenRefusals = Pick<
  RefusalDictionary,
  | "package-truncated"
  | "par-too-large"
  | "par-signed"
  | "par-method"
  | "eigen-chip-unknown"
  | "eigen-large-flash"
  | "eigen-left-alone"
>;

export function refusalText(words: RefusalDictionary, refusal: RefusalValue): RefusalText {
  return textOf(words, refusal.code, refusal.detail);
}

function textOf<C extends RefusalCode>(
  words: RefusalDictionary,
  code: C,
  detail: RefusalDetails[C],
): RefusalText {
  return words[code](detail);
}
