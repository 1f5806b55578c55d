/** What the details of refusals are made of. */
import type { FormatId } from "./formats.ts";

/** A module as the names of a firmware have it. */
export interface NamedModule {
  /** With its variant, e.g. EC600M CNLE. */
  readonly name: string;
  readonly flashMiB: number | null;
  readonly baseline: Unisoc8910Baseline | null;
}

/** In what the modules of two firmwares differ. */
export type ModuleDifference = "module" | "variant" | "flash" | "baseline";

export interface DifferentModules {
  readonly old: NamedModule;
  readonly new: NamedModule;
  readonly differs: readonly ModuleDifference[];
}

/** Partitions with the user's scripts, which no update of the firmware carries. */
export interface UserScripts {
  readonly partitions: readonly string[];
  /** Files that differ, came or went; null when they cannot be read. */
  readonly files: readonly string[] | null;
}

/** Lines of development of the 8910, between which no update leads. */
export type Unisoc8910Baseline = "plain" | "R05" | "R06";

/** Archives that are recognised and not unpacked. */
export type ArchiveKind = "7z" | "rar" | "gzip" | "tar" | "xz" | "zstd" | "bzip2";

/** Packages of which the app can show what is in them. */
export type ReadablePackage = FormatId;

/** Where a file was put. */
export type FilePlace = "firmware" | "user-partition";

/** Partitions that are littlefs; scripts are in the first alone. */
export type LittleFsOwner = "customer_fs" | "customer_backup_fs" | "nvm";

/** Why a path is no file that a method can be chosen for. */
export type FileMethodFault =
  /** Neither firmware has it where the rules look for files. */
  | "missing"
  /** A part of a blocked file, which is updated as a whole. */
  | "part"
  | "folder";

/** What is wrong with the list of an EC200A release. */
export type ImageListFault =
  | "no-list"
  | "several-lists"
  | "no-images"
  | "too-many-images"
  /** A number between others is missing. */
  | "image-skipped"
  /** Something is missing that a package cannot do without. */
  | "field-missing";

/** What is wrong with the load table of an EC200A program. */
export type LoadTableFault =
  | "no-regions"
  /** Not between the head and the end of the file. */
  | "outside"
  | "overlap"
  /** Not in whole words. */
  | "uneven";

/** Why a version name cannot be written. */
export type VersionNameFault =
  /** The new one alone: a module that checks looks at the old one. */
  | "old-missing"
  | "nul-character"
  /** Half a surrogate pair. */
  | "not-text"
  /** More bytes of UTF-8 than the limit. */
  | "too-long";

/** What is wrong with a path in the user partition. */
export type UserPathFault =
  /** No name, or nothing between two "/". */
  | "empty-name"
  /** A name of more than 255 bytes of UTF-8. */
  | "name-too-long"
  /** A control character, a "\\", or half a surrogate pair. */
  | "forbidden-character"
  /** "." or "..". */
  | "reserved-name"
  /** A file or folder of that path is there already. */
  | "exists"
  /** Nothing of that path is there. */
  | "missing"
  /** It lies below a file. */
  | "below-a-file"
  /** A folder cannot move into itself. */
  | "into-itself"
  /** More folders inside each other than the app reads. */
  | "too-deep";

/** What is wrong with a script; only what is certain. */
export type ScriptFault =
  | "not-utf8"
  | "byte-order-mark"
  /** Chinese punctuation outside strings and comments. */
  | "full-width-punctuation"
  | "bracket-not-closed"
  | "bracket-not-opened"
  | "bracket-of-other-kind"
  | "string-not-closed"
  | "triple-quotes-not-closed"
  | "tabs-and-spaces"
  /** Less indentation than the line before, but of no level further out. */
  | "indentation-of-no-level"
  | "indentation-unexpected"
  | "indentation-missing"
  | "colon-missing"
  | "json-value-expected"
  | "json-name-expected"
  | "json-colon-expected"
  | "json-comma-expected"
  | "json-number"
  | "json-escape"
  | "json-control-character"
  | "json-after-end";
