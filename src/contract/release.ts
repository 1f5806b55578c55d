/** What the page hands over for a release, and what it gets: types only. */
import type { Platform } from "./platform.ts";
import type { ModuleNeed } from "./needs.ts";
import type { Findings } from "./verification.ts";

/** A file by what is in it. */
export interface FileIdentity {
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly md5: string;
}

export type ReleaseRole = "package" | "first" | "second";

export interface ReleaseFile extends FileIdentity {
  /** `first` and `second`: both are needed, in one folder of the server. */
  readonly role: ReleaseRole;
  readonly blob: Blob;
}

/** All that a release says about its package; no clock, so that the same package gives the same release. */
export interface ReleaseOrder {
  /** Of the app, e.g. 0.1.0. */
  readonly appRelease: string;
  readonly platform: Platform;
  /** Recognised module and product name of the firmware; null where not known. */
  readonly module: string | null;
  readonly product: string | null;
  readonly type: "diff" | "full" | "mini";
  /** Null on platforms without classes. */
  readonly packageClass: "safe" | "compact" | null;
  /** `old` is null for a package that fits any version. */
  readonly versions: { readonly old: string | null; readonly new: string };
  /** Version names that are written in the package, for which modules may refuse it; null for none. */
  readonly names: { readonly old: string; readonly new: string } | null;
  readonly firmware: { readonly old: FileIdentity | null; readonly new: FileIdentity };
  /** The user partition that the package carries. */
  readonly userPartition: {
    readonly source: "firmware" | "file" | "edited";
    readonly fileName: string;
    readonly bytes: number;
  } | null;
  readonly files: readonly [ReleaseFile, ...ReleaseFile[]];
  readonly proof: Findings;
  readonly needs: readonly ModuleNeed[];
  /** Addresses of `files`, in their order; empty while nobody gave any, or where the module needs none. */
  readonly urls: readonly string[];
  readonly script: {
    /** As shown on the page. */
    readonly text: string;
    /** Where the script finds the package on the module; null where it downloads it. */
    readonly devicePath: string | null;
    /** Where the module notes what the script fetched; null for a text that keeps no such note. */
    readonly notePath: string | null;
  };
}

export interface Release {
  /** Name of the folder and, with .zip, of the archive. */
  readonly name: string;
  readonly files: readonly { readonly fileName: string; readonly blob: Blob }[];
  readonly zip: Blob;
}
