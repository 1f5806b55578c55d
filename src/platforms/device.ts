import type {
  PackageChecks,
  RehearsalArea,
  RehearsalFault,
  Renewed,
  WrittenPart,
} from "../contract/rehearsal.ts";
import type { Findings } from "../contract/verification.ts";
import type { Power } from "./power.ts";
import type { Reason } from "../contract/reason.ts";

/** What the code of the module says to a package that has arrived. */
export type Verdict =
  { readonly ok: true } | { readonly ok: false; readonly fault: RehearsalFault; readonly why: Reason };

/** How a boot into the updater ended. */
export type UpdateEnd =
  | { readonly kind: "done" }
  | { readonly kind: "power-cut"; readonly step: number }
  /** Declined before anything was changed: the old firmware goes on. */
  | { readonly kind: "declined"; readonly fault: RehearsalFault; readonly why: Reason }
  /** Fails the same way at every boot. */
  | { readonly kind: "stuck"; readonly why: Reason }
  /** The package is gone, and what it was written to is half new: the module starts with that. */
  | { readonly kind: "lost"; readonly why: Reason };

export interface StepReport {
  readonly done: number;
  readonly total: number;
  readonly written: readonly WrittenPart[];
}

/** What the module holds in the end. */
export interface Reached extends Findings {
  /** What `sha256` is of. */
  readonly image: string;
  readonly imageIn: "module" | "firmware";
  readonly sha256: string;
}

/**
 * A module as its update code sees it: it starts from the old firmware, takes the files of a package, checks them in
 * the order of the real code, and applies them step by step over as many boots as the power makes of it.
 */
export interface Device {
  readonly renews: Renewed;
  /** Files of the package, each with the checks it goes through. */
  readonly files: readonly [PackageChecks, ...PackageChecks[]];
  /** Known once the first file was taken. */
  readonly areas: readonly RehearsalArea[];
  /** Steps of the whole update; likewise. */
  readonly steps: number;
  /** Checks a file after its download and keeps it. For mini-system the second file comes after the first update. */
  receive(file: number, bytes: Uint8Array): Verdict;
  /** One boot into the updater, from where the last one ended. */
  update(file: number, power: Power, onStep: (report: StepReport) => void): UpdateEnd;
  /** @throws Refusal proof-failed when what the package updates is not as it should be. */
  reached(): Reached;
}
