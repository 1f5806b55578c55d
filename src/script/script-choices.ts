import type { ApiLimits } from "../modules/catalogue.ts";
import type { Platform } from "../contract/platform.ts";
import type { PackageType } from "./addresses.ts";

/** Everything that a script says. */
export interface ScriptChoices {
  readonly platform: Platform;
  readonly type: PackageType;
  /** E.g. EC600N CNLF; null when nobody knows. */
  readonly module: string | null;
  readonly api: ApiLimits;
  readonly source: PackageSource;
  /** `by-script`: the script restarts the module when it suits; only where {@link ApiLimits.resetDisable}. */
  readonly restart: "by-module" | "by-script";
  /** Names of the firmware's versions, for a comment; empty when not known. */
  readonly oldVersion: string;
  readonly newVersion: string;
  /** What the new version says of itself; empty when nobody knows. */
  readonly expected: string;
  /** Tells the package from others at the same address: the first digits of its SHA-256. */
  readonly packageId: string;
}

export type PackageSource =
  /** One address, for mini-system two. */
  | { readonly kind: "server"; readonly urls: readonly string[]; readonly apn: Apn | null }
  /** A file on the module, below /usr; only where {@link ApiLimits.localUpgrade}. */
  | { readonly kind: "file"; readonly path: string };

/** For `apn_set`; only where {@link ApiLimits.apn}. */
export interface Apn {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

/** The words of a script: comments, and what it prints. */
export interface ScriptWords {
  readonly heading: Readonly<Record<PackageType, string>>;
  readonly versions: (from: string, to: string) => string;
  readonly module: (name: string) => string;
  readonly url: string;
  readonly urls: string;
  readonly apn: string;
  readonly path: string;
  readonly expected: string;
  readonly note: string;
  readonly reports: string;
  readonly errors: string;
  readonly states: readonly [started: string, downloading: string, ready: string];
  readonly errorNames: Readonly<Record<number, string>>;
  readonly unknownError: string;
  readonly failed: string;
  readonly current: string;
  readonly already: string;
  readonly fetched: string;
  readonly noNote: string;
  readonly refused: string;
  readonly accepted: string;
  readonly acceptedMini: string;
  readonly downloaded: string;
  readonly restarting: string;
  readonly downloadedRestarts: string;
  readonly restartWhen: string;
  readonly notRead: string;
  readonly written: string;
  readonly damaged: string;
}
