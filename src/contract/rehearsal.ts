/**
 * What the page may ask of the rehearsal worker, and what it hears of a rehearsal. Types only.
 */
import type { MakeOptions, Outcome, PackageType, Platform } from "./maker.ts";
import type { Reason } from "./reason.ts";
import type { Findings } from "./verification.ts";

/** A package, the firmware it is for, and the script that a virtual module runs. */
export interface RehearsalJob {
  readonly script: string;
  /** Where the files of the package lie, in the order of `files`. */
  readonly urls: readonly string[];
  /** Of the package: one, for mini-system two. */
  readonly files: readonly Blob[];
  readonly platform: Platform;
  readonly type: PackageType;
  /** E.g. EC600N CNLF: what its calls can do. Null: it can what all modules of the platform can. */
  readonly module: string | null;
  /** Null for full packages, which are made of the new firmware alone; then old contents are unknown. */
  readonly old: NamedFile | null;
  readonly new: NamedFile;
  /** The user partition that the package carries; null when it carries none. */
  readonly userPartition: Blob | null;
  readonly options: RehearsalOptions;
  /** Names of the versions, to be shown. */
  readonly versions: { readonly old: string; readonly new: string };
  /** What the firmware is known to say of itself; empty: nobody knows, and the virtual module says nothing. */
  readonly answers: { readonly old: string; readonly new: string };
  readonly conditions: RehearsalConditions;
}

export interface NamedFile {
  readonly file: Blob;
  readonly fileName: string;
}

/** What the package was made with, as far as the outcome depends on it. */
export type RehearsalOptions = Pick<MakeOptions, "ruleSet" | "apps" | "fileMethods">;

/** What the user lets happen. The same conditions always lead to the same events. */
export interface RehearsalConditions {
  readonly speed: NetworkSpeed;
  readonly loss: NetworkLoss;
  readonly server: ServerState;
  readonly cut: PowerCutChoice;
  /** For what is left to chance: which packets are lost, when the power fails. */
  readonly seed: number;
}

export type NetworkSpeed = "good" | "weak" | "poor";
/** `disconnect`: the first download breaks off in the middle; a second one goes through. */
export type NetworkLoss = "none" | "some" | "heavy" | "disconnect";
/**
 * `missing`: no such files. `second-missing`: for mini-system, only the first is there. `wrong`: the new firmware
 * instead of the package; for mini-system the two files are swapped. `truncated`: the end is missing.
 */
export type ServerState = "right" | "missing" | "second-missing" | "wrong" | "truncated";
export type PowerCutChoice = "none" | "download" | "update" | "random";

/** What runs in the module after a boot; `same`: the firmware, which a full package leaves as it is. */
export type RunningSystem = "old" | "updater" | "mini" | "new" | "same";

/** What the package made new. */
export type Renewed = "firmware" | "user-partition";

/** A stretch of flash or a file that the update changes, or all small files together. */
export interface RehearsalArea {
  /** Partition or path; empty for the small files together. */
  readonly name: string;
  /** Bytes, or number of files. */
  readonly size: number;
}

/** A part of an area that was written, in its unit. */
export interface WrittenPart {
  readonly area: number;
  readonly from: number;
  readonly to: number;
}

export type RehearsalEvent = { /** Simulated seconds since the start. */ readonly at: number } & (
  | { readonly kind: "boot"; readonly system: RunningSystem; readonly version: string }
  | { readonly kind: "script"; /** From the second time on it runs again. */ readonly run: number }
  /** What the script prints, and its tracebacks: whole lines. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "note"; readonly note: RehearsalNote }
  | {
      readonly kind: "request";
      readonly url: string;
      /** HTTP status, or null when nothing answered. */
      readonly status: number | null;
    }
  | {
      readonly kind: "download";
      readonly file: 1 | 2;
      readonly received: number;
      readonly total: number;
    }
  | { readonly kind: "checked"; readonly file: 1 | 2; readonly checks: PackageChecks }
  /** The next boot goes into the update. */
  | { readonly kind: "flag" }
  | { readonly kind: "restart"; readonly cause: "module" | "script" | "power" }
  | { readonly kind: "areas"; readonly areas: readonly RehearsalArea[]; readonly steps: number }
  | {
      readonly kind: "step";
      readonly done: number;
      readonly total: number;
      readonly written: readonly WrittenPart[];
    }
  | {
      readonly kind: "power-cut";
      readonly during: "download" | "update";
      /** Counted from 0. */
      readonly step: number | null;
    }
  | ({ readonly kind: "finished" } & RehearsalSuccess)
  | ({ readonly kind: "failed" } & RehearsalFailure)
);

/** Which checks there are; `src/i18n` says them in their order. */
export type PackageChecks =
  "rdaota02" | "asr-diff" | "asr-full" | "asr-mini-1" | "asr-mini-2" | "par" | "ec200a-diff";

/** What the module does without a word, and the user should know. */
export type RehearsalNote =
  /** The module restarts by itself all the same: it does not have `reset_disable`. */
  | "reset-disable-ignored"
  /** The module calls no callback for mini-system. */
  | "no-callback-in-mini"
  /** `apn_set` and `download_cancel` are of other modules. */
  | "call-not-supported"
  /** The small system tries to fetch the second file again. */
  | "second-file-again";

export interface RehearsalSuccess extends Findings {
  readonly renewed: Renewed;
  readonly version: string;
  readonly cuts: number;
  /** What the hash is of: a partition, or a file of the firmware. */
  readonly image: string;
  /** Read from the module; or from the firmware file, where the module compresses in its own way. */
  readonly imageIn: "module" | "firmware";
  readonly sha256: string;
  readonly scriptOnNew: ScriptOnNew;
}

/**
 * What the same script does on the new firmware, as a main.py would at every boot: it ends without asking for an
 * update, it asks every time, or it fails. `stops`: it asks at the first starts, and then no more. `gone`: the package
 * has replaced /usr, and the script with it.
 */
export type ScriptOnNew = "content" | "stops" | "asks" | "fails" | "gone";

export interface RehearsalFailure {
  readonly code: RehearsalFault;
  /** For those who know the format or the call. */
  readonly detail: Reason | null;
  readonly cuts: number;
}

export type RehearsalFault =
  /** The script ended with an exception. */
  | "script-error"
  /** The script came to its end without having asked for an update. */
  | "nothing-asked"
  /** The script waits, and nothing more will happen. */
  | "waits-for-ever"
  /** The package is ready, but nothing restarts the module. */
  | "no-restart"
  /** The address is longer than the module takes. */
  | "url-too-long"
  /** The module does not fetch from such addresses. */
  | "url-scheme"
  /** The module does not take `url2`. */
  | "url2-refused"
  /** `write`, `flush` and `verify` are not there. */
  | "local-refused"
  /** The server does not know the address. */
  | "not-found"
  /** No answer, or the connection broke. */
  | "connection-lost"
  /** Mini-system: the second file is not to be had, and there is no way back. */
  | "second-file-missing"
  /** The package is damaged, or is none. */
  | "package-refused"
  /** The package is for another firmware than the module has. */
  | "other-firmware"
  /** No room for the package, or for what the update needs. */
  | "no-room"
  /** The update fails at every boot. */
  | "stuck"
  /** ASR full: the package lay in the partition that was being written when the power failed. */
  | "package-lost"
  /** The update came to its end, but the module does not hold the new firmware. */
  | "wrong-outcome";

export interface RehearsalApi {
  /** Runs to the end, which is the last event. Whoever loses patience ends the worker. */
  run(job: RehearsalJob, onEvents: (events: readonly RehearsalEvent[]) => void): Promise<Outcome<null>>;
}
